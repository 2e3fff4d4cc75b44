"""What in the directory of agencies is missing, doubled, or over and still in use?"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.schema import Kind
from graph.store import Row
from graph.worlds import LONG_AGO, World, agency, case, edge, node, reference, world
from queries.analysis import Analysis, Asked, Column, Example, Parameter, Source
from queries.predicates import current, is_open, visible

AGENCIES_TEXT = """MATCH (agency:Agency)
RETURN agency.code AS code, agency.name AS name, agency.active_from AS active_from,
       agency.active_to AS active_to,
       [(agency)-[:OF_TYPE]->(kind:AgencyType) | kind.code + '|' + kind.standing + '|' + kind.reach]
       AS kinds,
       [(agency)-[:PART_OF]->(whole:Agency) | whole.code] AS wholes,
       [(agency)-[:REPLACED_BY]->(later:Agency) | later.code] AS later
ORDER BY code"""

PLACES_TEXT = f"""MATCH (agency:Agency)-[place:OPERATES_IN]->(area:Area)
WHERE {current("place")}
RETURN DISTINCT agency.code AS code, area.code AS area
ORDER BY code, area"""

CONTACTS_TEXT = f"""MATCH (person:Representative)-[contact:REPRESENTS]->(agency:Agency)
WHERE {current("contact")}
RETURN agency.code AS code, person.code AS person,
       coalesce(contact.single_point_of_contact, false) AS single
ORDER BY code, person"""

WORKS_TEXT = f"""MATCH (agency:Agency)
WHERE agency.active_to <= $as_of OR EXISTS {{ MATCH (agency)-[:REPLACED_BY]->(:Agency) }}
MATCH (agency)<-[work:LED_BY|INVOLVES]-(matter:MappaCase)
WHERE {current("work")} AND (work.role IS NULL OR work.role = 'core')
  AND {is_open("matter")}
  AND {visible("matter")}
RETURN agency.code AS code, coalesce(work.role, 'lead') AS role, matter.ref AS reference
ORDER BY code, role, reference"""

FIXES = {
    "no_type": "Load what kind of body it is.",
    "no_area": "Load the areas in which it works, or the day on which it ended.",
    "no_contact": "Load a current contact.",
    "no_single_contact": "Say which of its contacts is the single point of contact.",
    "ended_leading": "Load the agency that leads these cases now.",
    "ended_core": "Load the agency that is core to these cases now.",
    "replaced_in_use": "Load the agencies that took over as lead or core of these cases.",
    "same_name": "Load one of them as replaced, or give each a name of its own.",
}
KINDS = {
    "no_type": "no type",
    "no_area": "works in no area",
    "no_contact": "no current contact",
    "no_single_contact": "contacts, but no single point of contact",
    "ended_leading": "has ended and still leads cases",
    "ended_core": "has ended and is still core to cases",
    "replaced_in_use": "was replaced and still leads cases or is core to them",
    "same_name": "another agency of its type has the same name",
}


def unhealthy(rows: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return what is wrong with each agency, in the order of kinds, then of codes."""
    places: dict[str, list[str]] = defaultdict(list)
    for row in rows["places"]:
        places[row["code"]].append(row["area"])
    contacts: dict[str, list[Row]] = defaultdict(list)
    for row in rows["contacts"]:
        contacts[row["code"]].append(row)
    agencies = {row["code"]: row for row in rows["agencies"]}
    active = [row for row in rows["agencies"] if _acts(row, asked.as_of)]
    found = [
        *(one for row in active for one in _lacking(row, places, contacts)),
        *_in_use(rows["works"], agencies, asked.as_of),
        *_same_names(active),
    ]
    told = asked.parameters
    order = list(KINDS)
    return sorted(
        (
            {**row, "areas": places.get(row["agency"], []), "fix": FIXES[row["kind"]]}
            for row in found
            if told.get("kind") in {None, row["kind"]}
            and (not told.get("area") or told["area"] in places.get(row["agency"], ()))
        ),
        key=lambda row: (order.index(row["kind"]), row["agency"]),
    )


def _acts(row: Row, day: datetime.date) -> bool:
    begun = row["active_from"] is None or row["active_from"] <= day
    return begun and (row["active_to"] is None or day < row["active_to"])


def _lacking(
    row: Row, places: Mapping[str, Sequence[str]], contacts: Mapping[str, Sequence[Row]]
) -> Iterator[Row]:
    """Say what an agency that acts lacks; what only holds others together may do without."""
    if not row["kinds"]:
        yield _row("no_type", row)
        return
    _, standing, reach = row["kinds"][0].split("|")
    if standing == "umbrella":
        return
    if reach == "area" and row["code"] not in places:
        yield _row("no_area", row)
    people = contacts.get(row["code"], ())
    if not people:
        yield _row("no_contact", row)
    elif not any(person["single"] for person in people):
        yield _row("no_single_contact", row, others=[person["person"] for person in people])


def _in_use(works: Iterable[Row], agencies: Mapping[str, Row], day: datetime.date) -> Iterator[Row]:
    cases: dict[tuple[str, str], set[str]] = defaultdict(set)
    for work in works:
        row = agencies[work["code"]]
        ended = row["active_to"] is not None and row["active_to"] <= day
        if ended:
            kind = "ended_leading" if work["role"] == "lead" else "ended_core"
            cases[work["code"], kind].add(work["reference"])
        if row["later"]:
            cases[work["code"], "replaced_in_use"].add(work["reference"])
    for (code, kind), found in cases.items():
        row = agencies[code]
        yield _row(kind, row, others=sorted(row["later"]), cases=sorted(found))


