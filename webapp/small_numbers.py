"""Totals for those who see totals alone: a small count is told as being small, and no more.

A count of one or two says who it is to whoever knows the area. The row stands in the policy
(`of = "totals"`), with its status. What is told alike on page, CSV and JSON still has differences:
what was asked twice, or two columns of a row, may narrow a small count down.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.schema import Kind
from graph.store import Row
from queries.analysis import Analysis, Answer, Asked

OTHERWISE = 5
"""Where the policy says nothing: to leave the row out must not show the numbers."""
PERCENT = frozenset({"percent", "per cent"})
NO_RATE = "not told"
WORDS = (
    "Counts below {fewest} are shown as “fewer than {fewest}”, and rates that rest on one are not "
    "told. Differences between totals can still point to a small number: do not work them out."
)


def fewest_of(asked: Asked) -> int:
    """Return the smallest count that is told as it is."""
    rows = asked.policy.clocks_of("totals", asked.as_of)
    return max((row.fewest or 0 for row in rows), default=OTHERWISE)


def told_small(answer: Answer) -> Answer:
    """Return an answer in which no small count can be read, nor a rate that rests on one."""
    fewest = fewest_of(answer.asked)
    return replace(answer, rows=[_told(row, answer.analysis, fewest) for row in answer.rows])


def words_for(asked: Asked) -> str:
    """Say on a page what was done to its numbers."""
    return WORDS.format(fewest=fewest_of(asked))


def _told(row: Row, analysis: Analysis, fewest: int) -> Row:
    small = {name for name, value in _counts(row, analysis).items() if value < fewest}
    rates = {name for name, column in analysis.columns.items() if column.unit in PERCENT}
    told: dict[str, Any] = {**row, **dict.fromkeys(small, f"fewer than {fewest}")}
    if small:
        told.update({name: NO_RATE for name in rates if row[name] is not None})
    return told


def _counts(row: Row, analysis: Analysis) -> Mapping[str, int]:
    """Return the whole numbers of a row that count something."""
    return {
        name: row[name]
        for name, column in analysis.columns.items()
        if column.kind is Kind.INTEGER and column.unit not in PERCENT and row[name] is not None
    }
