"""The door of every page: nobody gets past it whom the page's declaration does not name."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import flask
from flask import redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from webapp.access import ANYBODY, PARTLY, NotSignedIn, Refused, Route
from webapp.caller import caller
from webapp.interface import is_of_the_interface
from webapp.limits import limits
from webapp.routes import routes

WAY_IN = "sign_in.form"
NEXT = "next"
"""Under which the cookie holds the page that somebody wanted before signing in."""
TELL_HOW = (
    "Send a token: Authorization, Bearer and the token. Make one under Your account. One that was "
    "sent was never made, has ended or was revoked."
)
LONGEST_NEXT = 1500
"""Characters; a browser forgets a cookie of more than about four thousand."""


def guarded(route: Route, endpoint: str) -> Callable[..., Any]:
    """Return the view of a route behind its door."""

    @wraps(route.view)
    def opened(**parts: Any) -> Any:
        limits().at_the_door(route)
        sent_away = _away(route, endpoint)
        return sent_away if sent_away is not None else route.view(**parts)

    return opened


def _away(route: Route, endpoint: str) -> Response | None:
    """Return where to send whoever may not enter yet; raises Refused for whoever may not at all."""
    if route.access is ANYBODY:
        return None
    who = caller()
    if who.person is None and is_of_the_interface():
        raise NotSignedIn(TELL_HOW)
    if not who.is_known:
        wanted = request.full_path.rstrip("?")
        if request.method == "GET" and len(wanted) <= LONGEST_NEXT:
            flask.session[NEXT] = wanted
        return redirect(url_for(WAY_IN), 303)
    if route.access is PARTLY and endpoint == who.step:
        return None
    if who.person is None:
        return redirect(url_for(who.step), 303)
    if not route.access.allows(who.person):
        raise Refused("Your role does not open this page.")
    return None


def own_page(address: str) -> str:
    """Return the name of the page that an address is of, if it is one of this site, else nothing.

    Whoever signs in is sent on to it: an address of somebody else's must never get here.
    """
    plain = address.isprintable() and address.startswith("/") and "\\" not in address
    if not plain or address.startswith("//"):
        return ""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    try:
        endpoint, _ = flask.current_app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return ""
    return str(endpoint)


def wanted_page() -> str:
    """Return the page that somebody wanted before signing in, if they may open it; else home."""
    found, person = flask.session.pop(NEXT, ""), caller().person
    route = dict(routes()).get(own_page(found)) if isinstance(found, str) else None
    if route is None or person is None or not route.access.allows(person):
        return url_for("home.home")
    return str(found)
