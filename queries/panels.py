"""Panels and their meetings: facts of the directory, of the areas that somebody looks after."""

import datetime
from collections.abc import Mapping

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.narrowing import Narrowed
from queries.predicates import visible

PANELS_TEXT = """MATCH (panel:Panel)-[:FOR_AREA]->(area:Area)
WHERE $areas IS NULL OR area.code IN $areas
OPTIONAL MATCH (panel)-[:FOR_LEVEL]->(level:Level)
RETURN panel.code AS code, panel.name AS name, panel.kind AS kind, area.code AS area,
       area.name AS area_name, level.code AS level
ORDER BY area, kind, level, code"""

PANEL_TEXT = """MATCH (panel:Panel {code: $panel})-[:FOR_AREA]->(area:Area)
OPTIONAL MATCH (panel)-[:FOR_LEVEL]->(level:Level)
RETURN panel.code AS code, panel.name AS name, panel.kind AS kind, area.code AS area,
       area.name AS area_name, level.code AS level"""

SITTINGS_TEXT = """MATCH (sitting:Meeting)-[:OF_PANEL]->(panel:Panel)-[:FOR_AREA]->(area:Area)
WHERE ($areas IS NULL OR area.code IN $areas)
  AND ($panel IS NULL OR panel.code = $panel)
  AND sitting.on >= $from AND sitting.on < $until
RETURN sitting.code AS code, sitting.on AS day, sitting.state AS state, panel.code AS panel,
       panel.name AS panel_name, panel.kind AS kind, area.name AS area_name
ORDER BY day, code"""

ON_AGENDA_TEXT = f"""UNWIND $meetings AS wanted
MATCH (sitting:Meeting {{code: wanted}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN sitting.code AS meeting, count(*) AS cases
ORDER BY meeting"""

TEXTS: Mapping[str, str] = {
    "panels": PANELS_TEXT,
    "panel": PANEL_TEXT,
    "sittings": SITTINGS_TEXT,
    "on_agenda": ON_AGENDA_TEXT,
}
EARLIEST, LATEST = datetime.date(1, 1, 1), datetime.date(9999, 1, 1)


def areas_of(asked: Asked) -> list[str] | None:
    """Return the areas whose panels somebody is shown first; None = every area.

    An agency's contact has no areas: panels are no secret, and the contact sees them all.
    """
    scope = asked.scope
    return None if scope.areas is None or scope.agencies is not None else sorted(scope.areas)


def panels(reader: Reader, asked: Asked) -> list[Row]:
    """Return the panels of the asker's areas."""
    return reader.read(PANELS_TEXT, {"areas": areas_of(asked)}, seconds=asked.seconds)


def panel(reader: Reader, code: str, asked: Asked) -> Row:
    """Return one panel. Raises NotFound."""
    found = reader.read(PANEL_TEXT, {"panel": code}, seconds=asked.seconds)
    if not found:
        raise NotFound("There is no panel of that code")
    return found[0]


def sittings(
    reader: Reader,
    asked: Asked,
    *,
    panel: str | None = None,
    first: datetime.date = EARLIEST,
    until: datetime.date = LATEST,
) -> list[Row]:
    """Return meetings from a day up to another with how many cases the asker sees at each.

    Of one panel, or of those of the asker's areas.
    """
    told = {
        "areas": None if panel else areas_of(asked), "panel": panel, "from": first, "until": until,
    }  # fmt: skip
    rows = reader.read(SITTINGS_TEXT, told, seconds=asked.seconds)
    counts = {
        row["meeting"]: row["cases"]
        for row in of_meetings(reader, ON_AGENDA_TEXT, [row["code"] for row in rows], asked)
    }
    return [{**row, "cases": counts.get(row["code"], 0)} for row in rows]


def of_meetings(reader: Reader, text: str, meetings: list[str], asked: Asked) -> list[Row]:
    """Ask a text about named meetings."""
    told = {**asked.values(), "meetings": meetings}
    return Narrowed(reader, asked.scope).read(text, told, seconds=asked.seconds)


def is_ahead(row: Row, as_of: datetime.date) -> bool:
    """Say whether a meeting is still to come on a day."""
    day: datetime.date = row["day"]
    return row["state"] == "planned" and day >= as_of
