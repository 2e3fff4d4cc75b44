"""Which cases have an agency type that rests on one person or one office?"""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.schema import Kind
from graph.store import Reader, Row
from graph.worlds import agency, case, discussion, edge, node, world
from queries.analysis import (
    AREA,
    AT_LEVEL,
    CASE,
    Analysis,
    Asked,
    Column,
    Example,
    Parameter,
    Source,
)
from queries.coverage import examples
from queries.coverage.facts import Facts
from queries.coverage.family import at_level, fetch_facts, judged
from queries.coverage.own import own_covers, told_of
from queries.coverage.texts import TEXTS
from queries.coverage.thinness import Cover, covers

NAMES_TEXT = """MATCH (person:Representative)
RETURN person.code AS code, person.name AS name
ORDER BY code"""

STANDING_TEXT = """MATCH (kind:AgencyType)
WHERE kind.standing = 'responsible_authority'
RETURN kind.code AS code
ORDER BY code"""

RESTS_ON = {
    "person": "one person",
    "office": "several people of one office",
    "not_recorded": "nobody knows whom: an agency has no contact on record",
}
"""What the cover of a type rests on, the thinnest first."""


@dataclass(frozen=True)
class Fetched:
    """The facts of coverage, names where they may be seen, and types that have one body an area."""

    facts: Facts
    names: Mapping[str, str]
    one_by_law: frozenset[str]


def fetch_people(analysis: Analysis, reader: Reader, asked: Asked) -> Fetched:
    """Fetch the facts, and names of people only for those who may see them."""
    names: Mapping[str, str] = {}
    if "names" in asked.scope.sees:
        rows = reader.read(analysis.texts["names"], seconds=asked.seconds)
        names = {row["code"]: row["name"] or "" for row in rows}
    types = reader.read(analysis.texts["standing"], seconds=asked.seconds)
    return Fetched(
        fetch_facts(analysis, reader, asked), names, frozenset(row["code"] for row in types)
    )


def thin(fetched: Fetched, asked: Asked) -> list[Row]:
    """Return a row for each case and set of types that one person or office carries."""
    facts = fetched.facts
    own = told_of(facts.directory, asked)
    cases = at_level(judged(facts, asked), asked)
    found = covers(asked.policy, cases, facts.directory, asked.as_of)
    rows = [
        _row(cover, rests_on, fetched, own)
        for cover in own_covers(found, own)
        if (rests_on := _rests_on(cover, fetched.one_by_law))
    ]
    wanted, kind = asked.parameters.get("rests_on"), asked.parameters.get("type")
    places = list(RESTS_ON)
    return sorted(
        (
            row
            for row in rows
            if wanted in {None, row["rests_on"]} and (kind is None or kind in row["types"])
        ),
        key=lambda row: (places.index(row["rests_on"]), row["case"], row["types"]),
    )


def _rests_on(cover: Cover, one_by_law: frozenset[str]) -> str:
    """Say what carries a type; a body of which the law gives an area one is no thin office."""
    if cover.unrecorded:
        return "not_recorded"
    if len(cover.persons) == 1:
        return "person"
    return "office" if len(cover.offices) == 1 and one_by_law.isdisjoint(cover.types) else ""


def _row(cover: Cover, rests_on: str, fetched: Fetched, own: frozenset[str] | None) -> Row:
    agencies = list(cover.unrecorded) if rests_on == "not_recorded" else cover.offices
    person = cover.persons[0] if rests_on == "person" else ""
    return {
        "case": cover.judged.case.reference,
        "area": cover.judged.area,
        "level": cover.judged.level,
        "types": list(cover.types),
        "rests_on": rests_on,
        "agencies": [code for code in agencies if own is None or code in own],
        "person": person,
        "name": fetched.names.get(person, ""),
        "people": len(cover.persons),
        "of": len(cover.agencies),
        "rules": sorted(verdict.rule for verdict in cover.verdicts),
    }


ONE_CONTACT = world(
    examples.PRESENT_TRUST,
    node("Representative", "R1", name="Invented Person"),
    edge("REPRESENTS", "R1", "TRUST", valid_from=examples.OPENED),
)
"""The trust that came has one contact."""

