"""How many cases need each type of agency, and how many of them are covered?"""

from collections import Counter, defaultdict
from collections.abc import Mapping

from graph.schema import Kind
from graph.store import Row
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
from queries.clauses import percent
from queries.coverage import chosen, examples
from queries.coverage.chosen import fetch_chosen, is_wanted
from queries.coverage.facts import Facts
from queries.coverage.family import judged, rules_by_id
from queries.coverage.judge import Judged
from queries.coverage.texts import TEXTS
from queries.coverage_matrix import cells_of
from queries.coverage_trend import DUE

MEETING = ""
"""In place of a type: the meeting itself, which a case needs in time."""
Group = tuple[str, str, str]
"""Area, level and type of agency."""


def totals(facts: Facts, asked: Asked) -> list[Row]:
    """Return a row for each area, level and type of agency, and one for the meeting in time."""
    rules = rules_by_id(asked.policy)
    only = asked.parameters.get("type")
    clocked = {
        level
        for clock in asked.policy.clocks_of("discussion", asked.as_of)
        for level in clock.levels
    }
    counts: dict[Group, Counter[str]] = defaultdict(Counter)
    for found in judged(facts, asked):
        if is_wanted(found.level, found.categories, asked.parameters):
            for kind, verdicts in cells_of(found, rules, facts.directory, asked).items():
                counts[found.area, found.level, kind][verdicts[0].state] += 1
            if found.level in clocked and asked.scope.agencies is None:  # no agency's seat
                counts[found.area, found.level, MEETING][_in_time(found)] += 1
    return [_row(group, counts[group]) for group in sorted(counts) if only in {None, "", group[2]}]


def _in_time(found: Judged) -> str:
    late = any(verdict.state == "no_meeting" for verdict in found.found)
    return "gap" if late else "met"


def _cases(text: str) -> Column:
    return Column(text, unit="cases", kind=Kind.INTEGER)


def _row(group: Group, states: Mapping[str, int]) -> Row:
    area, level, kind = group
    required = sum(states[state] for state in DUE)
    return {
        "area": area,
        "level": level,
        "type": kind,
        "required": required,
        "met": states["met"],
        "percentage": percent(states["met"], required),
        "missing": states["gap"],
        "at_risk": states["at_risk"],
        "not_due": states["not_due"],
        "unknown": states["unknown"],
        "not_asked": states["not_asked"],
    }


COVERAGE_TOTALS = Analysis(
    slug="coverage-totals",
    question="How many cases need each type of agency, and how many of them are covered?",
    why="A board asks how an area does before it asks which case; a rate without its denominator "
    "says nothing.",
    source=Source("Criminal Justice Act 2003 s.325(3); the coverage policy in force"),
    about="cases",
    aggregate=True,
    parameters={
        "area": AREA,
        "level": AT_LEVEL,
        "category": IN_CATEGORY,
        "panel": BEFORE_PANEL,
        "type": Parameter(Kind.TEXT, "Only this type of agency.", refers_to="AgencyType"),
    },
    columns={
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day."),
        "type": Column("Type of agency; empty = the meeting itself, which was in time or was not."),
        "required": _cases("Cases that ask for it and are due: met, missing or at risk."),
        "met": _cases("Those of them that are met."),
        "percentage": Column(
            "Met of required; empty where none is.", unit="per cent", kind=Kind.INTEGER
        ),
        "missing": _cases("Required and missing."),
        "at_risk": _cases("Required, but nobody could come."),
        "not_due": _cases("Asked for and not due yet."),
        "unknown": _cases("Nobody knows: not in the rate."),
        "not_asked": _cases("Nobody asked about what decides it: not in the rate."),
    },
    texts={**TEXTS, **chosen.TEXTS},
    facts=fetch_chosen,
    answer=totals,
    limits=(
        "Each case counts once a type, by the weightiest state of the rules that ask for it, as "
        "in the matrix; so a row of all types counts places at the table, not cases. A case that "
        "is never met about is found by the clock: the row without a type."
    ),
    examples=(
        Example(
            "a trust that sent apologies; the case was discussed in time",
            given=examples.ABSENT_TRUST,
            policy=examples.POLICY,
            expect=[
                {"level": "3", "type": "", "required": 1, "met": 1, "missing": 0},
                {"area": "cheshire", "type": "NHST", "required": 1, "met": 0, "percentage": 0,
                 "missing": 1},
            ],
        ),
        Example(
            "nobody knows whether the person has a home: not in the rate",
            given=examples.NOT_KNOWN,
            policy=examples.POLICY,
            expect=[{"level": "2", "type": "LHA", "required": 0, "percentage": None, "unknown": 1}],
        ),
        Example(
            "a case that has left MAPPA counts no more",
            given=examples.HAS_LEFT,
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)  # fmt: skip
