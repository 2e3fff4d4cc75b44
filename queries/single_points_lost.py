"""Which agencies have lost their last contact, and whose departure would leave cases alone?"""

from collections import Counter
from collections.abc import Iterable, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import edge, node, world
from queries.analysis import AREA, AT_LEVEL, Analysis, Asked, Column, Example, Source
from queries.coverage import examples
from queries.coverage.answering import known_contacts, serving
from queries.coverage.facts import AgencyFacts, Contact
from queries.coverage.family import at_level, judged
from queries.coverage.judge import Judged
from queries.coverage.own import own_covers, told_of
from queries.coverage.texts import TEXTS
from queries.coverage.thinness import Cover, covers
from queries.coverage.words import day, listed, types_in_words
from queries.thin_coverage import NAMES_TEXT, ONE_CONTACT, ONE_OFFICE, STANDING_TEXT, Fetched
from queries.thin_coverage import fetch_people as fetch

KINDS = {
    "lost": "its last contact has left",
    "would_be_lost": "one person carries it alone",
}
Point = tuple[str, tuple[str, ...]]


def points(fetched: Fetched, asked: Asked) -> list[Row]:
    """Return agencies without a contact, then contacts on whom cases rest, most cases first."""
    facts = fetched.facts
    found = at_level(judged(facts, asked), asked)
    own = told_of(facts.directory, asked)
    agencies = facts.directory.agencies.values()
    mine = [agency for agency in agencies if own is None or agency.code in own]
    resting = covers(asked.policy, found, facts.directory, asked.as_of)
    rows = [
        *_lost(mine, found, asked),
        *_would_be_lost(own_covers(resting, own), fetched, own),
    ]
    kinds = list(KINDS)
    return sorted(
        rows,
        key=lambda row: (
            kinds.index(row["kind"]),
            -len(row["cases"]),
            row["agencies"],
            row["area"],
            row["person"],
            row["types"],
        ),
    )


def _lost(agencies: Iterable[AgencyFacts], found: Sequence[Judged], asked: Asked) -> list[Row]:
    at_risk = _at_risk(found)
    rows = []
    for agency in agencies:
        known = known_contacts(agency, asked.as_of)
        if not known or not agency.active.holds(asked.as_of) or not _acts_in(agency, asked):
            continue
        of_agency = at_risk.get(agency.code, {})
        if not any(serving(known, contact.area, asked.as_of) for contact in known):
            cases = {case: level for found in of_agency.values() for case, level in found.items()}
            rows.append(_lost_row(agency, "", known, cases))
            continue
        for area, cases in of_agency.items():
            rows.append(_lost_row(agency, area, known, cases))
    return rows


def _at_risk(found: Sequence[Judged]) -> dict[str, dict[str, dict[str, str]]]:
    """Return the levels of the cases that nobody is left for: by agency, area and case."""
    at_risk: dict[str, dict[str, dict[str, str]]] = {}
    for one in found:
        for verdict in one.verdicts:
            if verdict.state == "at_risk" and verdict.kind == "no_contact":
                for code in verdict.candidates:
                    of_area = at_risk.setdefault(code, {}).setdefault(one.area, {})
                    of_area[one.case.reference] = one.level
    return at_risk


def _lost_row(
    agency: AgencyFacts, area: str, known: Sequence[Contact], cases: dict[str, str]
) -> Row:
    ended = [
        contact.valid_to
        for contact in known
        if contact.valid_to and (not area or contact.area in {"", area})
    ]
    since = max(ended, default=None)
    words = f"{agency.name} has had no contact" + (f" for {area}" if area else "")
    words += f" since {day(since)}" if since else ""
    words += f": {_cases(cases)} {_have(cases)} nobody to ask." if cases else "."
    row = _row("lost", [agency.code], [agency.kind], cases, words)
    return row | {"since": since, "area": area}


def _acts_in(agency: AgencyFacts, asked: Asked) -> bool:
    area = asked.parameters.get("area")
    return area is None or any(
        place.code == area and place.holds(asked.as_of) for place in agency.places
    )