ONE_OFFICE = world(
    ONE_CONTACT,
    node("Representative", "R2"),
    edge("REPRESENTS", "R2", "TRUST", valid_from=examples.OPENED, area="cheshire"),
)
"""It has two."""

TWO_TRUSTS = world(
    ONE_OFFICE,
    agency("OTHER", "NHST", "cheshire"),
    node("Representative", "R3"),
    edge("REPRESENTS", "R3", "OTHER", valid_from=examples.OPENED),
)
"""And another trust of the area has one of its own."""

THIN_COVERAGE = Analysis(
    slug="thin-coverage",
    question="Which cases have an agency type that rests on one person or one office?",
    why="Cover that one resignation would end looks just like cover that would not.",
    source=Source("The coverage policy in force; who is a contact, from the directory"),
    about="cases",
    parameters={
        "area": AREA,
        "case": CASE,
        "level": AT_LEVEL,
        "type": Parameter(Kind.TEXT, "Only this type of agency.", refers_to="AgencyType"),
        "rests_on": Parameter(Kind.CHOICE, "Only what rests on this.", choices=RESTS_ON),
    },
    columns={
        "case": Column("Reference of the case."),
        "area": Column("Home area on the day; empty = none recorded."),
        "level": Column("Level on the day."),
        "types": Column("Agency types, any of which would do.", kind=Kind.LIST),
        "rests_on": Column("person, office or not_recorded."),
        "agencies": Column(
            "The agency of the person or the office; those without any contact on record.",
            kind=Kind.LIST,
        ),
        "person": Column("Code of the one contact."),
        "name": Column("Name of the contact, where it may be seen."),
        "people": Column("Contacts that could come.", unit="people", kind=Kind.INTEGER),
        "of": Column("Answering agencies that act on the day.", unit="agencies", kind=Kind.INTEGER),
        "rules": Column("Rules of the policy that ask for the types.", kind=Kind.LIST),
    },
    texts={"names": NAMES_TEXT, "standing": STANDING_TEXT, **TEXTS},
    facts=fetch_people,
    answer=thin,
    limits=(
        "Only seats that are met or not due: where one is missing or at risk already, "
        "coverage-gaps says so. It counts contacts on record, not who happened to come. The "
        "Responsible Authority's own bodies, of which an area has one each, are no thin office."
    ),
    examples=(
        Example(
            "at another level than was asked for",
            given=ONE_CONTACT,
            parameters={"level": "2"},
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "health rests on one person",
            given=ONE_CONTACT,
            policy=examples.POLICY,
            expect=[
                {
                    "case": "C2",
                    "types": ["NHST"],
                    "rests_on": "person",
                    "agencies": ["TRUST"],
                    "person": "R1",
                    "name": "Invented Person",
                    "people": 1,
                    "of": 1,
                    "rules": ["HEALTH-L3"],
                }
            ],
        ),
        Example(
            "two people of the only trust: one office",
            given=ONE_OFFICE,
            policy=examples.POLICY,
            expect=[{"case": "C2", "rests_on": "office", "person": "", "people": 2}],
        ),
        Example(
            "a trust of which no contact was ever recorded: nobody knows",
            given=world(TWO_TRUSTS, agency("THIRD", "NHST", "cheshire")),
            policy=examples.POLICY,
            expect=[{"case": "C2", "rests_on": "not_recorded", "agencies": ["THIRD"], "of": 3}],
        ),
        Example(
            "two trusts with people of their own are not thin",
            given=TWO_TRUSTS,
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "a trust that is missing is a gap, not thin cover",
            given=world(ONE_CONTACT, discussion("D9", "C2", examples.DAY, {"TRUST": "apologies"})),
            policy=examples.POLICY,
            expect=[],
        ),
        Example(
            "a case that has left MAPPA rests on nobody",
            given=world(examples.GROUND, case("C3", level="3", closed_on=examples.SECOND)),
            policy=examples.POLICY,
            expect=[],
        ),
    ),
)
