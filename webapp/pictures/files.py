"""A picture as a file: SVG, PNG, PDF, GraphML, JSON; always with what it is drawn from.

PNG and PDF are made from the SVG by typst, out of a document of our own that is the same each
time: names and labels reach it inside the SVG and as plain values, never as markup.
"""

import datetime
import io
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import networkx
import typst

from webapp.assets import DIST
from webapp.output import json_text
from webapp.pictures.drawing import INVENTED, drawn
from webapp.pictures.picture import Picture, as_day

DOCUMENT = """#set document(title: sys.inputs.title, date: auto)
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(lang: "en", region: "GB")
#image("picture.svg", alt: sys.inputs.alt, width: float(sys.inputs.width) * 1pt)
"""
SHARPEST = 144.0
"""Dots an inch where the picture is small enough."""
MOST_DOTS = 6_000_000
"""A PNG of more takes more time and memory than a request should; it is made less sharp instead."""
POINTS_AN_INCH = 72
LARGEST = 14_000.0
"""Points of a side: PDF readers show no more, so a larger picture is made smaller."""


class Form(NamedTuple):
    """One kind of file: what people call it, its type of content, and how it is made."""

    title: str
    content_type: str
    made: Callable[[Picture, Sequence[str]], bytes]


def _svg(picture: Picture, notes: Sequence[str]) -> bytes:
    return drawn(picture, notes).text.encode()


def _pdf(picture: Picture, notes: Sequence[str]) -> bytes:
    return _compiled(picture, notes, "pdf")


def _png(picture: Picture, notes: Sequence[str]) -> bytes:
    return _compiled(picture, notes, "png")


def _compiled(picture: Picture, notes: Sequence[str], form: str) -> bytes:
    made = drawn(picture, notes)
    smaller = min(1.0, LARGEST / max(made.width, made.height))
    width, height = made.width * smaller, made.height * smaller
    told = {"title": picture.title, "alt": picture.said, "width": f"{width:.2f}"}
    fits = math.sqrt(MOST_DOTS / (width * height)) * POINTS_AN_INCH
    midnight = datetime.datetime.combine(as_day(picture.as_at), datetime.time(), datetime.UTC)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "picture.svg").write_text(made.text, encoding="utf-8")
        main = Path(folder) / "main.typ"
        main.write_text(DOCUMENT, encoding="utf-8")
        file = typst.compile(
            main, root=Path(folder), font_paths=[DIST / "fonts"], ignore_system_fonts=True,
            format="pdf" if form == "pdf" else "png", ppi=min(SHARPEST, fits), sys_inputs=told,
            timestamp=midnight,
        )  # fmt: skip
    if not file:
        raise RuntimeError("typst made an empty file")
    return file


def data(picture: Picture, notes: Sequence[str]) -> dict[str, Any]:
    """Return what a picture holds, for programs, with what it is drawn from."""
    said = [note for note in (picture.title, picture.said, *notes, INVENTED) if note]
    return {**picture.as_json(), "notes": said}


def _json(picture: Picture, notes: Sequence[str]) -> bytes:
    return json_text(data(picture, notes), indent=None).encode()


def _graphml(picture: Picture, notes: Sequence[str]) -> bytes:
    """Return the things and lines that are shown, for other tools, with their places."""
    graph: networkx.Graph[str] = networkx.Graph()
    graph.graph["title"] = picture.title
    graph.graph["as_at"] = picture.as_at
    graph.graph["notes"] = " ".join([*notes, INVENTED])
    for node in picture.shown_nodes:
        place = picture.places[node.id]
        graph.add_node(
            node.id, kind=node.kind, label=node.label, state=node.state, detail=node.detail,
            since=node.since, hidden=node.hidden_total, x=place.x, y=place.y,
        )  # fmt: skip
    for line in picture.shown_lines:
        graph.add_edge(
            line.source, line.target, kind=line.classes, label=line.label, since=line.since,
            until=line.until, words=line.sentence,
        )  # fmt: skip
    file = io.BytesIO()
    networkx.write_graphml_xml(graph, file)
    return file.getvalue()


FORMS: Mapping[str, Form] = {
    "svg": Form("SVG, sharp at any size", "image/svg+xml; charset=utf-8", _svg),
    "png": Form("PNG, an image", "image/png", _png),
    "pdf": Form("PDF, to print", "application/pdf", _pdf),
    "graphml": Form("GraphML, for other tools", "application/graphml+xml; charset=utf-8", _graphml),
    "json": Form("JSON, for programs", "application/json; charset=utf-8", _json),
}
"""Every form that a picture is saved in, by the end of the file's name."""
