"""How has coverage by each type of agency gone, month by month, in each area?"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from graph.errors import InputError
from graph.schema import Kind
from graph.store import Reader, Row
from queries.analysis import (
    AREA,
    AT_LEVEL,
    BEFORE_PANEL,
    IN_CATEGORY,
    Analysis,
    Asked,
    Column,
    Example,
    Parameter,
    Source,
)
from queries.coverage import chosen, examples
from queries.coverage.chosen import is_before, is_wanted, meetings_of_panel
from queries.coverage.facts import CaseFacts, Directory, Facts, facts_of_references
from queries.coverage.judge import MAY_ASK, STATES, WEIGHT, judge_each
from queries.coverage.own import own_rules, types_asked
from queries.coverage.policy import Policy
from queries.coverage.steady import Days, Standing, standing_of
from queries.coverage.texts import TEXTS
from queries.predicates import visible

MONTHS = 12
"""How many month ends are shown unless the asker says otherwise."""
MOST_MONTHS = 120
ONE_DAY = datetime.timedelta(days=1)
Asking = Mapping[tuple[str, str], tuple[str, ...]]
"""Types of agency by rule and level."""
Group = tuple[str, str, str]
"""Area, type of agency and level."""
DUE = ("gap", "at_risk", "met")
"""States of a seat that is asked for and due: the denominator of the percentage."""

WINDOW_TEXT = f"""MATCH (level:Level)<-[at:AT_LEVEL]-(matter:MappaCase)
WHERE level.code IN $levels
  AND at.valid_from <= $as_of
  AND (at.valid_to IS NULL OR at.valid_to > $first)
  AND matter.opened_on <= $as_of
  AND (matter.closed_on IS NULL OR matter.closed_on > $first)
  AND ($area IS NULL OR EXISTS {{ MATCH (matter)-[home:IN_AREA]->(place:Area)
                                 WHERE place.code = $area AND home.standing = 'home' }})
  AND {visible("matter")}
