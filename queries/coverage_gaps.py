"""Which cases lack an agency that policy requires, why, and since when?"""

import datetime
from typing import Any

from graph.schema import Kind
from graph.store import Row
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
from queries.coverage.facts import Facts
from queries.coverage.family import (
    STRENGTH_WEIGHT,
    judged,
    next_time,
    proof,
    rules_by_id,
    strength_of,
    waived_until,
)
from queries.coverage.judge import KINDS, STATES, WEIGHT, Judged, Verdict
from queries.coverage.own import own_verdicts
from queries.coverage.policy import STRENGTHS, Clock, Link, Seat
from queries.coverage.texts import TEXTS

SHOWN = ("gap", "no_meeting", "unknown", "at_risk")
"""The states that somebody has to do something about."""

FILTERS = ("state", "kind", "strength", "rule", "agency")
FAR_AHEAD = datetime.date.max


def gaps(facts: Facts, asked: Asked) -> list[Row]:
    """Return the verdicts that somebody has to act on, the heaviest and oldest first."""
    rules = rules_by_id(asked.policy)
    rows = [
        _row(found, verdict, rules[verdict.rule], facts, asked)
        for found in judged(facts, asked)
        if is_wanted(found.level, found.categories, asked.parameters)
        for verdict in own_verdicts(found.found, found, facts.directory, asked)
        if verdict.state in SHOWN
    ]
    kept = [row for row in rows if _wanted(row, asked)]
    return sorted(kept, key=_order)


def _row(
    found: Judged, verdict: Verdict, rule: Seat | Link | Clock, facts: Facts, asked: Asked
) -> Row:
    coming = next_time(rule, found.case, facts.directory, found.area, asked.as_of)
    return {
        "case": verdict.reference,
        "area": found.area,
        "level": found.level,
        "category": ", ".join(found.categories),
        "rule": verdict.rule,
        "strength": strength_of(rule),
        "state": verdict.state,
        "kind": verdict.kind,
        "missing": list(rule.requires) if isinstance(rule, Seat | Link) else [],
        "agency": verdict.agency,
        "since": verdict.since,
        "missed": verdict.missed,
        "next_on": coming.on,
        "invited_next": coming.invited,
        "waived_until": waived_until(asked.waivers, verdict, found.level, asked.as_of),
        "proof": proof(verdict),
    }


def _wanted(row: Row, asked: Asked) -> bool:
    kind = asked.parameters.get("type")
    if kind and kind not in row["missing"]:
        return False
    told: dict[str, Any] = {name: asked.parameters.get(name) for name in FILTERS}
    return all(not value or row[name] == value for name, value in told.items())


def _order(row: Row) -> tuple[Any, ...]:
    return (
        WEIGHT[row["state"]],
        STRENGTH_WEIGHT[row["strength"]],
        row["since"] or FAR_AHEAD,
        row["case"],
        row["rule"],
    )


COVERAGE_GAPS = Analysis(
    slug="coverage-gaps",
    question="Which cases lack an agency that policy requires, why, and since when?",
    why="A panel cannot manage a risk whose agency is not in the room.",
    source=Source("Criminal Justice Act 2003 s.325(3); the coverage policy in force"),
    about="cases",
    parameters={
        "area": AREA,
        "level": AT_LEVEL,
        "category": IN_CATEGORY,
        "panel": BEFORE_PANEL,
        "state": Parameter(
            Kind.CHOICE, "Only this state.", choices={state: STATES[state] for state in SHOWN}
        ),
        "kind": Parameter(
            Kind.CHOICE, "Only this kind.", choices={kind: KINDS[kind] for kind in KINDS if kind}
        ),
        "strength": Parameter(
            Kind.CHOICE, "Only rules of this strength.", choices={name: name for name in STRENGTHS}
        ),
        "type": Parameter(
            Kind.TEXT, "Only where this type of agency is missing.", refers_to="AgencyType"
        ),
        "rule": Parameter(Kind.TEXT, "Only this rule of the policy."),
        "agency": Parameter(
            Kind.TEXT, "Only where this agency was looked for.", refers_to="Agency"
        ),
        "case": CASE,
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day, the higher of two."),
        "category": Column("Categories on the day."),
        "rule": Column("Rule or clock of the policy."),
        "strength": Column("How strongly the policy asks: must, should, consider."),
        "state": Column("gap, no_meeting, unknown or at_risk."),
        "kind": Column("What sort of gap it is."),
        "missing": Column("Agency types, any of which would do.", kind=Kind.LIST),
        "agency": Column("The agency that was looked for, where it is known."),
        "since": Column("First day of it.", unit="ISO 8601 date", kind=Kind.DATE),
        "missed": Column("Discussions missed in a row.", unit="discussions", kind=Kind.INTEGER),
        "next_on": Column("Next planned discussion.", unit="ISO 8601 date", kind=Kind.DATE),
        "invited_next": Column("Whether an answering agency is invited: yes, no, nothing planned."),
        "waived_until": Column("Day on which a waiver ends.", unit="ISO 8601 date", kind=Kind.DATE),
        "proof": Column("Codes of the discussions that were looked at.", kind=Kind.LIST),
    },
    texts={**TEXTS, **chosen.TEXTS},
    facts=fetch_chosen,
    answer=gaps,
    limits=(
        "Absence is judged by meetings, lateness by clocks: who is never discussed is found by the "
        "clock, not by the seats. A corrected plain property shows its last value on every day."
    ),
    examples=(
        Example(
            "a Level 3 case whose health trust sent apologies last time",
            given=examples.ABSENT_TRUST,
            policy=examples.POLICY,
            expect=[
                {
                    "case": "C1",
                    "rule": "HEALTH-L3",
                    "state": "gap",
                    "kind": "apologies",
                    "missing": ["NHST"],
                    "agency": "TRUST",
                    "since": examples.SECOND,
                    "missed": 1,
                    "invited_next": "nothing planned",
                }
            ],
        ),
        Example(
            "nobody knows whether the person has a home: neither covered nor missing",
            given=examples.NOT_KNOWN,
            policy=examples.POLICY,
            expect=[{"case": "C4", "state": "unknown", "kind": "circumstance_unknown"}],
        ),
        Example(
            "a trust that came is no gap",
            given=examples.PRESENT_TRUST,
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "a case that has left MAPPA is no gap",
            given=examples.HAS_LEFT,
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
