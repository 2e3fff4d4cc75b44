"""The picture of a case: agencies by duty on rings, empty chairs, open actions; on any month."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from graph.reference import names
from graph.store import Reader
from queries.analysis import Asked
from queries.coverage.judge import STATES
from queries.coverage.words import ROLES, day, types_in_words
from queries.neighbours import AGENCY, CASE, Neighbourhood
from queries.scene import CaseScene, EmptyChair, Round, case_scene
from webapp.pictures.choice import Choice
from webapp.pictures.opening import STANDINGS, opened, page_of, tied
from webapp.pictures.picture import MOST_NODES, Line, Node, Picture, joined
from webapp.pictures.places import ACTIONS_RING, close_to, on_rings

RINGS = {"responsible_authority": 1, "duty_to_cooperate": 2, "umbrella": 2, "invited": 3}
STANDING_WORDS = {
    "responsible_authority": "Responsible Authority",
    "duty_to_cooperate": "duty to co-operate",
    "invited": "invited",
    "umbrella": "umbrella of other agencies",
}
STATE_CLASSES = {"gap": "missing", "unknown": "unknown", "at_risk": "at_risk"}
MONTHS = 12
"""How many ends of months before the day the picture can be looked at."""


def case_drawn(reader: Reader, reference: str, asked: Asked, choice: Choice) -> Picture:
    """Return the picture of a case with what was opened in it, on the day or at a month's end.

    What has a place on one day has it on every other: first stands the day that is asked about,
    then what earlier months have beside it, the latest month first, then what was opened.
    """
    scene = case_scene(reader, reference, asked)
    picture = case_picture(scene, asked.as_of, choice)
    if choice.at is None and not choice.open:
        return replace(tied(picture, Neighbourhood(reader, asked)), hide=choice.hide)
    days = moments(scene.case["opened_on"], asked.as_of)[1:]
    if choice.at and choice.at not in days:
        days.append(choice.at)
    for earlier in days:
        then = replace(asked, as_of=earlier)
        past = case_picture(case_scene(reader, reference, then), earlier, choice)
        picture = _with_places_of(picture, past)
    picture = opened(picture, Neighbourhood(reader, asked), choice)
    if choice.at is None:
        return replace(tied(picture, Neighbourhood(reader, asked)), hide=choice.hide)
    return _at(reader, reference, asked, choice, picture)


def moments(opened_on: datetime.date, as_of: datetime.date) -> list[datetime.date]:
    """Return the day and the ends of the months before it on which the case was open."""
    found = [as_of]
    last = as_of.replace(day=1) - datetime.timedelta(days=1)
    while len(found) <= MONTHS and last >= opened_on:
        found.append(last)
        last = last.replace(day=1) - datetime.timedelta(days=1)
    return found


def case_picture(scene: CaseScene, as_at: datetime.date, choice: Choice = Choice()) -> Picture:  # noqa: B008 - it cannot be changed
    """Return the picture of one reading of a case, with nothing opened in it."""
    reference = scene.case["reference"]
    centre = Node(
        f"case:{reference}", CASE, reference, "case", 0, f"Level {scene.level or 'not known'}",
        href=page_of(CASE, reference, choice.as_of), since=_text(scene.case["opened_on"]),
    )  # fmt: skip
    nodes, lines = [centre], []
    for found in scene.round:
        node = _agency(found, choice)
        nodes.append(node)
        lines.append(_tie(centre, node, found))
    for chair in scene.chairs:
        node = _chair(chair)
        nodes.append(node)
        lines.append(_expected(centre, node, chair))
    for node, line in _actions(scene, as_at, centre, {node.id for node in nodes}):
        nodes.append(node)
        lines.append(line)
    kept = nodes[:MOST_NODES]
    ids = {node.id for node in kept}
    lines = [line for line in lines if line.source in ids and line.target in ids]
    return Picture(
        f"Who is round case {reference}", _said(scene, kept), kept, lines, on_rings(kept, lines),
        len(nodes), as_at.isoformat(),
    )  # fmt: skip


def _with_places_of(picture: Picture, past: Picture) -> Picture:
    """Keep places for what stood round the case earlier, beside where it would have stood."""
    places = dict(picture.places)
    for node in past.nodes:
        if node.id not in places:
            places[node.id] = close_to(past.places[node.id], places.values())
    return replace(picture, places=places)


def _at(reader: Reader, reference: str, asked: Asked, choice: Choice, whole: Picture) -> Picture:
    """Return the picture at the end of an earlier month: hidden and shown, nothing moved."""
    at = min(choice.at or asked.as_of, asked.as_of)
    then = replace(asked, as_of=at)
    past = case_picture(case_scene(reader, reference, then), at, choice)
    there = {node.id for node in past.nodes}
    first = {node.id for node in whole.nodes if (node.ring or 0) <= ACTIONS_RING}
    more = [node for node in whole.nodes if node.id not in there | first]
    places = {**past.places, **whole.places}
    past = replace(past, nodes=[*past.nodes, *more], places=places, asks=whole.asks)
    found = tied(past, Neighbourhood(reader, then))
    ends = {end for line in found.lines for end in (line.source, line.target)}
    nodes = [node for node in found.nodes if node.id in there or node.id in ends]
    return replace(found, nodes=nodes, total=len(nodes), hide=choice.hide)


def _said(scene: CaseScene, nodes: list[Node]) -> str:
    agencies = sum(node.kind == AGENCY for node in nodes)
    missing = sum("missing" in node.classes.split() for node in nodes)
    at_risk = sum("at_risk" in node.classes.split() for node in nodes)
    actions = f"{len(scene.actions)} open {'action' if len(scene.actions) == 1 else 'actions'}"
    return (
        f"Agencies round case {scene.case['reference']}: {agencies} named, {missing} required and "
        f"missing, {at_risk} at risk, {actions}."
    )


def _agency(found: Round, choice: Choice) -> Node:
    kind = found.agency.kind
    standing = STANDINGS.get(kind, "invited")
    classes = ["agency"]
    if standing == "responsible_authority":
        classes.append("responsible")
    classes += [STATE_CLASSES[found.state]] if found.state in STATE_CLASSES else []
    role = ", ".join(ROLES[role] for role in found.roles)
    state = STATES.get(found.state, "")
    return Node(
        f"agency:{found.agency.code}", AGENCY, found.agency.name, " ".join(classes),
        RINGS[standing], joined((role, state and f"coverage: {state}")), STANDING_WORDS[standing],
        role, found.state, page_of(AGENCY, found.agency.code, choice.as_of),
        _text(found.since), _text(found.until),
    )  # fmt: skip


def _chair(chair: EmptyChair) -> Node:
    known = names("agency_type")
    standing = STANDINGS.get(chair.types[0], "invited")
    label = " or ".join(known.get(code, code) for code in chair.types)
    classes = f"agency {STATE_CLASSES.get(chair.state, '')}".strip()
    return Node(
        f"type:{'+'.join(chair.types)}", "type of agency", label, classes, RINGS[standing],
        f"coverage: {STATES[chair.state]}", STANDING_WORDS[standing], "", chair.state,
    )  # fmt: skip


def _expected(centre: Node, node: Node, chair: EmptyChair) -> Line:
    words = (
        f"Policy expects {types_in_words(chair.types)} for case {centre.label}, and nobody is "
        "known by name"
    )
    line = "asked" if chair.state in STATE_CLASSES else "involved"
    return Line(centre.id, node.id, "expected, nobody known by name", line, words=words)


def _tie(centre: Node, node: Node, found: Round) -> Line:
    since, until = _text(found.since), _text(found.until)
    if "lead" in found.roles:
        words = f"{node.label} leads case {centre.label}"
        return Line(centre.id, node.id, "leads the case", "lead", since, until, words)
    if found.state == "gap":
        words = f"Policy expects {node.label} at meetings about {centre.label}, and it is missing"
        return Line(centre.id, node.id, "required, not there", "asked", since, until, words)
    words = (
        f"{node.label} works on case {centre.label} as {node.role}"
        if node.role else f"{node.label} is asked to come for case {centre.label}"
    )  # fmt: skip
    label = node.role or "asked to come"
    return Line(centre.id, node.id, label, "involved", since, until, words)


def _actions(
    scene: CaseScene, as_at: datetime.date, centre: Node, there: set[str]
) -> Iterator[tuple[Node, Line]]:
    """Yield each open action with the line from whoever promised it."""
    for action in scene.actions:
        overdue = action["due_on"] is not None and action["due_on"] < as_at
        due = f"due {day(action['due_on'])}" if action["due_on"] else "no date"
        node = Node(
            f"action:{action['code']}", "action", action["code"],
            "action overdue" if overdue else "action", ACTIONS_RING,
            f"{'Overdue: ' if overdue else ''}{due}", state="overdue" if overdue else "open",
        )  # fmt: skip
        owner = f"agency:{action['owner']}"
        known = scene.directory.agencies.get(action["owner"])
        words = f"{known.name if known else 'Nobody known'} promised action {action['code']}"
        source = owner if owner in there else centre.id
        yield node, Line(source, node.id, "promised", "involved", words=words)


def _text(value: datetime.date | None) -> str:
    return value.isoformat() if value else ""
