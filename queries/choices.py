"""What a form offers to choose from: areas, agencies that work in some of them, their contacts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.store import Reader
from queries.analysis import Asked
from queries.narrowing import Narrowed
from queries.predicates import current

AREAS_TEXT = """MATCH (area:Area)
RETURN area.code AS code, area.name AS name
ORDER BY name, code"""

AGENCIES_TEXT = f"""MATCH (agency:Agency)-[:OF_TYPE]->(kind:AgencyType)
OPTIONAL MATCH (agency)-[place:OPERATES_IN]->(area:Area)
WHERE {current("place")}
RETURN agency.code AS code, agency.name AS name, kind.name AS kind, area.code AS area
ORDER BY name, code, area"""

CONTACTS_TEXT = f"""MATCH (person:Representative)-[spoken:REPRESENTS]->(agency:Agency)
WHERE {current("spoken")}
RETURN person.code AS code, person.job AS job, agency.code AS agency
ORDER BY agency, code"""

TEXTS: Mapping[str, str] = {
    "areas": AREAS_TEXT,
    "agencies": AGENCIES_TEXT,
    "contacts": CONTACTS_TEXT,
}


@dataclass(frozen=True)
class Choices:
    """Names by code: all areas; agencies and contacts of the areas that the asker works with.

    Facts of the directory alone, so that no case shows in them.
    """

    areas: Mapping[str, str]
    agencies: Mapping[str, str]
    contacts: Mapping[str, str]
    called: Mapping[str, str]
    """Every agency by name, with the areas: what keys that somebody typed are called."""


def choices(reader: Reader, asked: Asked) -> Choices:
    """Read what a form offers on the day that is asked about."""
    reader = Narrowed(reader, asked.scope)
    rows = {
        name: reader.read(text, {"as_of": asked.as_of}, seconds=asked.seconds)
        for name, text in TEXTS.items()
    }
    areas = {row["code"]: row["name"] for row in rows["areas"]}
    names = {row["code"]: row["name"] for row in rows["agencies"]}
    kinds = {row["code"]: row["kind"] for row in rows["agencies"]}
    places: dict[str, set[str]] = {}
    for row in rows["agencies"]:
        places.setdefault(row["code"], set()).update([row["area"]] if row["area"] else [])
    near = _near(places, asked)
    agencies = {code: f"{names[code]} ({kinds[code]})" for code in names if code in near}
    contacts = {
        row["code"]: ", ".join(part for part in (row["job"], names.get(row["agency"])) if part)
        for row in rows["contacts"]
        if row["agency"] in near
    }
    return Choices(areas, agencies, contacts, {**areas, **names})


def _near(places: Mapping[str, Collection[str]], asked: Asked) -> set[str]:
    """Return the agencies of the asker's areas, and those that are of no area."""
    areas = asked.scope.areas
    if asked.scope.agencies is not None:
        own = (places.get(code, frozenset()) for code in asked.scope.agencies)
        areas = frozenset(area for found in own for area in found)
    return {
        code
        for code, found in places.items()
        if areas is None or not found or not areas.isdisjoint(found)
    }
