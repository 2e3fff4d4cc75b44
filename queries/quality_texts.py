"""The Cypher texts of data quality: each returns only what is wrong."""

from collections.abc import Mapping

from queries.predicates import current, visible
from queries.subqueries import HOMES_TEXT, NAMED_CASES

STANDINGS_TEXT = f"""{NAMED_CASES}
WHERE matter.opened_on <= $as_of
WITH matter,
     [(matter)-[at:AT_LEVEL]->(rung:Level) WHERE {current("at")} | rung.code] AS levels,
     [(matter)-[within:IN_CATEGORY]->(ground:Category)
      WHERE {current("within")} | ground.code] AS grounds,
     [(matter)-[home:IN_AREA]->(place:Area)
      WHERE home.standing = 'home' AND {current("home")} | place.code] AS homes
WHERE size(levels) <> 1 OR size(homes) <> 1 OR size(grounds) = 0
   OR 'unknown' IN grounds OR ('3' IN grounds AND '1' IN levels)
RETURN matter.ref AS reference, matter.opened_on AS opened_on, levels, grounds, homes
ORDER BY reference"""
"""A code is told twice where two spells of it hold."""


def _overlapping(type_: str, label: str, alike: str = "", second: str = "second") -> str:
    """Return the text for two spells of one type of which the later begins in the earlier.

    `second` = "first": only spells to one and the same end.
    """
    begin = f"""{NAMED_CASES}
WHERE COUNT {{ MATCH (matter)-[:{type_}]->(:{label}) }} > 1
MATCH (matter)-[one:{type_}]->(first:{label})"""
    if second == "first":
        begin = f"""{NAMED_CASES}
      -[one:{type_}]->(first:{label})
WHERE COUNT {{ MATCH (matter)-[:{type_}]->(first) }} > 1"""
    return f"""{begin}
MATCH (matter)-[other:{type_}]->({second}:{label})
WHERE other.valid_from <= $as_of{alike}
  AND (one.valid_from < other.valid_from
       OR (one.valid_from = other.valid_from AND first.code < {second}.code))
  AND (one.valid_to IS NULL OR one.valid_to > other.valid_from)
  AND (other.valid_to IS NULL OR other.valid_to > other.valid_from)
RETURN matter.ref AS reference, first.code AS one, {second}.code AS other, other.valid_from AS day,
       (one.valid_to IS NULL OR one.valid_to > $as_of)
       AND (other.valid_to IS NULL OR other.valid_to > $as_of) AND first.code <> {second}.code
       AS both_hold
ORDER BY reference, day, one, other"""


HOME_TWICE = " AND one.standing = 'home' AND other.standing = 'home'"

SEEN_TEXT = f"""MATCH (matter:MappaCase)
WHERE {visible("matter")}
  AND ($area IS NULL OR EXISTS {{ MATCH (matter)-[in_area:IN_AREA]->(asked_about:Area)
                                 WHERE asked_about.code = $area AND in_area.standing = 'home'
                                   AND {current("in_area")} }})
RETURN matter.ref AS reference, matter.opened_on AS opened_on, matter.closed_on AS closed_on
ORDER BY reference"""


def _disordered(type_: str, label: str) -> str:
    """Return the text for spells of one type that end before they begin.

    One type a text: of several at once kglite takes twice as long.
    """
    return f"""{NAMED_CASES}
      -[spell:{type_}]->(fact:{label})
WHERE spell.valid_to < spell.valid_from AND spell.valid_from <= $as_of
RETURN matter.ref AS reference, '{type_}' AS kind, '{type_} ' + fact.code AS key,
       spell.valid_from AS day, spell.valid_to AS last
ORDER BY reference, key, day"""


CASES_TEXT = f"""{NAMED_CASES}
WHERE matter.opened_on <= $as_of AND matter.closed_on < matter.opened_on
RETURN matter.ref AS reference, matter.ref AS key, matter.opened_on AS day,
       matter.closed_on AS last
ORDER BY reference"""

REFERRALS_TEXT = f"""{NAMED_CASES}
      <-[:FOR_CASE]-(asking:Referral)
WHERE asking.received_on <= $as_of AND asking.decided_on < asking.received_on
RETURN matter.ref AS reference, asking.code AS key, asking.received_on AS day,
       asking.decided_on AS last
ORDER BY reference, key"""

ACTIONS_TEXT = f"""{NAMED_CASES}
      <-[:CONSIDERS]-(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
MATCH (talk)<-[:RAISED_AT]-(task:Action)
WHERE task.closed_on < sitting.on OR task.due_on < sitting.on
RETURN matter.ref AS reference, task.code AS key, sitting.on AS day,
       CASE WHEN task.closed_on < sitting.on THEN task.closed_on ELSE task.due_on END AS last
ORDER BY reference, key"""

DISCUSSIONS_TEXT = f"""{NAMED_CASES}
      <-[:CONSIDERS]-(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of AND talk.minutes_sent_on < sitting.on
RETURN matter.ref AS reference, talk.code AS key, sitting.on AS day, talk.minutes_sent_on AS last
ORDER BY reference, key"""

