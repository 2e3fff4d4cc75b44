"""How two things are connected: step by step in words first, and then as a picture."""

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from graph.errors import InputError, NotFound
from queries.choices import Choices, choices, few
from queries.neighbours import Neighbourhood
from queries.path import LONGEST, PATH
from queries.path_steps import EDGES, NOUNS, WALKED, WORDS
from webapp.access import CASES, Route
from webapp.asking import read_parameters
from webapp.lists import chips, day_chip, day_kept, link
from webapp.picture_page import Frame, file, page, picture_of, step
from webapp.pictures.path import path_drawn
from webapp.pictures.picture import Picture
from webapp.site import site

TOLD = ("start", "start_kind", "to", "to_kind", "steps")
PARAMETERS = {"start": "one", "start_kind": "one_kind", "to": "other", "to_kind": "other_kind"}
"""What the address calls the parameters of the question."""
HOW_TO_NAME = "Write the reference of a case, or the code or the whole name of an agency"
LIST = "agencies"


def shown() -> str | Answer:
    """Show the form, and where it says two things, the path between them."""
    if not (request.args.get("start") and request.args.get("to")):
        return _page(_nothing("Say first which two things."), [], "")
    if by_name := _by_name():
        return redirect(link("path.shown", **by_name), 303)
    try:
        rows = _steps()
        picture = _picture(rows)
    except (NotFound, InputError) as error:
        return _page(_nothing("No path was looked for."), [], f"{error}. {HOW_TO_NAME}")
    return step(_frame()) or _page(picture, rows, "")


def as_json() -> Response:
    """Return what the picture of a path draws."""
    return file(_picture(_steps()), "json")


def as_file(form: str) -> Response:
    """Return the picture of a path as a file."""
    return file(_picture(_steps()), form)


def _steps() -> list[dict[str, Any]]:
    told = {PARAMETERS.get(name, name): request.args.get(name, "") for name in TOLD}
    told["by"] = ";".join(request.args.getlist("by"))
    return list(site().answer(PATH, read_parameters(PATH, told)).rows)


def _picture(rows: list[dict[str, Any]]) -> Picture:
    start, to = request.args.get("start", ""), request.args.get("to", "")
    return picture_of(
        lambda reader, asked, choice: path_drawn(
            rows, start, to, Neighbourhood(reader, asked), asked, choice
        )
    )


def _by_name() -> dict[str, str]:
    """Return the codes of the agencies of which the address has the names; nothing for codes."""
    offered = _offered()
    ends = {name: request.args.get(name, "") for name in ("start", "to")}
    codes = {name: offered.code_of(text) for name, text in ends.items()}
    return {} if codes == ends else codes


def _offered() -> Choices:
    here = site()
    with here.store.snapshot() as reader:
        return choices(reader, here.asked())


def _nothing(said: str) -> Picture:
    as_at = site().asked().as_of.isoformat()
    return Picture("How are two things connected?", said, (), (), {}, 0, as_at)


def _page(picture: Picture, rows: list[dict[str, Any]], problem: str) -> str:
    return page(
        picture, _frame(), "path.html",
        steps=[line.sentence for line in picture.lines[: len(rows)]], problem=problem,
        fields=_fields(), lists={LIST: few(_offered().agencies)},
        chosen=chips("path.shown", {**_chosen(), **day_chip()}), hidden=day_kept(),
        here=url_for("path.shown"),
        asked=bool(request.args.get("start") and request.args.get("to")), limits=PATH.limits,
        months=[],
    )  # fmt: skip


def _frame() -> Frame:
    kept: dict[str, Any] = {name: request.args[name] for name in TOLD if request.args.get(name)}
    if request.args.getlist("by"):
        kept["by"] = request.args.getlist("by")
    return Frame("path.shown", "path.as_json", "path.as_file", {}, kept)


def _fields() -> list[dict[str, Any]]:
    kinds = {"": "Any", **{label: NOUNS[label].capitalize() for label in WALKED}}
    by = request.args.getlist("by")
    steps = {"": str(LONGEST), **{str(count): str(count) for count in range(1, LONGEST)}}
    return [
        _text("start", "From", "An agency by name or code, a case by reference, all else by key"),
        _select("start_kind", "What it is", kinds),
        _text("to", "To", "The other, in the same way"),
        _select("to_kind", "What that is", kinds),
        _select("steps", "Most steps", steps),
        {
            "kind": "checkboxes", "name": "by", "label": "Only by these ties",
            "hint": "Choose none to go by any of them",
            "options": [
                {"value": edge, "text": WORDS[edge][0], "selected": edge in by} for edge in EDGES
            ],
        },
    ]  # fmt: skip


def _text(name: str, label: str, hint: str) -> dict[str, Any]:
    value = request.args.get(name, "")
    return {
        "kind": "text", "name": name, "label": label, "hint": hint, "value": value, "list": LIST,
    }  # fmt: skip


def _select(name: str, label: str, options: dict[str, str]) -> dict[str, Any]:
    chosen = request.args.get(name, "")
    return {
        "kind": "select", "name": name, "label": label,
        "options": [
            {"value": value, "text": text, "selected": value == chosen}
            for value, text in options.items()
        ],
    }  # fmt: skip


def _chosen() -> dict[str, str]:
    told = {name: request.args.get(name, "") for name in TOLD}
    names = {"start": "From", "to": "To", "steps": "Most steps"}
    chosen = {name: f"{names[name]}: {told[name]}" for name in names if told[name]}
    by = [one for one in request.args.getlist("by") if one in WORDS]
    return {**chosen, "by": f"By: {', '.join(WORDS[one][0] for one in by)}"} if by else chosen


ROUTES = (
    Route("/path", "shown", shown, CASES),
    Route("/path.json", "as_json", as_json, CASES),
    Route("/path.<form>", "as_file", as_file, CASES),
)
