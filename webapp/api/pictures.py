"""Pictures: what the page of each draws, with what is expanded, hidden, or looked at earlier."""

from collections.abc import Callable
from typing import Any

from graph.schema import Kind
from graph.store import Reader
from queries.analysis import Asked, Parameter
from queries.co_attendance import CO_ATTENDANCE
from queries.neighbours import Neighbourhood
from queries.path import PATH
from webapp.access import CASES, PANELS
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import OBJECT
from webapp.picture_page import notes, picture_of
from webapp.pictures.agency import OFTEN, agency_drawn
from webapp.pictures.case import case_drawn
from webapp.pictures.choice import Choice
from webapp.pictures.files import data
from webapp.pictures.meetings import meetings_drawn
from webapp.pictures.panel import panel_drawn
from webapp.pictures.path import path_drawn
from webapp.pictures.picture import Picture
from webapp.site import site

CHOICE = {
    "open": Parameter(Kind.TEXT, "What is expanded: KEY,KEY~GROUP.GROUP~MOST as a page has it."),
    "hide": Parameter(Kind.TEXT, "What is hidden: classes of the legend, and keys."),
}
AT = {"at": Parameter(Kind.DATE, "An earlier day to look at it, in the places of this one.")}
MEETING = {"meeting": Parameter(Kind.TEXT, "A meeting by its code; the next if not given.")}
LEAST = {"least": Parameter(Kind.INTEGER, f"Only pairs that met so often; {OFTEN} if not given.")}
SHAPE = {**OBJECT, "required": ["elements", "layout", "counts", "truncated", "as_at"]}


def case(told: Told, reference: str) -> dict[str, Any]:
    """Return the picture of a case."""
    del told
    return _drawn(lambda reader, asked, choice: case_drawn(reader, reference, asked, choice))


def agency(told: Told, agency: str) -> dict[str, Any]:
    """Return the picture of an agency."""
    del told
    return _drawn(lambda reader, asked, choice: agency_drawn(reader, agency, asked, choice))


def panel(told: Told, code: str) -> dict[str, Any]:
    """Return the picture of a panel day."""
    meeting = told["meeting"]
    return _drawn(lambda reader, asked, choice: panel_drawn(reader, code, meeting, asked, choice))


def path(told: Told) -> dict[str, Any]:
    """Return the picture of a path."""
    asked_for = {name: told[name] for name in PATH.parameters}
    rows = site().answer(PATH, asked_for).rows
    one, other = told["one"], told["other"]
    return _drawn(
        lambda reader, asked, choice: path_drawn(
            rows, one, other, Neighbourhood(reader, asked), asked, choice
        )
    )


def co_attendance(told: Told) -> dict[str, Any]:
    """Return the picture of agencies that meet."""
    rows = site().answer(CO_ATTENDANCE, {name: told[name] for name in CO_ATTENDANCE.parameters})
    least = told["least"] or OFTEN
    return _drawn(
        lambda reader, asked, choice: meetings_drawn(
            rows.rows, least, Neighbourhood(reader, asked), asked, choice
        )
    )


def _drawn(make: Callable[[Reader, Asked, Choice], Picture]) -> dict[str, Any]:
    return data(picture_of(make), notes())


ENDPOINTS = (
    Endpoint(
        "/graph/case/<reference>", "case_picture", "The picture of a case", CASES, case, SHAPE,
        {**CHOICE, **AT},
    ),
    Endpoint(
        "/graph/agency/<agency>", "agency_picture", "The picture of an agency", CASES, agency,
        SHAPE, CHOICE,
    ),
    Endpoint(
        "/graph/panel/<code>", "panel_picture", "The picture of a panel day", PANELS, panel,
        SHAPE, {**CHOICE, **MEETING},
    ),
    Endpoint(
        "/graph/path", "path_picture", "How two things are connected", CASES, path, SHAPE,
        {**PATH.parameters, **CHOICE},
    ),
    Endpoint(
        "/graph/co-attendance", "meetings_picture", "Which agencies meet", CASES, co_attendance,
        SHAPE, {**CO_ATTENDANCE.parameters, **LEAST, **CHOICE},
    ),
)  # fmt: skip
