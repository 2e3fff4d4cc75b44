"""Which types of agency does each case need, and how does each of them stand?"""

from graph.schema import Kind
from graph.store import Row
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Source
from queries.coverage import examples
from queries.coverage.facts import Facts
from queries.coverage.family import fetch_facts, judged, rules_by_id
from queries.coverage.judge import WEIGHT, Verdict
from queries.coverage.own import own_verdicts
from queries.coverage.policy import Link, Seat
from queries.coverage.texts import TEXTS

UNASKED = ("not_required",)
"""States that leave a cell of the matrix empty."""


def matrix(facts: Facts, asked: Asked) -> list[Row]:
    """Return a row for each case and type of agency that a rule asks for: its weightiest state."""
    rules = rules_by_id(asked.policy)
    rows: list[Row] = []
    for found in judged(facts, asked):
        cells: dict[str, list[Verdict]] = {}
        for verdict in own_verdicts(found.verdicts, found, facts.directory, asked):
            rule = rules[verdict.rule]
            if isinstance(rule, Seat | Link) and verdict.state not in UNASKED:
                for kind in rule.requires:
                    cells.setdefault(kind, []).append(verdict)
        for kind, verdicts in sorted(cells.items()):
            heaviest = min(verdicts, key=lambda verdict: (WEIGHT[verdict.state], verdict.rule))
            rows.append(
                {
                    "case": found.case.reference,
                    "area": found.area,
                    "level": found.level,
                    "type": kind,
                    "state": heaviest.state,
                    "kind": heaviest.kind,
                    "rule": heaviest.rule,
                    "since": heaviest.since,
                    "report_only": heaviest.report_only,
                    "rules": sorted(verdict.rule for verdict in verdicts),
                }
            )
    return sorted(rows, key=lambda row: (row["case"], row["type"]))


COVERAGE_MATRIX = Analysis(
    slug="coverage-matrix",
    question="Which types of agency does each case need, and how does each of them stand?",
    why="A matrix shows what is missing; a network drawing cannot.",
    source=Source("Criminal Justice Act 2003 s.325(3); the coverage policy in force"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day."),
        "type": Column("Type of agency."),
        "state": Column("The weightiest state of the rules that ask for the type."),
        "kind": Column("What sort of gap it is."),
        "rule": Column("The rule with that state."),
        "since": Column("First day of it.", unit="ISO 8601 date", kind=Kind.DATE),
        "report_only": Column("Whether it is met by a report alone.", kind=Kind.YES_NO),
        "rules": Column("All rules that ask for the type here.", kind=Kind.LIST),
    },
    texts=TEXTS,
    facts=fetch_facts,
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
