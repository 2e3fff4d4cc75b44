"""What many texts about cases ask in the same words: home area and level on the day.

Constants that are put into constants; nothing is built from input.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.store import Ask, Reader, Row
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

MANY = 10_000
"""Named cases from which on it is quicker to look at all than to find each by its name."""

HOMES_TEXT = f"""{NAMED_CASES}
      -[home:IN_AREA]->(place:Area)
WHERE home.standing = 'home' AND {current("home")}
RETURN matter.ref AS reference, place.code AS code
ORDER BY reference, code"""
"""Home areas of cases, a text of its own: joined to others in a dictionary."""


def homes_of(rows: Iterable[Row]) -> dict[str, str]:
    """Return the home area of each case from the rows of HOMES_TEXT; the last of two."""
    return {row["reference"]: row["code"] for row in rows}


def of_all(text: str) -> str:
    """Return a text about named cases as one about every case that the asker may see.

    The text begins with NAMED_CASES, a pattern if need be, and a WHERE of things joined by AND.
    """
    start, where, rest = text.partition("\nWHERE ")
    named = start.replace(NAMED_CASES, "MATCH (matter:MappaCase)", 1)
    return f"{named}{where}{visible('matter')}\n  AND {rest}"


def of_cases(
    texts: Mapping[str, str],
    references: Sequence[str],
    reader: Reader,
    asked: "Asked",
    **more: Any,
) -> dict[str, list[Row]]:
    """Ask texts about named cases. Of many, all are looked at and the others left out.

    To find 90,000 cases by their names takes three times as long as what is asked about them.
    """
    return of_each([(texts, references)], reader, asked, **more)


def of_each(
    groups: Iterable[tuple[Mapping[str, str], Sequence[str] | None]],
    reader: Reader,
    asked: "Asked",
    **more: Any,
) -> dict[str, list[Row]]:
    """Ask groups of texts at once, each about named cases of its own, or about none by name."""
    asks: dict[str, Ask] = {}
    wanted: dict[str, set[str]] = {}
    for texts, references in groups:
        told = {**asked.values(), **more}
        if references is not None and len(references) > MANY:
            of_these = set(references)
            wanted |= dict.fromkeys(texts, of_these)
        elif references is not None:
            told["references"] = references
        asks |= {
            name: (of_all(text) if name in wanted else text, told) for name, text in texts.items()
        }
    return {
        name: [row for row in rows if row["reference"] in wanted[name]] if name in wanted else rows
        for name, rows in reader.read_each(asks, seconds=asked.seconds).items()
    }


def texts_with(
    texts: Mapping[str, str], reader: Reader, asked: "Asked", **more: Any
) -> dict[str, list[Row]]:
    """Ask every text once, told more than what was asked."""
    return of_each([(texts, None)], reader, asked, **more)


def cases_first(
    texts: Mapping[str, str], reader: Reader, asked: "Asked", **more: Any
) -> dict[str, list[Row]]:
    """Ask the text `cases`, then the others, told its references; all at once of the country."""
    if _is_of_the_country(asked):
        others = {name: of_all(text) for name, text in texts.items() if name != "cases"}
        found = texts_with({"cases": texts["cases"], **others}, reader, asked, **more)
        wanted = {row["reference"] for row in found["cases"]}
        return {
            name: [row for row in rows if row["reference"] in wanted]
            for name, rows in found.items()
        }
    cases = reader.read(texts["cases"], {**asked.values(), **more}, seconds=asked.seconds)
    references = [row["reference"] for row in cases]
    others = {name: text for name, text in texts.items() if name != "cases"}
    return {"cases": cases, **of_cases(others, references, reader, asked, **more)}


def _is_of_the_country(asked: "Asked") -> bool:
    """Say whether the asker sees every area and asked for none: then there will be many cases."""
    told = asked.parameters
    is_narrow = told.get("area") or told.get("case")
    return asked.scope.areas is None and asked.scope.agencies is None and not is_narrow


def fetch_cases_first(analysis: "Analysis", reader: Reader, asked: "Asked") -> dict[str, list[Row]]:
    """Fetch for an analysis that starts from the cases that the asker may see."""
    return cases_first(analysis.texts, reader, asked)
