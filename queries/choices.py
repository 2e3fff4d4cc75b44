"""What a form offers to choose from: areas, agencies that work in some of them, their contacts."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.narrowing import Narrowed
from queries.predicates import current

AREAS_TEXT = """MATCH (area:Area)
RETURN area.code AS code, area.name AS name
ORDER BY name, code"""

AGENCIES_TEXT = f"""MATCH (agency:Agency)-[:OF_TYPE]->(kind:AgencyType)
OPTIONAL MATCH (agency)-[place:OPERATES_IN]->(area:Area)
WHERE {current("place")}
RETURN agency.code AS code, agency.name AS name, kind.name AS kind, kind.reach AS reach,
       area.code AS area
ORDER BY name, code, area"""

PARTS_TEXT = """MATCH (part:Agency)-[:PART_OF]->(whole:Agency)
RETURN part.code AS code, whole.code AS whole
ORDER BY code, whole"""

CONTACTS_TEXT = f"""MATCH (person:Representative)-[spoken:REPRESENTS]->(agency:Agency)
WHERE {current("spoken")}
RETURN person.code AS code, person.job AS job, agency.code AS agency
ORDER BY agency, code"""

TEXTS: Mapping[str, str] = {
    "areas": AREAS_TEXT,
    "agencies": AGENCIES_TEXT,
    "parts": PARTS_TEXT,
    "contacts": CONTACTS_TEXT,
}


MOST_OFFERED = 400
"""Things that a list offers; where there are more, they are typed."""


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
    named: Mapping[str, str]
    """Codes of agencies by name in small letters, where one alone has the name."""

    def code_of(self, text: str) -> str:
        """Return the code of the one agency that is called so; all else as it is."""
        return text if text in self.called else self.named.get(text.strip().casefold(), text)


def choices(reader: Reader, asked: Asked) -> Choices:
    """Read what a form offers on the day that is asked about."""
    reader = Narrowed(reader, asked.scope)
    asks = {name: (text, {"as_of": asked.as_of}) for name, text in TEXTS.items()}
    rows = reader.read_each(asks, seconds=asked.seconds)
    areas = {row["code"]: row["name"] for row in rows["areas"]}
    names = {row["code"]: row["name"] for row in rows["agencies"]}
    kinds = {row["code"]: row["kind"] for row in rows["agencies"]}
    places: dict[str, set[str]] = {}
    for row in rows["agencies"]:
        places.setdefault(row["code"], set()).update([row["area"]] if row["area"] else [])
    near = _near(places, rows, asked)
    agencies = {code: f"{names[code]} ({kinds[code]})" for code in names if code in near}
    contacts = {
        row["code"]: ", ".join(part for part in (row["job"], names.get(row["agency"])) if part)
        for row in rows["contacts"]
        if row["agency"] in near
    }
    return Choices(areas, agencies, contacts, {**areas, **names}, _named(names))


def few(found: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a list offers, where it is not too much."""
    return found if len(found) <= MOST_OFFERED else {}


def _named(names: Mapping[str, str]) -> dict[str, str]:
    counts = Counter(name.casefold() for name in names.values())
    return {name.casefold(): code for code, name in names.items() if counts[name.casefold()] == 1}


def _near(
    places: Mapping[str, Collection[str]], rows: Mapping[str, Sequence[Row]], asked: Asked
) -> set[str]:
    """Return the agencies of the asker's areas, their branches, and those that act anywhere.

    A directory holds far more that works in no area on record: no list could offer them all.
    """
    areas = asked.scope.areas
    if asked.scope.agencies is not None:
        own = (places.get(code, frozenset()) for code in asked.scope.agencies)
        areas = frozenset(area for found in own for area in found)
    if areas is None:
        return set(places)
    near = {code for code, found in places.items() if not areas.isdisjoint(found)}
    anywhere = {row["code"] for row in rows["agencies"] if row["reach"] != "area"}
    branches = {row["code"] for row in rows["parts"] if row["whole"] in near}
    return near | {code for code in anywhere | branches if not places.get(code)}
