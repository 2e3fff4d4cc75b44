"""Pictures of a case, an agency and a panel day: each a page with its table, and files of it."""

from flask import Response, request
from werkzeug.wrappers import Response as Answer

from webapp.access import CASES, PANELS, Route
from webapp.case_pages import case_links
from webapp.lists import on_day
from webapp.picture_page import Frame, file, months, page, picture_of, step
from webapp.pictures.agency import agency_drawn
from webapp.pictures.case import case_drawn, moments
from webapp.pictures.panel import panel_drawn
from webapp.pictures.picture import Picture, as_day
from webapp.site import site


def case(reference: str) -> str | Answer:
    """Show the picture of a case, on the day or at the end of an earlier month."""
    frame = Frame(
        "pictures.case", "pictures.case_json", "pictures.case_file", {"reference": reference},
        links=case_links(reference, "pictures.case"),
    )  # fmt: skip
    asked_back = step(frame)
    if asked_back:
        return asked_back
    picture = _case(reference)
    days = moments(as_day(picture.nodes[0].since), site().asked().as_of)
    return page(picture, frame, months=months(days, as_day(picture.as_at), frame))


def case_json(reference: str) -> Response:
    """Return what the picture of a case draws."""
    return file(_case(reference), "json")


def case_file(reference: str, form: str) -> Response:
    """Return the picture of a case as a file."""
    return file(_case(reference), form)


def agency(agency: str) -> str | Answer:
    """Show the picture of an agency: its cases and panels, and agencies that it meets."""
    frame = Frame(
        "pictures.agency", "pictures.agency_json", "pictures.agency_file", {"agency": agency},
        back={"text": "The agency", "href": on_day("agencies.shown", agency=agency)},
    )  # fmt: skip
    return step(frame) or page(_agency(agency), frame, months=[])


def agency_json(agency: str) -> Response:
    """Return what the picture of an agency draws."""
    return file(_agency(agency), "json")


def agency_file(agency: str, form: str) -> Response:
    """Return the picture of an agency as a file."""
    return file(_agency(agency), form)


def panel(code: str) -> str | Answer:
    """Show the picture of a panel's next meeting, or of the meeting that the address names."""
    meeting = request.args.get("meeting", "")
    frame = Frame(
        "pictures.panel", "pictures.panel_json", "pictures.panel_file", {"code": code},
        {"meeting": meeting} if meeting else {},
        back=_back(code, meeting),
    )  # fmt: skip
    return step(frame) or page(_panel(code), frame, months=[])


def panel_json(code: str) -> Response:
    """Return what the picture of a panel day draws."""
    return file(_panel(code), "json")


def panel_file(code: str, form: str) -> Response:
    """Return the picture of a panel day as a file."""
    return file(_panel(code), form)


def _case(reference: str) -> Picture:
    return picture_of(lambda reader, asked, choice: case_drawn(reader, reference, asked, choice))


def _agency(code: str) -> Picture:
    return picture_of(lambda reader, asked, choice: agency_drawn(reader, code, asked, choice))


def _panel(code: str) -> Picture:
    meeting = request.args.get("meeting") or None
    return picture_of(
        lambda reader, asked, choice: panel_drawn(reader, code, meeting, asked, choice)
    )


def _back(code: str, meeting: str) -> dict[str, str]:
    if meeting:
        return {"text": "The meeting", "href": on_day("meetings.shown", meeting=meeting)}
    return {"text": "The panel", "href": on_day("panels.shown", code=code)}


ROUTES = (
    Route("/cases/<reference>/picture", "case", case, CASES),
    Route("/cases/<reference>/picture.json", "case_json", case_json, CASES),
    Route("/cases/<reference>/picture.<form>", "case_file", case_file, CASES),
    Route("/agencies/<agency>/picture", "agency", agency, CASES),
    Route("/agencies/<agency>/picture.json", "agency_json", agency_json, CASES),
    Route("/agencies/<agency>/picture.<form>", "agency_file", agency_file, CASES),
    Route("/panels/<code>/picture", "panel", panel, PANELS),
    Route("/panels/<code>/picture.json", "panel_json", panel_json, PANELS),
    Route("/panels/<code>/picture.<form>", "panel_file", panel_file, PANELS),
)
