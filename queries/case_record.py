"""What is on record of one case over time: its spells, with where each came from."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.case_changes import OF_BIRTH, Called
from queries.coverage.facts import CaseFacts, known_of
from queries.meeting_day import called_of
from queries.narrowing import Narrowed
from queries.predicates import visible
from queries.scene import CASE_TEXT

SPELLS_TEXT = f"""MATCH (matter:MappaCase {{ref: $reference}})
      -[spell:AT_LEVEL|IN_CATEGORY|HAS_CIRCUMSTANCE|IN_AREA|LED_BY|INVOLVES]->(fact)
WHERE {visible("matter")}
  AND (spell.valid_from IS NULL OR spell.valid_from <= $as_of)
RETURN type(spell) AS kind, fact.code AS code, fact.name AS name, spell.answer AS answer,
       spell.standing AS standing, spell.role AS role, spell.reason AS reason,
       spell.dated AS dated, spell.decided_at AS decided_at, spell.valid_from AS valid_from,
       spell.valid_to AS valid_to, spell.source AS source, spell.load AS load
ORDER BY kind, code, valid_from, role, answer"""

DECIDED_TEXT = f"""MATCH (matter:MappaCase {{ref: $reference}})<-[:CONSIDERS]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)
WHERE {visible("matter")}
RETURN talk.code AS code, sitting.code AS meeting, sitting.on AS day
ORDER BY code"""

TEXTS: Mapping[str, str] = {"matter": CASE_TEXT, "spells": SPELLS_TEXT, "decided": DECIDED_TEXT}
LONG_AGO = datetime.date.min


@dataclass(frozen=True)
class Record:
    """One case as it was known from the day it came in."""

    case: Row
    facts: CaseFacts
    called: Called


def case_record(reader: Reader, reference: str, asked: Asked) -> Record:
    """Read one case. Raises NotFound where it is not there or not to be seen."""
    reader = Narrowed(reader, asked.scope)
    told = {**asked.values(), "reference": reference}
    found = reader.read(CASE_TEXT, told, seconds=asked.seconds)
    if not found:
        raise NotFound("There is no case of that reference that you may see")
    (facts,) = known_of(reader, [reference], seconds=asked.seconds)
    return Record(found[0], facts, called_of(reader, asked))


def spells_of(reader: Reader, reference: str, asked: Asked) -> list[Row]:
    """Return the spells that began up to the day, the latest first.

    One that a discussion of the case decided has its meeting and day. An end that is later than
    the day is not told: the spell still holds. What would tell the day of birth is left out for
    those who may not see it.
    """
    reader = Narrowed(reader, asked.scope)
    told = {**asked.values(), "reference": reference}
    decided = {row["code"]: row for row in reader.read(DECIDED_TEXT, told, seconds=asked.seconds)}
    untold = frozenset() if "identifiers" in asked.scope.sees else OF_BIRTH
    rows = []
    for row in reader.read(SPELLS_TEXT, told, seconds=asked.seconds):
        if row["kind"] == "HAS_CIRCUMSTANCE" and row["code"] in untold:
            continue
        talk = decided.get(row["decided_at"] or "")
        ended = row["valid_to"] is not None and row["valid_to"] <= asked.as_of
        rows.append(
            {
                **row,
                "valid_to": row["valid_to"] if ended else None,
                "meeting": talk["meeting"] if talk else "",
                "decided_on": talk["day"] if talk else None,
            }
        )
    return sorted(rows, key=lambda row: row["valid_from"] or LONG_AGO, reverse=True)
