"""Opening a thing: its neighbours come beside it, and nothing that stands is moved."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import quote

from graph.reference import rows as reference_rows
from queries.coverage.words import ROLES
from queries.neighbours import (
    AGENCY,
    CASE,
    MOST_ADDED,
    NO_LEVEL,
    PANEL,
    Neighbourhood,
    Next,
    Thing,
    Ties,
    Work,
)
from webapp.pictures.choice import Choice, Opening
from webapp.pictures.picture import MOST_ELEMENTS, Asks, Line, Node, Picture
from webapp.pictures.places import CENTRE, beside

OPENABLE = (CASE, AGENCY, PANEL)
GROUPS = {
    AGENCY: ("agency", "agencies"),
    PANEL: ("panel", "panels"),
    **{f"level {level}": (f"case at Level {level}", f"cases at Level {level}") for level in "321"},
    f"level {NO_LEVEL}": ("case without a level", "cases without a level"),
}
"""What one neighbour and several are called, by the group in which they can be asked for."""
PAGES = {CASE: "/cases/{}", AGENCY: "/agencies/{}", PANEL: "/panels/{}"}
STANDINGS = {row["code"]: row["standing"] for row in reference_rows("agency_type")}
LINES_A_NODE = 4
"""What a thing that is added takes of the elements that may be drawn, its lines counted."""
FIRST_OPENED_RING = 100
"""Things that were opened stand further out than any ring of the picture itself."""


def page_of(kind: str, key: str, as_of: str) -> str:
    """Return the address of a thing's page, for the same day; empty where it has none."""
    if kind not in PAGES:
        return ""
    day = f"?as_of={quote(as_of)}" if as_of else ""
    return PAGES[kind].format(quote(key, safe="")) + day


def opened(picture: Picture, near: Neighbourhood, choice: Choice) -> Picture:
    """Return the picture with everything opened that was chosen, in that order.

    Of a thing with more neighbours than are added at once, nothing is added until it was said
    which and how many: the picture then asks.
    """
    for at, one in enumerate(choice.open):
        node = next((node for node in picture.nodes if node.id == one.id), None)
        if node is None or kind_of(one.id) not in OPENABLE:
            continue
        if one.most is None:
            hidden = near.ties(things_of(picture.nodes)).hidden.get(thing_of(one.id), {})
            if sum(hidden.values()) > MOST_ADDED:
                picture = replace(picture, asks=Asks(node.id, node.label, hidden))
                continue
        picture = _with_neighbours(picture, node, one, near, choice, FIRST_OPENED_RING + at)
    return picture


def tied(picture: Picture, near: Neighbourhood) -> Picture:
    """Return the picture with every tie among its things, and what of each is not shown."""
    ties = near.ties(things_of(picture.nodes))
    there = {frozenset((line.source, line.target)) for line in picture.lines}
    names = picture.named()
    found = [
        line
        for line in _lines(ties, names)
        if frozenset((line.source, line.target)) not in there
        and line.source in names and line.target in names
    ]  # fmt: skip
    room = max(0, MOST_ELEMENTS - len(picture.nodes) - len(picture.lines))
    nodes = [
        replace(node, hidden=_in_order(ties.hidden.get(thing_of(node.id), {})))
        if kind_of(node.id) in OPENABLE else node
        for node in picture.nodes
    ]  # fmt: skip
    note = picture.note
    if len(found) > room:
        note = f"{note} {len(found) - room:,} lines are in the table alone.".strip()
    return replace(picture, nodes=nodes, lines=[*picture.lines, *found[:room]], note=note)


def kind_of(id_: str) -> str:
    """Return the kind of thing that an id names."""
    return id_.partition(":")[0]


def thing_of(id_: str) -> Thing:
    """Return the kind and the key of a thing by its id."""
    kind, _, key = id_.partition(":")
    return kind, key


def things_of(nodes: Iterable[Node]) -> list[Thing]:
    """Return what can have neighbours of the nodes of a picture."""
    return [thing_of(node.id) for node in nodes if kind_of(node.id) in OPENABLE]


def _with_neighbours(
    picture: Picture, node: Node, one: Opening, near: Neighbourhood, choice: Choice, ring: int
) -> Picture:
    room = MOST_ELEMENTS - len(picture.nodes) - len(picture.lines)
    most = min(one.most or MOST_ADDED, max(0, room // LINES_A_NODE))
    found = near.next_to(thing_of(node.id), things_of(picture.nodes), one.groups, most)
    new = [_node(one, choice.as_of, ring) for one in found]
    unplaced = [found.id for found in new if found.id not in picture.places]
    free = beside(picture.places[node.id], CENTRE, len(unplaced), picture.places.values())
    return replace(
        picture,
        nodes=[*picture.nodes, *new],
        places={**picture.places, **dict(zip(unplaced, free, strict=True))},
        total=picture.total + len(new),
    )


def _node(one: Next, as_of: str, ring: int) -> Node:
    classes, detail = one.kind, ""
    if one.kind == CASE:
        level = one.group.removeprefix("level ")
        detail = "No level" if level == NO_LEVEL else f"Level {level}"
    if one.kind == AGENCY and STANDINGS.get(one.type) == "responsible_authority":
        classes = "agency responsible"
    return Node(
        f"{one.kind}:{one.key}", one.kind, one.label, classes, ring, detail,
        href=page_of(one.kind, one.key, as_of),
    )  # fmt: skip


def _lines(ties: Ties, names: dict[str, str]) -> list[Line]:
    works = [work_line(work, names) for work in ties.works]
    talks = [
        Line(
            f"panel:{row['panel']}", f"case:{row['reference']}", f"discussed {_times(row)}",
            "discussed", words=f"{row['name']} has {row['reference']} on its agendas of the year, "
            f"{_times(row)}",
        )
        for row in ties.talks
    ]  # fmt: skip
    seats = [
        Line(
            f"panel:{row['panel']}", f"agency:{row['agency']}", f"invited {_times(row)}",
            "invited", words=f"{names.get('panel:' + row['panel'], '')} invited "
            f"{names.get('agency:' + row['agency'], '')} to its discussions of the year, "
            f"{_times(row)}",
        )
        for row in ties.seats
    ]  # fmt: skip
    return [*works, *talks, *seats]


def work_line(work: Work, names: dict[str, str]) -> Line:
    """Return the line from a case to an agency that works on it."""
    leads = "lead" in work.roles
    called = names.get(f"agency:{work.agency}", work.agency)
    roles = ", ".join(ROLES[role] for role in work.roles)
    return Line(
        f"case:{work.reference}", f"agency:{work.agency}",
        "leads the case" if leads else roles, "lead" if leads else "involved",
        work.since.isoformat() if work.since else "",
        work.until.isoformat() if work.until else "",
        f"{called} leads case {work.reference}" if leads
        else f"{called} works on case {work.reference} as {roles}",
    )  # fmt: skip


def _times(row: dict[str, object]) -> str:
    return "once" if row["times"] == 1 else f"{row['times']} times"


def _in_order(hidden: Mapping[str, int]) -> dict[str, int]:
    return {group: hidden[group] for group in GROUPS if group in hidden}


def counted(group: str, count: int) -> str:
    """Say how many there are of a group: 1 panel, 24 cases at Level 2."""
    return f"{count:,} {GROUPS[group][count != 1]}"
