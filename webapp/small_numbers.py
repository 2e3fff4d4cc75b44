"""Totals for those who see totals alone: a small count is told as being small, and no more.

A count of one or two says who it is to whoever knows the area. The row stands in the policy
(`of = "totals"`), with its status. Two totals taken from each other must not be such a count
either, on page, CSV, JSON and command line alike, so

- every other count, and every rate, is told to the nearest of that number: two days, two filters
  or two columns differ by nothing or by that many at least;
- days are ends of months, and days from which something is counted are beginnings of them: who
  asked day after day would see on which one a rounded count goes up, and so the case that did it.

What is left: a count that goes over the middle between two months tells that somebody came or went
within one of them, and not how many did.
"""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.schema import Kind
from graph.store import Row
from queries.analysis import Analysis, Answer, Asked
from queries.coverage_trend import month_ends
from webapp.few import nearest

OTHERWISE = 5
"""Where the policy says nothing: to leave the row out must not show the numbers."""
PERCENT = frozenset({"percent", "per cent"})
NO_RATE = "not told"
WORDS = (
    "Counts below {fewest} are shown as “fewer than {fewest}”, and rates that rest on one are not "
    "told. Other counts and rates are to the nearest {fewest}, and as of the end of a month."
)


def day_told(day: datetime.date) -> datetime.date:
    """Return the day that whoever sees totals alone is told of: the last end of a month."""
    return month_ends(day, 1)[0]


def from_months(analysis: Analysis, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a question is told, with each day as the first one of its month."""
    days = {name for name, given in analysis.parameters.items() if given.kind is Kind.DATE}
    return {
        name: value.replace(day=1) if name in days and value else value
        for name, value in parameters.items()
    }


def fewest_of(asked: Asked) -> int:
    """Return the smallest count that is told as it is."""
    rows = asked.policy.clocks_of("totals", asked.as_of)
    return max((row.fewest or 0 for row in rows), default=OTHERWISE)


def told_small(answer: Answer) -> Answer:
    """Return an answer in which no small count can be read or worked out, nor a rate of one."""
    fewest = fewest_of(answer.asked)
    return replace(answer, rows=[_told(row, answer.analysis, fewest) for row in answer.rows])


def words_for(asked: Asked) -> str:
    """Say on a page what was done to its numbers."""
    return WORDS.format(fewest=fewest_of(asked))


def _told(row: Row, analysis: Analysis, fewest: int) -> Row:
    counts = _counts(row, analysis)
    small = {name for name, value in counts.items() if value < fewest}
    rates = {
        name: row[name]
        for name, column in analysis.columns.items()
        if column.unit in PERCENT and row[name] is not None
    }
    near = {name: nearest(value, fewest) for name, value in {**counts, **rates}.items()}
    told = {**row, **near, **dict.fromkeys(small, f"fewer than {fewest}")}
    return {**told, **dict.fromkeys(rates, NO_RATE)} if small else told


def _counts(row: Row, analysis: Analysis) -> Mapping[str, int]:
    """Return the whole numbers of a row that count something."""
    return {
        name: row[name]
        for name, column in analysis.columns.items()
        if column.kind is Kind.INTEGER and column.unit not in PERCENT and row[name] is not None
    }
