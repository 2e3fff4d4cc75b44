"""The way in and out: name and password, second factor, sign out, stay signed in."""

import flask
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access import ANYBODY, PARTLY, SIGNED_IN, Route
from webapp.at_provider import asking, led_there
from webapp.audit import events
from webapp.audit.origin import note
from webapp.caller import COOKIE_KEY, PROVIDER, caller, forget_caller
from webapp.demonstration import invented_users
from webapp.forms import field, page, typed, wait_words
from webapp.guard import NEXT, wanted_page
from webapp.languages import clear_cookie, later, said
from webapp.names import plain_name
from webapp.signing import sessions
from webapp.signing.provider import NotVouched
from webapp.signing.way_in import Try, by_code, by_password
from webapp.site import site

BOTH = ("GET", "POST")
ASK = later("If you cannot sign in, ask whoever looks after users of MAPPA Explorer for you.")
NOT_RIGHT = later("The name or the password is not right, or the account is not open")
NO_CODE = later(
    "The code is not right, or was used before. Wait for the next one, or use a recovery code"
)
LAPSED = later(
    "You were signed out because your session had ended. Sign in to go on where you were."
)
Page = str | tuple[str, int] | Response


def form() -> Page:
    """Ask for name and password; begin a session where they are right."""
    if request.method == "GET":
        return redirect(url_for("home.home")) if caller().person else _form()
    here = site()
    name = plain_name(typed("name"))
    one = Try(name, request.remote_addr or "", here.now())
    outcome = by_password(here.database, one, typed("password"), here.limits)
    if outcome.wait:
        return _form({"name": wait_words(outcome.wait)}, 429)
    if not outcome.good:
        return _form({"name": said(NOT_RIGHT)})
    return enter(outcome.token)


def code() -> Page:
    """Ask for the second factor; a good one lets in."""
    if request.method == "GET":
        return _code()
    here, who = site(), caller()
    if who.user is None:
        return redirect(url_for("sign_in.form"), 303)
    one = Try(who.user.name, request.remote_addr or "", here.now())
    outcome = by_code(
        here.database, one, who.user, typed("code"), who.token, here.settings.secret, here.limits
    )
    if outcome.wait:
        return _code({"code": wait_words(outcome.wait)}, 429)
    return enter(outcome.token) if outcome.good else _code({"code": said(NO_CODE)})


def enter(token: str) -> Response:
    """Hand the number of a new session to the browser, and lead on; nothing else is kept."""
    wanted, before = flask.session.get(NEXT, ""), caller().token
    if before:
        with site().database.writing() as database:
            sessions.end(database, before)
    clear_cookie()
    flask.session[COOKIE_KEY] = token
    forget_caller()
    who = caller()
    if who.person is None and who.step:
        flask.session[NEXT] = wanted
        return redirect(url_for(who.step), 303)
    flask.session[NEXT] = wanted
    return redirect(wanted_page(), 303)


def out() -> Page:
    """Sign out: the session ends here and in the database, and the cookie is emptied."""
    if request.method == "GET":
        return render_template("sign_out.html")
    return leave()


def leave(*, everywhere: str = "no") -> Response:
    """End the session of the request, and lead on; `yes` where every other has ended."""
    token, user, way = caller().token, caller().user, caller().way
    if token and user:
        with site().database.writing() as database:
            sessions.end(database, token)
            note(database, events.SIGNED_OUT, user=user.name, everywhere=everywhere)
    clear_cookie()
    forget_caller()
    return _out_there() if way == PROVIDER else redirect(url_for("sign_in.left"), 303)


def left() -> str:
    """Say that somebody is signed out, and what to do on a shared machine."""
    return render_template("signed_out.html", provider=site().settings.provider)


def session() -> str:
    """Say when the session ends, with a button to stay: for those without a script."""
    return render_template("session.html", ends_at=caller().ends_at)


def extended() -> Response:
    """Note that somebody is still there, up to the absolute limit; told in seconds."""
    here, who = site(), caller()
    with here.database.writing() as database:
        found = sessions.find(database, who.token, here.now(), here.limits)
        if found is not None:
            sessions.seen(database, found, here.now())
    if request.accept_mimetypes.best == "application/json":
        ends_at = min(found.ends_at, here.now() + here.limits.idle) if found else here.now()
        return flask.jsonify({"seconds_left": int((ends_at - here.now()).total_seconds())})
    return redirect(url_for("sign_in.session"), 303)


def _out_there() -> Response:
    """Lead on to sign out of the provider too, where it has a place for that and answers.

    The address is the provider's own, and where it leads back to ours: nothing of the request.
    """
    provider, plain = site().settings.provider, redirect(url_for("sign_in.left"), 303)
    if provider is None:
        return plain
    try:
        address = asking().way_out(url_for("sign_in.left", _external=True))
    except NotVouched:
        return plain  # they are signed out here, and are told that they may not be there
    return led_there(address, f"Sign out of {provider.shown}") if address else plain


def _form(problems: dict[str, str] | None = None, status: int = 200) -> tuple[str, int]:
    lapsed = caller().lapsed and not problems
    return page(
        said("Sign in"),
        [
            field("name", said("User name"), fill="username", value=typed("name")[:64]),
            field("password", said("Password"), kind="password", fill="current-password"),
        ],
        said("Sign in"),
        problems=problems,
        status=status,
        before=[said(LAPSED)] if lapsed else [],
        after=[said(ASK)],
        translated=True,
        invented_users=invented_users(site()) if site().demo else [],
        provider=site().settings.provider,
    )


def _code(problems: dict[str, str] | None = None, status: int = 200) -> tuple[str, int]:
    hint = said("6 digits from your app, or one of your recovery codes")
    return page(
        said("Give your second factor"),
        [field("code", said("Code"), hint=hint, fill="one-time-code")],
        said("Go on"),
        problems=problems,
        status=status,
        translated=True,
    )


ROUTES = (
    Route("/sign-in", "form", form, ANYBODY, BOTH),
    Route("/sign-in/code", "code", code, PARTLY, BOTH),
    Route("/sign-out", "out", out, ANYBODY, BOTH),
    Route("/signed-out", "left", left, ANYBODY),
    Route("/session", "session", session, SIGNED_IN),
    Route("/session/extend", "extended", extended, SIGNED_IN, ("POST",)),
)
