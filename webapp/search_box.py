"""The search box at the head of every page, for whoever may search."""

from typing import Any

from webapp.access import SEARCH
from webapp.found import KINDS
from webapp.languages import said
from webapp.lists import on_day
from webapp.person import Person
from webapp.searching import LONGEST
from webapp.style import NODES


def search_box(person: Person | None) -> dict[str, Any] | None:
    """Return what the search box shows and where it sends; None for whoever may not search."""
    if person is None or not SEARCH.allows(person):
        return None
    sees_names = "names" in person.scope.sees
    return {
        "action": on_day("search.kept"),
        "suggest": on_day("search.suggested"),
        "label": said("Find a case, agency, panel or person")
        if sees_names
        else said("Find a case, agency or panel"),
        "longest": LONGEST,
        "looks": {kind: NODES[words.look] for kind, words in KINDS.items()},
    }  # fmt: skip
