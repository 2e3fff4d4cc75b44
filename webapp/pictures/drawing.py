"""A picture drawn as SVG by the server: from the same places, with legend, day and notices."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from queries.coverage.words import day
from webapp.pictures.picture import LABEL_ABOVE, Node, Picture, Place, as_day
from webapp.pictures.shapes import (
    FAMILY,
    LETTER,
    LINE_HEIGHT,
    broken,
    put_label,
    put_line,
    put_shape,
    put_stroke,
    put_words,
)
from webapp.style import BESIDE_WIDTH, BLACK, LABEL_WIDTH, WHITE, EdgeLook, LegendEntry, look_of

EDGE = 32
LEGEND_WIDTH, LEGEND_ROW, SIGN = 300, 34, 26
LEAST_WIDTH = 760
TITLE, TITLE_ROW = 24, 34
NOTHING = "Nothing is in this picture."
INVENTED = "Every person and case here is invented."


class Box(NamedTuple):
    """What part of the plane the things and their labels take."""

    left: float
    top: float
    right: float
    bottom: float


class Drawn(NamedTuple):
    """An SVG with its size in pixels."""

    text: str
    width: float
    height: float


def drawn(picture: Picture, notes: Sequence[str]) -> Drawn:
    """Draw a picture with its title above, its legend beside, and notes below.

    What was hidden is left out and named. Every label is written as text.
    """
    nodes = picture.shown_nodes
    box = _box(picture, nodes)
    width = max(LEAST_WIDTH, box.right - box.left + LEGEND_WIDTH + 3 * EDGE)
    said = _said(picture, width - 2 * EDGE)
    legend = [entry for entry in picture.legend() if entry.name not in picture.hide]
    top = EDGE + TITLE_ROW + len(said) * LINE_HEIGHT + EDGE
    below = top + max(box.bottom - box.top, len(legend) * LEGEND_ROW + LEGEND_ROW) + EDGE
    ending = [line for note in notes if note for line in broken(note, width - 2 * EDGE)]
    height = below + len(ending) * LINE_HEIGHT + EDGE
    root = _root(picture, width, height)
    put_words(root, [picture.title], Place(EDGE, EDGE + TITLE), size=TITLE, bold=True)
    put_words(root, said, Place(EDGE, EDGE + TITLE_ROW + LINE_HEIGHT))
    move = f"translate({EDGE - box.left:.1f} {top - box.top:.1f})"
    plane = SubElement(root, "g", {"transform": move})
    for line in picture.shown_lines:
        put_line(plane, line, picture.places[line.source], picture.places[line.target])
    for node in nodes:
        put_shape(plane, look_of(node.classes), picture.places[node.id], look_of(node.classes).size)
    for node in nodes:
        put_label(plane, node, picture.places[node.id], label_lines(node))
    _legend(root, legend, width - LEGEND_WIDTH - EDGE, top)
    put_words(root, ending, Place(EDGE, below + LINE_HEIGHT))
    return Drawn(tostring(root, encoding="unicode"), width, height)


def label_lines(node: Node) -> list[str]:
    """Return a label in the lines in which it is written."""
    return [_plain(line) for line in broken(node.caption, _width(node))]


def _root(picture: Picture, width: float, height: float) -> Element:
    told = {
        "xmlns": "http://www.w3.org/2000/svg", "width": f"{width:.0f}", "height": f"{height:.0f}",
        "viewBox": f"0 0 {width:.0f} {height:.0f}", "role": "img", "font-family": FAMILY,
        "fill": BLACK,
    }  # fmt: skip
    root = Element("svg", told)
    SubElement(root, "title").text = _plain(picture.title)
    SubElement(root, "desc").text = _plain(picture.said)
    ground = {"width": "100%", "height": "100%", "fill": WHITE}
    SubElement(root, "rect", ground)
    return root


def _said(picture: Picture, width: float) -> list[str]:
    names = ", ".join(hidden_in_words(picture).values())
    hidden = f"Hidden: {names}." if names else ""
    parts = [
        picture.said, picture.more, picture.note, hidden, "" if picture.nodes else NOTHING,
        f"As at {day(as_day(picture.as_at))}.", INVENTED,
    ]  # fmt: skip
    return [_plain(line) for part in parts if part for line in broken(part, width)]


def hidden_in_words(picture: Picture) -> dict[str, str]:
    """Name what was hidden: classes as the legend calls them, things by their labels."""
    legend = {entry.name: entry.label for entry in picture.legend()}
    called = {**picture.named(), **legend}
    return {name: called[name] for name in picture.hide if name in called}


def _legend(root: Element, entries: Sequence[LegendEntry], left: float, top: float) -> None:
    put_words(root, ["What the signs mean"], Place(left, top + LINE_HEIGHT), bold=True)
    for number, entry in enumerate(entries, start=1):
        middle = top + number * LEGEND_ROW + LEGEND_ROW / 2
        if isinstance(entry.look, EdgeLook):
            put_stroke(root, entry.look, Place(left, middle), Place(left + SIGN, middle))
        else:
            put_shape(root, entry.look, Place(left + SIGN / 2, middle), SIGN)
        words = f"{entry.label} ({entry.count:,})"
        put_words(root, [words], Place(left + SIGN + 12, middle + 5))


def _box(picture: Picture, nodes: Sequence[Node]) -> Box:
    """Return what the shapes and labels take, from the lengths of the labels."""
    boxes = [_room(node, picture.places[node.id]) for node in nodes]
    if not boxes:
        return Box(0, 0, 0, 0)
    return Box(
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )  # fmt: skip


def _room(node: Node, at: Place) -> Box:
    half = look_of(node.classes).size / 2 + 6
    lines = label_lines(node)
    wide, high = max(map(len, lines)) * LETTER * 1.1, len(lines) * LINE_HEIGHT + 8
    if node.beside == "left":
        return Box(at.x - half - 8 - wide, at.y - half, at.x + half, at.y + half)
    if node.beside == "right":
        return Box(at.x - half, at.y - half, at.x + half + 8 + wide, at.y + half)
    across = max(half, wide / 2)
    if at.y < LABEL_ABOVE:
        return Box(at.x - across, at.y - half - high, at.x + across, at.y + half)
    return Box(at.x - across, at.y - half, at.x + across, at.y + half + high)


def _width(node: Node) -> int:
    return BESIDE_WIDTH if node.beside else LABEL_WIDTH


def _plain(text: str) -> str:
    """Leave out what XML cannot hold; nothing that is loaded should have it."""
    return "".join(letter for letter in text if letter.isprintable())
