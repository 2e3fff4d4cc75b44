"""The pages of one case: the links from each to the others."""

from typing import Any

from webapp.lists import on_day

PAGES = {
    "cases.shown": "Overview",
    "case_timeline.shown": "Timeline",
    "case_actions.shown": "Actions",
    "case_history.shown": "History",
    "pictures.case": "Picture",
}


def case_links(reference: str, here: str) -> list[dict[str, Any]]:
    """Return the sub-navigation of a case; `here` is the name of the page that is open."""
    return [
        {"text": text, "href": on_day(page, reference=reference), "active": page == here}
        for page, text in PAGES.items()
    ]
