"""Which agencies meet: a network by how often, and agencies by agencies as a table."""

import datetime
from typing import Any

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Answer

from graph.errors import InputError
from graph.store import Row
from queries.co_attendance import CO_ATTENDANCE
from queries.coverage.words import day
from queries.neighbours import Neighbourhood
from webapp.access import CASES, Route
from webapp.answer_words import choices_of
from webapp.asking import read_day, read_parameters
from webapp.lists import chips, day_chip, day_kept
from webapp.picture_page import Frame, file, page, picture_of, step
from webapp.pictures.agency import OFTEN
from webapp.pictures.meetings import Matrix, matrix, meetings_drawn
from webapp.pictures.picture import Picture
from webapp.site import site

TOLD = ("area", "from", "least")
FIELDS = {
    "area": ("select", "Area", "Only cases whose home area it is"),
    "from": ("date", "From", "Only meetings of this day or later"),
    "least": ("text", "Met at least", f"Times; {OFTEN} if not given"),
}


def shown() -> str | Answer:
    """Show which agencies meet, by a picture, by pairs and as a table of agencies by agencies."""
    pairs = _pairs()
    picture = _picture(pairs)
    found = matrix(pairs, _least())
    return step(_frame()) or page(
        picture, _frame(), "co_attendance.html", fields=_fields(),
        chosen=chips("co_attendance.shown", {**_chosen(), **day_chip()}), hidden=day_kept(),
        here=url_for("co_attendance.shown"),
        columns=_names(found), rows=_rows(found), matrix=found, limits=CO_ATTENDANCE.limits,
        months=[], csv_href=_csv(),
    )  # fmt: skip


def as_json() -> Response:
    """Return what the picture of co-attendance draws."""
    return file(_picture(_pairs()), "json")


def as_file(form: str) -> Response:
    """Return the picture of co-attendance as a file."""
    return file(_picture(_pairs()), form)


def _pairs() -> list[Row]:
    told = {name: request.args.get(name, "") for name in ("area", "from")}
    return list(site().answer(CO_ATTENDANCE, read_parameters(CO_ATTENDANCE, told)).rows)


def _picture(pairs: list[Row]) -> Picture:
    least = _least()
    return picture_of(
        lambda reader, asked, choice: meetings_drawn(
            pairs, least, Neighbourhood(reader, asked), asked, choice
        )
    )


def _least() -> int:
    text = request.args.get("least", "") or str(OFTEN)
    if not text.isdecimal() or not 1 <= int(text) <= 9_999:
        raise InputError(f"least cannot be {text[:20]!r}: write a whole number from 1")
    return int(text)


def _frame() -> Frame:
    kept = {name: request.args[name] for name in TOLD if request.args.get(name)}
    return Frame("co_attendance.shown", "co_attendance.as_json", "co_attendance.as_file", {}, kept)


def _fields() -> list[dict[str, Any]]:
    told = {name: request.args.get(name, "") for name in FIELDS}
    areas = {"": "All", **choices_of(CO_ATTENDANCE.parameters["area"], told["area"], site())}
    options = [
        {"value": code, "text": text, "selected": code == told["area"]}
        for code, text in areas.items()
    ]
    fields = [
        {"kind": kind, "name": name, "label": label, "hint": hint, "value": told[name]}
        for name, (kind, label, hint) in FIELDS.items()
    ]
    return [{**field, "options": options} if field["name"] == "area" else field for field in fields]


def _chosen() -> dict[str, str]:
    told = {name: request.args[name] for name in FIELDS if request.args.get(name)}
    if "area" in told:
        areas = choices_of(CO_ATTENDANCE.parameters["area"], told["area"], site())
        told["area"] = areas[told["area"]]
    if "from" in told:
        told["from"] = day(read_day(told["from"], datetime.date.min))
    return {name: f"{FIELDS[name][1]}: {value}" for name, value in told.items()}


def _csv() -> str:
    """Return the address of every pair, whatever the weight, as rows of the question."""
    told = {
        name: request.args[name] for name in ("area", "from", "as_of") if request.args.get(name)
    }
    return url_for("questions.asked", slug=CO_ATTENDANCE.slug, format="csv", **dict[str, Any](told))


def _names(found: Matrix) -> list[str]:
    asked = site().asked()
    with site().store.snapshot() as reader:
        agencies = Neighbourhood(reader, asked).agencies
    return [agencies[code].name if code in agencies else code for code in found.codes]


def _rows(found: Matrix) -> list[list[Any]]:
    return [
        [found.met.get((one, other), 0) if one != other else None for other in found.codes]
        for one in found.codes
    ]


ROUTES = (
    Route("/co-attendance", "shown", shown, CASES),
    Route("/co-attendance.json", "as_json", as_json, CASES),
    Route("/co-attendance.<form>", "as_file", as_file, CASES),
)