OPEN_ACTIONS_TEXT = f"""{NAMED_CASES}
      <-[:CONSIDERS]-(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
WHERE sitting.on <= $as_of
MATCH (talk)<-[:RAISED_AT]-(task:Action)
WHERE (task.closed_on IS NULL OR task.closed_on > $as_of)
  AND (task.due_on IS NULL OR NOT EXISTS {{ MATCH (task)-[:OWNED_BY]->(:Agency) }})
RETURN matter.ref AS reference, task.code AS key, sitting.on AS day, task.due_on AS due_on,
       COUNT {{ MATCH (task)-[:OWNED_BY]->(:Agency) }} AS owners
ORDER BY reference, key"""

PLANNED_TEXT = """MATCH (sitting:Meeting)-[:OF_PANEL]->(panel:Panel)-[:FOR_AREA]->(area:Area)
WHERE sitting.state = 'planned' AND sitting.on < $as_of
  AND ($area IS NULL OR area.code = $area)
  AND ($scope_all_areas OR area.code IN $scope_areas)
RETURN sitting.code AS key, sitting.on AS day, area.code AS area
ORDER BY day, key"""


def _alone(label: str, key: str, pattern: str) -> str:
    """Return the text for elements of a label that a pattern of edges does not reach."""
    return f"""MATCH (element:{label})
WHERE $scope_all_areas AND $area IS NULL
  AND NOT EXISTS {{ MATCH {pattern} }}
RETURN element.{key} AS key
ORDER BY key"""


SPELLS: Mapping[str, str] = {
    f"spells_{type_.lower()}": _disordered(type_, label)
    for type_, label in (
        ("AT_LEVEL", "Level"),
        ("IN_CATEGORY", "Category"),
        ("HAS_CIRCUMSTANCE", "Circumstance"),
        ("IN_AREA", "Area"),
        ("LED_BY", "Agency"),
        ("INVOLVES", "Agency"),
    )
}
OF_OPEN: Mapping[str, str] = {
    "homes": HOMES_TEXT,
    "standings": STANDINGS_TEXT,
    "levels": _overlapping("AT_LEVEL", "Level"),
    "homes_overlapping": _overlapping("IN_AREA", "Area", HOME_TWICE),
    "categories": _overlapping("IN_CATEGORY", "Category"),
    "leads": _overlapping("LED_BY", "Agency"),
    "circumstances": _overlapping("HAS_CIRCUMSTANCE", "Circumstance", second="first"),
}
"""Of open cases."""
OF_SEEN: Mapping[str, str] = {
    **SPELLS,
    "cases": CASES_TEXT,
    "referrals": REFERRALS_TEXT,
    "actions": ACTIONS_TEXT,
    "discussions": DISCUSSIONS_TEXT,
    "open_actions": OPEN_ACTIONS_TEXT,
    "nameless": f"""{NAMED_CASES}
WHERE NOT EXISTS {{ MATCH (matter)-[:CONCERNS]->(:Offender) }}
RETURN matter.ref AS reference, matter.ref AS key
ORDER BY key""",
}
"""Of every case that the asker may see."""
OF_NO_CASE: Mapping[str, str] = {
    "planned": PLANNED_TEXT,
    "persons": _alone("Offender", "ref", "(element)<-[:CONCERNS]-(:MappaCase)"),
    "contacts": _alone("Representative", "code", "(element)-[:REPRESENTS]->(:Agency)"),
    "reviews_alone": _alone("Review", "code", "(element)-[:OF_CASE]->(:MappaCase)"),
    "assessments": _alone("RiskAssessment", "code", "(element)-[:OF_CASE]->(:MappaCase)"),
    "referrals_alone": _alone("Referral", "code", "(element)-[:FOR_CASE]->(:MappaCase)"),
    "actions_alone": _alone("Action", "code", "(element)-[:RAISED_AT]->(:Discussion)"),
    "meetings_alone": _alone("Meeting", "code", "(element)-[:OF_PANEL]->(:Panel)"),
    "discussions_alone": """MATCH (element:Discussion)
WHERE $scope_all_areas AND $area IS NULL
  AND NOT EXISTS { MATCH (element)-[:CONSIDERS]->(:MappaCase) }
  AND NOT EXISTS { MATCH (element)-[:AT_MEETING]->(:Meeting)-[:OF_PANEL]->(panel:Panel)
                   WHERE panel.kind = 'smb' }
RETURN element.code AS key
ORDER BY key""",
}
TEXTS: Mapping[str, str] = {"seen": SEEN_TEXT, **OF_OPEN, **OF_SEEN, **OF_NO_CASE}
ORPHANS: Mapping[str, str] = {
    "discussions_alone": "a discussion of no case, at no board",
    "persons": "a person with no case",
    "contacts": "a contact of no agency",
    "nameless": "a case of no person",
    "reviews_alone": "a review of no case",
    "assessments": "an assessment of no case",
    "referrals_alone": "a referral of no case",
    "actions_alone": "an action of no discussion",
    "meetings_alone": "a meeting of no panel",
}
"""Texts whose rows belong to nothing, in words."""
