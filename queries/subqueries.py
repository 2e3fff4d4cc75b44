"""What many texts about cases ask in the same words: home area and level on the day.

Both return Cypher text that is put into a constant; nothing is built from input.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graph.store import Reader, Row
from queries.predicates import current, is_open, visible

if TYPE_CHECKING:
    from queries.analysis import Asked

HOME_AND_LEVEL = f"""CALL (matter) {{
  MATCH (matter)-[home:IN_AREA]->(place:Area)
  WHERE home.standing = 'home' AND {current("home")}
  RETURN max(place.code) AS area
}}
CALL (matter) {{
  MATCH (matter)-[at:AT_LEVEL]->(rung:Level)
  WHERE {current("at")}
  RETURN max(rung.code) AS level
}}
WITH matter, coalesce(area, '') AS area, coalesce(level, 'unknown') AS level
WHERE $area IS NULL OR area = $area"""
"""Adds `area` (empty = none) and `level` (or unknown) of a bound matter; of the area asked about."""

OPEN_CASES = f"""MATCH (matter:MappaCase)
WHERE {is_open("matter")}
  AND {visible("matter")}
{HOME_AND_LEVEL}"""
"""Open cases that the asker may see, with their home area and level."""


def texts_with(
    texts: Mapping[str, str], reader: Reader, asked: "Asked", **more: Any
) -> Mapping[str, list[Row]]:
    """Ask every text once, told more than what was asked."""
    told = {**asked.values(), **more}
    return {name: reader.read(text, told, seconds=asked.seconds) for name, text in texts.items()}
