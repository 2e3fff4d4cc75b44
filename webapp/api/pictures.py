"""Pictures: the elements that the page of a case, an agency or a panel day draws."""

from typing import Any

from graph.schema import Kind
from queries.analysis import Parameter
from webapp.access import CASES, PANELS
from webapp.api.endpoint import Endpoint, Told
from webapp.api.panels import MEETING
from webapp.api.shapes import OBJECT
from webapp.picture_page import picture_of
from webapp.pictures.agency import agency_drawn
from webapp.pictures.case import case_drawn
from webapp.pictures.panel import panel_drawn

CHOICE = {
    "open": Parameter(Kind.TEXT, "What is expanded: keys, as in the address of the page."),
    "hide": Parameter(Kind.TEXT, "What is hidden, as in the address of the page."),
}
AT = Parameter(Kind.DATE, "Look at it as it stood on this earlier day.")
DRAWN = {**OBJECT, "required": ["elements", "layout", "counts", "truncated", "as_at"]}


def case(told: Told, reference: str) -> dict[str, Any]:
    """Return the picture of a case."""
    del told
    return picture_of(
        lambda reader, asked, choice: case_drawn(reader, reference, asked, choice)
    ).as_json()


def agency_shown(told: Told, agency: str) -> dict[str, Any]:
    """Return the picture of an agency: its cases and panels, and agencies that it meets."""
    del told
    return picture_of(
        lambda reader, asked, choice: agency_drawn(reader, agency, asked, choice)
    ).as_json()


def panel(told: Told, code: str) -> dict[str, Any]:
    """Return the picture of a panel's next meeting, or of the one that is named."""
    return picture_of(
        lambda reader, asked, choice: panel_drawn(reader, code, told["meeting"], asked, choice)
    ).as_json()


ENDPOINTS = (
    Endpoint(
        "/graph/case/<reference>", "case_picture", "The picture of a case", CASES, case, DRAWN,
        {**CHOICE, "at": AT},
    ),
    Endpoint(
        "/graph/agency/<agency>", "agency_picture", "The picture of an agency", CASES,
        agency_shown, DRAWN, CHOICE,
    ),
    Endpoint(
        "/graph/panel/<code>", "panel_picture", "The picture of a panel day", PANELS, panel,
        DRAWN, {**CHOICE, "meeting": MEETING},
    ),
)  # fmt: skip
