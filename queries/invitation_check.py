"""Who is required at a planned discussion and not invited, and who is invited and not required?"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.schema import Kind
from graph.store import Row
from graph.worlds import World, discussion, edge, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.coverage import examples
from queries.coverage.answering import answering_on, answering_parties
from queries.coverage.facts import Directory, Facts, Talk
from queries.coverage.family import STRENGTH_WEIGHT, fetch_facts, judged, next_planned, rules_by_id
from queries.coverage.judge import Judged, Verdict
from queries.coverage.own import own_rules, told_of
from queries.coverage.policy import Link, Seat
from queries.coverage.policy_file import ROLES
from queries.coverage.texts import TEXTS

FINDINGS = {
    "not_invited": "required and not invited",
    "not_known": "not known whether it is required",
    "not_asked": "invited, nobody asked whether it is required",
    "not_required": "invited and not required",
}
"""The weightiest first."""
PLACE = {finding: place for place, finding in enumerate(FINDINGS)}


@dataclass(frozen=True, slots=True)
class Expected:
    """One rule that says something of a case, and who answers for it on a day."""

    rule: Seat | Link
    verdict: Verdict
    answering: frozenset[str]


def invitations(facts: Facts, asked: Asked) -> list[Row]:
    """Return what differs between who is expected and who is asked, the next meeting first."""
    ahead = [case for case in facts.cases if next_planned(case, asked.as_of)]
    rows = [
        row
        for found in judged(Facts(ahead, facts.directory), asked)
        for talk in found.case.talks
        if talk.state == "planned" and talk.day >= asked.as_of
        for row in _differences(found, talk, facts.directory, asked)
    ]
    wanted = asked.parameters.get("finding")
    return sorted((row for row in rows if wanted in {None, row["finding"]}), key=_order)


def _differences(found: Judged, talk: Talk, directory: Directory, asked: Asked) -> Iterator[Row]:
    expected = list(_expected(found, talk, directory, asked))
    own, rules = told_of(directory, asked), own_rules(found, directory, asked)
    for one in expected:
        if (
            one.rule.id in rules
            and isinstance(one.rule, Seat)
            and one.answering.isdisjoint(talk.seats)
        ):
            if one.verdict.duty:
                yield _missing(found, talk, "not_invited", one)
            elif one.verdict.state == "unknown":
                yield _missing(found, talk, "not_known", one)
    for code in sorted(talk.seats if own is None else own.intersection(talk.seats)):
        reasons = [one.verdict for one in expected if code in one.answering]
        if not any(verdict.duty for verdict in reasons):
            yield _extra(
                found, talk, code, {verdict.state for verdict in reasons}, directory, asked
            )


def _expected(found: Judged, talk: Talk, directory: Directory, asked: Asked) -> Iterator[Expected]:
    """Yield the rules that ask for somebody, or might, with who answers on the day of the talk."""
    rules = rules_by_id(asked.policy)
    for verdict in found.verdicts:
        rule = rules[verdict.rule]
        if isinstance(rule, Seat | Link) and verdict.state != "not_required":
            parties = answering_parties(rule, found.case, directory, found.area, asked.as_of)
            yield Expected(rule, verdict, answering_on(parties, directory, talk.day))


def _missing(found: Judged, talk: Talk, finding: str, one: Expected) -> Row:
    return {
        **_where(found, talk),
        "finding": finding,
        "types": list(one.rule.requires),
        "agency": one.verdict.agency,
        "role": "",
        "rule": one.rule.id,
        "strength": one.rule.strength,
        "candidates": sorted(one.answering),
    }


def _extra(
    found: Judged, talk: Talk, code: str, states: set[str], directory: Directory, asked: Asked
) -> Row:
    """Return the row of an invited agency that no rule asks for, with what it is to the case."""
    finding = "not_required"
    if states:
        finding = "not_known" if "unknown" in states else "not_asked"
    roles = [
        role
        for role in ROLES
        if any(s.code == code and s.holds(asked.as_of) for s in found.case.works.get(role, ()))
    ]
    known = directory.agencies.get(code)
    return {
        **_where(found, talk),
        "finding": finding,
        "types": [known.kind] if known else [],
        "agency": code,
        "role": ", ".join(roles),
        "rule": "",
        "strength": "",
        "candidates": [],
    }


def _where(found: Judged, talk: Talk) -> Row:
    return {
        "case": found.case.reference,
        "area": found.area,
        "level": found.level,
        "on": talk.day,
        "discussion": talk.code,
    }


def _order(row: Row) -> tuple[Any, ...]:
    strength = STRENGTH_WEIGHT.get(row["strength"], len(STRENGTH_WEIGHT))
    where = (row["on"], row["case"], row["discussion"])
    return (*where, PLACE[row["finding"]], strength, row["rule"], row["agency"])


_NEXT = datetime.date(2026, 2, 9)


def _planned(*invited: str) -> World:
    """Return the next discussion of C1, with those who are asked to it."""
    return discussion("D6", "C1", _NEXT, dict.fromkeys(invited, "awaited"), state="planned")


INVITATION_CHECK = Analysis(
    slug="invitation-check",
    question="Who is required at a planned discussion and not invited, or the other way round?",
    why="An empty chair is cheapest to fill before the meeting.",
    source=Source("Criminal Justice Act 2003 s.325(3); the coverage policy in force"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "finding": Parameter(Kind.CHOICE, "Only this finding.", choices=FINDINGS),
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day."),
        "on": Column("Day of the planned discussion.", "ISO 8601 date", Kind.DATE),
        "discussion": Column("Code of the planned discussion."),
        "finding": Column("not_invited, not_known, not_asked or not_required."),
        "types": Column(
            "Agency types, any of which would do; or the invited one's.", kind=Kind.LIST
        ),
        "agency": Column("The agency that is looked for, where it is one; or the invited one."),
        "role": Column("What an invited agency is to the case: lead, core …; empty = nothing."),
        "rule": Column("Rule of the policy that asks; empty where none does."),
        "strength": Column("How strongly it asks: must, should, consider."),
        "candidates": Column("Agencies that would answer, if invited.", kind=Kind.LIST),
    },
    texts=TEXTS,
    facts=fetch_facts,
    answer=invitations,
    limits=(
        "Required is what the coverage policy asks for on the day, as the judge reads it; it is "
        "local policy. A case that is not yet at a level of the policy is not checked. Who is "
        "not required may still have been asked for good reason: see its role."
    ),
    examples=(
        Example(
            "the health trust is required and not invited; housing is invited, nobody needs it",
            given=world(
                examples.ABSENT_TRUST,
                _planned("HOUSING"),
                edge("INVOLVES", "C1", "HOUSING", role="contributing", valid_from=examples.OPENED),
            ),
            policy=examples.POLICY,
            expect=[
                {
                    "case": "C1",
                    "on": _NEXT,
                    "discussion": "D6",
                    "finding": "not_invited",
                    "types": ["NHST"],
                    "agency": "TRUST",
                    "rule": "HEALTH-L3",
                    "strength": "must",
                    "candidates": ["TRUST"],
                },
                {
                    "finding": "not_required",
                    "types": ["LHA"],
                    "agency": "HOUSING",
                    "role": "contributing",
                    "rule": "",
                },
            ],
        ),
        Example(
            "whether housing is required is not known: neither missing nor too much",
            given=world(
                examples.NOT_KNOWN,
                discussion("D6", "C4", _NEXT, {}, state="planned"),
                discussion("D7", "C4", _NEXT, {"HOUSING": "awaited"}, state="planned", item=2),
            ),
            policy=examples.POLICY,
            expect=[
                {"discussion": "D6", "finding": "not_known", "rule": "HOUSING-NFA"},
                {"discussion": "D7", "finding": "not_known", "rule": "", "agency": "HOUSING"},
            ],
        ),
        Example(
            "everyone required is invited, and nobody else",
            given=world(examples.ABSENT_TRUST, _planned("TRUST")),
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "a discussion that was held is past checking",
            given=examples.ABSENT_TRUST,
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
