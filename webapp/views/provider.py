"""The way in by the organisation's own provider: there, back, and what is said where it fails."""

import dataclasses

import flask
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access import ANYBODY, Route
from webapp.at_provider import asking, led_there, provider
from webapp.audit import events
from webapp.audit.origin import note
from webapp.caller import caller
from webapp.signing.provider import AWAY, LATE, REFUSED, STATE, TOKEN, NotVouched, Pending
from webapp.signing.way_in import Try, by_provider
from webapp.site import site
from webapp.views.sign_in import enter

KEPT = "provider"
"""Under which the signed cookie holds what is under way."""
AGAIN = "Go back to the sign-in page, and try again from there."
SAID = {
    AWAY: "It does not answer, or not as it should. Try again in a minute.",
    STATE: f"What came back does not belong to what this browser began. {AGAIN}",
    REFUSED: f"You were not signed in there. {AGAIN}",
    LATE: f"That took longer than 10 minutes. {AGAIN}",
    TOKEN: f"What it said could not be checked. {AGAIN}",
}
STATUS = {AWAY: 503}


def begun() -> Response | tuple[str, int]:
    """Send the browser to the provider, with a number that it must bring back."""
    pending = Pending.new(site().now())
    try:
        address = asking().address(pending, _back())
    except NotVouched as error:
        return _failed(error.why)
    flask.session[KEPT] = dataclasses.asdict(pending)
    return led_there(address, f"Sign in with {provider().shown}")


def came_back() -> Response | tuple[str, int]:
    """Let in whom the provider vouches for; what was under way counts once."""
    here, kept = site(), flask.session.pop(KEPT, None)
    if caller().person is not None and kept is None:
        return redirect(url_for("home.home"), 303)  # the page was opened again
    try:
        pending = Pending.of(kept)
        subject = asking().subject(pending, request.args, _back(), here.now())
    except NotVouched as error:
        return _failed(error.why)
    one = Try("", request.remote_addr or "", here.now())
    outcome = by_provider(here.database, one, provider().issuer, subject, here.limits)
    if outcome.good:
        return enter(outcome.token)
    page = render_template("not_of_ours.html", provider=provider(), subject=subject)
    return page, 403


def _failed(why: str) -> tuple[str, int]:
    """Say that nobody came in; what the provider wrote is not repeated."""
    with site().database.writing() as session:
        note(session, events.PROVIDER_REFUSED, why=why)
    heading = f"You were not signed in with {provider().shown}"
    page = render_template("problem.html", heading=heading, text=SAID[why])
    return page, STATUS.get(why, 400)


def _back() -> str:
    return url_for("provider.came_back", _external=True)


ROUTES = (
    Route("/sign-in/provider", "begun", begun, ANYBODY, ("POST",), provider_only=True),
    Route("/sign-in/provider/back", "came_back", came_back, ANYBODY, provider_only=True),
)
