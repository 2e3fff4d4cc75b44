"""What each indicator of a board counts, one row a thing counted: met, missed, or unknown."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.store import Row
from queries.coverage.conditions import Now, applies, levels_on, now
from queries.coverage.facts import CaseFacts
from queries.coverage.judge import Judged
from queries.coverage.policy import Policy, Seat
from queries.reviews import Looked

ONE_DAY = datetime.timedelta(days=1)
CAME = frozenset({"in_person", "remote"})
AT_MEETINGS = frozenset({"2", "3"})
"""Levels with meetings (MAPPA Guidance ch. 7)."""
OF_INTERVALS = {"K1": "3", "K2": "2"}
"""Which level each of the two indicators of review is about."""


class Counted(NamedTuple):
    """One thing that an indicator counts."""

    indicator: str
    level: str
    agency: str
    case: str
    key: str
    day: datetime.date | None
    made: str


@dataclass(frozen=True)
class Period:
    """The days and the area that are asked about."""

    start: datetime.date
    as_of: datetime.date
    area: str | None

    def within(self, day: datetime.date) -> bool:
        """Whether a day belongs to the period, both ends included."""
        return self.start <= day <= self.as_of

    def here(self, row: Row) -> bool:
        """Whether a row is of the area asked about."""
        return self.area in {None, row["area"]}


def level_at(case: CaseFacts, day: datetime.date) -> str:
    """Return the level at which a case was discussed: of the day before, else of that day.

    What a discussion decides often holds from its own day on, and is not what it sat for.
    """
    found = levels_on(case, day - ONE_DAY) or levels_on(case, day)
    return found[-1] if found else "unknown"


def days_between(policy: Policy, day: datetime.date) -> dict[str, int]:
    """Return within how many days a case is discussed again, by level.

    The target says; where it names no days, the clock of discussions does.
    """
    found: dict[str, int] = {}
    for indicator, level in OF_INTERVALS.items():
        rows = policy.clocks_of("discussion", day, level) + [
            row for row in policy.clocks_of("target", day, level) if row.indicator == indicator
        ]
        for row in rows:
            if row.then_within_days is not None:
                found[level] = row.then_within_days
    return found


def discussed_again(
    case: CaseFacts, closed_on: datetime.date | None, days: Mapping[str, int], period: Period
) -> Iterator[tuple[datetime.date, Counted]]:
    """K1, K2: yield each review that was held in time, or fell overdue, in the period.

    With the day of the discussion before it. A review that fell due when the case was closed, or
    no longer at that level, is not counted.
    """
    held = sorted({t.day for t in case.talks if t.state == "held" and t.day <= period.as_of})
    indicators = {level: indicator for indicator, level in OF_INTERVALS.items()}
    for before, after in zip(held, [*held[1:], None], strict=True):
        levels = levels_on(case, before)
        level = levels[-1] if levels else ""
        if level not in days:
            continue
        due = before + datetime.timedelta(days=days[level])
        met = after is not None and after <= due
        day = after if met and after else due + ONE_DAY
        if not met and ((closed_on and closed_on <= day) or levels_on(case, day)[-1:] != [level]):
            continue
        if period.within(day):
            made = "met" if met else "missed"
            key = f"{before}/{after if met else ''}"
            yield before, Counted(indicators[level], level, "", case.reference, key, day, made)


def of_intervals(
    talks: Sequence[Row], cases: Mapping[str, CaseFacts], policy: Policy, period: Period
) -> Iterator[Counted]:
    """K1, K2, of the area whose panel held the discussion before."""
    days = days_between(policy, period.as_of)
    areas = {(row["reference"], row["day"]): row for row in talks}
    closed = {row["reference"]: row["closed_on"] for row in talks}
    for reference, closed_on in closed.items():
        for before, counted in discussed_again(cases[reference], closed_on, days, period):
            row = areas.get((reference, before))
            if row and period.here(row):
                yield counted


def of_discussions(
    rows: Mapping[str, Sequence[Row]],
    cases: Mapping[str, CaseFacts],
    policy: Policy,
    period: Period,
    *,
    only_asked: bool = False,
) -> Iterator[Counted]:
    """K3, K4, K6, K7: what is counted for each discussion at Level 2 or 3 in the period.

    `only_asked`: K3 only where a seat of the type is among the rows; of a contact's own agencies
    no more can be said, since another body of the type may be the one that is expected.
    """
    seats: dict[str, list[Row]] = defaultdict(list)
    for row in rows["seats"]:
        seats[row["code"]].append(row)
    authorities = [
        row["code"] for row in rows["types"] if row["standing"] == "responsible_authority"
    ]
    asking = _Asking(policy)
    for talk in rows["talks"]:
        case = cases[talk["reference"]]
        level = level_at(case, talk["day"])
        if level not in AT_MEETINGS or not period.within(talk["day"]) or not period.here(talk):
            continue
        mine = seats.get(talk["code"], [])
        about = (talk["reference"], talk["code"], talk["day"])
        found = now(case, talk["day"])
        for kind in authorities:
            if only_asked and all(seat["kind"] != kind for seat in mine):
                continue
            made = _authority(asking.of(kind, talk["day"], level, found), kind, mine)
            if made:
                yield Counted("K3", level, kind, *about, made)
        yield from _invited(level, mine, about)
        yield Counted("K6", level, "", *about, _disclosure(talk["disclosure"]))
        made = _minutes(talk, level, policy, period.as_of)
        if made:
            yield Counted("K7", level, "", *about, made)


def _invited(
    level: str, seats: Iterable[Row], about: tuple[str, str, datetime.date]
) -> Iterator[Counted]:
    for seat in seats:
        if seat["standing"] == "duty_to_cooperate" and not seat["uninvited"]:
            yield Counted("K4", level, seat["agency"], *about, _came([seat["outcome"]]))


class _Asking:
    """What the policy asks of a part of the Responsible Authority, found once for all alike."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._rules: dict[tuple[str, datetime.date], tuple[Seat, ...]] = {}
        self._states: dict[tuple[tuple[str, ...], str, Now], frozenset[str]] = {}

    def of(self, kind: str, day: datetime.date, level: str, found: Now) -> frozenset[str]:
        """Return the states of the rules that name it; an empty text where one applies."""
        if (kind, day) not in self._rules:
            self._rules[kind, day] = tuple(
                rule for rule in self._policy.seats if kind in rule.requires and rule.in_force(day)
            )
        rules = self._rules[kind, day]
        alike = (tuple(rule.id for rule in rules), level, found)
        if alike not in self._states:
            self._states[alike] = frozenset(applies(rule, found, level)[0] for rule in rules)
        return self._states[alike]


