"""Who asks: what the person, or the token, may open and see."""

from typing import Any

from webapp.access import SIGNED_IN
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import TEXT, each, maybe, one
from webapp.caller import caller
from webapp.roles import PERMISSIONS, SENSITIVE
from webapp.scope_words import in_words
from webapp.site import site


def own(told: Told) -> dict[str, Any]:
    """Return who asks, by what, and until when."""
    del told
    who = caller()
    person = who.person
    if person is None:
        raise RuntimeError("the door lets nobody in here who is not signed in")
    return {
        "name": person.name,
        "roles": list(person.roles),
        "may": [name for name in PERMISSIONS if person.may(name)],
        "sees": [name for name in SENSITIVE if name in person.scope.sees],
        "scope": in_words(person, site().store),
        "by": who.way,
        "ends_at": who.ends_at.isoformat() if who.ends_at else None,
    }


ENDPOINTS = (
    Endpoint(
        "/me", "me", "Who asks, and what they may open and see", SIGNED_IN, own,
        one(name=TEXT, roles=each(TEXT), may=each(TEXT), sees=each(TEXT), scope=TEXT, by=TEXT,
            ends_at=maybe(TEXT)),
        of_a_day=False,
    ),
)  # fmt: skip
