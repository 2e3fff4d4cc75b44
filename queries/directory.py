"""The directory as people look through it: agencies, types, areas, contacts. Facts for everybody.

Of contacts what tells who somebody is stays where it is, unless the asker may see names.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.directory_health import AGENCIES_TEXT, CONTACTS_TEXT, PLACES_TEXT
from queries.once import Found, once
from queries.predicates import current

NAMES_TEXT = """MATCH (agency:Agency)
RETURN agency.code AS code, agency.aliases AS aliases
ORDER BY code"""

TYPES_TEXT = """MATCH (kind:AgencyType)
RETURN kind.code AS code, kind.name AS name, kind.standing AS standing, kind.basis AS basis,
       kind.reach AS reach
ORDER BY code"""

AREAS_TEXT = """MATCH (area:Area)
RETURN area.code AS code, area.name AS name, area.region AS region,
       area.former_names AS former_names, area.jurisdiction AS jurisdiction
ORDER BY name, code"""

PANELS_TEXT = """MATCH (panel:Panel)-[:FOR_AREA]->(area:Area)
RETURN area.code AS area, count(*) AS panels
ORDER BY area"""

PEOPLE_TEXT = """MATCH (person:Representative)-[contact:REPRESENTS]->(agency:Agency)
RETURN person.code AS person, person.name AS name, person.job AS job, person.grade AS grade,
       person.email AS email, person.phone AS phone, person.vetting_until AS vetting_until,
       agency.code AS agency, agency.name AS agency_name, contact.area AS area,
       contact.valid_from AS valid_from, contact.valid_to AS valid_to,
       coalesce(contact.single_point_of_contact, false) AS single,
       coalesce(contact.deputy, false) AS deputy
ORDER BY agency, person, valid_from"""

OF_NOBODY_TEXT = f"""MATCH (person:Representative)
WHERE NOT EXISTS {{ MATCH (person)-[contact:REPRESENTS]->(:Agency)
                   WHERE {current("contact")} }}
RETURN person.code AS person
ORDER BY person"""

TEXTS: Mapping[str, str] = {
    "agencies": AGENCIES_TEXT,
    "names": NAMES_TEXT,
    "places": PLACES_TEXT,
    "contacts": CONTACTS_TEXT,
    "types": TYPES_TEXT,
    "areas": AREAS_TEXT,
    "panels": PANELS_TEXT,
    "people": PEOPLE_TEXT,
    "of_nobody": OF_NOBODY_TEXT,
}
STATES = {"acts": "acts", "ended": "has ended", "to_come": "is still to come"}
"""How an agency, or a contact, stands on the day."""
HOLDS, OVER, TO_COME = "holds", "over", "to_come"
CONTACT_STATES = {HOLDS: "holds", OVER: "is over", TO_COME: "is still to come"}
MOST_KEPT = 100
"""Answers kept with one state of the graph: ten a day."""
PRIVATE = ("name", "email", "phone")
"""What tells who a contact is."""


@dataclass(frozen=True)
class Listed:
    """One agency as the list has it."""

    code: str
    name: str
    aliases: tuple[str, ...]
    type: str
    areas: tuple[str, ...]
    state: str
    active_from: datetime.date | None
    active_to: datetime.date | None
    contacts: int
    single_points: int
    part_of: str
    replaced_by: tuple[str, ...]


def agencies(reader: Reader, asked: Asked) -> Sequence[Listed]:
    """Return every agency, by name."""
    return _kept(reader, asked, "listed", lambda: _listed(_reading(reader, asked), asked))


def _listed(read: Callable[[str], Sequence[Row]], asked: Asked) -> Sequence[Listed]:
    areas: dict[str, list[str]] = defaultdict(list)
    for row in read("places"):
        areas[row["code"]].append(row["area"])
    people: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in read("contacts"):
        known = people[row["code"]].get(row["person"], False)
        people[row["code"]][row["person"]] = known or row["single"]
    aliases = {row["code"]: tuple(row["aliases"] or ()) for row in read("names")}
    found = [
        Listed(
            row["code"],
            row["name"],
            aliases.get(row["code"], ()),
            row["kinds"][0].split("|")[0] if row["kinds"] else "",
            tuple(areas[row["code"]]),
            state_of(row["active_from"], row["active_to"], asked.as_of),
            row["active_from"],
            row["active_to"],
            len(people[row["code"]]),
            sum(people[row["code"]].values()),
            next(iter(row["wholes"]), ""),
            tuple(sorted(row["later"])),
        )
        for row in read("agencies")
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.code))


def state_of(begins: datetime.date | None, ends: datetime.date | None, day: datetime.date) -> str:
    """Return how something with a first day and an end stands on a day."""
    if ends is not None and ends <= day:
        return "ended"
    return "to_come" if begins is not None and begins > day else "acts"


def types(reader: Reader, asked: Asked) -> list[Row]:
    """Return the types of agency, with how many agencies of each act on the day."""
    acting: dict[str, int] = defaultdict(int)
    for one in agencies(reader, asked):
        acting[one.type] += one.state == "acts"
    return [{**row, "acting": acting[row["code"]]} for row in _reading(reader, asked)("types")]


def areas(reader: Reader, asked: Asked) -> list[Row]:
    """Return the areas, with how many agencies work in each on the day, and its panels."""
    read = _reading(reader, asked)
    working: dict[str, int] = defaultdict(int)
    for one in agencies(reader, asked):
        for area in one.areas if one.state == "acts" else ():
            working[area] += 1
    panels = {row["area"]: row["panels"] for row in read("panels")}
    return [
        {**row, "working": working[row["code"]], "panels": panels.get(row["code"], 0)}
        for row in read("areas")
    ]


def contacts(reader: Reader, asked: Asked, agency: str | None = None) -> list[Row]:
    """Return who speaks for which agency, with how it stands on the day; of one agency, or all."""
    rows = _reading(reader, asked)("people")
    return [
        {**without_names(row, asked), "state": _contact_state(row, asked.as_of)}
        for row in rows
        if agency is None or row["agency"] == agency
    ]


def of_nobody(reader: Reader, asked: Asked) -> list[str]:
    """Return the contacts who speak for no agency on the day."""
    return [row["person"] for row in _reading(reader, asked)("of_nobody")]


def without_names(row: Row, asked: Asked) -> Row:
    """Return a contact without what tells who it is, for those who may not see that."""
    hidden = () if "names" in asked.scope.sees else PRIVATE
    return {name: None if name in hidden else value for name, value in row.items()}


def _contact_state(row: Row, day: datetime.date) -> str:
    found = state_of(row["valid_from"], row["valid_to"], day)
    return {"acts": HOLDS, "ended": OVER, "to_come": TO_COME}[found]


def _reading(reader: Reader, asked: Asked) -> Callable[[str], Sequence[Row]]:
    """Return what reads a text of the directory, once for a state of the graph and a day."""

    def read(name: str) -> Sequence[Row]:
        def found() -> Sequence[Row]:
            return reader.read(TEXTS[name], {"as_of": asked.as_of}, seconds=asked.seconds)

        return _kept(reader, asked, name, found)

    return read


def _kept(reader: Reader, asked: Asked, name: str, found: Callable[[], Found]) -> Found:
    key = (name, asked.as_of)
    return once(reader, "directory", key, found, most=MOST_KEPT, seconds=asked.seconds)
