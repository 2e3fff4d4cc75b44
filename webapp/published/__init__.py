"""Figures as others published them: kept as they were, each with its source, never recomputed."""

import csv
import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "figures.csv"
MEASURES = {
    "cases": "Cases in all",
    "level_1_share": "Share of cases at Level 1",
    "level_2": "Cases at Level 2",
    "level_3": "Cases at Level 3",
}
"""What a figure counts."""


@dataclass(frozen=True)
class Figure:
    """One published figure; an empty area is England and Wales."""

    area: str
    on: datetime.date | None
    period: str
    measure: str
    value: str
    source: str
    note: str


@cache
def figures() -> tuple[Figure, ...]:
    """Return every figure that ships with the product, the latest first."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = [
            Figure(
                row["area"],
                datetime.date.fromisoformat(row["on"]) if row["on"] else None,
                row["period"],
                row["measure"],
                row["value"],
                row["source"],
                row["note"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(found, key=lambda one: (one.area, one.measure, one.period)))


def figures_for(area: str) -> list[Figure]:
    """Return the figures of an area and, for comparison, of England and Wales."""
    return [one for one in figures() if one.area in {"", area}]
