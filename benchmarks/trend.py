"""Coverage over twelve months as an analyst would write it: each month end a walk of its own."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.baseline import Analyst
from benchmarks.network import Network

HEAVIEST_FIRST = (
    "gap", "no_meeting", "unknown", "at_risk", "not_due", "met", "not_asked", "not_required",
)  # fmt: skip
WEIGHT = {state: place for place, state in enumerate(HEAVIEST_FIRST)}
REQUIRED = ("gap", "at_risk", "met")
Cell = tuple[datetime.date, str, str, str]
"""Month end, area, type of agency, level."""
Counts = dict[Cell, tuple[int, int]]
"""How many cases ask for an agency of the type, and in how many of them it is there."""


def month_ends(as_of: datetime.date, months: int) -> list[datetime.date]:
    """Return the last days of the latest months up to a day."""
    ends: list[datetime.date] = []
    year, month = (as_of + datetime.timedelta(days=1)).timetuple()[:2]
    for _ in range(months):
        ends.append(datetime.date(year, month, 1) - datetime.timedelta(days=1))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return ends


def trend(network: Network, policy: Any, as_of: datetime.date, months: int) -> Counts:
    """Count required and met by month end, area, type and level."""
    policy = replace(policy, clocks=())
    found: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for day in month_ends(as_of, months):
        analyst = Analyst(network, policy, day)
        for node in analyst.cases(None):
            case = analyst.case(node)
            if case is None:
                continue
            for kind, state in heaviest(analyst.verdicts(case), case.level).items():
                cell = found[day, case.area, kind, case.level]
                cell[0] += state in REQUIRED
                cell[1] += state == "met"
    return {cell: (required, met) for cell, (required, met) in found.items()}


def heaviest(verdicts: Iterable[tuple[Any, Any]], level: str) -> dict[str, str]:
    """Return, by type of agency, the heaviest state of the rules that ask for it at a level."""
    found: dict[str, str] = {}
    for rule, verdict in verdicts:
        if level in rule.levels:
            for kind in rule.requires:
                state = found.get(kind, verdict.state)
                found[kind] = min(state, verdict.state, key=WEIGHT.__getitem__)
    return found


def counts_of(rows: Sequence[Mapping[str, Any]]) -> Counts:
    """Return what the product's rows count."""
    return {
        (row["month"], row["area"], row["type"], row["level"]): (row["required"], row["met"])
        for row in rows
    }
