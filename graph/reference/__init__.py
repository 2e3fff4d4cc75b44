"""The reference tables that ship with the product: levels, categories, circumstances, types."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a reference table, as text."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def codes(table: str) -> tuple[str, ...]:
    """Return the codes of a reference table, in the table's order."""
    return tuple(row["code"] for row in rows(table))


@cache
def names(table: str) -> Mapping[str, str]:
    """Return the names of a reference table by code."""
    return {row["code"]: row["name"] for row in rows(table)}
