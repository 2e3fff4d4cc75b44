"""How the picture of a network looks: one table by class, from which style and legend follow.

Shape says the kind of thing, line and sign its state, so that nothing rests on colour alone. Every
colour has 3:1 or more with white, which WCAG 1.4.11 asks of shapes and lines.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

BLACK, WHITE, DARK_GREY = "#0b0c0c", "#ffffff", "#484949"
BLUE, GREEN, PURPLE, RED, TEAL = "#1d70b8", "#0f7a52", "#54319f", "#ca3535", "#158187"

LABEL_SIZE = 16
LABEL_WIDTH = 140
"""Pixels at which a label is broken into lines; places nearer to each other let labels touch."""

BESIDE_WIDTH = 300
"""The same for labels that stand beside their nodes, in columns."""

Style = dict[str, Any]


@dataclass(frozen=True)
class NodeLook:
    """How a class of nodes is drawn; `sign` and `word` stand in the label itself.

    Every node has a border, of its own colour if no other is given: where a browser forces its
    colours, the border is what is left of the shape.
    """

    is_edge: ClassVar[bool] = False

    label: str
    shape: str
    fill: str
    border: str = ""
    width: int = 2
    line: str = "solid"
    size: int = 44
    sign: str = ""
    word: str = ""

    @property
    def stroke(self) -> str:
        """The colour of the line round it."""
        return self.border or self.fill

    def style(self) -> Style:
        """Return it as Cytoscape properties."""
        return {
            "shape": self.shape,
            "background-color": self.fill,
            "border-color": self.stroke,
            "border-width": self.width,
            "width": self.size,
            "height": self.size,
            **LINES[self.line],
            **({"background-image": _glyph(self.sign, self.fill)} if self.sign else {}),
        }


@dataclass(frozen=True)
class EdgeLook:
    """How a class of edges is drawn; `words` say in a sentence what such a line means."""

    is_edge: ClassVar[bool] = True

    label: str
    words: str
    stroke: str = DARK_GREY
    width: int = 2
    line: str = "solid"

    def style(self) -> Style:
        """Return it as Cytoscape properties."""
        return {
            "line-color": self.stroke,
            "target-arrow-color": self.stroke,
            "width": self.width,
            "line-style": self.line,
        }


@dataclass(frozen=True)
class LegendEntry:
    """One class that a picture holds, and how often."""

    name: str
    label: str
    count: int
    look: NodeLook | EdgeLook

    def as_json(self) -> dict[str, Any]:
        """Return what the picture's JSON says of it."""
        return {"class": self.name, "label": self.label, "count": self.count}


LINES: dict[str, Style] = {
    "solid": {"border-style": "solid"},
    "double": {"border-style": "double"},
    "dashed": {"border-style": "dashed", "border-dash-pattern": [7, 5]},
    # Cytoscape's own dots are one pixel long whatever the width; round ends make real ones.
    "dotted": {"border-style": "dashed", "border-dash-pattern": [0.1, 9], "border-cap": "round"},
}
"""The lines round a node by name."""

NODES: dict[str, NodeLook] = {
    # What it is.
    "case": NodeLook("Case", "ellipse", BLACK, size=56),
    "offender": NodeLook("Person", "ellipse", DARK_GREY, size=36),
    "agency": NodeLook("Agency", "diamond", BLUE, size=52),
    "area": NodeLook("Area", "octagon", DARK_GREY),
    "panel": NodeLook("Panel", "hexagon", PURPLE, size=48),
    "meeting": NodeLook("Meeting", "hexagon", PURPLE),
    "discussion": NodeLook("Discussion at a meeting", "hexagon", PURPLE, size=36),
    "action": NodeLook("Action", "rectangle", TEAL, size=36),
    "representative": NodeLook("Representative", "round-rectangle", GREEN, size=36),
    "record": NodeLook("Referral, review or assessment", "round-rectangle", DARK_GREY, size=36),
    "group": NodeLook("Many together", "round-rectangle", WHITE, BLACK, 5, "double", size=60),
    # How it stands to the case.
    "responsible": NodeLook("Responsible Authority", "diamond", BLUE, BLACK, 9, "double", size=60),
    # What state it is in.
    "overdue": NodeLook(
        "Overdue action", "rectangle", WHITE, RED, 5, size=36, sign="!", word="overdue"
    ),
    "at_risk": NodeLook(
        "At risk", "diamond", BLUE, BLACK, 8, "dotted", size=56, sign="!", word="at risk"
    ),
    "unknown": NodeLook(
        "Not known", "diamond", WHITE, DARK_GREY, 3, size=52, sign="?", word="not known"
    ),
    "missing": NodeLook("Missing", "diamond", WHITE, RED, 4, "dashed", size=56, word="missing"),
}
"""Looks of nodes by class; where a node has several classes the later look holds."""

