"""Refuses rows that point at nothing, and agencies that would be part of themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from graph.errors import Problem
from graph.model import MODEL
from graph.schema import NodeType
from graph.states import every_key, existing_keys
from graph.store import Reader
from graph.values import to_text
from loaders.checked import Checked
from loaders.lookalikes import Lookalikes, difference
from loaders.reading import Record


def refuse_dangling(checked: Checked, reader: Reader) -> None:
    """Refuse what points at nothing, and then what pointed at that, until nothing changes."""
    known = _known(checked, reader)
    near = Near(checked, reader)
    before = -1
    while before != (before := sum(checked.refused.values())):
        for label, records in checked.nodes.items():
            for record in _dangling(records.values(), known):
                checked.refuse(records.pop(record.key), _said_of(record, known, near))
                if record.key not in checked.stored_nodes[label]:
                    known[label].discard(record.key)
        for type_, rows in checked.edges.items():
            gone = {id(record): record for record in _dangling(rows, known)}
            for record in gone.values():
                checked.refuse(record, _said_of(record, known, near))
            if gone:
                checked.edges[type_] = [record for record in rows if id(record) not in gone]


class Near:
    """Keys of the load and of the store that look like a key that is not there."""

    def __init__(self, checked: Checked, reader: Reader) -> None:
        self._checked, self._reader = checked, reader
        self._known: dict[str, Lookalikes] = {}

    def hint(self, label: str, key: str) -> str:
        """Return a question that helps to correct a key, or an empty text."""
        if label not in self._known:  # read when it is wanted: most loads point at nothing wrong
            stored = every_key(self._reader, MODEL.node_types[label])
            self._known[label] = Lookalikes([*stored, *self._checked.nodes.get(label, ())])
        other = self._known[label].other_than(key)
        return f"Did you mean {other!r}? It differs in {difference(key, other)}. " if other else ""


def _dangling(rows: Iterable[Record], known: Mapping[str, set[str]]) -> list[Record]:
    """Return the rows that name something that is not known."""
    return [
        record
        for record in rows
        if any(key not in known[label] for _, label, key in references(record))
    ]


def _said_of(record: Record, known: Mapping[str, set[str]], near: Near) -> Problem:
    """Return the problem of the first thing that a row names and that is not known."""
    column, label, key = next(
        found for found in references(record) if found[2] not in known[found[1]]
    )
    return record.problem(
        "no-such-thing",
        f"there is no {label} of this key, or its own row was refused",
        f"{near.hint(label, key)}Correct the key, or load what it names as well",
        column,
        key,
    )


def _known(checked: Checked, reader: Reader) -> dict[str, set[str]]:
    """Return, by label, the keys of the load, and those that it names and the store has."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for rows in (*(found.values() for found in checked.nodes.values()), *checked.edges.values()):
        for record in rows:
            for _, label, key in references(record):
                wanted[label].add(key)
    known: dict[str, set[str]] = defaultdict(set)
    known.update({label: set(records) for label, records in checked.nodes.items()})
    for label, keys in wanted.items():
        outside = sorted(keys - known[label])
        known[label] |= existing_keys(reader, MODEL.node_types[label], outside)
    return known


@cache
def _columns(table: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Return the plain edges of a table (type, column, target), and its references by property."""
    declared = MODEL.tables[table]
    edges = declared.edges.items() if isinstance(declared, NodeType) else ()
    return (
        [(type_, type_.lower(), edge.target) for type_, edge in edges],
        [(name, of.refers_to) for name, of in declared.properties.items() if of.refers_to],
    )


@cache
def _ends(table: str) -> tuple[tuple[str, str], ...]:
    """Return column and label of both ends of a dated edge; nothing for a table of nodes."""
    declared = MODEL.tables[table]
    if isinstance(declared, NodeType):
        return ()
    first, second = declared.key_columns
    return (first, declared.origin), (second, declared.edge.target)


def references(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield what a row names beside itself: column, label and key."""
    for (column, label), key in zip(_ends(record.table), (record.key, record.to_key), strict=False):
        yield column, label, key
    edges, properties = _columns(record.table)
    for type_, column, label in edges:
        for key in record.edges.get(type_, ()):
            yield column, label, key
    for name, label in properties:
        if record.values.get(name):
            yield name, label, to_text(record.values[name])


def refuse_cycles(checked: Checked, reader: Reader) -> None:
    """Refuse agencies that would be part of themselves."""
    records = checked.nodes.get("Agency", {})
    if not any("PART_OF" in record.edges for record in records.values()):
        return
    parts = {
        row["code"]: row["whole"]
        for row in reader.read(
            "MATCH (part:Agency)-[:PART_OF]->(whole:Agency)\n"
            "RETURN part.code AS code, whole.code AS whole"
        )
    }
    for key, record in records.items():
        if "PART_OF" in record.edges:
            parts.pop(key, None)
            if record.edges["PART_OF"]:
                parts[key] = record.edges["PART_OF"][0]
    for key in [key for key in records if _returns(key, parts.get)]:
        record = records[key]
        if record.edges.get("PART_OF"):
            checked.refuse(
                records.pop(key),
                record.problem(
                    "part-of-itself", "the agency would be part of itself",
                    "Correct which agency it is part of", "part_of", record.edges["PART_OF"][0],
                ),
            )  # fmt: skip


def _returns(key: str, whole_of: Callable[[str], str | None]) -> bool:
    seen, now = {key}, whole_of(key)
    while now is not None and now not in seen:
        seen.add(now)
        now = whole_of(now)
    return now == key