def _would_be_lost(
    found: Iterable[Cover], fetched: Fetched, own: frozenset[str] | None
) -> list[Row]:
    cases: dict[Point, dict[str, str]] = {}
    agencies: dict[Point, set[str]] = {}
    for cover in found:
        if cover.unrecorded or len(cover.persons) != 1:
            continue
        point = (cover.persons[0], cover.types)
        cases.setdefault(point, {})[cover.judged.case.reference] = cover.judged.level
        agencies.setdefault(point, set()).update(
            code for code in cover.offices if own is None or code in own
        )
    rows = []
    for point, levels in cases.items():
        person, types = point
        words = (
            f"If contact {person} leaves, {_cases(levels)} {_have(levels)} nobody "
            f"from {types_in_words(types)}."
        )
        row = _row("would_be_lost", sorted(agencies[point]), types, levels, words)
        rows.append(row | {"person": person, "name": fetched.names.get(person, "")})
    return rows


def _row(
    kind: str, agencies: list[str], types: Sequence[str], cases: dict[str, str], words: str
) -> Row:
    return {
        "kind": kind,
        "agencies": agencies,
        "person": "",
        "name": "",
        "types": list(types),
        "area": "",
        "since": None,
        "affected": len(cases),
        "words": words,
        "cases": sorted(cases),
    }


def _cases(levels: dict[str, str]) -> str:
    """Say how many cases of which level: 4 Level 3 cases and 1 Level 2 case."""
    counts = sorted(Counter(levels.values()).items(), reverse=True)
    return listed(
        (f"{count} Level {level} case{'s' if count > 1 else ''}" for level, count in counts), "and"
    )


def _have(levels: dict[str, str]) -> str:
    return "has" if len(levels) == 1 else "have"


GONE = world(
    examples.PRESENT_TRUST,
    node("Representative", "R1"),
    edge("REPRESENTS", "R1", "TRUST", valid_from=examples.OPENED, valid_to=examples.DAY),
)
"""The only contact of the trust has left."""

SINGLE_POINTS_LOST = Analysis(
    slug="single-points-lost",
    question="Which agencies have lost their last contact, and whose departure would leave cases "
    "alone?",
    why="A person who leaves takes the agency's place at the table along, and nobody is told.",
    source=Source(
        "MAPPA Guidance on co-ordination: a named contact each agency; clause not seen",
        "unverified",
    ),
    about="cases",
    parameters={"area": AREA, "level": AT_LEVEL},
    columns={
        "kind": Column("lost, or would_be_lost if the person left."),
        "agencies": Column("The agency, or those that the person speaks for.", kind=Kind.LIST),
        "person": Column("Code of the contact."),
        "name": Column("Name of the contact, where it may be seen."),
        "types": Column("Agency types, any of which would do.", kind=Kind.LIST),
        "area": Column("Area in which the agency has lost its contact; empty = everywhere."),
        "since": Column("Day from which there was none.", unit="ISO 8601 date", kind=Kind.DATE),
        "affected": Column("Cases with a seat at risk.", unit="cases", kind=Kind.INTEGER),
        "words": Column("The finding in words."),
        "cases": Column("Those cases.", kind=Kind.LIST),
    },
    texts={"names": NAMES_TEXT, "standing": STANDING_TEXT, **TEXTS},
    facts=fetch,
    answer=points,
    limits=(
        "An agency of which no contact was ever recorded has not lost one: directory-health lists "
        "it. Cases are those that the asker may see. A case where an agency's contacts are not "
        "recorded is not counted: nobody knows on whom it rests."
    ),
    examples=(
        Example(
            "if the only contact leaves, one Level 3 case has nobody from health",
            given=ONE_CONTACT,
            policy=examples.POLICY,
            expect=[
                {
                    "kind": "would_be_lost",
                    "agencies": ["TRUST"],
                    "person": "R1",
                    "types": ["NHST"],
                    "affected": 1,
                    "words": "If contact R1 leaves, 1 Level 3 case has nobody from NHS trust.",
                    "cases": ["C2"],
                }
            ],
        ),
        Example(
            "at another level than was asked for nobody is left alone",
            given=ONE_CONTACT,
            parameters={"level": "2"},
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "the last contact has left",
            given=GONE,
            policy=examples.POLICY,
            expect=[
                {
                    "kind": "lost",
                    "agencies": ["TRUST"],
                    "person": "",
                    "since": examples.DAY,
                    "words": "Agency TRUST has had no contact since 31 January 2026: "
                    "1 Level 3 case has nobody to ask.",
                    "cases": ["C2"],
                }
            ],
        ),
        Example(
            "with a second contact nobody is a single point",
            given=ONE_OFFICE,
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "an agency whose contacts were never recorded has lost none",
            given=examples.PRESENT_TRUST,
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
