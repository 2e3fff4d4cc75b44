"""A mapping says, in TOML, how somebody else's table becomes rows of ours.

docs/mappings.md teaches the format; `loaders/mappings/` holds those that the product ships.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputError, Problem
from loaders.shaping import slug, title
from loaders.tables import Row, Table, read_csv

SHAPES = {"title": title, "slug": slug, "upper": str.upper, "lower": str.lower}


@dataclass(frozen=True)
class Cell:
    """How one cell of ours is made: from a column, a constant, or several parts in a row."""

    column: str = ""
    constant: str = ""
    parts: tuple["Cell", ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    split: str = ""
    lookup: str = ""
    shape: str = ""
    prefix: str = ""
    dates: str = ""
    each: bool = False
    required: bool = False


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

    Raises InputError where the file lacks a column or a look-up file cannot be read.
    """
    table = read_csv(path, delimiter=mapping.delimiter)
    missing = sorted(mapping.columns() - set(table.columns))
    if missing:
        problems = [
            Problem(
                "missing-column",
                f"the mapping {mapping.name} reads this column and the file has none",
                "Use the publisher's own file, or another mapping",
                file=path.name,
                row=1,
                column=name,
            )
            for name in missing
        ]
        raise InputError("\n".join(map(str, problems)), problems)
    rows = list(table.rows)
    lookups = {lookup.name: _lookup(lookup, rows, path) for lookup in mapping.lookups}
    mapped = Mapped(file=path.name)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        _map_row(mapping, row, lookups, mapped, found)
    for name, ours in found.items():
        columns = tuple(dict.fromkeys(column for row in ours for column in row.values))
        whole = [Row(row.number, {c: row.values.get(c, "") for c in columns}) for row in ours]
        mapped.tables.append(Table(name, path.name, columns, whole))
    return mapped


def _map_row(
    mapping: SourceMapping,
    row: Row,
    lookups: Mapping[str, Mapping[str, str]],
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
    except _Refused as refused:
        mapped.refuse(refused.problem(mapped.file, row.number))
        return
    if not made:
        mapped.skipped["no row of ours asks for it"] += 1
        return
    mapped.mapped += 1
    for name, ours in made:
        found[name].append(ours)


class _Refused(Exception):
    """A source row cannot be mapped; `args` say why."""

    def __init__(self, code: str, message: str, fix: str, column: str, value: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix
        self.column, self.value = column, value

    def problem(self, file: str, row: int) -> Problem:
        """Say it of a row."""
        return Problem(
            self.code, self.message, self.fix, file, "", row, self.column, self.value[:40]
        )


def _rows(target: Target, row: Row, lookups: Mapping[str, Mapping[str, str]]) -> Iterator[Row]:
    texts = {name: _texts(cell, row.values, lookups) for name, cell in target.cells.items()}
    each = next((name for name, cell in target.cells.items() if cell.each), None)
    single = {name: ";".join(found) for name, found in texts.items()}
    if each is None:
        yield Row(row.number, single)
        return
    for text in texts[each]:
        yield Row(row.number, {**single, each: text})


def _texts(
    cell: Cell, row: Mapping[str, str], lookups: Mapping[str, Mapping[str, str]]
) -> Sequence[str]:
    """Return the texts of one cell: several where it is split."""
    if cell.constant:
        return [cell.constant]
    if cell.parts:
        return ["".join("".join(_texts(part, row, lookups)) for part in cell.parts)]
    text = row[cell.column].strip()
    pieces = [piece.strip() for piece in text.split(cell.split)] if cell.split else [text]
    found = [_shaped(cell, piece, lookups) for piece in pieces if piece]
    if not found and cell.required:
        raise _Refused("empty-cell", "the cell must not be empty", "Fill it in", cell.column, "")
    return list(dict.fromkeys(found))


def _shaped(cell: Cell, text: str, lookups: Mapping[str, Mapping[str, str]]) -> str:
    text = cell.values.get(text, text)
    if cell.lookup:
        known = lookups[cell.lookup]
        if text not in known:
            raise _Refused(
                "not-in-look-up", f"the look-up {cell.lookup} does not have it",
                "Correct it, or add it to the look-up", cell.column, text,
            )  # fmt: skip
        text = known[text]
    if cell.dates:
        text = _date(cell, text)
    if cell.shape:
        text = SHAPES[cell.shape](text)
    text = re.sub(r"\s+", " ", text).replace(";", "\\;")
    return f"{cell.prefix}{text}"


def _date(cell: Cell, text: str) -> str:
    try:
        return datetime.datetime.strptime(text, cell.dates).date().isoformat()
    except ValueError as error:
        raise _Refused(
            "not-a-date", f"is no date of the form {cell.dates}", "Correct it", cell.column, text
        ) from error


def _lookup(lookup: Lookup, rows: Sequence[Row], path: Path) -> dict[str, str]:
    if lookup.file:
        delimiter = "\t" if lookup.file.endswith(".tsv") else ","
        rows = list(read_csv(path.parent / lookup.file, delimiter=delimiter).rows)
    return {row.values[lookup.start].strip(): row.values[lookup.end].strip() for row in rows}
