"""Which core agencies neither came nor reported for some time?"""

import datetime
from collections.abc import Iterator

from graph.schema import Kind
from graph.store import Row
from graph.worlds import agency, case, discussion, edge, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import least
from queries.coverage.answering import families
from queries.coverage.conditions import levels_on, run_start
from queries.coverage.facts import CaseFacts, Directory, Facts, Talk
from queries.coverage.family import fetch_facts, next_planned
from queries.coverage.own import told_of
from queries.coverage.texts import TEXTS
from queries.runs import held_talks, home_on, run_of

TWICE = 2
"""Once is no silence."""


def silent(facts: Facts, asked: Asked) -> list[Row]:
    """Return core agencies with their silence, the longest first."""
    at_least = least(asked, "n", TWICE)
    own = told_of(facts.directory, asked)
    rows = [
        _row(case, code, since, family, facts, asked)
        for case in facts.cases
        for code, since, family in _core(case, facts.directory, asked.as_of)
        if own is None or not own.isdisjoint(family)
    ]
    kept = [row for row in rows if row["silent"] >= at_least]
    return sorted(kept, key=lambda row: (-row["silent"], row["since"], row["case"], row["agency"]))


def _core(
    case: CaseFacts, directory: Directory, as_of: datetime.date
) -> Iterator[tuple[str, datetime.date | None, frozenset[str]]]:
    """Yield core agencies, since when they are core without a break, and who answers for them."""
    spells = case.works.get("core", ())
    for code in sorted({spell.code for spell in spells if spell.holds(as_of)}):
        if code in directory.agencies:
            since = run_start([spell for spell in spells if spell.code == code], as_of)
            family = families((code,), (directory.agencies[code].kind,), directory)
            yield code, since, family | {code}


def _row(
    case: CaseFacts,
    code: str,
    since: datetime.date | None,
    family: frozenset[str],
    facts: Facts,
    asked: Asked,
) -> Row:
    talks = [t for t in held_talks(case, asked.as_of) if since is None or t.day > since]
    run = run_of(talks, family)
    coming = next_planned(case, asked.as_of)
    invited = sum(not family.isdisjoint(talk.seats) for talk in run.missed)
    known = facts.directory.agencies[code]
    return {
        "case": case.reference,
        "area": home_on(case, asked.as_of),
        "level": levels_on(case, asked.as_of)[-1],
        "agency": code,
        "name": known.name,
        "type": known.kind,
        "silent": len(run.missed),
        "invited": invited,
        "not_recorded": len(run.open),
        "since": run.missed[0].day if run.missed else None,
        "core_since": since,
        "last_heard": run.last_heard,
        "next_on": coming.day if coming else None,
        "invited_next": _asked_to(family, coming),
        "discussions": [talk.code for talk in run.missed],
    }


def _asked_to(family: frozenset[str], coming: Talk | None) -> str:
    if coming is None:
        return "nothing planned"
    return "no" if family.isdisjoint(coming.seats) else "yes"


_SINCE = datetime.date(2025, 10, 1)
_FIRST = datetime.date(2025, 10, 6)
_SECOND = datetime.date(2025, 11, 10)
_THIRD = datetime.date(2026, 1, 5)
_GROUND = world(
    reference([("NHST", "area"), ("POL", "area")]),
    agency("TRUST", "NHST", "cheshire"),
    agency("WARD", "NHST", "cheshire", part_of="TRUST"),
    agency("POLICE", "POL", "cheshire"),
    case("C1"),
    edge("INVOLVES", "C1", "TRUST", role="core", valid_from=_SINCE),
    discussion("D0", "C1", datetime.date(2025, 9, 1), {}),
    discussion("D1", "C1", _FIRST, {"WARD": "remote", "POLICE": "no_show"}),
    discussion("D2", "C1", _SECOND, {"POLICE": "no_show"}),
)

SILENT_CORE = Analysis(
    slug="silent-core",
    question="Which core agencies neither came nor reported for some time?",
    why="Whoever is core to a case and is not heard knows something that the table does not.",
    source=Source("Prevention of future deaths report, November 2021: who is silent", "secondary"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "n": Parameter(Kind.INTEGER, "Silent for so many discussions or more; empty = two."),
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day."),
        "agency": Column("Code of the core agency."),
        "name": Column("Name of the agency."),
        "type": Column("Type of agency."),
        "silent": Column(
            "Discussions in a row without it or a word of it.", "discussions", Kind.INTEGER
        ),
        "invited": Column("Of these: it was asked to.", "discussions", Kind.INTEGER),
        "not_recorded": Column(
            "Discussions among them whose outcome is not recorded.", "discussions", Kind.INTEGER
        ),
        "since": Column("Day of the first of them.", "ISO 8601 date", Kind.DATE),
        "core_since": Column("Day it became core without a break.", "ISO 8601 date", Kind.DATE),
        "last_heard": Column(
            "Day it last came or reported since; empty = never.", "ISO 8601 date", Kind.DATE
        ),
        "next_on": Column("Next planned discussion of the case.", "ISO 8601 date", Kind.DATE),
        "invited_next": Column("Whether it is asked to that: yes, no, nothing planned."),
        "discussions": Column("Codes of the discussions without it.", kind=Kind.LIST),
    },
    texts=TEXTS,
    facts=fetch_facts,
    answer=silent,
    limits=(
        "Of the discussions after the day on which the agency became core. Its branches, what it "
        "is part of and what it replaced speak for it, as they do in coverage. Only cases at "
        "levels that the policy speaks of."
    ),
    examples=(
        Example(
            "heard once through a ward, then twice not, once without being asked",
            given=world(_GROUND, discussion("D3", "C1", _THIRD, {"TRUST": "apologies"})),
            expect=[
                {
                    "case": "C1",
                    "agency": "TRUST",
                    "silent": 2,
                    "invited": 1,
                    "since": _SECOND,
                    "core_since": _SINCE,
                    "last_heard": _FIRST,
                    "invited_next": "nothing planned",
                    "discussions": ["D2", "D3"],
                }
            ],
        ),
        Example(
            "silent once, and once it is not known: too little to say",
            given=world(_GROUND, discussion("D3", "C1", _THIRD, {"TRUST": "awaited"})),
            expect=[],
        ),
        Example(
            "once is enough where that is asked for; the next invitation is told",
            given=world(
                _GROUND,
                discussion(
                    "D4", "C1", datetime.date(2026, 2, 9), {"WARD": "awaited"}, state="planned"
                ),
            ),
            parameters={"n": 1},
            expect=[{"agency": "TRUST", "silent": 1, "invited": 0, "invited_next": "yes"}],
        ),
    ),
)
