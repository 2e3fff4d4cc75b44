"""A mapping says, in TOML, how somebody else's table becomes rows of ours.

`mapping_file.py` reads one and checks it; `loaders/mappings/` holds those that the product ships.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputError, Problem
from graph.values import join
from loaders.files import Told
from loaders.mapping_cells import Cell, Lookups, Refused, texts
from loaders.opening import read_source
from loaders.tables import Row, Table

NO_TARGET = "no row of ours asks for it"


@dataclass(frozen=True)
class Condition:
    """A test of a source row: a column has (or has not) one of some values."""

    column: str
    values: frozenset[str]
    wanted: bool = True

    def holds(self, row: Mapping[str, str]) -> bool:
        """Whether it is true of a row."""
        return (row[self.column].strip() in self.values) is self.wanted


@dataclass(frozen=True)
class Skip:
    """Rows that are left out, with the reason that is counted."""

    condition: Condition
    reason: str


@dataclass(frozen=True)
class Target:
    """One row of ours that a source row becomes, if its conditions hold."""

    table: str
    cells: Mapping[str, Cell]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Lookup:
    """A table from one column's values to another's, in the same file or in one beside it."""

    name: str
    start: str
    end: str
    file: str = ""


@dataclass(frozen=True)
class SourceMapping:
    """A mapping that was read and checked."""

    name: str
    title: str
    publisher: str
    licence: str
    file: str
    targets: tuple[Target, ...]
    skips: tuple[Skip, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    delimiter: str = ","

    def columns(self) -> set[str]:
        """Return the source columns that it reads."""
        cells = [cell for target in self.targets for cell in target.cells.values()]
        cells += [part for cell in cells for part in cell.parts]
        conditions = [skip.condition for skip in self.skips]
        conditions += [found for target in self.targets for found in target.conditions]
        own = {lookup.start for lookup in self.lookups if not lookup.file}
        own |= {lookup.end for lookup in self.lookups if not lookup.file}
        named = {cell.column for cell in cells if cell.column}
        return named | {condition.column for condition in conditions} | own


@dataclass
class Mapped:
    """What a source file became: rows of ours, and a fate for each source row."""

    tables: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    file: str = ""
    rows: int = 0
    mapped: int = 0
    refused: int = 0
    skipped: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def refuse(self, problem: Problem) -> None:
        """Count a source row as refused, with its reason."""
        self.refused += 1
        self.problems.append(problem)

    def balance(self) -> dict[str, object]:
        """Return rows = mapped + skipped + refused, for a report."""
        return {
            "file": self.file,
            "sheet": "",
            "rows": self.rows,
            "mapped": self.mapped,
            "skipped": sum(self.skipped.values()),
            "refused": self.refused,
            "reasons": dict(self.skipped),
        }


def apply_mapping(mapping: SourceMapping, path: Path) -> Mapped:
    """Turn a publisher's file into tables of ours.

    Raises InputError where the file, or one that it looks things up in, lacks a column or cannot
    be read.
    """
    table = read_source(path, Told(delimiter=mapping.delimiter))
    _refuse_missing(mapping.name, table, mapping.columns())
    rows = list(table.rows)
    lookups = {lookup.name: _lookup(mapping.name, lookup, rows, path) for lookup in mapping.lookups}
    mapped = Mapped(file=path.name)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        _map_row(mapping, row, lookups, mapped, found)
    for name, ours in found.items():
        columns = tuple(dict.fromkeys(column for row in ours for column in row.values))
        whole = [Row(row.number, {c: row.values.get(c, "") for c in columns}) for row in ours]
        mapped.tables.append(Table(name, path.name, columns, whole))
    return mapped


def _refuse_missing(name: str, table: Table, columns: set[str]) -> None:
    problems = [
        Problem(
            "missing-column",
            f"the mapping {name} reads this column and the file has none",
            "Use the publisher's own file, or another mapping",
            file=table.file,
            row=1,
            column=column,
        )
        for column in sorted(columns - set(table.columns))
    ]
    if problems:
        raise InputError("\n".join(map(str, problems)), problems)


def _lookup(
    name: str, lookup: Lookup, rows: Sequence[Row], path: Path
) -> Mapping[str, Sequence[str]]:
    """Return the answers for each text; a row with an empty end answers nothing."""
    if lookup.file:
        delimiter = "\t" if lookup.file.endswith(".tsv") else ","
        table = read_source(path.parent / lookup.file, Told(delimiter=delimiter))
        _refuse_missing(name, table, {lookup.start, lookup.end})
        rows = list(table.rows)
        broken = [row.problem for row in rows if row.problem]
        if broken:
            raise InputError("\n".join(map(str, broken)), broken)
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.problem:
            continue
        start, end = row.values[lookup.start].strip(), row.values[lookup.end].strip()
        if end and end not in found[start]:
            found[start].append(end)
    return found


def _map_row(
    mapping: SourceMapping,
    row: Row,
    lookups: Lookups,
    mapped: Mapped,
    found: dict[str, list[Row]],
) -> None:
    mapped.rows += 1
    if row.problem:
        mapped.refuse(row.problem)
        return
    reason = next((skip.reason for skip in mapping.skips if skip.condition.holds(row.values)), "")
    if reason:
        mapped.skipped[reason] += 1
        return
    try:
        made = [
            (target.table, ours)
            for target in mapping.targets
            if all(condition.holds(row.values) for condition in target.conditions)
            for ours in _rows(target, row, lookups)
        ]
    except Refused as refused:
        mapped.refuse(refused.problem(mapped.file, row.number))
        return
    if not made:
        mapped.skipped[NO_TARGET] += 1
        return
    mapped.mapped += 1
    for name, ours in made:
        found[name].append(ours)


def _rows(target: Target, row: Row, lookups: Lookups) -> Iterator[Row]:
    found = {name: texts(cell, row.values, lookups) for name, cell in target.cells.items()}
    for name, cell in target.cells.items():
        if cell.unlike:
            found[name] = [text for text in found[name] if text not in found[cell.unlike]]
    each = next((name for name, cell in target.cells.items() if cell.each), None)
    whole = {
        name: join(found[name]) if cell.listed else "".join(found[name])
        for name, cell in target.cells.items()
        if name != each
    }
    for text in [""] if each is None else found[each]:
        yield Row(row.number, {name: whole.get(name, text) for name in target.cells})
