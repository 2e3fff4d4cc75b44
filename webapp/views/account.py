"""Your account: what you may do and see, your password, your second factor, your sessions."""

import flask
from flask import redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from graph.errors import InputError
from webapp.access import PARTLY, SIGNED_IN, Route
from webapp.accounts import Change, set_password
from webapp.audit import events
from webapp.audit.origin import note
from webapp.caller import CHANGE_PASSWORD, PASSWORD, PROVIDER, caller
from webapp.database.people import RecoveryCode, User
from webapp.forms import field, page, typed, wait_words
from webapp.person import Person
from webapp.roles import PERMISSIONS, SENSITIVE, roles_of
from webapp.signing import factor, sessions, waits
from webapp.signing.way_in import own_password, renewed
from webapp.site import site
from webapp.views.sign_in import BOTH, Page, enter, leave

LENGTH_HINT = "At least 12 characters. Three or four words that have nothing to do with each other"
SCAN = (
    "Besides your password you need a second factor: an app on your telephone or computer that "
    "shows codes, such as the one your organisation gives out. Let the app read this picture, or "
    "type the key into it, then give the code that it shows."
)


def shown() -> str:
    """Show what the person was given, and the ways to change what is theirs to change."""
    person, user = _person(), _user()
    with site().database.reading() as database:
        left = database.scalar(
            select(func.count()).where(
                RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
            )
        )
    return render_template(
        "account.html",
        person=person,
        user=user,
        may=[PERMISSIONS[name] for name in PERMISSIONS if person.may(name)],
        sees=[SENSITIVE[name] for name in SENSITIVE if name in person.scope.sees],
        roles=roles_of(person.roles),
        recovery_codes_left=left,
        by_password=caller().way == PASSWORD,
    )


def password() -> Page:
    """Change the password; a temporary one must be changed before anything else."""
    user = _user()
    if caller().way == PROVIDER:
        return redirect(url_for("account.shown"), 303)
    if flask.request.method == "GET":
        return _password()
    here = site()
    outcome = own_password(here.database, user, typed("present"), here.now())
    if outcome.wait:
        return _password({"present": wait_words(outcome.wait)}, 429)
    if not outcome.good:
        return _password({"present": "This is not your present password"})
    if typed("new") != typed("again"):
        return _password({"again": "The two new passwords are not the same"})
    if typed("new") == typed("present"):
        return _password({"new": "Choose a password that is not the present one"})
    try:
        with here.database.writing() as database:
            kept = database.get_one(User, user.id, with_for_update=True)
            change = Change(user.name, here.now())
            set_password(database, kept, typed("new"), change)
            given = caller().way == PASSWORD and kept.factor_at is not None
            token = sessions.begin(
                database, kept, PASSWORD, here.now(), here.limits, factor_given=given
            )
    except InputError as error:
        return _password({"new": str(error)})
    return enter(token)


def second_factor() -> Page:
    """Set up the second factor: show the secret, and take the first code as proof."""
    user = _user()
    if user.factor_at or caller().way == PROVIDER:
        return redirect(url_for("account.shown"), 303)
    secret = _proposed(user)
    if flask.request.method == "GET":
        return _factor(secret)
    here = site()
    with here.database.writing() as database:
        wait = waits.begin_try(database, waits.OF_A_CODE, str(user.id), here.now())
        if wait:
            return _factor(secret, {"code": wait_words(wait)}, 429)
        kept = database.get_one(User, user.id, with_for_update=True)
        good = factor.take_code(database, kept, typed("code"), here.settings.secret, here.now())
        if not good:
            return _factor(secret, {"code": "The code is not right. Give the one shown now"})
        kept.factor_at = here.now()
        codes = factor.recovery_codes()
        factor.keep_recovery_codes(database, kept, codes, here.now())
        waits.forget(database, waits.OF_A_CODE, str(user.id))
        waits.forget(database, waits.OF_A_NAME, user.name)
        sessions.end_all(database, user.id)
        note(database, events.FACTOR_CHANGED, user=user.name, change="set up")
        token = renewed(database, kept, caller().token, here.now(), here.limits)
    enter(token)
    return render_template("recovery_codes.html", codes=codes)


