"""The agencies of the directory, and one of them with its branches and the people to ask."""

from collections.abc import Mapping
from typing import Any

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.predicates import current

AGENCIES_TEXT = f"""MATCH (agency:Agency)-[:OF_TYPE]->(kind:AgencyType)
WHERE $agency IS NULL OR agency.code = $agency
OPTIONAL MATCH (agency)-[:PART_OF]->(whole:Agency)
OPTIONAL MATCH (agency)-[place:OPERATES_IN]->(area:Area)
WHERE {current("place")}
RETURN agency.code AS code, agency.name AS name, kind.code AS type,
       agency.active_from AS active_from, agency.active_to AS active_to,
       whole.code AS part_of, area.code AS area
ORDER BY code, area"""

BRANCHES_TEXT = """MATCH (branch:Agency)-[:PART_OF]->(agency:Agency {code: $agency})
RETURN branch.code AS code
ORDER BY code"""

CONTACTS_TEXT = f"""MATCH (agency:Agency {{code: $agency}})
      <-[spoken:REPRESENTS]-(person:Representative)
WHERE {current("spoken")}
RETURN person.code AS contact, person.job AS job, person.grade AS grade, spoken.area AS area,
       coalesce(spoken.single_point_of_contact, false) AS single_point_of_contact,
       spoken.valid_from AS since,
       CASE WHEN $names THEN person.name END AS name,
       CASE WHEN $names THEN person.email END AS email,
       CASE WHEN $names THEN person.phone END AS phone
ORDER BY contact, area"""

TEXTS: Mapping[str, str] = {
    "agencies": AGENCIES_TEXT,
    "branches": BRANCHES_TEXT,
    "contacts": CONTACTS_TEXT,
}


def agency_list(
    reader: Reader, asked: Asked, *, area: str | None = None, kind: str | None = None
) -> list[dict[str, Any]]:
    """Return the agencies that work in an area, or are of a type, or all of them, by code."""
    found = _agencies(reader, asked, None)
    return [
        row
        for row in found
        if (area is None or area in row["areas"]) and (kind is None or row["type"] == kind)
    ]


def one_agency(reader: Reader, code: str, asked: Asked) -> dict[str, Any]:
    """Return one agency; names of its people only to those who may see them. Raises NotFound."""
    found = _agencies(reader, asked, code)
    if not found:
        raise NotFound("There is no agency of that code")
    told = {"agency": code, "as_of": asked.as_of, "names": "names" in asked.scope.sees}
    branches = reader.read(BRANCHES_TEXT, told, seconds=asked.seconds)
    return {
        **found[0],
        "branches": [row["code"] for row in branches],
        "contacts": reader.read(CONTACTS_TEXT, told, seconds=asked.seconds),
    }


def _agencies(reader: Reader, asked: Asked, code: str | None) -> list[dict[str, Any]]:
    told = {"agency": code, "as_of": asked.as_of}
    found: dict[str, dict[str, Any]] = {}
    for row in reader.read(AGENCIES_TEXT, told, seconds=asked.seconds):
        kept = found.setdefault(row["code"], _without_area(row))
        if row["area"] is not None and row["area"] not in kept["areas"]:
            kept["areas"].append(row["area"])
    return list(found.values())


def _without_area(row: Row) -> dict[str, Any]:
    return {**{name: value for name, value in row.items() if name != "area"}, "areas": []}