RETURN DISTINCT matter.ref AS reference, matter.closed_on AS closed_on
ORDER BY reference"""


@dataclass(frozen=True)
class Window:
    """The facts of every case that a month end of the window may judge, and when each closed."""

    facts: Facts
    closed: Mapping[str, datetime.date | None]
    meetings: frozenset[str] | None
    """Those of the panel that was asked for."""


def month_ends(as_of: datetime.date, months: int) -> list[datetime.date]:
    """Return the last `months` ends of a month up to a day, the earliest first."""
    ends: list[datetime.date] = []
    day = as_of + ONE_DAY
    while len(ends) < months:
        day = day.replace(day=1) - ONE_DAY
        ends.append(day)
    return ends[::-1]


def fetch_window(analysis: Analysis, reader: Reader, asked: Asked) -> Window:
    """Fetch the facts once for all months; they do not depend on the day."""
    ends = month_ends(asked.as_of, _months(asked))
    told = {
        **asked.values(),
        "levels": list(replace(asked.policy, clocks=()).levels),
        "first": ends[0],
        "as_of": ends[-1],
    }
    rows = reader.read(analysis.texts["window"], told, seconds=asked.seconds)
    closed = {row["reference"]: row["closed_on"] for row in rows}
    facts = facts_of_references(reader, list(closed), seconds=asked.seconds)
    return Window(facts, closed, meetings_of_panel(reader, asked))


def trend(window: Window, asked: Asked) -> list[Row]:
    """Return a row for each month end, area, type of agency that a rule asks for, and level."""
    policy, rows = replace(asked.policy, clocks=()), list[Row]()
    quiet: dict[int, Quiet] = {}
    every, days = types_asked(asked), Days(policy, window.facts.directory)
    for day in month_ends(asked.as_of, _months(asked)):
        cases = _open_at_level(window, policy, day)
        then = replace(asked, as_of=day, policy=policy)
        found: Iterable[tuple[Standing, Asking]] = (
            ((one, every) for one in days.standings(cases, day))
            if asked.scope.agencies is None
            else _own(cases, window.facts.directory, then)
        )
        counts = _counted(found, asked.parameters, quiet)
        rows.extend(_row(day, group, counts[group]) for group in sorted(counts))
    return rows


def _own(
    cases: Iterable[CaseFacts], directory: Directory, asked: Asked
) -> Iterator[tuple[Standing, Asking]]:
    for one in judge_each(asked.policy, cases, directory, asked.as_of):
        yield standing_of(one), types_asked(asked, own_rules(one, directory, asked))


def _months(asked: Asked) -> int:
    told = asked.parameters.get("months")
    months = MONTHS if told is None else int(told)
    if not 1 <= months <= MOST_MONTHS:
        raise InputError(f"months is a whole number from 1 to {MOST_MONTHS}, not {months}")
    return months


def _open_at_level(window: Window, policy: Policy, day: datetime.date) -> Iterator[CaseFacts]:
    """Yield the cases that are open and at a level of the policy on a day."""
    for case in window.facts.cases:
        closed = window.closed[case.reference]
        if (
            (closed is None or day < closed)
            and any(spell.code in policy.levels and spell.holds(day) for spell in case.levels)
            and (window.meetings is None or is_before(case, window.meetings, day))
        ):
            yield case


class Quiet(NamedTuple):
    """What the rules that ask nothing of a case say of types of agency."""

    states: Mapping[str, str]
    unasked: frozenset[str]
    """Types that not everything was asked for."""
    kept: object
    """What the key of this was made of, kept so that no other object can have it."""
    asking: Asking


def _counted(
    found: Iterable[tuple[Standing, Asking]],
    wanted: Mapping[str, Any],
    quiet: dict[int, Quiet],
) -> dict[Group, Counter[str]]:
    """Count cases by area, type, level and weightiest state, and those not asked everything."""
    counts: dict[Group, Counter[str]] = defaultdict(Counter)
    for one, asking in found:
        if wanted.get("area") in {None, one.area} and is_wanted(one.level, one.categories, wanted):
            known = quiet.get(id(one.silence))
            if known is None or known.asking is not asking:
                known = quiet[id(one.silence)] = _quiet(one, asking)
            for kind, state in _cells(one, asking, known.states).items():
                counts[one.area, kind, one.level][state] += 1
            for kind in known.unasked:
                counts[one.area, kind, one.level]["not all asked"] += 1
    return counts


def _quiet(one: Standing, asking: Asking) -> Quiet:
    states: dict[str, str] = {}
    unasked = set()
    for rule, (state, _) in one.silence.items():
        for kind in asking.get((rule, one.level), ()):
            if state not in MAY_ASK:
                states[kind] = min(states.get(kind, state), state, key=WEIGHT.__getitem__)
            if state == "not_asked":
                unasked.add(kind)
    return Quiet(states, frozenset(unasked), one.silence, asking)


def _cells(one: Standing, asking: Asking, quiet: Mapping[str, str]) -> dict[str, str]:
    """Return the weightiest state by type."""
    heaviest = dict(quiet)
    for rule, state in one.states:
        for kind in asking.get((rule, one.level), ()):
            if WEIGHT[state] < WEIGHT[heaviest.get(kind, "not_required")] or kind not in heaviest:
                heaviest[kind] = state
    return heaviest


def _row(day: datetime.date, group: Group, cell: Counter[str]) -> Row:
    area, kind, level = group
    required = sum(cell[state] for state in DUE)
    all_of = sum(cell[state] for state in STATES)
    return {
        "month": day,
        "area": area,
        "type": kind,
        "level": level,
        "required": required,
        "met": cell["met"],
        "percentage": round(100 * cell["met"] / required) if required else None,
        "at_risk": cell["at_risk"],
        "not_due": cell["not_due"],
        "unknown": cell["unknown"],
        "asked": all_of - cell["not all asked"],
        "of": all_of,
    }


END = datetime.date(2026, 1, 31)
AUTUMN = datetime.date(2025, 11, 30)
COVERAGE_TREND = Analysis(
    slug="coverage-trend",
    question="How has coverage by each type of agency gone, month by month, in each area?",
    why="One meeting says little; a year of month ends says whether an agency comes more or less.",
    source=Source("Criminal Justice Act 2003 s.325(3); the coverage policy in force"),
    about="cases",
    aggregate=True,
    parameters={
        "area": AREA,
        "level": AT_LEVEL,
        "category": IN_CATEGORY,
        "panel": BEFORE_PANEL,
        "type": Parameter(Kind.TEXT, "Only this type of agency.", refers_to="AgencyType"),
        "months": Parameter(Kind.INTEGER, f"How many month ends; {MONTHS} if not given."),
    },
    columns={
        "month": Column("Last day of the month.", unit="ISO 8601 date", kind=Kind.DATE),
        "area": Column("Home area on that day; empty = none recorded."),
        "type": Column("Type of agency."),
        "level": Column("Level on that day."),
        "required": Column(
            "Cases that ask for it and are due: met, at risk or missing.",
            unit="cases",
            kind=Kind.INTEGER,
        ),
        "met": Column("Those of them that are met.", unit="cases", kind=Kind.INTEGER),
        "percentage": Column(
            "Met of required; empty where none is required.", unit="per cent", kind=Kind.INTEGER
        ),
        "at_risk": Column("Required, but nobody could come.", unit="cases", kind=Kind.INTEGER),
        "not_due": Column("Asked for and not due yet.", unit="cases", kind=Kind.INTEGER),
        "unknown": Column("Nobody knows: not in the rate.", unit="cases", kind=Kind.INTEGER),
        "asked": Column(
            "Cases of `of` where every circumstance that decides it was asked about.",
            unit="cases",
            kind=Kind.INTEGER,
        ),
        "of": Column("Cases at a level where a rule asks.", unit="cases", kind=Kind.INTEGER),
    },
    texts={"window": WINDOW_TEXT, **TEXTS, **chosen.TEXTS},
    facts=fetch_window,
    answer=trend,
    limits=(
        "Each month end is judged by the policy of today as it was in force on that day. A case "
        "counts once a type, by the weightiest state of the rules that ask for it; a rule that "
        "any of two types would satisfy counts for both. Months with no such case have no row. "
        "Level, category, area and panel of a case are those of each month end."
    ),
    examples=(
        Example(
            "a trust that came in November and sent apologies in December",
            given=examples.ABSENT_TRUST,
            parameters={"months": 3, "type": "NHST"},
            policy=examples.POLICY,
            expect=[
                {"month": AUTUMN, "type": "NHST", "required": 1, "met": 1, "percentage": 100},
                {"month": datetime.date(2025, 12, 31), "required": 1, "met": 0, "percentage": 0},
                {"month": END, "area": "cheshire", "required": 1, "met": 0, "asked": 1, "of": 1},
            ],
        ),
        Example(
            "a seat that was never due has no percentage, and one not asked about is told apart",
            given=examples.PRESENT_TRUST,
            parameters={"months": 2},
            policy=examples.POLICY,
            as_of=datetime.date(2025, 11, 30),
            expect=[
                {"month": datetime.date(2025, 10, 31), "type": "LHA", "required": 0, "asked": 1},
                {"type": "NHST", "required": 0, "percentage": None, "not_due": 1, "of": 1},
                {"month": AUTUMN, "type": "LHA", "required": 0, "percentage": None},
                {"month": AUTUMN, "type": "NHST", "required": 0, "not_due": 1},
            ],
        ),
        Example(
            "nobody knows whether the person has a home: not in the rate",
            given=examples.NOT_KNOWN,
            parameters={"months": 1},
            policy=examples.POLICY,
            expect=[{"type": "LHA", "required": 0, "percentage": None, "unknown": 1, "asked": 1}],
        ),
        Example(
            "a case that has left MAPPA counts no more",
            given=examples.HAS_LEFT,
            parameters={"months": 1},
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