def _same_names(active: Sequence[Row]) -> Iterator[Row]:
    alike: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in active:
        name = " ".join(re.findall(r"\w+", row["name"].casefold()))
        alike[name, _type_of(row)].append(row)
    for found in alike.values():
        for row in found if len(found) > 1 else ():
            others = [other["code"] for other in found if other is not row and _akin(row, other)]
            if others:
                yield _row("same_name", row, others=others)


def _akin(row: Row, other: Row) -> bool:
    """Whether two may be one: units of two regions share names such as Headquarters."""
    wholes = row["wholes"], other["wholes"]
    return not all(wholes) or set(wholes[0]) == set(wholes[1])


def _type_of(row: Row) -> str:
    kind: str = row["kinds"][0].split("|")[0] if row["kinds"] else ""
    return kind


def _row(kind: str, row: Row, *, others: Sequence[str] = (), cases: Sequence[str] = ()) -> Row:
    return {
        "kind": kind,
        "agency": row["code"],
        "type": _type_of(row),
        "ended_on": row["active_to"],
        "others": list(others),
        "cases": list(cases),
        "count": len(cases),
    }


ENDED = datetime.date(2025, 12, 1)


def _known(code: str, active_to: datetime.date | None = None) -> World:
    return world(
        agency(code, "POL", "cheshire", active_to=active_to),
        node("Representative", f"R-{code}"),
        edge("REPRESENTS", f"R-{code}", code, single_point_of_contact=True),
    )


GROUND = world(reference([("POL", "area"), ("EM", "anywhere")]), _known("POLICE"))

DIRECTORY_HEALTH = Analysis(
    slug="directory-health",
    question="What in the directory of agencies is missing, doubled, or over and still in use?",
    why="Nobody can be invited who is not in the directory, or who left it long ago.",
    source=Source("Local practice: no clause on how a directory is kept was seen", "unverified"),
    about="cases",
    parameters={
        "area": Parameter(Kind.TEXT, "Only agencies that work in it.", refers_to="Area"),
        "kind": Parameter(Kind.CHOICE, "Only this kind.", choices=KINDS),
    },
    columns={
        "kind": Column("What is wrong."),
        "agency": Column("Code of the agency."),
        "type": Column("Its type."),
        "areas": Column("Areas in which it works on the day.", kind=Kind.LIST),
        "ended_on": Column(
            "Day from which it no longer acts.", unit="ISO 8601 date", kind=Kind.DATE
        ),
        "others": Column("Agencies of that name, successors, or contacts.", kind=Kind.LIST),
        "cases": Column("Open cases that it leads or is core to.", kind=Kind.LIST),
        "count": Column("How many those are.", unit="cases", kind=Kind.INTEGER),
        "fix": Column("What to do."),
    },
    texts={
        "agencies": AGENCIES_TEXT,
        "places": PLACES_TEXT,
        "contacts": CONTACTS_TEXT,
        "works": WORKS_TEXT,
    },
    answer=unhealthy,
    limits=(
        "Cases are those that the asker may see; the rest is a fact of the directory and the same "
        "for everybody. Names are alike when they differ only in capitals and punctuation, and "
        "only within one type, and not where they are parts of two different bodies. An agency "
        "with no area is found only when no area is asked about. Bodies that hold others "
        "together need neither area nor contact; those that answer from anywhere need no area."
    ),
    examples=(
        Example(
            "a unit that has ended, was replaced, and still leads a case and is core to another",
            given=world(
                GROUND,
                _known("UNIT", active_to=ENDED),
                node(
                    "Agency",
                    "UNIT",
                    {"OF_TYPE": ["POL"], "REPLACED_BY": ["POLICE"]},
                    name="Unit",
                    active_to=ENDED,
                ),
                case("C1"),
                case("C2"),
                edge("LED_BY", "C1", "UNIT", valid_from=LONG_AGO),
                edge("INVOLVES", "C2", "UNIT", valid_from=LONG_AGO, role="core"),
            ),
            expect=[
                {"kind": "ended_leading", "agency": "UNIT", "cases": ["C1"], "ended_on": ENDED},
                {"kind": "ended_core", "agency": "UNIT", "cases": ["C2"]},
                {
                    "kind": "replaced_in_use",
                    "agency": "UNIT",
                    "cases": ["C1", "C2"],
                    "count": 2,
                    "others": ["POLICE"],
                },
            ],
        ),
        Example(
            "nobody to ask, nowhere at work, and a name that was there before",
            given=world(
                GROUND,
                node("Agency", "POL:2", {"OF_TYPE": ["POL"]}, name="agency, police"),
                agency("TAGS", "EM"),
                node("Representative", "R-TAGS"),
                edge("REPRESENTS", "R-TAGS", "TAGS"),
            ),
            expect=[
                {"kind": "no_area", "agency": "POL:2", "areas": []},
                {"kind": "no_contact", "agency": "POL:2"},
                {"kind": "no_single_contact", "agency": "TAGS", "others": ["R-TAGS"]},
                {"kind": "same_name", "agency": "POL:2", "others": ["POLICE"]},
                {"kind": "same_name", "agency": "POLICE", "others": ["POL:2"]},
            ],
        ),
        Example(
            "an agency that has ended and has no work left needs nothing",
            given=world(GROUND, agency("UNIT", "POL", active_to=ENDED)),
            expect=[],
        ),
    ),
)