def _authority(states: frozenset[str], kind: str, seats: Sequence[Row]) -> str:
    """Say whether a part of the Responsible Authority came; empty where the policy asks nothing."""
    if "" in states:
        outcomes = [seat["outcome"] for seat in seats if seat["kind"] == kind]
        return _came(outcomes)
    return "unknown" if states & {"unknown", "not_asked"} else ""


def _came(outcomes: Sequence[str]) -> str:
    if not CAME.isdisjoint(outcomes):
        return "met"
    return "unknown" if "awaited" in outcomes else "missed"


def _disclosure(recorded: str | None) -> str:
    if recorded is None:
        return "unknown"
    return "missed" if recorded == "not_recorded" else "met"


def _minutes(talk: Row, level: str, policy: Policy, as_of: datetime.date) -> str:
    clocks = policy.clocks_of("minutes", talk["day"], level)
    within = [clock.then_within_days for clock in clocks if clock.then_within_days is not None]
    if not within:
        return ""
    due = talk["day"] + datetime.timedelta(days=min(within))
    sent = talk["minutes_sent_on"]
    if sent is not None and sent <= min(due, as_of):
        return "met"
    return "missed" if due < as_of else ""


def of_board(rows: Iterable[Row]) -> Iterator[Counted]:
    """K5: each agency asked to a board that was held, once a meeting."""
    outcomes: dict[tuple[str, str, datetime.date], list[str]] = defaultdict(list)
    for row in rows:
        outcomes[row["meeting"], row["agency"], row["day"]].append(row["outcome"])
    for (meeting, agency, day), found in outcomes.items():
        yield Counted("K5", "", agency, "", meeting, day, _came(found))


def of_releases(
    rows: Mapping[str, Sequence[Row]], policy: Policy, period: Period
) -> Iterator[Counted]:
    """K8: whether the first level was set long enough before the release."""
    first: dict[str, Row] = {}
    for row in rows["first_levels"]:
        first.setdefault(row["reference"], row)
    clocks = policy.clocks_of("level_set", period.as_of)
    ahead = max((clock.first_within_days or 0 for clock in clocks), default=0)
    for row in rows["releases"] if clocks else ():
        limit = row["release_on"] - datetime.timedelta(days=ahead)
        level = first.get(row["reference"])
        if level is not None and level["valid_from"] <= limit:
            made = "met"
        else:
            made = "missed" if level is not None and level["dated"] == "exact" else "unknown"
        day = level["valid_from"] if level is not None else None
        yield Counted("K8", "", "", row["reference"], str(row["release_on"]), day, made)


def of_reviews(looked: Iterable[Looked], levels: Iterable[str]) -> Iterator[Counted]:
    """K9: cases whose Level 1 review is not overdue on the day, by lead agency."""
    states = {"in_time": "met", "overdue": "missed", "unknown": "unknown"}
    for one in looked:
        if one.level in levels:
            yield Counted(
                "K9", one.level, ", ".join(one.leads), one.reference, one.due.proof, one.due.due,
                states[one.due.state],
            )  # fmt: skip


def of_actions(rows: Iterable[Row]) -> Iterator[Counted]:
    """K10: actions that fell due in the period, by owner; not those overtaken by events."""
    for row in rows:
        in_time = row["closed_on"] is not None and row["closed_on"] <= row["due_on"]
        if in_time and row["outcome"] == "overtaken":
            continue
        made = "missed"
        if in_time and row["outcome"] in {"done", ""}:
            made = "met" if row["outcome"] else "unknown"
        owner = min(row["owners"], default="")
        yield Counted("K10", "", owner, row["reference"], row["code"], row["due_on"], made)


def of_coverage(judged: Iterable[Judged], policy: Policy) -> Iterator[Counted]:
    """K11: what the judge says of each rule of strength must, on the day."""
    must = {rule.id for rule in policy.rules if rule.strength == "must"}
    for found in judged:
        for verdict in found.verdicts:
            made = {"met": "met", "gap": "missed", "unknown": "unknown"}.get(verdict.state, "")
            if verdict.state == "at_risk" and any(one.made == "good" for one in verdict.heard):
                made = "met"
            if made and verdict.rule in must:
                yield Counted(
                    "K11", found.level, "", verdict.reference, verdict.rule, verdict.since, made
                )
