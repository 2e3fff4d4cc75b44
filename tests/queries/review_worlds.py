"""Worlds by chance with reviews and assessments, and what a plain program says of them.

Written from the limits of review-overdue and board-indicators, without the product's own pieces.
"""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.worlds import World, node, world
from queries.coverage.policy import Clock, Policy
from queries.coverage.policy_file import parse_policy
from tests.queries.plain import DAY, Country, Day, Matter, in_force
from tests.queries.worlds import START, by_chance

BANDS = ("low", "medium", "high", "very_high")
POLICY = parse_policy(
    """
name = "reviews by chance"
version = "1"
[[clock]]
id = "HIGH"
of = "review"
levels = ["1"]
bands = ["high", "very_high"]
first_within_days = 10
then_within_days = 30
basis = "b"
status = "verified"
[[clock]]
id = "OTHERS"
of = "review"
levels = ["1"]
bands = ["low", "medium"]
then_within_days = 70
basis = "b"
status = "verified"
[[clock]]
id = "MEET"
of = "discussion"
levels = ["2", "3"]
first_within_days = 20
then_within_days = 40
basis = "b"
status = "verified"
[[clock]]
id = "K1"
of = "target"
indicator = "K1"
levels = ["3"]
then_within_days = 25
at_least_percent = 90
basis = "b"
status = "verified"
"""
)


@dataclass
class Looks:
    """What was looked at in each case, and the date set for it."""

    reviews: dict[str, list[Day]] = field(default_factory=dict)
    bands: dict[str, list[tuple[Day, str]]] = field(default_factory=dict)
    own: dict[str, Day | None] = field(default_factory=dict)


def with_reviews(seed: int) -> tuple[Country, Looks, World]:
    """Return a country by chance with reviews, assessments and dates set."""
    country, told = by_chance(seed)
    rng = random.Random(seed + 1)  # noqa: S311 -- repeatable worlds, no secret
    looks, parts = Looks(), [told]
    for matter in country.matters:
        looks.reviews[matter.ref] = [_day(rng) for _ in range(rng.choice((0, 0, 1, 2, 3)))]
        looks.bands[matter.ref] = [
            (_day(rng), rng.choice(BANDS)) for _ in range(rng.choice((0, 1, 1, 2, 3)))
        ]
        looks.own[matter.ref] = _day(rng) if rng.random() < 0.4 else None
        parts.append(_world(matter, looks))
    return country, looks, world(*parts)


def _day(rng: random.Random) -> Day:
    return START + datetime.timedelta(days=rng.randint(0, 160))


def _world(matter: Matter, looks: Looks) -> World:
    ref = matter.ref
    return world(
        node(
            "MappaCase", ref, {"CONCERNS": [f"O-{ref}"]}, opened_on=matter.opened,
            closed_on=matter.closed, next_review_on=looks.own[ref],
        ),
        *(
            node("Review", f"RV-{ref}-{n}", {"OF_CASE": [ref]}, done_on=day, outcome="remain")
            for n, day in enumerate(looks.reviews[ref])
        ),
        *(
            node(
                "RiskAssessment", f"RA-{ref}-{n}", {"OF_CASE": [ref]}, tool="rosh", band=band,
                assessed_on=day,
            )
            for n, (day, band) in enumerate(looks.bands[ref])
        ),
        node(
            "RiskAssessment", f"RX-{ref}", {"OF_CASE": [ref]}, tool="arms", band="very_high",
            assessed_on=START,
        ),
    )  # fmt: skip


Overdue = tuple[str, str, str, Day, int, int]


def plain_overdue(
    country: Country, looks: Looks, policy: Policy, day: Day, area: str | None
) -> list[Overdue]:
    """Return case, state, clock, due, and of how many of its level and lead how many are late.

    The policy has the review clocks HIGH and OTHERS, and one clock of discussions a level or none.
    """
    found: list[tuple[tuple[str, frozenset[str]], str, str, str, Day]] = []
    for matter in country.matters:
        at_home = area is None or any(h.on(day) and h.code == area for h in matter.homes)
        if is_open(matter, day) and level_on(matter, day) and at_home:
            level = level_on(matter, day)
            if level == "1":
                stand = _level_1(matter, looks, policy, day)
            else:
                clocks = meeting_clocks(policy, day)
                if not any(level in clock.levels for clock in clocks):
                    continue
                stand = _with_meetings(matter, clocks, level, day)
            leads = frozenset(s.code for role, s in matter.works if role == "lead" and s.on(day))
            found.append(((level, leads), matter.ref, *stand))
    rows = []
    for group, ref, state, clock, due in found:
        if state != "in_time":
            same = [other for other in found if other[0] == group]
            late = sum(other[2] == "overdue" for other in same)
            rows.append((ref, state, clock, due, late, len(same)))
    return sorted(rows)


