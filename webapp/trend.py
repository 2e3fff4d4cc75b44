"""The trend as a page shows it: the rows of coverage-trend, added up by one of their parts."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.store import Row
from queries.clauses import percent
from queries.coverage.words import listed
from webapp.chart import MOST_LINES, Chart, Series, chart

BY = {"type": "Agency type", "level": "Level", "area": "Area"}
"""By what a trend can be told apart."""
EVERYTHING = "All"
COUNTS = ("required", "met", "at_risk", "not_due", "unknown")
COLUMNS = ("month", "by", "name", *COUNTS[:2], "percentage", *COUNTS[2:])
"""Columns of a download."""


@dataclass(frozen=True)
class Cell:
    """How many of the places required at the end of a month were met."""

    counts: Mapping[str, int]

    @property
    def met(self) -> int:
        """Return how many were met."""
        return self.counts["met"]

    @property
    def required(self) -> int:
        """Return the denominator."""
        return self.counts["required"]

    @property
    def empty(self) -> int:
        """Return how many were not met."""
        return self.required - self.met

    @property
    def percentage(self) -> int | None:
        """Return met of required; None where nothing was."""
        return percent(self.met, self.required)


@dataclass(frozen=True)
class Told:
    """One type, level or area over the months."""

    key: str
    name: str
    cells: Sequence[Cell]
    is_total: bool = False

    @property
    def more_empty(self) -> int:
        """Return how many more places are empty at the end than at the beginning."""
        return self.cells[-1].empty - self.cells[0].empty

    @property
    def is_rated(self) -> bool:
        """Say whether anything was required in any month."""
        return any(cell.required for cell in self.cells)

    def change_in_words(self, months: Sequence[datetime.date]) -> str:
        """Say how the first month with a rate and the last compare; empty where none can."""
        rated = [
            f"{cell.met} of {cell.required} ({cell.percentage}%) in {month:%B %Y}"
            for month, cell in zip(months, self.cells, strict=True)
            if cell.percentage is not None
        ]
        return f"{self.name}: {rated[0]}, {rated[-1]}" if len(rated) > 1 else ""


@dataclass(frozen=True)
class Trend:
    """Every line of a trend over the same months, the total first where there are several."""

    by: str
    months: Sequence[datetime.date]
    lines: Sequence[Told]
    quiet: Sequence[str] = ()
    """Names of those of which no case ever required anything."""

    @classmethod
    def of(
        cls, rows: Sequence[Row], by: str, names: Mapping[str, str], months: Sequence[datetime.date]
    ) -> "Trend":
        """Add up the rows; what lost most places comes first after the total."""
        counts: dict[tuple[str | None, datetime.date], Counter[str]] = defaultdict(Counter)
        for row in rows:
            cell = counts[row[by], row["month"]]
            for name in COUNTS:
                cell[name] += row[name]
        keys = sorted({row[by] for row in rows})
        for month in months:
            for key in keys:
                counts[None, month].update(counts.get((key, month), {}))

        def cells(key: str | None) -> list[Cell]:
            return [Cell(counts.get((key, month), Counter())) for month in months]

        each = [Told(key, names.get(key, key) or "Not recorded", cells(key)) for key in keys]
        each.sort(key=lambda one: (-one.more_empty, one.name))
        rated = [one for one in each if one.is_rated]
        total = [Told("", EVERYTHING, cells(None), is_total=True)] if len(rated) > 1 else []
        return cls(by, months, [*total, *rated], [one.name for one in each if not one.is_rated])

    def drawn(self, title: str) -> Chart:
        """Draw the total and the first few."""
        return chart(
            title,
            self.months,
            [Series(one.name, [cell.percentage for cell in one.cells]) for one in self.lines],
            f"Places met of places required at the end of each month, in per cent. "
            f"{self._in_words()} The table below has every figure.",
        )

    def as_rows(self) -> list[dict[str, Any]]:
        """Return the rows of a download."""
        return [
            {
                "month": month,
                "by": "all" if one.is_total else self.by,
                "name": one.name,
                "percentage": cell.percentage,
                **{name: cell.counts[name] for name in COUNTS},
            }
            for one in self.lines
            for month, cell in zip(self.months, one.cells, strict=True)
        ]

    def falls(self, most: int) -> list[Told]:
        """Return those that have more empty places than at the beginning, the worst first."""
        return [one for one in self.lines if one.more_empty > 0 and not one.is_total][:most]

    def _in_words(self) -> str:
        words = [one.change_in_words(self.months) for one in self.lines[:MOST_LINES]]
        return f"{listed([text for text in words if text], 'and')}." if any(words) else ""
