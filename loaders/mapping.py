"""Turns somebody else's table into rows of ours, as a mapping says.

The file is read once to count and to find what is wrong, and once more for each table of ours
while its rows are asked for: nothing but problems and look-ups is held. `mapping_file.py` reads a
mapping and checks it; `loaders/mappings/` holds those that the product ships.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from graph.errors import InputError
from graph.store import Reader
from loaders.mapped import Mapped
from loaders.mapping_cells import Known
from loaders.mapping_columns import refuse_missing
from loaders.mapping_language import SourceMapping
from loaders.mapping_lookups import answers
from loaders.mapping_rows import RowMaker
from loaders.opening import AS_RECOGNISED, read_source
from loaders.reading import REFUSED_COLUMNS
from loaders.tables import Row, Table

LONGEST_HEADER = 100_000

Stamp = tuple[int, int]
"""Size and time of a file."""


@dataclass(frozen=True)
class Again:
    """The rows of one table of ours: the source is read again whenever they are asked for.

    `refused` are numbers of rows that yield nothing. Raises InputError if the file has changed.
    """

    mapping: SourceMapping
    path: Path
    stamp: Stamp
    maker: RowMaker
    refused: set[int]

    def __iter__(self) -> Iterator[Row]:
        """Begin at the first row."""
        if _stamp(self.path) != self.stamp:
            raise InputError(f"{self.path.name} changed while it was read. Load it again")
        for row in open_source(self.mapping, self.path).rows:
            if row.number not in self.refused:
                yield from (ours for _, ours in self.maker.fate(row).made)


def apply_mapping(
    mapping: SourceMapping,
    path: Path,
    reader: Reader | None = None,
    day: datetime.date | None = None,
) -> Mapped:
    """Turn a publisher's file into tables of ours, on the day of the load.

    Raises InputError where the file, or one that it looks things up in, lacks a column or cannot
    be read, and where the mapping asks a store or a day that is not given.
    """
    table, stamp = open_source(mapping, path), _stamp(path)
    refuse_missing(mapping.name, table, mapping.columns())
    maker = RowMaker(mapping, _known(mapping, path, reader, day), table)
    mapped = Mapped(file=table.file, sheet=table.sheet)
    mapped.read_as = {table.place: table.read_as} if table.read_as else {}
    columns: dict[str, dict[str, None]] = defaultdict(dict)
    refused: set[int] = set()
    for row in table.rows:
        fate = maker.fate(row)
        mapped.count(row.number, fate)
        if fate.problems:
            refused.add(row.number)
        for name, ours in fate.made:
            if not ours.values.keys() <= columns[name].keys():
                columns[name].update(dict.fromkeys(ours.values))
    for name, of in columns.items():
        rows = Again(mapping, path, stamp, maker.only(name), refused)
        mapped.tables.append(_table(mapping, name, table, tuple(of), rows, day))
    return mapped


def open_source(mapping: SourceMapping, path: Path) -> Table:
    """Open the publisher's file as its mapping says it is written. Raises InputError.

    Rows that were refused and mended are written as we write: how their file was, is no matter.
    """
    told = AS_RECOGNISED if _is_mended(path) else mapping.told
    return read_source(path, told, frozenset(mapping.columns()))


def _is_mended(path: Path) -> bool:
    """Whether it has the rows that a load refused: two columns of ours end its header."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.readline(LONGEST_HEADER)
    return all(name.encode() in header for name in REFUSED_COLUMNS)


def _table(
    mapping: SourceMapping,
    name: str,
    source: Table,
    columns: tuple[str, ...],
    rows: Again,
    day: datetime.date | None,
) -> Table:
    dated = {
        column: day
        for target in mapping.targets
        if target.table == name and day
        for column, cell in target.cells.items()
        if cell.day_of_load
    }
    return replace(
        source,
        name=name,
        columns=columns,
        rows=rows,
        keeps_former_names=mapping.keep_former_names,
        dated_by_load=dated,
    )


def _known(
    mapping: SourceMapping, path: Path, reader: Reader | None, day: datetime.date | None
) -> Known:
    """Gather what cells ask beside their row."""
    if day is None and any(c.day_of_load for t in mapping.targets for c in t.cells.values()):
        raise InputError(f"The mapping {mapping.name} writes the day of the load. Say which it is")
    lookups = {
        lookup.name: answers(
            mapping.name, lookup, path, lambda: open_source(mapping, path).rows, reader
        )
        for lookup in mapping.lookups
    }
    return Known(lookups, day.isoformat() if day else "")


def _stamp(path: Path) -> Stamp:
    """Return what changes when a file does."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns
