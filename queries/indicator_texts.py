"""The Cypher texts of the board's indicators; each is of a period, `$start` to `$as_of`."""

from collections.abc import Mapping

from queries.coverage.texts import TYPES
from queries.predicates import visible
from queries.subqueries import NAMED_CASES

TALKS_TEXT = f"""MATCH (sitting:Meeting)-[:OF_PANEL]->(panel:Panel)-[:FOR_AREA]->(area:Area)
WHERE sitting.state = 'held' AND sitting.on >= $earliest AND sitting.on <= $as_of
  AND panel.kind = 'mappa'
MATCH (sitting)<-[:AT_MEETING]-(talk:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WITH sitting, area, talk, matter
WHERE {visible("matter")}
WITH sitting, area, talk, matter
RETURN matter.ref AS reference, matter.closed_on AS closed_on, area.code AS area,
       talk.code AS code, sitting.on AS day, talk.disclosure AS disclosure,
       talk.minutes_sent_on AS minutes_sent_on
ORDER BY reference, day, code"""
"""WITH comes before and after what may be seen: Neo4j plans it apart, or plans for seconds."""

SEATS_TEXT = """UNWIND $talks AS wanted
MATCH (talk:Discussion {code: wanted})-[seat:INVITED]->(agency:Agency)-[:OF_TYPE]->(kind:AgencyType)
RETURN talk.code AS code, agency.code AS agency, kind.code AS kind, kind.standing AS standing,
       seat.outcome AS outcome, coalesce(seat.uninvited, false) AS uninvited
ORDER BY code, agency"""

BOARD_TEXT = """MATCH (sitting:Meeting)-[:OF_PANEL]->(panel:Panel)-[:FOR_AREA]->(area:Area)
WHERE sitting.state = 'held' AND sitting.on >= $start AND sitting.on <= $as_of
  AND panel.kind = 'smb'
  AND ($area IS NULL OR area.code = $area)
  AND ($scope_all_areas OR area.code IN $scope_areas)
MATCH (sitting)<-[:AT_MEETING]-(talk:Discussion)-[seat:INVITED]->(agency:Agency)
RETURN sitting.code AS meeting, sitting.on AS day, agency.code AS agency, seat.outcome AS outcome
ORDER BY meeting, agency, outcome"""

RELEASES_TEXT = f"""MATCH (matter:MappaCase)
WHERE matter.release_on >= $start AND matter.release_on <= $as_of
  AND matter.opened_on <= matter.release_on
  AND (matter.closed_on IS NULL OR matter.closed_on > matter.release_on)
WITH matter
WHERE {visible("matter")}
WITH matter
WHERE ($area IS NULL OR EXISTS {{ MATCH (matter)-[home:IN_AREA]->(place:Area)
                                 WHERE place.code = $area AND home.standing = 'home'
                                   AND home.valid_from <= matter.release_on
                                   AND (home.valid_to IS NULL
                                        OR home.valid_to > matter.release_on) }})
RETURN matter.ref AS reference, matter.release_on AS release_on
ORDER BY reference"""

FIRST_LEVELS_TEXT = f"""{NAMED_CASES}
      -[at:AT_LEVEL]->(:Level)
WHERE at.valid_from <= matter.release_on
RETURN matter.ref AS reference, at.valid_from AS valid_from, coalesce(at.dated, 'exact') AS dated
ORDER BY reference, valid_from, dated"""

ACTIONS_TEXT = f"""MATCH (task:Action)
WHERE task.due_on >= $start AND task.due_on < $as_of
MATCH (task)-[:RAISED_AT]->(talk:Discussion)-[:AT_MEETING]->(sitting:Meeting)
      -[:OF_PANEL]->(panel:Panel)-[:FOR_AREA]->(area:Area)
WHERE sitting.state = 'held' AND sitting.on <= $as_of AND panel.kind = 'mappa'
  AND ($area IS NULL OR area.code = $area)
MATCH (talk)-[:CONSIDERS]->(matter:MappaCase)
WITH task, matter
WHERE {visible("matter")}
WITH task, matter
RETURN matter.ref AS reference, task.code AS code, task.due_on AS due_on,
       task.closed_on AS closed_on, coalesce(task.outcome, '') AS outcome,
       [(task)-[:OWNED_BY]->(owner:Agency) | owner.code] AS owners
ORDER BY code"""

TEXTS: Mapping[str, str] = {
    "talks": TALKS_TEXT,
    "seats": SEATS_TEXT,
    "board": BOARD_TEXT,
    "releases": RELEASES_TEXT,
    "first_levels": FIRST_LEVELS_TEXT,
    "actions": ACTIONS_TEXT,
    "types": TYPES,
}
