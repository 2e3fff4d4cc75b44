"""Which agency stays away from one case time after time?"""

import datetime
from collections.abc import Iterator

from graph.schema import Kind
from graph.store import Row
from graph.worlds import agency, case, discussion, reference, world
from queries.analysis import AREA, CASE, Analysis, Asked, Column, Example, Parameter, Source
from queries.clauses import least
from queries.coverage.conditions import levels_on
from queries.coverage.facts import CaseFacts, Facts
from queries.coverage.family import fetch_facts, next_planned
from queries.coverage.own import told_of
from queries.coverage.texts import TEXTS
from queries.runs import Run, held_talks, home_on, outcomes_of, run_of

TWICE = 2
"""Once is no repetition."""


def repeated(facts: Facts, asked: Asked) -> list[Row]:
    """Return agencies with their run of absences, the longest first."""
    at_least = least(asked, "n", TWICE)
    rows = [
        _row(case, code, run, facts, asked)
        for case in facts.cases
        for code, run in _runs(case, told_of(facts.directory, asked), asked)
        if len(run.missed) >= at_least
    ]
    return sorted(
        rows, key=lambda row: (-row["absences"], row["since"], row["case"], row["agency"])
    )


def _runs(case: CaseFacts, own: frozenset[str] | None, asked: Asked) -> Iterator[tuple[str, Run]]:
    """Yield each agency with its run, of the discussions that it was asked to."""
    held = held_talks(case, asked.as_of)
    for code in sorted({code for talk in held for code in talk.seats}):
        if asked.parameters.get("agency") in {None, code} and (own is None or code in own):
            yield code, run_of([talk for talk in held if code in talk.seats], [code])


def _row(case: CaseFacts, code: str, run: Run, facts: Facts, asked: Asked) -> Row:
    known = facts.directory.agencies.get(code)
    coming = next_planned(case, asked.as_of)
    outcomes = [outcome for talk in run.missed for outcome in outcomes_of(talk, [code])]
    return {
        "case": case.reference,
        "area": home_on(case, asked.as_of),
        "level": levels_on(case, asked.as_of)[-1],
        "agency": code,
        "name": known.name if known else "",
        "type": known.kind if known else "",
        "absences": len(run.missed),
        "apologies": outcomes.count("apologies"),
        "not_recorded": len(run.open),
        "since": run.missed[0].day,
        "latest": run.missed[-1].day,
        "last_heard": run.last_heard,
        "next_on": coming.day if coming else None,
        "discussions": [talk.code for talk in run.missed],
    }


_FIRST = datetime.date(2025, 10, 6)
_SECOND = datetime.date(2025, 11, 10)
_THIRD = datetime.date(2026, 1, 5)
_GROUND = world(
    reference([("NHST", "area"), ("POL", "area")]),
    agency("TRUST", "NHST", "cheshire"),
    agency("POLICE", "POL", "cheshire"),
    case("C1"),
    discussion("D1", "C1", _FIRST, {"TRUST": "remote", "POLICE": "no_show"}),
)

REPEAT_ABSENCE = Analysis(
    slug="repeat-absence",
    question="Which agency stays away from one case time after time?",
    why="One absence happens; two in a row leave the case without that agency's eyes.",
    source=Source("MAPPA Guidance ch. 31: attendance; what is counted here", "unverified"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "agency": Parameter(Kind.TEXT, "Only this agency.", refers_to="Agency"),
        "n": Parameter(Kind.INTEGER, "Absent at least so many times in a row; empty = twice."),
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day."),
        "agency": Column("Code of the agency."),
        "name": Column("Name of the agency."),
        "type": Column("Type of agency."),
        "absences": Column("Absences in a row up to the day.", "discussions", Kind.INTEGER),
        "apologies": Column("Of these: with apologies.", "discussions", Kind.INTEGER),
        "not_recorded": Column(
            "Discussions among them whose outcome is not recorded.", "discussions", Kind.INTEGER
        ),
        "since": Column("Day of the first of them.", "ISO 8601 date", Kind.DATE),
        "latest": Column("Day of the last of them.", "ISO 8601 date", Kind.DATE),
        "last_heard": Column(
            "Day it last came or reported; empty = never.", "ISO 8601 date", Kind.DATE
        ),
        "next_on": Column("Next planned discussion of the case.", "ISO 8601 date", Kind.DATE),
        "discussions": Column("Codes of the discussions it missed.", kind=Kind.LIST),
    },
    texts=TEXTS,
    facts=fetch_facts,
    answer=repeated,
    limits=(
        "Of the discussions that the agency was asked to; who is not asked is found by "
        "silent-core and coverage-gaps. A report ends a run. An outcome that is not recorded "
        "neither adds to a run nor ends it. Only cases at levels that the policy speaks of."
    ),
    examples=(
        Example(
            "a trust that sent apologies and then nothing",
            given=world(
                _GROUND,
                discussion("D2", "C1", _SECOND, {"TRUST": "apologies", "POLICE": "remote"}),
                discussion("D3", "C1", _THIRD, {"TRUST": "no_show", "POLICE": "no_show"}),
            ),
            expect=[
                {
                    "case": "C1",
                    "agency": "TRUST",
                    "absences": 2,
                    "apologies": 1,
                    "not_recorded": 0,
                    "since": _SECOND,
                    "latest": _THIRD,
                    "last_heard": _FIRST,
                    "next_on": None,
                    "discussions": ["D2", "D3"],
                }
            ],
        ),
        Example(
            "a discussion that it was not asked to breaks no run, nor does one not recorded",
            given=world(
                _GROUND,
                discussion("D2", "C1", _SECOND, {"TRUST": "in_person"}),
                discussion("D3", "C1", datetime.date(2025, 12, 1), {"POLICE": "awaited"}),
                discussion("D4", "C1", _THIRD, {"TRUST": "remote", "POLICE": "apologies"}),
            ),
            expect=[
                {
                    "agency": "POLICE",
                    "absences": 2,
                    "not_recorded": 1,
                    "last_heard": None,
                    "discussions": ["D1", "D4"],
                }
            ],
        ),
        Example(
            "a report in between is no absence",
            given=world(
                _GROUND,
                discussion("D2", "C1", _SECOND, {"POLICE": "report_only"}),
                discussion("D3", "C1", _THIRD, {"POLICE": "no_show"}),
            ),
            expect=[],
        ),
    ),
)
