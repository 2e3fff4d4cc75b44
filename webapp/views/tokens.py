"""Tokens for scripts: a person makes, sees and revokes their own."""

import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graph.errors import InputError
from webapp.access import SIGNED_IN, Route
from webapp.caller import PASSWORD, caller
from webapp.database.people import User
from webapp.database.tokens import Token
from webapp.forms import typed, wait_words
from webapp.interface import ROOT
from webapp.roles import PERMISSIONS, SENSITIVE
from webapp.signing import tokens
from webapp.signing.way_in import own_password
from webapp.site import site

DAYS = {"7": "a week", "30": "30 days", "90": "90 days, which is the most"}
Page = str | tuple[str, int] | Response


def listed() -> Page:
    """Show the tokens that are good, with the form for a new one; or make it, and show it once."""
    if request.method == "GET":
        return _page()
    here, user = site(), _user()
    if caller().way == PASSWORD:
        outcome = own_password(here.database, user, typed("present"), here.now())
        if outcome.wait:
            return _page({"present": wait_words(outcome.wait)}, 429)
        if not outcome.good:
            return _page({"present": "This is not your present password"}, 400)
    days = int(typed("days")) if typed("days") in DAYS else 0
    may = set(request.form.getlist("may")) & set(_open_to_caller())
    wish = tokens.Wish(typed("name"), may, days, caller().way)
    try:
        with here.database.writing() as session:
            kept = session.get_one(User, user.id, with_for_update=True)
            made, text = tokens.make(session, kept, wish, here.now())
    except InputError as error:
        return _page({_field(str(error)): str(error)}, 400)
    return render_template("token_made.html", made=made, text=text, root=ROOT)


def revoked(number: int) -> Response:
    """End a token at once."""
    here, user = site(), _user()
    with here.database.writing() as session:
        tokens.revoke(session, user, number, here.now())
    return redirect(url_for("tokens.listed"), 303)


def _user() -> User:
    user = caller().user
    if user is None:
        raise RuntimeError("the door lets nobody in here who is not signed in")
    return user


def _field(problem: str) -> str:
    """Return the field that a problem is shown at."""
    if "name" in problem:
        return "name"
    return "days" if "days" in problem else "may"


def _open_to_caller() -> dict[str, str]:
    """Return what a token of the caller can hold, in words."""
    person = caller().person
    if person is None:
        return {}
    opens = {name: PERMISSIONS[name] for name in tokens.READ if person.may(name)}
    shown = {name: SENSITIVE[name] for name in SENSITIVE if name in person.scope.sees}
    return {**opens, **shown}


def _page(problems: dict[str, str] | None = None, status: int = 200) -> tuple[str, int]:
    here, user = site(), _user()
    with here.database.reading() as session:
        good = tokens.live(session, user.id, here.now())
        ended = tokens.ended(session, user.id, here.now())
    usual = [name for name in _open_to_caller() if name in PERMISSIONS]
    ticked = request.form.getlist("may") if problems else usual
    page = render_template(
        "tokens.html",
        tokens=[_row(one, here.now()) for one in good],
        ended=ended,
        problems=problems or {},
        name=typed("name"),
        days=[
            {"value": days, "text": words, "selected": days == (typed("days") or "30")}
            for days, words in DAYS.items()
        ],
        may=[
            {"value": name, "text": words, "checked": name in ticked}
            for name, words in _open_to_caller().items()
        ],
        asks_password=caller().way == PASSWORD,
        root=ROOT,
    )
    return page, status


def _row(one: Token, now: datetime.datetime) -> dict[str, Any]:
    left = (one.ends_at - now).days
    return {
        "number": one.id,
        "name": one.name,
        "may": ", ".join(one.may),
        "ends": one.ends_at.date(),
        "left": "ends today" if left < 1 else f"{left} days left",
        "used": one.used_at.date() if one.used_at else None,
        "made": one.made_at.date(),
    }


ROUTES = (
    Route("/account/tokens", "listed", listed, SIGNED_IN, ("GET", "POST")),
    Route("/account/tokens/<int:number>/revoke", "revoked", revoked, SIGNED_IN, ("POST",)),
)
