"""What the page of a panel's next meeting holds: its cases in order, and who is missing."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.coverage.judge import Judged, judge
from queries.coverage.policy import Clock
from queries.narrowing import Narrowed
from queries.predicates import visible
from queries.scene import Requirement, facts_of, requirements_of

PANELS_TEXT = """MATCH (panel:Panel)-[:FOR_AREA]->(area:Area)
OPTIONAL MATCH (panel)-[:FOR_LEVEL]->(level:Level)
WITH panel, area, level
WHERE $area IS NULL OR area.code = $area
RETURN panel.code AS code, panel.name AS name, panel.kind AS kind, area.code AS area,
       area.name AS area_name, level.code AS level
ORDER BY area, kind, level, code"""

PANEL_TEXT = """MATCH (panel:Panel {code: $panel})-[:FOR_AREA]->(area:Area)
OPTIONAL MATCH (panel)-[:FOR_LEVEL]->(level:Level)
RETURN panel.code AS code, panel.name AS name, panel.kind AS kind, area.code AS area,
       area.name AS area_name, level.code AS level"""

MEETINGS_TEXT = """MATCH (panel:Panel {code: $panel})<-[:OF_PANEL]-(sitting:Meeting)
RETURN sitting.code AS code, sitting.on AS day, sitting.state AS state
ORDER BY day, code"""

AGENDA_TEXT = f"""MATCH (sitting:Meeting {{code: $meeting}})<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {visible("matter")}
RETURN talk.code AS code, talk.item AS item, matter.ref AS reference
ORDER BY item, code"""

OVERDUE_TEXT = f"""UNWIND $references AS wanted
MATCH (matter:MappaCase {{ref: wanted}})<-[:CONSIDERS]-(:Discussion)<-[:RAISED_AT]-(task:Action)
WHERE {visible("matter")} AND task.due_on < $as_of
  AND (task.closed_on IS NULL OR task.closed_on > $as_of)
RETURN matter.ref AS reference, count(*) AS overdue
ORDER BY reference"""

TEXTS: Mapping[str, str] = {
    "panels": PANELS_TEXT,
    "panel": PANEL_TEXT,
    "meetings": MEETINGS_TEXT,
    "agenda": AGENDA_TEXT,
    "overdue": OVERDUE_TEXT,
}
TO_SHOW = ("gap", "no_meeting", "unknown", "at_risk")


@dataclass(frozen=True)
class Item:
    """One case on the agenda, with what a chair has to see before the meeting."""

    item: int
    discussion: str
    reference: str
    level: str
    findings: tuple[Requirement, ...]
    overdue: int


@dataclass(frozen=True)
class PanelDay:
    """A panel and its next meeting."""

    panel: Row
    meeting: Row | None
    items: tuple[Item, ...]
    meetings: Sequence[Row]


def panels(reader: Reader, asked: Asked, area: str | None = None) -> list[Row]:
    """Return the panels of an area, or of all; panels are facts of the directory."""
    return reader.read(PANELS_TEXT, {"area": area}, seconds=asked.seconds)


def panel_day(reader: Reader, code: str, asked: Asked, meeting: str | None = None) -> PanelDay:
    """Read a panel and its next meeting, or the meeting named. Raises NotFound."""
    reader = Narrowed(reader, asked.scope)
    found = reader.read(PANEL_TEXT, {"panel": code}, seconds=asked.seconds)
    if not found:
        raise NotFound("There is no panel of that code")
    meetings = reader.read(MEETINGS_TEXT, {"panel": code}, seconds=asked.seconds)
    chosen = _chosen(meetings, asked.as_of, meeting)
    items = _items(reader, chosen["code"], asked) if chosen else ()
    return PanelDay(found[0], chosen, items, meetings)


def _chosen(meetings: Sequence[Row], as_of: datetime.date, named: str | None) -> Row | None:
    if named is not None:
        found = next((row for row in meetings if row["code"] == named), None)
        if found is None:
            raise NotFound("This panel has no meeting of that code")
        return found
    ahead = [row for row in meetings if row["state"] == "planned" and row["day"] >= as_of]
    return ahead[0] if ahead else None


def _items(reader: Reader, meeting: str, asked: Asked) -> tuple[Item, ...]:
    told = {**asked.values(), "meeting": meeting}
    agenda = reader.read(AGENDA_TEXT, told, seconds=asked.seconds)
    references = [row["reference"] for row in agenda]
    facts = facts_of(reader, references, asked)
    judged: dict[str, Judged] = {
        found.case.reference: found
        for found in judge(asked.policy, facts.cases, facts.directory, asked.as_of)
    }
    late = reader.read(OVERDUE_TEXT, {**told, "references": references}, seconds=asked.seconds)
    overdue = {row["reference"]: row["overdue"] for row in late}
    items = []
    for row in agenda:
        found = judged.get(row["reference"])
        requirements = requirements_of(found, facts, asked) if found else ()
        items.append(
            Item(
                row["item"] or 0,
                row["code"],
                row["reference"],
                found.level if found else "",
                tuple(one for one in requirements if one.verdict.state in TO_SHOW),
                overdue.get(row["reference"], 0),
            )
        )
    return tuple(items)


def not_invited(item: Item) -> tuple[Requirement, ...]:
    """Return what is required of the case and not yet asked to its next discussion."""
    return tuple(
        one
        for one in item.findings
        if not isinstance(one.rule, Clock) and one.coming.invited == "no"
    )
