"""Which types of agency does each case need, and how does each of them stand?"""

from collections.abc import Mapping

from graph.schema import Kind
from graph.store import Row
from graph.worlds import world
from queries.analysis import (
    AREA,
    AT_LEVEL,
    BEFORE_PANEL,
    CASE,
    IN_CATEGORY,
    Analysis,
    Asked,
    Column,
    Example,
    Parameter,
    Source,
)
from queries.coverage import chosen, examples
from queries.coverage.chosen import fetch_chosen, is_wanted
from queries.coverage.facts import Directory, Facts
from queries.coverage.family import judged, rules_by_id
from queries.coverage.judge import STATES, WEIGHT, Judged, Verdict
from queries.coverage.own import own_verdicts
from queries.coverage.policy import Clock, Link, Seat
from queries.coverage.texts import TEXTS

UNASKED = ("not_required",)
"""States that leave a cell of the matrix empty."""
CELL_STATES = {
    state: text for state, text in STATES.items() if state not in {*UNASKED, "no_meeting"}
}
"""The states of a cell: a meeting that is overdue is of no type of agency."""
Rules = Mapping[str, Seat | Link | Clock]


def matrix(facts: Facts, asked: Asked) -> list[Row]:
    """Return a row for each case and type of agency that a rule asks for: its weightiest state."""
    rules = rules_by_id(asked.policy)
    rows = [
        row
        for found in judged(facts, asked)
        if is_wanted(found.level, found.categories, asked.parameters)
        for row in _rows(found, cells_of(found, rules, facts.directory, asked), asked)
    ]
    return sorted(rows, key=lambda row: (row["case"], row["type"]))


def cells_of(
    found: Judged, rules: Rules, directory: Directory, asked: Asked
) -> dict[str, list[Verdict]]:
    """Return the verdicts of each type of agency that a rule asks for, the weightiest first."""
    cells: dict[str, list[Verdict]] = {}
    for verdict in own_verdicts(found.verdicts, found, directory, asked):
        rule = rules[verdict.rule]
        if isinstance(rule, Seat | Link) and verdict.state not in UNASKED:
            for kind in rule.requires:
                cells.setdefault(kind, []).append(verdict)
    for verdicts in cells.values():
        if len(verdicts) > 1:
            verdicts.sort(key=lambda verdict: (WEIGHT[verdict.state], verdict.rule))
    return cells


def _rows(found: Judged, cells: Mapping[str, list[Verdict]], asked: Asked) -> list[Row]:
    """Return the cells of a case; none where it has no cell that was asked for."""
    kind, state = asked.parameters.get("type"), asked.parameters.get("state")
    kept = {name: verdicts for name, verdicts in cells.items() if kind in {None, "", name}}
    if state and all(verdicts[0].state != state for verdicts in kept.values()):
        return []
    return [_row(found, name, verdicts) for name, verdicts in kept.items()]


def _row(found: Judged, kind: str, verdicts: list[Verdict]) -> Row:
    heaviest = verdicts[0]
    return {
        "case": found.case.reference,
        "area": found.area,
        "level": found.level,
        "category": ", ".join(found.categories),
        "type": kind,
        "state": heaviest.state,
        "kind": heaviest.kind,
        "rule": heaviest.rule,
        "since": heaviest.since,
        "report_only": heaviest.report_only,
        "rules": sorted(verdict.rule for verdict in verdicts),
    }


COVERAGE_MATRIX = Analysis(
    slug="coverage-matrix",
    question="Which types of agency does each case need, and how does each of them stand?",
    why="A matrix shows what is missing; a network drawing cannot.",
    source=Source("Criminal Justice Act 2003 s.325(3); the coverage policy in force"),
    about="cases",
    parameters={
        "area": AREA,
        "level": AT_LEVEL,
        "category": IN_CATEGORY,
        "panel": BEFORE_PANEL,
        "type": Parameter(Kind.TEXT, "Only this type of agency.", refers_to="AgencyType"),
        "state": Parameter(
            Kind.CHOICE, "Only cases where a type stands so; all their types.", choices=CELL_STATES
        ),
        "case": CASE,
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day."),
        "category": Column("Categories on the day."),
        "type": Column("Type of agency."),
        "state": Column("The weightiest state of the rules that ask for the type."),
        "kind": Column("What sort of gap it is."),
        "rule": Column("The rule with that state."),
        "since": Column("First day of it.", unit="ISO 8601 date", kind=Kind.DATE),
        "report_only": Column("Whether it is met by a report alone.", kind=Kind.YES_NO),
        "rules": Column("All rules that ask for the type here.", kind=Kind.LIST),
    },
    texts={**TEXTS, **chosen.TEXTS},
    facts=fetch_chosen,
    answer=matrix,
    limits="A type that no rule asks for in a case has no row.",
    examples=(
        Example(
            "health is missing from a Level 3 case",
            given=examples.ABSENT_TRUST,
            policy=examples.POLICY,
            expect=[{"case": "C1", "type": "NHST", "state": "gap", "rule": "HEALTH-L3"}],
        ),
        Example(
            "of the cases before a panel, those where a type is missing",
            given=world(examples.ABSENT_TRUST, examples.PRESENT_TRUST),
            policy=examples.POLICY,
            parameters={"panel": "PANEL", "state": "gap", "category": "1"},
            expect=[{"case": "C1", "category": "1", "type": "NHST", "state": "gap"}],
        ),
        Example(
            "a trust that came is met",
            given=examples.PRESENT_TRUST,
            policy=examples.POLICY,
            expect=[{"case": "C2", "type": "NHST", "state": "met"}],
        ),
        Example(
            "a case that has left MAPPA is not in the matrix",
            given=examples.HAS_LEFT,
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
