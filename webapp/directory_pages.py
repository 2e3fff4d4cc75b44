"""The pages of the directory: the links from each to the others, for those who may open them."""

from typing import Any

from flask import request

from webapp.caller import caller
from webapp.lists import on_day
from webapp.routes import routes

PAGES = {
    "directory.home": "Overview",
    "agencies.listed": "Agencies",
    "directory.kinds": "Types of agency",
    "directory.places": "Areas",
    "directory.people": "Contacts",
    "quality.shown": "Quality of the record",
    "loads.listed": "Loads",
    "quality.health": "Health of the stores",
}


def directory_pages() -> list[dict[str, Any]]:
    """Return the sub-navigation of the directory, as the caller may go."""
    person, known = caller().person, dict(routes())
    return [
        {"text": text, "href": on_day(page), "active": page == request.endpoint}
        for page, text in PAGES.items()
        if person is not None and page in known and known[page].access.allows(person)
    ]
