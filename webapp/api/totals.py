"""Totals for a lay adviser, in the words of the page: no small number is told."""

from typing import Any

from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, each, maybe, one
from webapp.views.totals import TOTALS, totals

COLUMNS = {
    "levels": ("level", "cases"),
    "categories": ("category", "cases"),
    "attendance": ("type", "invited", "attended", "reported", "apologies", "absent"),
    "coverage": ("type", "met_last", "met_first", "unknown"),
}
"""The columns of each table of the page."""


def listed(told: Told) -> dict[str, Any]:
    """Return what the page of totals shows."""
    del told
    found = totals()
    tables = {
        table: [dict(zip(names, row, strict=True)) for row in found[table]]
        for table, names in COLUMNS.items()
    }
    return {**found, **tables}


ENDPOINTS = (
    Endpoint(
        "/totals", "totals", "How the area does, in totals alone", TOTALS, listed,
        one(
            total=TEXT, attended=TEXT, since=DAY, first=maybe(DAY), last=maybe(DAY), least=NUMBER,
            **{
                table: each(one(**dict.fromkeys(names, TEXT))) for table, names in COLUMNS.items()
            },
        ),
    ),
)  # fmt: skip
