"""What a picture is: things with their places, lines between them, and what is said of them."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from queries.coverage.words import day
from queries.neighbours import MOST_ADDED
from webapp.style import LegendEntry, caption, legend, stylesheet

MOST_NODES = 300
MOST_ELEMENTS = 2_000
"""Nodes, and nodes with lines, that a browser without a graphics card was measured to draw well."""
LABEL_ABOVE = -40
"""Nodes higher than this have their label over them, away from the lines."""
MOST_CHOICES = (10, 20, MOST_ADDED)
"""How many things may be asked for at once, where there are too many to show."""


class Place(NamedTuple):
    """Where a thing stands, in pixels."""

    x: float
    y: float


@dataclass(frozen=True)
class Node:
    """One thing in a picture and one row of its table.

    `id` is its kind and business key. `ring` is how far out it stands where things stand in rings.
    `hidden` counts by group the neighbours that are not in the picture. `beside` says on which
    side its label stands; empty: below or above.
    """

    id: str
    kind: str
    label: str
    classes: str
    ring: int | None
    detail: str
    standing: str = ""
    role: str = ""
    state: str = ""
    href: str = ""
    since: str = ""
    until: str = ""
    hidden: Mapping[str, int] = field(default_factory=dict)
    beside: str = ""

    @property
    def hidden_total(self) -> int:
        """Return how many of its neighbours are not in the picture."""
        return sum(self.hidden.values())

    @property
    def caption(self) -> str:
        """Return its label as it is drawn."""
        return caption(self.label, self.classes, self.hidden_total)


@dataclass(frozen=True)
class Line:
    """One line between two things; `words` is the whole sentence that it stands for."""

    source: str
    target: str
    label: str
    classes: str
    since: str = ""
    until: str = ""
    words: str = ""

    @property
    def id(self) -> str:
        """Name the line by its ends."""
        return f"{self.source} {self.target}"

    @property
    def sentence(self) -> str:
        """Return what it stands for, with its days."""
        since = f", since {day(as_day(self.since))}" if self.since else ""
        until = f", until {day(as_day(self.until))}" if self.until else ""
        return f"{self.words or self.label}{since}{until}."


@dataclass(frozen=True)
class Asks:
    """A thing with so many hidden neighbours that the person says which and how many."""

    id: str
    label: str
    hidden: Mapping[str, int]


@dataclass(frozen=True)
class Picture:
    """Nodes and lines with their places and legend; `total` things where not all are drawn."""

    title: str
    said: str
    nodes: Sequence[Node]
    lines: Sequence[Line]
    places: Mapping[str, Place]
    total: int
    as_at: str
    note: str = ""
    aggregated: bool = False
    asks: Asks | None = None
    hide: tuple[str, ...] = ()

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Return what is hidden, by class or by itself, and the lines that lead there."""
        hide = set(self.hide)
        nodes = {n.id for n in self.nodes if n.id in hide or hide & set(n.classes.split())}
        lines = {
            line.id for line in self.lines
            if hide & set(line.classes.split()) or {line.source, line.target} & nodes
        }  # fmt: skip
        return frozenset(nodes | lines)

    @property
    def shown_nodes(self) -> list[Node]:
        """Return the nodes that are not hidden."""
        return [node for node in self.nodes if node.id not in self.left_out]

    @property
    def shown_lines(self) -> list[Line]:
        """Return the lines that are not hidden."""
        return [line for line in self.lines if line.id not in self.left_out]

    @property
    def more(self) -> str:
        """Say how many of all are shown, where not all are."""
        if len(self.nodes) >= self.total:
            return ""
        return f"Showing {len(self.nodes):,} of {self.total:,}."

    def legend(self) -> list[LegendEntry]:
        """Return what the signs mean, with how many there are of each, hidden ones too."""
        nodes = [node.classes for node in self.nodes]
        return legend(nodes + [line.classes for line in self.lines])

    def named(self) -> dict[str, str]:
        """Return the label of each node by its id."""
        return {node.id: node.label for node in self.nodes}

    def as_json(self) -> dict[str, Any]:
        """Return the object that the page draws and `mappa graph` prints."""
        nodes = [self._node(node) for node in self.nodes]
        edges = [self._line(line) for line in self.lines]
        return {
            "elements": {"nodes": nodes, "edges": edges},
            "layout": {"name": "preset"},
            "style": stylesheet(),
            "legend": [entry.as_json() for entry in self.legend()],
            "counts": {"nodes": len(nodes), "edges": len(edges), "total": self.total},
            "truncated": len(nodes) < self.total,
            "aggregated": self.aggregated,
            "as_at": self.as_at,
        }

    def _node(self, node: Node) -> dict[str, Any]:
        place = self.places[node.id]
        data = {
            "id": node.id,
            "kind": node.kind,
            "label": node.label,
            "caption": node.caption,
            "state": node.state,
            "href": node.href,
            "detail": node.detail,
            "since": node.since,
            "until": node.until,
            "hidden": node.hidden_total,
            "groups": dict(node.hidden),
        }
        if node.ring is not None:
            data["ring"] = node.ring
        return {
            "data": data,
            "position": {"x": place.x, "y": place.y},
            "classes": " ".join([drawn_classes(node, place), *self._hiding(node.id)]),
        }

    def _line(self, line: Line) -> dict[str, Any]:
        return {
            "data": {
                "id": line.id,
                "source": line.source,
                "target": line.target,
                "kind": line.classes,
                "label": line.label,
                "since": line.since,
                "until": line.until,
                "words": line.sentence,
            },
            "classes": " ".join([line.classes, *self._hiding(line.id)]),
        }

    def _hiding(self, id_: str) -> list[str]:
        return ["app-hidden"] if id_ in self.left_out else []


def drawn_classes(node: Node, place: Place) -> str:
    """Return the classes of a node with the one that says where its label stands."""
    side = node.beside or ("above" if place.y < LABEL_ABOVE else "")
    return f"{node.classes} {side}".strip()


def as_day(text: str) -> datetime.date:
    """Read a day as a picture holds it."""
    return datetime.date.fromisoformat(text)


def joined(parts: Iterable[str], between: str = "; ") -> str:
    """Join what is not empty."""
    return between.join(part for part in parts if part)
