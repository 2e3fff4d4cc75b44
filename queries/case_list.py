"""The open cases that the asker may see: level, categories, home area, lead agency, next review."""

from collections.abc import Mapping
from typing import Any

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.narrowing import Narrowed
from queries.predicates import current, visible

CASES_TEXT = f"""MATCH (matter:MappaCase)
WHERE {visible("matter")} AND matter.opened_on <= $as_of
  AND (matter.closed_on IS NULL OR matter.closed_on > $as_of)
  AND ($level IS NULL OR EXISTS {{ MATCH (matter)-[at:AT_LEVEL]->(:Level {{code: $level}})
                                  WHERE {current("at")} }})
  AND ($area IS NULL OR EXISTS {{ MATCH (matter)-[home:IN_AREA]->(:Area {{code: $area}})
                                 WHERE home.standing = 'home' AND {current("home")} }})
RETURN matter.ref AS reference, matter.opened_on AS opened_on,
       matter.next_review_on AS next_review_on
ORDER BY reference"""

SPELLS_TEXT = f"""UNWIND $references AS wanted
MATCH (matter:MappaCase {{ref: wanted}})-[spell:AT_LEVEL|IN_CATEGORY|LED_BY|IN_AREA]->(fact)
WHERE {visible("matter")} AND {current("spell")}
  AND (spell.standing IS NULL OR spell.standing = 'home')
RETURN matter.ref AS reference, type(spell) AS kind, fact.code AS code
ORDER BY reference, kind, code"""

TEXTS: Mapping[str, str] = {"cases": CASES_TEXT, "spells": SPELLS_TEXT}


def case_list(
    reader: Reader, asked: Asked, *, area: str | None, level: str | None, limit: int
) -> tuple[list[Row], int]:
    """Return the first cases by reference, and how many there are."""
    reader = Narrowed(reader, asked.scope)
    told = {**asked.values(), "area": area, "level": level}
    found = reader.read(CASES_TEXT, told, seconds=asked.seconds)
    shown = found[:limit]
    told["references"] = [row["reference"] for row in shown]
    spells: dict[tuple[str, str], list[str]] = {}
    for row in reader.read(SPELLS_TEXT, told, seconds=asked.seconds):
        spells.setdefault((row["reference"], row["kind"]), []).append(row["code"])
    return [_row(row, spells) for row in shown], len(found)


def _row(row: Row, spells: Mapping[tuple[str, str], list[str]]) -> dict[str, Any]:
    case = row["reference"]
    levels, areas = spells.get((case, "AT_LEVEL"), []), spells.get((case, "IN_AREA"), [])
    return {
        "case": case,
        "area": areas[0] if areas else None,
        "level": levels[-1] if levels else None,
        "categories": spells.get((case, "IN_CATEGORY"), []),
        "lead": spells.get((case, "LED_BY"), []),
        "opened_on": row["opened_on"],
        "next_review_on": row["next_review_on"],
    }