def new_codes() -> Page:
    """Make new recovery codes in place of the old ones, for whoever knows the password."""
    user, here = _user(), site()
    if user.factor_at is None:
        return redirect(url_for("account.shown"), 303)
    if flask.request.method == "GET":
        return _new_codes()
    outcome = own_password(here.database, user, typed("present"), here.now())
    if outcome.wait:
        return _new_codes({"present": wait_words(outcome.wait)}, 429)
    if not outcome.good:
        return _new_codes({"present": "This is not your present password"})
    codes = factor.recovery_codes()
    with here.database.writing() as database:
        factor.keep_recovery_codes(database, user, codes, here.now())
        note(database, events.FACTOR_CHANGED, user=user.name, change="new recovery codes")
    return render_template("recovery_codes.html", codes=codes)


def everywhere() -> Response:
    """End every session of the person, this one too."""
    user = _user()
    with site().database.writing() as database:
        sessions.end_all(database, user.id)
    return leave(everywhere="yes")


def _person() -> Person:
    person = caller().person
    if person is None:
        raise RuntimeError("the door lets nobody in here who is not signed in")
    return person


def _user() -> User:
    user = caller().user
    if user is None:
        raise RuntimeError("the door lets nobody in here who has not given a password")
    return user


def _proposed(user: User) -> str:
    """Return the secret that is proposed to somebody, and keep it until it is confirmed."""
    here = site()
    secret = factor.opened(user.factor_secret, here.settings.secret)
    if secret is None:
        with here.database.writing() as database:
            kept = database.get_one(User, user.id, with_for_update=True)
            kept_secret = factor.opened(kept.factor_secret, here.settings.secret)
            secret = kept_secret or factor.new_secret()
            kept.factor_secret = factor.sealed(secret, here.settings.secret)
    return secret


def _password(problems: dict[str, str] | None = None, status: int = 200) -> tuple[str, int]:
    must = caller().step == CHANGE_PASSWORD
    before = ["Your password was given to you by somebody else. Choose one that you alone know."]
    return page(
        "Change your password",
        [
            field("present", "Present password", kind="password", fill="current-password"),
            field("new", "New password", kind="password", fill="new-password", hint=LENGTH_HINT),
            field("again", "New password again", kind="password", fill="new-password"),
        ],
        "Change password",
        problems=problems,
        status=status,
        before=before if must else [],
        username=_user().name,
        after=["Every other session of yours ends."],
    )


def _factor(
    secret: str, problems: dict[str, str] | None = None, status: int = 200
) -> tuple[str, int]:
    key = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    picture = factor.drawn(secret, _user().name)
    return page(
        "Set up your second factor",
        [field("code", "Code that your app shows", hint="6 digits", fill="one-time-code")],
        "Go on",
        problems=problems,
        status=status,
        before=[SCAN],
        picture={"address": picture, "alternative": "Picture that an app reads", "key": key},
    )


def _new_codes(problems: dict[str, str] | None = None, status: int = 200) -> tuple[str, int]:
    return page(
        "Make new recovery codes",
        [field("present", "Present password", kind="password", fill="current-password")],
        "Make new codes",
        problems=problems,
        status=status,
        before=["The codes that you have now are no longer good afterwards."],
        username=_user().name,
    )


ROUTES = (
    Route("/account", "shown", shown, SIGNED_IN),
    Route("/account/password", "password", password, PARTLY, BOTH),
    Route("/account/second-factor", "factor", second_factor, PARTLY, BOTH),
    Route("/account/recovery-codes", "codes", new_codes, SIGNED_IN, BOTH),
    Route("/account/sign-out-everywhere", "everywhere", everywhere, SIGNED_IN, ("POST",)),
)
