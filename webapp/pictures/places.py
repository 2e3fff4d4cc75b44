"""Where things stand: on rings, in columns, in a chain, or beside what was opened.

The same things always stand in the same places, and nothing here looks at chance or at a clock.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from webapp.pictures.picture import Line, Node, Place

ROOM, TALL = 160, 105
"""Pixels that one node and its label take, across and down."""
FIRST_RING, NEXT_RING, WIDER = 135, 110, 1.6
"""Radius of the first ring, distance to the next, and how much wider than high rings are."""
NEXT_FULL_RING = 150
"""The distance where rings are full, and labels of several lines stand over one another."""
BESIDE = 0.12
"""Angle by which an action stands beside its owner, so that its line shows."""
ACTIONS_RING = 4
TURNS, SPOKES_APART = 24, 0.3
"""Turns of a ring that are tried, and the angle between two spokes that is wished for."""
CENTRE = Place(0.0, 0.0)
COLUMNS_APART, ROWS_APART = 420, 84
"""Pixels between the two columns, and between two things in one."""
CHAIN_APART, CHAIN_DOWN, CHAIN_LONG = 240, 190, 4
"""Pixels between the steps of a path, between its rows, and steps in a row."""

Neighbours = Mapping[str, Sequence[str]]


def on_rings(nodes: Sequence[Node], lines: Sequence[Line]) -> dict[str, Place]:
    """Place each ring's nodes round the middle, turned to where there is most room."""
    angles: dict[str, float] = {}
    places: dict[str, Place] = {}
    owners = {line.target: line.source for line in lines}
    radius = 0.0
    for ring in sorted({node.ring or 0 for node in nodes}):
        here = [node for node in nodes if (node.ring or 0) == ring]
        if ring:
            step = _step_to(ring) if radius else FIRST_RING
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


def in_full_rings(
    middle: str, groups: Iterable[Sequence[str]]
) -> tuple[dict[str, Place], dict[str, int]]:
    """Fill rings from the inside, group after group; return the place and the ring of each.

    For more things than fit on a ring each. A group begins a ring; `middle` may be nothing.
    """
    places = {middle: CENTRE} if middle else {}
    rings = {middle: 0} if middle else {}
    radius, ring = 0.0, 0
    for group in groups:
        left = list(group)
        while left:
            ring += 1
            radius += NEXT_FULL_RING if radius else FIRST_RING
            holds = int(math.pi * (1 + WIDER) * radius / ROOM)
            here, left = left[:holds], left[holds:]
            turn = -math.pi / 2 + (ring % 2) * math.pi / len(here)
            for at, id_ in enumerate(here):
                places[id_] = _at(turn + math.tau * at / len(here), radius)
                rings[id_] = ring
    return places, rings


def in_columns(left: Sequence[str], right: Sequence[str]) -> dict[str, Place]:
    """Place two columns, both about the middle; the order is given."""
    places: dict[str, Place] = {}
    for ids, x in ((left, -COLUMNS_APART / 2), (right, COLUMNS_APART / 2)):
        for at, id_ in enumerate(ids):
            places[id_] = Place(x, (at - (len(ids) - 1) / 2) * ROWS_APART)
    return places


def in_a_chain(ids: Sequence[str]) -> dict[str, Place]:
    """Place the things of a path in the order of walking, row after row, there and back."""
    places: dict[str, Place] = {}
    for at, id_ in enumerate(ids):
        row, column = divmod(at, CHAIN_LONG)
        column = column if row % 2 == 0 else CHAIN_LONG - 1 - column
        places[id_] = Place(float(column * CHAIN_APART), float(row * CHAIN_DOWN))
    return places


def ordered_after(ids: Sequence[str], neighbours: Neighbours, fixed: Sequence[str]) -> list[str]:
    """Return ids in the order of the middle of their neighbours in a column that is fixed."""
    place = {id_: at for at, id_ in enumerate(fixed)}

    def middle(id_: str) -> tuple[float, str]:
        found = [place[other] for other in neighbours.get(id_, ()) if other in place]
        return (sum(found) / len(found) if found else len(fixed), id_)

    return sorted(ids, key=middle)


def beside(parent: Place, centre: Place, count: int, taken: Iterable[Place]) -> list[Place]:
    """Return free places on arcs round a parent, away from the centre first.

    What stands already is never moved; nothing new stands on it or on another new thing.
    """
    ground = Ground(taken)
    away = math.atan2(parent.y - centre.y, parent.x - centre.x) if parent != centre else 0.0
    found: list[Place] = []
    radius = 0.0
    while len(found) < count:
        radius += NEXT_RING
        slots = max(6, int(math.pi * (1 + WIDER) * radius / ROOM))
        for at in range(slots):
            turn = (at + 1) // 2 * (1 if at % 2 else -1) * math.tau / slots
            ring = _at(away + turn, radius)
            place = Place(round(parent.x + ring.x, 1), round(parent.y + ring.y, 1))
            if len(found) < count and ground.take(place):
                found.append(place)
    return found


def close_to(wished: Place, taken: Iterable[Place]) -> Place:
    """Return the place that is wished for, or a free one beside it."""
    ground = list(taken)
    if Ground(ground).take(wished):
        return wished
    return beside(wished, CENTRE, 1, ground)[0]


class Ground:
    """The ground that nodes with their labels take, by squares of their size."""

    def __init__(self, taken: Iterable[Place]) -> None:
        self._squares: dict[tuple[int, int], list[Place]] = {}
        for place in taken:
            self._put(place)

    def take(self, place: Place) -> bool:
        """Take a place, unless something stands on it or too near."""
        column, row = self._square(place)
        for across in (-1, 0, 1):
            for down in (-1, 0, 1):
                for other in self._squares.get((column + across, row + down), ()):
                    if abs(other.x - place.x) < ROOM and abs(other.y - place.y) < TALL:
                        return False
        self._put(place)
        return True

    def _put(self, place: Place) -> None:
        self._squares.setdefault(self._square(place), []).append(place)

    def _square(self, place: Place) -> tuple[int, int]:
        return math.floor(place.x / ROOM), math.floor(place.y / TALL)


def _step_to(ring: int) -> int:
    """Return the distance to a ring: actions stand clear of the longest label of who owns them."""
    return NEXT_FULL_RING if ring == ACTIONS_RING else NEXT_RING


def _at(angle: float, radius: float) -> Place:
    return Place(round(radius * WIDER * math.cos(angle), 1), round(radius * math.sin(angle), 1))


def _room(
    here: Sequence[Node],
    turn: float,
    radius: float,
    places: Mapping[str, Place],
    angles: Mapping[str, float],
) -> float:
    """Say how much room a turn of a ring leaves to what stands already, and to its spokes."""
    inner = [angle for id_, angle in angles.items() if places[id_] != CENTRE]
    rooms = []
    for at in range(len(here)):
        angle = turn + math.tau * at / len(here)
        place = _at(angle, radius)
        apart = [
            max(abs(place.x - other.x) / ROOM, abs(place.y - other.y) / TALL)
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
