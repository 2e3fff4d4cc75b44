"""The shapes of a picture as SVG elements: the same looks that the browser draws."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from webapp.pictures.picture import LABEL_ABOVE, Line, Node, Place
from webapp.style import BLACK, WHITE, EdgeLook, NodeLook, line_of, look_of

LETTER = 7.6
"""Pixels that a letter of 16 pixels takes on average; lines of a label are broken by it."""
LINE_HEIGHT = 18
FAMILY = "'Source Sans 3', Helvetica, Arial, sans-serif"
DASHES = {"dashed": "7 5", "dotted": "0.1 9"}
CORNERS = {
    "diamond": ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)),
    "hexagon": ((-1.0, 0.0), (-0.5, -1.0), (0.5, -1.0), (1.0, 0.0), (0.5, 1.0), (-0.5, 1.0)),
    "octagon": (
        (-0.42, -1.0), (0.42, -1.0), (1.0, -0.42), (1.0, 0.42),
        (0.42, 1.0), (-0.42, 1.0), (-1.0, 0.42), (-1.0, -0.42),
    ),
}  # fmt: skip
"""Corners of the shapes with straight sides, in halves of their size."""
INNER = 0.62
"""How large the inner line of a double border is."""


def put_line(parent: Element, line: Line, start: Place, end: Place) -> None:
    """Draw a line from the middle of one thing to the middle of another."""
    put_stroke(parent, line_of(line.classes), start, end)


def put_stroke(parent: Element, look: EdgeLook, start: Place, end: Place) -> None:
    """Draw a line as a class of lines looks."""
    told = {"x1": _n(start.x), "y1": _n(start.y), "x2": _n(end.x), "y2": _n(end.y),
            "stroke": look.stroke, "stroke-width": str(look.width)}  # fmt: skip
    SubElement(parent, "line", {**told, **_dashes(look.line)})


def put_shape(parent: Element, look: NodeLook, at: Place, size: float) -> None:
    """Draw a shape with its border and its sign."""
    told = {"fill": look.fill, "stroke": look.stroke, **_dashes(look.line)}
    border = min(look.width, size / 8)
    _outline(parent, look.shape, at, size / 2, {**told, "stroke-width": _n(border)})
    if look.line == "double":
        inner = {"fill": "none", "stroke": WHITE, "stroke-width": _n(max(1.5, border / 3))}
        _outline(parent, look.shape, at, size / 2 * INNER, inner)
    if look.sign:
        ink = BLACK if look.fill == WHITE else WHITE
        told = {"x": _n(at.x), "y": _n(at.y + size / 6), "font-size": _n(size / 2), "fill": ink}
        SubElement(
            parent, "text", {**told, "text-anchor": "middle", "font-weight": "bold"}
        ).text = look.sign


def put_label(parent: Element, node: Node, at: Place, lines: Sequence[str]) -> None:
    """Write a label under, over or beside its thing, on white, so that no line strikes it out."""
    half = look_of(node.classes).size / 2
    x, anchor = at.x, "middle"
    first = at.y + half + LINE_HEIGHT
    if node.beside:
        x = at.x + (half + 8) * (1 if node.beside == "right" else -1)
        anchor = "start" if node.beside == "right" else "end"
        first = at.y + 5 - (len(lines) - 1) * LINE_HEIGHT / 2
    elif at.y < LABEL_ABOVE:
        first = at.y - half - 8 - (len(lines) - 1) * LINE_HEIGHT
    put_words(parent, lines, Place(x, first), anchor=anchor, halo=True)


def put_words(
    parent: Element, lines: Sequence[str], at: Place, *, size: int = 16, anchor: str = "start",
    bold: bool = False, halo: bool = False,
) -> None:  # fmt: skip
    """Write lines of words, one under another."""
    told = {"x": _n(at.x), "y": _n(at.y), "font-size": str(size), "text-anchor": anchor}
    if bold:
        told["font-weight"] = "bold"
    if halo:
        told |= {
            "stroke": WHITE,
            "stroke-width": "7",
            "stroke-linejoin": "round",
            "paint-order": "stroke",
        }
    text = SubElement(parent, "text", told)
    step = LINE_HEIGHT if size <= 16 else size + 6
    for number, line in enumerate(lines):
        SubElement(text, "tspan", {"x": _n(at.x), "y": _n(at.y + number * step)}).text = line


def broken(text: str, width: float) -> list[str]:
    """Break words into lines of about a width in pixels; a word that is longer stands alone."""
    letters = max(1, int(width / LETTER))
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split():
            longer = f"{line} {word}".strip()
            if line and len(longer) > letters:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _outline(parent: Element, shape: str, at: Place, half: float, told: dict[str, str]) -> None:
    if shape in CORNERS:
        points = " ".join(f"{_n(at.x + x * half)},{_n(at.y + y * half)}" for x, y in CORNERS[shape])
        SubElement(parent, "polygon", {"points": points, **told})
    elif shape == "ellipse":
        SubElement(parent, "circle", {"cx": _n(at.x), "cy": _n(at.y), "r": _n(half), **told})
    else:
        size = _n(2 * half)
        box = {"x": _n(at.x - half), "y": _n(at.y - half), "width": size, "height": size}
        box["rx"] = "6" if shape == "round-rectangle" else "0"
        SubElement(parent, "rect", {**box, **told})


def _dashes(line: str) -> dict[str, str]:
    found = {"stroke-dasharray": DASHES[line]} if line in DASHES else {}
    return {**found, "stroke-linecap": "round"} if line == "dotted" else found


def _n(value: float) -> str:
    """Write a number as short as it can be, the same each time."""
    return f"{value:.1f}".removesuffix(".0")
