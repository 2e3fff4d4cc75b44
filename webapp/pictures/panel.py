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


def panel_drawn(
    reader: Reader, code: str, meeting: str | None, asked: Asked, choice: Choice
) -> Picture:
    """Return the picture of a panel's next meeting, or of one by its code. Raises NotFound."""
    named = panel(reader, code, asked)
    found = _day(reader, code, meeting, asked)
    near = Neighbourhood(reader, asked)
    picture = tied(opened(_picture(named, found, near, asked, choice), near, choice), near)
    return replace(picture, hide=choice.hide)


def _day(reader: Reader, code: str, meeting: str | None, asked: Asked) -> MeetingDay | None:
    """Read the meeting that is named, or the next one; None where none is planned."""
    meetings = sittings(reader, asked, panel=code)
    if meeting is None:
        meeting = next((row["code"] for row in meetings if is_ahead(row, asked.as_of)), None)
    elif meeting not in {row["code"] for row in meetings}:
        raise NotFound("This panel has no meeting of that code")
    return meeting_day(reader, meeting, asked) if meeting else None


def _picture(
    named: Row, found: MeetingDay | None, near: Neighbourhood, asked: Asked, choice: Choice
) -> Picture:
    agenda = found.items if found else ()
    items = agenda[:MOST_CASES]
    cases = [_case(item, choice) for item in items]
    ties = near.ties([(CASE, item.reference) for item in items])
    agencies: dict[str, Node] = {}
    lines: list[Line] = []
    for item in items:
        for one in item.chairs:
            if one.verdict.state in STATE_CLASSES:
                node = _wanted(one, near, choice)
                agencies[node.id] = _heavier(agencies.get(node.id, node), node)
                lines.append(_line(item, one, node))
    for work in ties.works:
        if work.agency in near.agencies:
            node = agency_as_node(near.agencies[work.agency], choice)
            agencies.setdefault(node.id, node)
            lines.append(work_line(work, {node.id: node.label}))
    lines = _once(lines)
    neighbours: dict[str, list[str]] = {}
    for line in lines:
        neighbours.setdefault(line.target, []).append(line.source)
    left = [node.id for node in cases]
    right = ordered_after(list(agencies), neighbours, left)
    nodes = [*cases, *(replace(agencies[id_], beside="right") for id_ in right)]
    when = f" on {day(found.meeting['day'])}" if found else ""
    return Picture(
        f"{named['name']}{when}", _said(found, lines), nodes, lines,
        in_columns(left, right), len(nodes) + len(agenda) - len(items),
        asked.as_of.isoformat(),
        note="Cases stand on the left in the order of the agenda, agencies on the right.",
    )  # fmt: skip


def _case(item: Item, choice: Choice) -> Node:
    level = f"Level {item.level}" if item.level else "level not known"
    return Node(
        f"case:{item.reference}", CASE, item.reference, "case", None,
        f"item {item.place}, {level}", href=page_of(CASE, item.reference, choice.as_of),
        beside="left",
    )  # fmt: skip


def _wanted(one: Chair, near: Neighbourhood, choice: Choice) -> Node:
    """Return the agency that a case lacks, by name where it has one, else by its types."""
    if one.verdict.agency in near.agencies:
        return agency_as_node(near.agencies[one.verdict.agency], choice)
    return Node(
        f"type:{'+'.join(one.types)}", "type of agency", types_in_words(one.types),
        f"agency {STATE_CLASSES[one.verdict.state]}", None, "nobody known by name",
        STANDING_WORDS[STANDINGS.get(one.types[0], "invited")], state=one.verdict.state,
    )  # fmt: skip


def _heavier(one: Node, other: Node) -> Node:
    """Return of two readings of what is wanted the one whose state weighs more."""
    return min(one, other, key=lambda node: WEIGHT.get(node.state, len(WEIGHT)))


def _line(item: Item, one: Chair, node: Node) -> Line:
    state = {"gap": "is missing", "unknown": "may be needed, which is not known"}.get(
        one.verdict.state, "is at risk of being missed"
    )
    kind = "asked" if one.verdict.state == "gap" else "involved"
    words = f"{node.label} {state} for case {item.reference}"
    return Line(f"case:{item.reference}", node.id, state, kind, words=words)


def _once(lines: list[Line]) -> list[Line]:
    """Keep one line a pair: what is missing comes before that it works on the case."""
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(line.id, line)
    return list(found.values())


def _said(found: MeetingDay | None, lines: list[Line]) -> str:
    if found is None:
        return "No meeting is planned, so there is nothing to draw."
    cases = "1 case" if len(found.items) == 1 else f"{len(found.items)} cases"
    missing = sum(line.classes == "asked" for line in lines)
    agencies = len({line.target for line in lines})
    return f"{cases} on the agenda, {agencies} agencies, {missing} times one is missing."