EDGES: dict[str, EdgeLook] = {
    "involved": EdgeLook(
        "Involved in the case",
        "The agency takes part in the case, is expected to, or has promised the action.",
    ),
    "lead": EdgeLook("Lead agency", "The agency leads the case.", BLACK, 6),
    "asked": EdgeLook(
        "Required, not there", "Policy expects the agency, and it is missing.", RED, 2, "dashed"
    ),
    "ended": EdgeLook("No longer", "It was so, and has ended.", DARK_GREY, 2, "dashed"),
    "discussed": EdgeLook(
        "On a panel's agenda",
        "The panel discussed the case in the year before the day, or plans to.",
        PURPLE, 3,
    ),
    "invited": EdgeLook(
        "Invited by a panel",
        "The panel invited the agency to discussions of cases in the year before the day.",
        PURPLE, 2, "dotted",
    ),
    "met": EdgeLook("Met 1 to 4 times", "Both agencies came to the same discussions.", BLUE, 2),
    "met_often": EdgeLook("Met 5 to 19 times", "As above, more often.", BLUE, 5),
    "met_most": EdgeLook("Met 20 times or more", "As above, most often.", BLUE, 9),
    "step": EdgeLook("Step of the path", "One thing leads to the next.", BLACK, 4),
}  # fmt: skip
"""Looks of edges by class; where an edge has several classes the later look holds."""

LOOKS: dict[str, NodeLook | EdgeLook] = {**NODES, **EDGES}


def stylesheet() -> list[dict[str, Any]]:
    """Return the whole Cytoscape stylesheet: what all share, then a rule for each class."""
    rules = [
        {"selector": "node", "style": _EVERY_NODE},
        {"selector": "node[caption]", "style": {"label": "data(caption)"}},
        # A label above its node keeps clear of the line that comes from below.
        {"selector": "node.above", "style": {"text-valign": "top", "text-margin-y": -6}},
        {"selector": "node.left", "style": {**_BESIDE, "text-halign": "left", "text-margin-x": -6}},
        {
            "selector": "node.right",
            "style": {**_BESIDE, "text-halign": "right", "text-margin-x": 6},
        },
        {"selector": "edge", "style": _EVERY_EDGE},
    ]
    for name, look in LOOKS.items():
        kind = "edge" if look.is_edge else "node"
        rules.append({"selector": f"{kind}.{name}", "style": look.style()})
    return rules


def caption(label: str, classes: str, hidden: int = 0) -> str:
    """Return the label as it is drawn: with sign and word of its state, and what is not shown."""
    more = f"\n{hidden:,} hidden" if hidden else ""
    look = look_of(classes)
    if not look.word:
        return f"{label}{more}"
    sign = f"{look.sign} " if look.sign else ""
    return f"{sign}{label}\n({look.word}){more}"


def look_of(classes: str) -> NodeLook:
    """Return how a node of these classes looks: the last of them in the table holds."""
    names = classes.split()
    return next(NODES[name] for name in reversed(NODES) if name in names)


def line_of(classes: str) -> EdgeLook:
    """Return how a line of these classes looks."""
    names = classes.split()
    return next(EDGES[name] for name in reversed(EDGES) if name in names)


def legend(classes: Iterable[str]) -> list[LegendEntry]:
    """Return the legend of a picture from the classes of each of its elements."""
    counts = Counter(name for of_one in classes for name in of_one.split())
    entries = (LegendEntry(name, look.label, counts[name], look) for name, look in LOOKS.items())
    return [entry for entry in entries if entry.count]


_EVERY_NODE: Style = {
    "label": "data(label)",
    "font-family": "Helvetica Neue, Helvetica, Arial, sans-serif",
    "font-size": LABEL_SIZE,
    "color": BLACK,
    "text-wrap": "wrap",
    "text-max-width": f"{LABEL_WIDTH}px",
    "text-valign": "bottom",
    "text-margin-y": 6,
    # A line that runs behind a label must not strike it through.
    "text-background-color": WHITE,
    "text-background-opacity": 1,
    "text-background-padding": "2px",
    "text-background-shape": "rectangle",
    "min-zoomed-font-size": 7,
    "overlay-opacity": 0,
}
_BESIDE: Style = {
    "text-valign": "center",
    "text-margin-y": 0,
    "text-max-width": f"{BESIDE_WIDTH}px",
}
_EVERY_EDGE: Style = {"curve-style": "straight", "opacity": 1, "overlay-opacity": 0}


def _glyph(sign: str, fill: str) -> str:
    """Return a sign as a picture that fills a shape, dark on light or light on dark."""
    ink = BLACK if fill == WHITE else WHITE
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="44" height="44">'
        '<text x="22" y="30" text-anchor="middle" font-family="Helvetica, Arial, sans-serif" '
        f'font-size="24" font-weight="bold" fill="{ink}">{sign}</text></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
