"""Which bodies make up the arrangements of an area, by name: directory facts, of no case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.predicates import current

AREAS_TEXT = """MATCH (area:Area)
RETURN area.code AS code, area.name AS name, area.name_welsh AS welsh
ORDER BY name, code"""

OF_AGENCIES_TEXT = f"""MATCH (own:Agency)-[place:OPERATES_IN]->(area:Area)
WHERE own.code IN $agencies AND {current("place")}
RETURN DISTINCT area.code AS code
ORDER BY code"""

BODIES_TEXT = f"""MATCH (area:Area {{code: $area}})<-[place:OPERATES_IN]-(body:Agency)
      -[:OF_TYPE]->(kind:AgencyType)
WHERE {current("place")}
  AND (body.active_from IS NULL OR body.active_from <= $as_of)
  AND (body.active_to IS NULL OR body.active_to > $as_of)
RETURN kind.code AS kind, body.code AS code, body.name AS name
ORDER BY kind, name, code"""

EVERYWHERE_TEXT = """MATCH (body:Agency)-[:OF_TYPE]->(kind:AgencyType)
WHERE kind.reach = 'anywhere'
  AND NOT EXISTS { MATCH (body)-[:OPERATES_IN]->(:Area) }
  AND (body.active_from IS NULL OR body.active_from <= $as_of)
  AND (body.active_to IS NULL OR body.active_to > $as_of)
RETURN kind.code AS kind, body.code AS code, body.name AS name
ORDER BY kind, name, code"""


@dataclass(frozen=True)
class AreaBodies:
    """The areas that may be asked about, and the bodies of one of them by type."""

    areas: tuple[Row, ...]
    area: str
    bodies: Mapping[str, tuple[Row, ...]]


def area_bodies(
    reader: Reader, asked: Asked, wanted: str, agencies: Collection[str] = ()
) -> AreaBodies:
    """Read the bodies of an area that the asker works with; the first of them unless one is named.

    Of an agency's contact the areas are those where their agencies work.
    """
    told = {"as_of": asked.as_of, "agencies": sorted(agencies)}
    mine = asked.scope.areas
    if asked.scope.agencies is not None:
        rows = reader.read(OF_AGENCIES_TEXT, told, seconds=asked.seconds)
        mine = frozenset(row["code"] for row in rows)
    every = reader.read(AREAS_TEXT, seconds=asked.seconds)
    areas = tuple(row for row in every if mine is None or row["code"] in mine)
    codes = [row["code"] for row in areas]
    area = wanted if wanted in codes else next(iter(codes), "")
    if not area:
        return AreaBodies(areas, "", {})
    found: dict[str, dict[str, Row]] = {}
    for text in (BODIES_TEXT, EVERYWHERE_TEXT):
        for row in reader.read(text, {"as_of": asked.as_of, "area": area}, seconds=asked.seconds):
            found.setdefault(row["kind"], {})[row["code"]] = row
    return AreaBodies(areas, area, {kind: tuple(rows.values()) for kind, rows in found.items()})
