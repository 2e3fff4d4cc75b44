"""The coverage matrix as it is shown and downloaded: cases by types of agency."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import InputError
from graph.reference import names
from graph.store import Row
from queries.clauses import percent
from queries.coverage.judge import KINDS, STATES, WEIGHT
from queries.coverage_matrix import CELL_STATES
from queries.coverage_trend import DUE

SORTS = {
    "missing": "Most missing first",
    "case": "By case",
    "level": "By level, the highest first",
}
BY_REPORT = "met by a report"
"""How a cell is called that is met without anybody at the table."""
NAMES = ("case", "area", "level", "category")
"""Columns before those of the types, in a download."""


@dataclass(frozen=True)
class Line:
    """One case with its cells, by type."""

    case: str
    area: str
    level: str
    category: str
    cells: Mapping[str, Row]

    @property
    def weight(self) -> tuple[int, ...]:
        """Return how many cells stand in each state, the heaviest state first, most first."""
        states = [cell["state"] for cell in self.cells.values()]
        return tuple(-states.count(state) for state in WEIGHT)


@dataclass(frozen=True)
class Rate:
    """How many of the cases that require a type have it."""

    met: int
    required: int

    @property
    def percentage(self) -> int | None:
        """Return met of required in per cent; None where nothing is required."""
        return percent(self.met, self.required)


@dataclass(frozen=True)
class Matrix:
    """All lines that were asked for, and the types that any of them has a cell of."""

    lines: Sequence[Line]
    types: Mapping[str, str]

    @classmethod
    def of(cls, rows: Sequence[Row], sort: str) -> "Matrix":
        """Make lines of the rows of coverage-matrix. Raises InputError for no such order."""
        if sort not in SORTS:
            raise InputError(
                f"The matrix cannot be sorted by {sort[:40]!r}. Sort by: {', '.join(SORTS)}"
            )
        cells: dict[str, dict[str, Row]] = {}
        for row in rows:
            cells.setdefault(row["case"], {})[row["type"]] = row
        lines = [_line(reference, found) for reference, found in cells.items()]
        present = {row["type"] for row in rows}
        known = names("agency_type")
        types = {code: text for code, text in known.items() if code in present}
        types |= {code: code for code in sorted(present - set(known))}
        return cls(_sorted(lines, sort), types)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many cells stand in each state."""
        counts = Counter(cell["state"] for line in self.lines for cell in line.cells.values())
        return {state: counts[state] for state in CELL_STATES}

    def rate(self, kind: str) -> Rate:
        """Return the rate of a type over every line, on whichever page it stands."""
        states = Counter(line.cells[kind]["state"] for line in self.lines if kind in line.cells)
        return Rate(states["met"], sum(states[state] for state in DUE))

    def as_table(self) -> tuple[list[str], Iterable[Mapping[str, Any]]]:
        """Return the columns and rows of a download: what the screen shows, all pages of it."""
        rows = (
            {
                **{name: getattr(line, name) for name in NAMES},
                **{kind: _told(line.cells.get(kind)) for kind in self.types},
            }
            for line in self.lines
        )
        return [*NAMES, *self.types], rows


def in_words(cell: Row) -> str:
    """Return the word for the state of a cell."""
    return BY_REPORT if cell["report_only"] and cell["state"] == "met" else STATES[cell["state"]]


def why_in_words(cell: Row) -> str:
    """Return what sort of gap a cell is; an empty text where it is none."""
    return KINDS[cell["kind"]]


def _told(cell: Row | None) -> str:
    return in_words(cell) if cell else ""


def _line(reference: str, cells: Mapping[str, Row]) -> Line:
    first = next(iter(cells.values()))
    return Line(reference, first["area"], first["level"], first["category"], cells)


def _sorted(lines: Iterable[Line], sort: str) -> list[Line]:
    by_case = sorted(lines, key=lambda line: line.case)
    if sort == "missing":
        return sorted(by_case, key=lambda line: line.weight)
    return (
        sorted(by_case, key=lambda line: line.level, reverse=True) if sort == "level" else by_case
    )
