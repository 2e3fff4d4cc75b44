"""What changes do to coverage, as the tables of a page: opened beside closed, at risk, settled."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.store import Row
from queries.coverage.judge import KINDS
from queries.coverage.words import types_in_words
from webapp.effect import Effect
from webapp.lists import on_day

MOST_SHOWN = 100
"""Rows of a part that a page shows; the CSV has all of them."""
HEADINGS: Mapping[str, tuple[str, str]] = {
    "opened": ("Gaps that would open", "No gap would open."),
    "closed": ("Gaps that would close", "No gap would close."),
    "at_risk": ("Seats newly at risk", "No seat would come to be at risk."),
    "settled": ("Invitations settled", "No gap would have its agency invited."),
}
"""By part: its heading, and what is said where it is empty."""


def as_tables(effect: Effect, called: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a table for each part, as `macros/effect.html` draws them."""
    return [_table(part, rows, called) for part, rows in effect.parts()]


def in_one_line(effect: Effect) -> str:
    """Return what it comes to."""
    said = effect.in_words()[0].partition(": ")[2]
    return f"{said[0].upper()}{said[1:]}."


def _table(part: str, rows: Sequence[Row], called: Mapping[str, str]) -> dict[str, Any]:
    heading, empty = HEADINGS[part]
    return {
        "id": part.replace("_", "-"),
        "caption": f"{heading} ({len(rows):,})",
        "rows": [_cells(row, called) for row in rows[:MOST_SHOWN]],
        "empty": empty,
        "left_out": max(0, len(rows) - MOST_SHOWN),
    }


def _cells(row: Row, called: Mapping[str, str]) -> list[Any]:
    place = called.get(row["area"], row["area"])
    where = f"Level {row['level']}, {place}" if place else f"Level {row['level']}"
    who = types_in_words(row["missing"]) if row["missing"] else "A meeting"
    return [
        {
            "text": row["case"],
            "href": on_day("cases.shown", reference=row["case"]),
            "note": where,
        },
        {"text": who, "note": _reason(row, called)},
        {
            "text": row["rule"],
            "href": on_day("cases.why", reference=row["case"], rule=row["rule"]),
            "note": row["strength"],
        },
    ]


def _reason(row: Row, called: Mapping[str, str]) -> str:
    parts = [called.get(row["agency"], row["agency"]), KINDS[row["kind"]]]
    if row["invited_next"] == "yes":
        parts.append("invited to the next discussion")
    if row["waived_until"]:
        parts.append(f"waived until {row['waived_until'].isoformat()}")
    return ", ".join(part for part in parts if part)
