"""Reads what a store keeps beside the model: its mark, its loads, what each of them replaced."""

from collections.abc import Iterator, Mapping
from typing import Any

from graph.records import History
from graph.states import WHOLE_STORE_SECONDS, batches
from graph.store import Reader

PARTS_AT_ONCE = 20
"""A part holds a thousand states."""
OF_THE_ENGINE = frozenset({"id", "title", "type"})
"""What an engine, or a writer for its sake, adds to the properties of every node."""


class Parts:
    """The parts of a history, read as they are asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Read them from the store, some at a time."""
        rows = self._reader.read("MATCH (part:LoadPart)\nRETURN part.key AS key\nORDER BY key")
        for piece in batches([row["key"] for row in rows], PARTS_AT_ONCE):
            yield from _nodes(
                self._reader,
                "UNWIND $keys AS wanted\nMATCH (n:LoadPart {key: wanted})\n"
                "RETURN properties(n) AS properties",
                {"keys": piece},
            )


def history_of(reader: Reader) -> History:
    """Return the history of a store that has had a load."""
    info = _nodes(reader, "MATCH (n:StoreInfo)\nRETURN properties(n) AS properties", {})
    loads = _nodes(
        reader, "MATCH (n:Load)\nRETURN properties(n) AS properties\nORDER BY n.number", {}
    )
    return History(next(iter(info), {}), [*loads], Parts(reader))


def _nodes(reader: Reader, text: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            name: value
            for name, value in sorted(row["properties"].items())
            if name not in OF_THE_ENGINE and value is not None
        }
        for row in reader.read(text, told, seconds=WHOLE_STORE_SECONDS)
    ]
