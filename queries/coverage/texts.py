"""The Cypher texts of coverage: which cases are judged, and what is known of them."""

from collections.abc import Mapping

from queries.predicates import current, is_open, visible

_JUDGED = f"""WHERE level.code IN $levels
  AND {current("at")}
  AND {is_open("matter")}
  AND ($every_area OR EXISTS {{ MATCH (matter)-[home:IN_AREA]->(area:Area)
                               WHERE area.code IN $areas AND home.standing = 'home'
                                 AND {current("home")} }})
  AND {visible("matter")}
RETURN DISTINCT matter.ref AS reference
ORDER BY reference"""

CASES = f"""MATCH (level:Level)<-[at:AT_LEVEL]-(matter:MappaCase)
{_JUDGED}"""

NAMED_CASES = f"""UNWIND $references AS wanted
MATCH (matter:MappaCase {{ref: wanted}})-[at:AT_LEVEL]->(level:Level)
{_JUDGED}"""

OPENED = """UNWIND $references AS wanted
MATCH (matter:MappaCase {ref: wanted})
RETURN matter.ref AS reference, matter.opened_on AS opened_on"""

SPELLS = """UNWIND $references AS wanted
MATCH (matter:MappaCase {ref: wanted})
      -[spell:AT_LEVEL|IN_CATEGORY|HAS_CIRCUMSTANCE|IN_AREA]->(fact)
RETURN matter.ref AS reference, type(spell) AS kind, fact.code AS code, spell.answer AS answer,
       spell.standing AS standing, spell.valid_from AS valid_from, spell.valid_to AS valid_to"""

WORKS = """UNWIND $references AS wanted
MATCH (matter:MappaCase {ref: wanted})-[work:INVOLVES|LED_BY]->(agency:Agency)
RETURN matter.ref AS reference, coalesce(work.role, 'lead') AS role, agency.code AS code,
       work.valid_from AS valid_from, work.valid_to AS valid_to"""

DISCUSSIONS = """UNWIND $references AS wanted
MATCH (matter:MappaCase {ref: wanted})<-[:CONSIDERS]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
RETURN matter.ref AS reference, talk.code AS code, talk.item AS item,
       sitting.on AS day, sitting.code AS meeting,
       sitting.state AS state,
       [(talk)-[seat:INVITED]->(agency:Agency) |
        agency.code + '|' + seat.outcome + '|' + coalesce(seat.grade, '')] AS seats"""

AGENCIES = """MATCH (agency:Agency)-[:OF_TYPE]->(kind:AgencyType)
RETURN agency.code AS code, agency.name AS name, kind.code AS kind,
       agency.active_from AS active_from, agency.active_to AS active_to
ORDER BY code"""

TYPES = """MATCH (kind:AgencyType)
RETURN kind.code AS code, kind.reach AS reach, kind.standing AS standing
ORDER BY code"""

PARTS = """MATCH (part:Agency)-[:PART_OF]->(whole:Agency)
RETURN part.code AS code, whole.code AS other
ORDER BY code, other"""

SUCCESSORS = """MATCH (former:Agency)-[:REPLACED_BY]->(later:Agency)
RETURN former.code AS code, later.code AS other
ORDER BY code, other"""

PLACES = """MATCH (agency:Agency)-[place:OPERATES_IN]->(area:Area)
RETURN agency.code AS code, area.code AS area,
       place.valid_from AS valid_from, place.valid_to AS valid_to
ORDER BY code, area"""

CONTACTS = """MATCH (person:Representative)-[contact:REPRESENTS]->(agency:Agency)
RETURN agency.code AS code, coalesce(contact.area, '') AS area, person.code AS person,
       contact.valid_from AS valid_from, contact.valid_to AS valid_to
ORDER BY code, person"""

DIRECTORY_TEXTS: Mapping[str, str] = {
    "agencies": AGENCIES,
    "types": TYPES,
    "parts": PARTS,
    "successors": SUCCESSORS,
    "places": PLACES,
    "contacts": CONTACTS,
}
CASE_TEXTS: Mapping[str, str] = {
    "opened": OPENED,
    "spells": SPELLS,
    "works": WORKS,
    "discussions": DISCUSSIONS,
}
TEXTS: Mapping[str, str] = {
    "cases": CASES,
    "named_cases": NAMED_CASES,
    **CASE_TEXTS,
    **DIRECTORY_TEXTS,
}
"""Every text of the family, for the pages that show them."""
