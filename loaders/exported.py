"""Reads the files of an export exactly as they were written: nothing is cleaned or made up."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.errors import InputError
from graph.model import MODEL, DatedEdgeType
from graph.records import EdgeState, History, NodeState, Provenance, State
from graph.schema import NodeType, Property
from graph.store import FORMAT
from graph.values import Unusable, Value, as_meant, read_back, split
from loaders.files import UNREADABLE, File, Told
from loaders.reading import PROVENANCE_COLUMNS
from loaders.separated import read_separated
from loaders.tables import Row

AS_WRITTEN = Told(encoding="utf-8", delimiter=",")
NEWER = "Restore it with the version of the product that made it"


class Parts:
    """The parts of a history, read from its file as they are asked for."""

    def __init__(self, file: File) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Read them from the file, one by one."""
        for label, properties in _nodes(self._file):
            if label == "LoadPart":
                yield properties


def read_history(file: File) -> History:
    """Read the history. Raises InputError for one that cannot have been exported."""
    info: Mapping[str, Any] = {}
    loads: list[Mapping[str, Any]] = []
    for label, properties in _nodes(file):
        if label == "StoreInfo":
            info = properties
        elif label == "Load":
            loads.append(properties)
    if not {"key", "created", "format"} <= set(info) or not loads:
        raise _unreadable(file, None)
    if int(info["format"]) > FORMAT:
        what = f"the store had format {info['format']}; this version knows up to {FORMAT}"
        raise file.refused("newer-format", what, NEWER)
    return History(info, loads, Parts(file))


def read_states(files: Iterable[File]) -> Iterator[State]:
    """Yield every element. Raises InputError for a table, a column or a value that is not ours."""
    for file in files:
        declared = MODEL.tables.get(file.stem)
        if declared is None or file.ending != ".csv":
            raise file.refused("unknown-table", "no table of ours has this name", NEWER)
        yield from _states(file, declared)


def _states(file: File, declared: NodeType | DatedEdgeType) -> Iterator[State]:
    table = read_separated(file, AS_WRITTEN)
    edges = declared.edges if isinstance(declared, NodeType) else {}
    known = {*declared.key_columns, *declared.properties, *PROVENANCE_COLUMNS}
    unknown = [name for name in table.columns if name not in known | {t.lower() for t in edges}]
    missing = [name for name in declared.key_columns if name not in table.columns]
    if unknown or missing:
        what = "the table has no such column" if unknown else "the table needs this column"
        raise file.refused("unknown-column", f"{what}: {(unknown + missing)[0]}", NEWER)
    for row in table.rows:
        yield _state(file, declared, row)


def _state(file: File, declared: NodeType | DatedEdgeType, row: Row) -> State:
    if row.problem:
        raise InputError(str(row.problem), [row.problem])
    cells = {name: as_meant(text) for name, text in row.values.items()}
    keys = [cells[name] for name in declared.key_columns]
    try:
        values = _values(declared.properties, cells, declared.key_columns)
        origin = Provenance(cells["source"], int(cells["first_load"]), int(cells["load"]))
    except (Unusable, KeyError, ValueError) as error:
        what = "a value of the row is none of ours"
        raise file.refused("not-as-exported", what, NEWER, row.number) from error
    if isinstance(declared, NodeType):
        return NodeState(declared.label, keys[0], values, _ends(declared, cells), origin)
    return EdgeState(declared.type, keys[0], keys[1], declared.mark(values), values, origin)


def _values(
    properties: Mapping[str, Property], cells: Mapping[str, str], keys: tuple[str, ...]
) -> dict[str, Value]:
    return {
        name: read_back(of, cells[name])
        for name, of in properties.items()
        if name not in keys and cells.get(name)
    }


def _ends(node: NodeType, cells: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the plain edges: a cell of one key is that key, whatever signs it has."""
    found = {type_: cells.get(type_.lower(), "") for type_ in node.edges}
    return {
        type_: tuple(split(text)) if node.edges[type_].many else (text,)
        for type_, text in found.items()
        if text
    }


def _nodes(file: File) -> Iterator[tuple[str, dict[str, Any]]]:
    number = 0
    try:
        with file.open() as opened:
            for line in opened:
                number += 1
                said = json.loads(line)
                yield said["label"], dict(said["properties"])
    except UNREADABLE as error:
        raise file.unreadable(error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(file, number) from error


def _unreadable(file: File, row: int | None) -> InputError:
    return file.refused("not-as-exported", "it is no history of loads", NEWER, row)
