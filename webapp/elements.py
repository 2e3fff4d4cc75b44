"""The elements of a picture, placed on rings; the table beside it is made from the same object."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.reference import names, rows
from queries.coverage.judge import STATES
from queries.coverage.words import ROLES, day
from queries.scene import CaseScene, EmptyChair, Round
from webapp.style import LegendEntry, caption, legend, stylesheet

ROOM = 160
"""Pixels along a ring that one node and its label take."""
FIRST_RING, NEXT_RING, WIDER = 135, 110, 1.6
"""Radius of the first ring, distance to the next, and how much wider than high rings are."""
BESIDE = 0.12
"""Angle by which an action stands beside its owner, so that its line shows."""
LABEL_ABOVE = -40
"""Nodes higher than this have their label over them, away from the lines."""
ACTIONS_RING = 4
TURNS, TALL, SPOKES_APART = 24, 105, 0.3
"""Turns of a ring that are tried, height of a node with its label, angle between two spokes."""
CENTRE = {"x": 0.0, "y": 0.0}
MOST_NODES = 300
STANDINGS = {row["code"]: row["standing"] for row in rows("agency_type")}
RINGS = {"responsible_authority": 1, "duty_to_cooperate": 2, "umbrella": 2, "invited": 3}
STANDING_WORDS = {
    "responsible_authority": "Responsible Authority",
    "duty_to_cooperate": "duty to co-operate",
    "invited": "invited",
    "umbrella": "umbrella of other agencies",
}
STATE_CLASSES = {"gap": "missing", "unknown": "unknown", "at_risk": "at_risk"}


@dataclass(frozen=True)
class Node:
    """One thing in a picture and one row of its table."""

    id: str
    kind: str
    label: str
    classes: str
    ring: int
    detail: str
    standing: str = ""
    role: str = ""
    state: str = ""
    href: str = ""


@dataclass(frozen=True)
class Line:
    """One line between two things."""

    source: str
    target: str
    label: str
    classes: str
    since: str = ""


@dataclass(frozen=True)
class Picture:
    """Nodes and lines with their legend; `shown` of `total` where not all are drawn."""

    nodes: Sequence[Node]
    lines: Sequence[Line]
    total: int
    as_at: str

    def legend(self) -> list[LegendEntry]:
        """Return what the signs mean, with how many there are of each."""
        nodes = [node.classes for node in self.nodes]
        return legend(nodes + [line.classes for line in self.lines])

    def as_json(self) -> dict[str, Any]:
        """Return the object that the page draws and `mappa graph` prints."""
        places = _places(self.nodes, self.lines)
        nodes = [
            {
                "data": {
                    "id": node.id,
                    "kind": node.kind,
                    "label": node.label,
                    "caption": caption(node.label, node.classes),
                    "state": node.state,
                    "href": node.href,
                    "detail": node.detail,
                    "ring": node.ring,
                },
                "position": places[node.id],
                "classes": _drawn(node, places[node.id]),
            }
            for node in self.nodes
        ]
        edges = [
            {
                "data": {
                    "id": f"{line.source} {line.target}",
                    "source": line.source,
                    "target": line.target,
                    "kind": line.classes,
                    "label": line.label,
                    "since": line.since,
                    "until": "",
                },
                "classes": line.classes,
            }
            for line in self.lines
        ]
        return {
            "elements": {"nodes": nodes, "edges": edges},
            "layout": {"name": "preset"},
            "style": stylesheet(),
            "legend": [entry.as_json() for entry in self.legend()],
            "counts": {"nodes": len(nodes), "edges": len(edges), "total": self.total},
            "truncated": len(nodes) < self.total,
            "aggregated": False,
            "as_at": self.as_at,
        }


def _drawn(node: Node, place: Mapping[str, float]) -> str:
    return f"{node.classes} above" if place["y"] < LABEL_ABOVE else node.classes


def case_picture(scene: CaseScene, as_at: str) -> Picture:
    """Return the picture of a case: agencies by duty on rings, empty chairs, open actions."""
    reference = scene.case["reference"]
    centre = Node(
        f"case:{reference}", "case", reference, "case", 0,
        f"Level {scene.level or 'not known'}", href=f"/cases/{reference}",
    )  # fmt: skip
    nodes = [centre]
    lines: list[Line] = []
    for found in scene.round:
        node = _agency(found)
        nodes.append(node)
        lines.append(_tie(centre, node, found))
    for chair in scene.chairs:
        node = _chair(chair)
        nodes.append(node)
        line = "asked" if chair.state in STATE_CLASSES else "involved"
        lines.append(Line(centre.id, node.id, "expected, nobody known by name", line))
    owners = {node.id for node in nodes}
    for action in scene.actions:
        overdue = action["due_on"] is not None and action["due_on"].isoformat() < as_at
        due = f"due {day(action['due_on'])}" if action["due_on"] else "no date"
        node = Node(
            f"action:{action['code']}", "action", action["code"],
            "action overdue" if overdue else "action", ACTIONS_RING,
            f"{'Overdue: ' if overdue else ''}{due}", state="overdue" if overdue else "open",
        )  # fmt: skip
        nodes.append(node)
        owner = f"agency:{action['owner']}"
        lines.append(Line(owner if owner in owners else centre.id, node.id, "promised", "involved"))
    kept = nodes[:MOST_NODES]
    ids = {node.id for node in kept}
    return Picture(
        kept,
        [line for line in lines if line.source in ids and line.target in ids],
        len(nodes),
        as_at,
    )


def _agency(found: Round) -> Node:
    kind = found.agency.kind
    standing = STANDINGS.get(kind, "invited")
    classes = ["agency"]
    if standing == "responsible_authority":
        classes.append("responsible")
    classes += [STATE_CLASSES[found.state]] if found.state in STATE_CLASSES else []
    role = ", ".join(ROLES[role] for role in found.roles)
    state = STATES.get(found.state, "")
    detail = "; ".join(part for part in (role, state and f"coverage: {state}") if part)
    return Node(
        f"agency:{found.agency.code}", "agency", found.agency.name, " ".join(classes),
        RINGS[standing], detail, STANDING_WORDS[standing], role, found.state,
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


def _tie(centre: Node, node: Node, found: Round) -> Line:
    since = found.since.isoformat() if found.since else ""
    if "lead" in found.roles:
        return Line(centre.id, node.id, "leads the case", "lead", since)
    if found.state == "gap":
        return Line(centre.id, node.id, "required, not there", "asked", since)
    return Line(centre.id, node.id, node.role or "asked to come", "involved", since)


def _places(nodes: Sequence[Node], lines: Sequence[Line]) -> dict[str, dict[str, float]]:
    """Place each ring's nodes; the same nodes always stand in the same places."""
    angles: dict[str, float] = {}
    places: dict[str, dict[str, float]] = {}
    owners = {line.target: line.source for line in lines}
    radius = 0.0
    for ring in sorted({node.ring for node in nodes}):
        here = [node for node in nodes if node.ring == ring]
        if ring:
            step = NEXT_RING if radius else FIRST_RING
            radius = max(radius + step, len(here) * ROOM / (math.pi * (1 + WIDER)))
        if ring == ACTIONS_RING:
            angles.update(_beside_owners(here, owners, angles))
        else:
            turn = max(
                (math.tau * step / (TURNS * len(here)) - math.pi / 2 for step in range(TURNS)),
                key=lambda turn: _room(here, turn, radius, places, angles),
            )
            angles.update(
                {node.id: turn + math.tau * at / len(here) for at, node in enumerate(here)}
            )
        places.update({node.id: _at(angles[node.id], radius) for node in here})
    return places


