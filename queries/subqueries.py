"""What many texts about cases ask in the same words: home area and level on the day.

Constants that are put into constants; nothing is built from input.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from graph.store import Reader, Row
from queries.predicates import current, is_open, visible

if TYPE_CHECKING:
    from queries.analysis import Analysis, Asked

OPEN_CASES = f"""MATCH (matter:MappaCase)
WHERE {is_open("matter")}
  AND {visible("matter")}
  AND ($area IS NULL OR EXISTS {{ MATCH (matter)-[in_area:IN_AREA]->(asked_about:Area)
                                 WHERE asked_about.code = $area AND in_area.standing = 'home'
                                   AND {current("in_area")} }})"""
"""Open cases that the asker may see, of the home area asked about."""

WITH_LEVEL = f"""CALL (matter) {{
  MATCH (matter)-[at:AT_LEVEL]->(rung:Level)
  WHERE {current("at")}
  RETURN max(rung.code) AS level
}}
WITH matter, coalesce(level, 'unknown') AS level"""
"""Adds `level`, the higher of two, or unknown. One subquery: a second costs five times as much."""

NAMED_CASES = """UNWIND $references AS wanted
MATCH (matter:MappaCase {ref: wanted})"""
"""The cases that an earlier text has let through: what may be seen is asked once.

On Neo4j each text with that predicate takes long to plan, and the answer would be the same.
"""

HOMES_TEXT = f"""{NAMED_CASES}
      -[home:IN_AREA]->(place:Area)
WHERE home.standing = 'home' AND {current("home")}
RETURN matter.ref AS reference, place.code AS code
ORDER BY reference, code"""
"""Home areas of cases, a text of its own: joined to others in a dictionary."""


def homes_of(rows: Iterable[Row]) -> dict[str, str]:
    """Return the home area of each case from the rows of HOMES_TEXT; the last of two."""
    return {row["reference"]: row["code"] for row in rows}


def texts_with(
    texts: Mapping[str, str], reader: Reader, asked: "Asked", **more: Any
) -> dict[str, list[Row]]:
    """Ask every text once, told more than what was asked."""
    told = {**asked.values(), **more}
    return {name: reader.read(text, told, seconds=asked.seconds) for name, text in texts.items()}


def cases_first(
    texts: Mapping[str, str], reader: Reader, asked: "Asked", **more: Any
) -> dict[str, list[Row]]:
    """Ask the text `cases`, then the others, told its references."""
    cases = reader.read(texts["cases"], {**asked.values(), **more}, seconds=asked.seconds)
    references = [row["reference"] for row in cases]
    others = {name: text for name, text in texts.items() if name != "cases"}
    return {"cases": cases, **texts_with(others, reader, asked, references=references, **more)}


def fetch_cases_first(analysis: "Analysis", reader: Reader, asked: "Asked") -> dict[str, list[Row]]:
    """Fetch for an analysis that starts from the cases that the asker may see."""
    return cases_first(analysis.texts, reader, asked)
