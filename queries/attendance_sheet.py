"""What is on record of who was asked to a meeting and who came: as rows of the bundle's tables."""

from collections.abc import Mapping

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.narrowing import Narrowed
from queries.predicates import OWN_AGENCIES, visible

INVITED_TEXT = f"""MATCH (sitting:Meeting {{code: $meeting}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (talk)-[seat:INVITED]->(agency:Agency)
RETURN talk.code AS discussion, agency.code AS agency, seat.outcome AS outcome,
       seat.grade AS grade, seat.report_on AS report_on, seat.uninvited AS uninvited,
       matter.ref AS reference, agency.name AS name, talk.item AS item
ORDER BY item, discussion, name, agency"""

OF_A_BOARD_TEXT = """MATCH (sitting:Meeting {code: $meeting})<-[:AT_MEETING]-(talk:Discussion)
WHERE NOT EXISTS { MATCH (talk)-[:CONSIDERS]->(:MappaCase) }
MATCH (talk)-[seat:INVITED]->(agency:Agency)
RETURN talk.code AS discussion, agency.code AS agency, seat.outcome AS outcome,
       seat.grade AS grade, seat.report_on AS report_on, seat.uninvited AS uninvited,
       '' AS reference, agency.name AS name, talk.item AS item
ORDER BY item, discussion, name, agency"""
"""A board talks about no case: who is asked to it is a fact of the directory."""

ATTENDED_TEXT = f"""MATCH (sitting:Meeting {{code: $meeting}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
MATCH (talk)-[there:ATTENDED]->(person:Representative)
RETURN talk.code AS discussion, person.code AS representative, there.agency AS agency,
       there.mode AS mode, matter.ref AS reference,
       CASE WHEN $names THEN person.name END AS name, talk.item AS item
ORDER BY item, discussion, representative"""

TEXTS: Mapping[str, str] = {
    "invited": INVITED_TEXT,
    "board": OF_A_BOARD_TEXT,
    "attended": ATTENDED_TEXT,
}


def attendance_rows(reader: Reader, meeting: str, asked: Asked) -> dict[str, list[Row]]:
    """Return the invitations and the people of a meeting, of cases that the asker may see.

    A contact is told of those of their own agencies alone.
    `board` are invitations to talk about no case.
    """
    reader = Narrowed(reader, asked.scope)
    told = {**asked.values(), "meeting": meeting, "names": "names" in asked.scope.sees}
    asks = {name: (text, told) for name, text in TEXTS.items()}
    rows = reader.read_each(asks, seconds=asked.seconds)
    if asked.scope.agencies is None:
        return rows
    own = {row["code"] for row in reader.read(OWN_AGENCIES, told, seconds=asked.seconds)}
    return {name: [row for row in found if row["agency"] in own] for name, found in rows.items()}
