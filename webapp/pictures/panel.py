"""The picture of a panel day: its cases in the order of the agenda, and the agencies of each."""

from dataclasses import replace

from graph.errors import NotFound
from graph.store import Reader, Row
from queries.analysis import Asked
from queries.chairs import Chair
from queries.coverage.judge import WEIGHT
from queries.coverage.words import day, types_in_words
from queries.meeting_day import Item, MeetingDay, meeting_day
from queries.neighbours import CASE, Neighbourhood
from queries.panels import is_ahead, panel, sittings
from webapp.pictures.agency import agency_as_node
from webapp.pictures.case import STANDING_WORDS, STATE_CLASSES
from webapp.pictures.choice import Choice
from webapp.pictures.opening import STANDINGS, opened, page_of, tied, work_line
from webapp.pictures.picture import Line, Node, Picture
from webapp.pictures.places import in_columns, ordered_after

MOST_CASES = 40
"""Cases of one day that can be told apart in a column."""
STANDS = {
    "gap": "is missing",
    "unknown": "may be needed, which is not known,",
    "at_risk": "is at risk of being missed",
}


def panel_drawn(
    reader: Reader, code: str, meeting: str | None, asked: Asked, choice: Choice
) -> Picture:
    """Return the picture of a panel's next meeting, or of one by its code. Raises NotFound."""
    found = _meeting(reader, code, meeting, asked)
    if found is None:
        return _none(panel(reader, code, asked), asked)
    asked = replace(asked, as_of=found.judged_on)
    near = Neighbourhood(reader, asked)
    picture = tied(opened(_picture(found, near, asked, choice), near, choice), near)
    return replace(picture, hide=choice.hide)


def _meeting(reader: Reader, code: str, meeting: str | None, asked: Asked) -> MeetingDay | None:
    """Return the meeting that is named, else the next one, if any. Raises NotFound."""
    panel(reader, code, asked)
    if meeting is None:
        rows = sittings(reader, asked, panel=code, first=asked.as_of)
        meeting = next((row["code"] for row in rows if is_ahead(row, asked.as_of)), None)
    if meeting is None:
        return None
    found = meeting_day(reader, meeting, asked)
    if found.meeting["panel"] != code:
        raise NotFound("This panel has no meeting of that code")
    return found


def _none(of: Row, asked: Asked) -> Picture:
    said = "No meeting is planned, so there is nothing to draw."
    return Picture(of["name"], said, (), (), {}, 0, asked.as_of.isoformat())


def _picture(found: MeetingDay, near: Neighbourhood, asked: Asked, choice: Choice) -> Picture:
    items = found.items[:MOST_CASES]
    cases = [_case(item, choice) for item in items]
    agencies: dict[str, Node] = {}
    lines: dict[str, Line] = {}
    for item in items:
        for chair in item.chairs:
            if chair.verdict.state in STATE_CLASSES:
                node = _wanted(chair, near, choice)
                agencies[node.id] = _heavier(agencies.get(node.id, node), node)
                line = _line(item, chair, node)
                lines.setdefault(line.id, line)
    for work in near.ties([(CASE, item.reference) for item in items]).works:
        if work.agency in near.agencies:
            node = agency_as_node(near.agencies[work.agency], choice)
            agencies.setdefault(node.id, node)
            line = work_line(work, {node.id: node.label})
            lines.setdefault(line.id, line)
    neighbours: dict[str, list[str]] = {}
    for line in lines.values():
        neighbours.setdefault(line.target, []).append(line.source)
    left = [node.id for node in cases]
    right = ordered_after(list(agencies), neighbours, left)
    nodes = [*cases, *(replace(agencies[id_], beside="right") for id_ in right)]
    return Picture(
        f"{found.meeting['panel_name']}, {day(found.meeting['day'])}",
        _said(found, list(lines.values())), nodes, list(lines.values()), in_columns(left, right),
        len(nodes) + len(found.items) - len(items), asked.as_of.isoformat(),
        note="Cases stand on the left in the order of the agenda, agencies on the right.",
    )  # fmt: skip


def _case(item: Item, choice: Choice) -> Node:
    level = f"Level {item.level}" if item.level else "level not known"
    return Node(
        f"case:{item.reference}", CASE, item.reference, "case", None,
        f"item {item.place}, {level}", href=page_of(CASE, item.reference, choice.as_of),
        beside="left",
    )  # fmt: skip


def _wanted(chair: Chair, near: Neighbourhood, choice: Choice) -> Node:
    """Return the agency that a case lacks, by name where it has one, else by its types."""
    if chair.verdict.agency in near.agencies:
        return agency_as_node(near.agencies[chair.verdict.agency], choice)
    state = chair.verdict.state
    return Node(
        f"type:{'+'.join(chair.types)}", "type of agency", types_in_words(chair.types),
        f"agency {STATE_CLASSES[state]}", None, "nobody known by name",
        STANDING_WORDS[STANDINGS.get(chair.types[0], "invited")], state=state,
    )  # fmt: skip


def _heavier(one: Node, other: Node) -> Node:
    """Return of two readings of what is wanted the one whose state weighs more."""
    return min(one, other, key=lambda node: WEIGHT.get(node.state, len(WEIGHT)))


def _line(item: Item, chair: Chair, node: Node) -> Line:
    stands = STANDS[chair.verdict.state]
    kind = "asked" if chair.verdict.state == "gap" else "involved"
    words = f"{node.label} {stands} for case {item.reference}"
    return Line(f"case:{item.reference}", node.id, stands, kind, words=words)


def _said(found: MeetingDay, lines: list[Line]) -> str:
    cases = "1 case" if len(found.items) == 1 else f"{len(found.items)} cases"
    missing = sum(line.classes == "asked" for line in lines)
    count = len({line.target for line in lines})
    agencies = "1 agency" if count == 1 else f"{count} agencies"
    gaps = (
        "nobody is missing"
        if not missing
        else f"{missing} empty {'chair' if missing == 1 else 'chairs'}"
    )
    return f"{cases} on the agenda, {agencies}, {gaps}."