def _at(angle: float, radius: float) -> dict[str, float]:
    return {
        "x": round(radius * WIDER * math.cos(angle), 1),
        "y": round(radius * math.sin(angle), 1),
    }


def _room(
    here: Sequence[Node],
    turn: float,
    radius: float,
    places: Mapping[str, Mapping[str, float]],
    angles: Mapping[str, float],
) -> float:
    """Say how much room a turn of a ring leaves to what stands already, and to its spokes."""
    inner = [angle for id_, angle in angles.items() if places[id_] != CENTRE]
    rooms = []
    for at in range(len(here)):
        angle = turn + math.tau * at / len(here)
        place = _at(angle, radius)
        apart = [
            max(abs(place["x"] - other["x"]) / ROOM, abs(place["y"] - other["y"]) / TALL)
            for other in places.values()
        ]
        turned = [abs(math.remainder(angle - other, math.tau)) for other in inner]
        rooms.append(min([1.0, *apart]) + min([SPOKES_APART, *turned]))
    return round(min(rooms), 6)


def _beside_owners(
    actions: Sequence[Node], owners: Mapping[str, str], angles: Mapping[str, float]
) -> dict[str, float]:
    """Place actions near their owners, in order round the ring and none on another."""
    apart = math.tau / max(len(actions), 12)
    wanted = sorted(
        (angles.get(owners.get(node.id, ""), 0.0) + BESIDE, node.id) for node in actions
    )
    found: dict[str, float] = {}
    last = -math.inf
    for angle, id_ in wanted:
        last = max(angle, last + apart)
        found[id_] = last
    return found