def is_open(matter: Matter, day: Day) -> bool:
    """Whether a case is open."""
    return matter.opened <= day and (matter.closed is None or day < matter.closed)


def level_on(matter: Matter, day: Day) -> str:
    """Return the level of a case, or nothing."""
    return max((spell.code for spell in matter.levels if spell.on(day)), default="")


def _since(matter: Matter, day: Day, levels: str) -> Day:
    """Walk back day by day as long as one of the levels holds."""
    while any(spell.code in levels and spell.on(day - DAY) for spell in matter.levels):
        day -= DAY
    return day


def meeting_clocks(policy: Policy, day: Day) -> list[Clock]:
    """Return the clocks of discussions in force on a day."""
    return [clock for clock in policy.clocks if clock.of == "discussion" and in_force(clock, day)]


def _level_1(matter: Matter, looks: Looks, policy: Policy, day: Day) -> tuple[str, str, Day]:
    done = max((one for one in looks.reviews[matter.ref] if one <= day), default=None)
    own = looks.own[matter.ref]
    if own and done and done >= own:
        own = None
    late_by_own = own is not None and own < day
    if own and (done is None or late_by_own):
        by_policy = _by_policy(matter, looks, policy, day, done)
        if done is None or by_policy[0] != "overdue" or own <= by_policy[2]:
            return ("overdue" if late_by_own else "in_time", "next_review_on", own)
        return by_policy
    return _by_policy(matter, looks, policy, day, done)


def _by_policy(
    matter: Matter, looks: Looks, policy: Policy, day: Day, done: Day | None
) -> tuple[str, str, Day]:
    days = {clock.id: clock for clock in policy.clocks}
    start = _since(matter, day, "1")
    counts = done is not None and done >= start
    begin = done if counts and done else start
    first, then = days["HIGH"].first_within_days, days["HIGH"].then_within_days
    high = begin + DAY * ((then if counts else first) or 0)
    others = begin + DAY * (days["OTHERS"].then_within_days or 0)
    known = sorted((on, BANDS.index(band)) for on, band in looks.bands[matter.ref] if on <= day)
    if known and known[-1][1] >= BANDS.index("high"):
        return ("overdue" if high < day else "in_time", "HIGH", high)
    if known or others < day:
        return ("overdue" if others < day else "in_time", "OTHERS", others)
    return ("unknown" if high < day else "in_time", "HIGH", high)


def _with_meetings(
    matter: Matter, clocks: Sequence[Clock], level: str, day: Day
) -> tuple[str, str, Day]:
    start = _since(matter, day, "".join(code for clock in clocks for code in clock.levels))
    (mine,) = (clock for clock in clocks if level in clock.levels)
    held = [t.day for t in matter.talks if t.state == "held" and start <= t.day <= day]
    due = max(held) + DAY * (mine.then_within_days or 0) if held else None
    due = due or start + DAY * (mine.first_within_days or 0)
    return ("overdue" if due < day else "in_time", mine.id, due)


def plain_again(country: Country, start: Day, day: Day) -> list[tuple[str, str, Day, str]]:
    """K1 and K2, day by day: which discussions came in time, and on which days one fell overdue."""
    within = {"3": ("K1", 25), "2": ("K2", 40)}
    rows = []
    for matter in country.matters:
        held = {talk.day for talk in matter.talks if talk.state == "held" and talk.day <= day}
        for offset in range((day - start).days + 1):
            on = start + DAY * offset
            before = max((one for one in held if one < on), default=None)
            level = level_on(matter, before) if before else ""
            if before is None or level not in within:
                continue
            indicator, days = within[level]
            gone = (on - before).days
            stays = level_on(matter, on) == level and (not matter.closed or on < matter.closed)
            if on in held and gone <= days:
                rows.append((indicator, matter.ref, on, "met"))
            elif gone == days + 1 and stays:
                rows.append((indicator, matter.ref, on, "missed"))
    return sorted(rows)
