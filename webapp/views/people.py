"""Users, for those who look after them: who there is, what each was given, and changes to it."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from graph.errors import InputError
from graph.scope import EVERY_CATEGORY
from webapp import accounts
from webapp.access import Refused, Route, any_of
from webapp.accounts import KINDS, Change
from webapp.audit import events
from webapp.audit.origin import note
from webapp.caller import caller
from webapp.coverage_filters import all_areas
from webapp.database.people import User
from webapp.forms import field, page, typed
from webapp.roles import ROLES
from webapp.signing import sessions
from webapp.site import site

PEOPLE = any_of("people")
BOTH = ("GET", "POST")
Page = str | tuple[str, int] | Response
OWN = "Nobody changes what they were given themselves. Ask another user administrator."


def listed() -> str:
    """List the users with their roles."""
    with site().database.reading() as session:
        rows = [_row(session, user) for user in accounts.every_user(session)]
    return render_template("people.html", rows=rows)


def added() -> Page:
    """Add a user; the temporary password is shown once."""
    if request.method == "GET":
        return _form()
    try:
        with site().database.writing() as session:
            user, password = accounts.add_user(session, typed("name"), typed("shown"), _change())
    except InputError as error:
        return _form({"name": str(error)})
    return render_template("handed_over.html", name=user.name, password=password)


def shown(name: str) -> str:
    """Show one user: what they were given, with forms to give and take."""
    with site().database.reading() as session:
        user = accounts.user_named(session, name)
        held = {kind: accounts.given(session, user, kind) for kind in KINDS}
    return render_template(
        "person.html",
        user=user,
        parts=[_part(kind, values) for kind, values in held.items()],
        own=_is_own(user),
        own_words=OWN,
    )


def gives(name: str) -> Response:
    """Give or take one thing; it counts from the user's next page on."""
    kind, value, take = typed("kind"), typed("value").strip(), bool(typed("take"))
    if kind not in KINDS:
        raise InputError("Nothing of that kind can be given. Open the page of the user again")
    with site().database.writing() as session:
        user = _other(session, name)
        if take:
            accounts.take(session, user, kind, value)
        else:
            accounts.give(session, user, kind, value, _change())
    return redirect(url_for("people.shown", name=user.name), 303)


def acts(name: str) -> Page:
    """Disable, enable, sign out, give a new password, or forget a second factor."""
    action = typed("action")
    if action not in ACTIONS:
        raise InputError("There is no such action. Open the page of the user again")
    password = ""
    with site().database.writing() as session:
        user = _other(session, name)
        if action == "disable":
            accounts.disable(session, user, _change())
        elif action == "enable":
            accounts.enable(session, user)
        elif action == "sign-out":
            sessions.end_all(session, user.id)
            note(session, events.SIGNED_OUT, user=user.name, everywhere="yes")
        elif action == "reset-second-factor":
            accounts.reset_factor(session, user)
        else:
            password = accounts.give_password(session, user, _change())
    if password:
        return render_template("handed_over.html", name=user.name, password=password)
    return redirect(url_for("people.shown", name=user.name), 303)


ACTIONS = ("disable", "enable", "sign-out", "reset-second-factor", "password")


def _change() -> Change:
    person = caller().person
    return Change(person.name if person else "nobody", site().now())


def _is_own(user: User) -> bool:
    person = caller().person
    return person is None or user.id == person.id


def _other(session: Session, name: str) -> User:
    """Return a user who is not the one who asks. Raises NotFound, Refused."""
    user = accounts.user_named(session, name)
    if _is_own(user):
        raise Refused(OWN)
    return user


def _row(session: Session, user: User) -> list[Any]:
    roles = [ROLES[role].title for role in accounts.given(session, user, "role") if role in ROLES]
    areas = accounts.given(session, user, "area")
    return [
        {"text": user.name, "href": url_for("people.shown", name=user.name), "note": user.shown},
        ", ".join(roles) or "none",
        ", ".join(_area_names().get(area, area) for area in areas) or "none",
        "disabled" if user.disabled_at else "enabled",
        "yes" if user.factor_at else "no",
    ]


def _part(kind: str, values: list[str]) -> Mapping[str, Any]:
    choices: Mapping[str, str] = _area_names() if kind == "area" else CHOICES.get(kind, {})
    return {
        "kind": kind,
        "title": TITLES[kind],
        "hint": HINTS[kind],
        "values": [{"value": one, "text": choices.get(one, one)} for one in values],
        "choices": {one: text for one, text in choices.items() if one not in values},
    }


def _area_names() -> dict[str, str]:
    return {"*": "every area", **all_areas(site())}


CHOICES = {
    "role": {name: role.title for name, role in ROLES.items()},
    "category": {one: one for one in sorted(EVERY_CATEGORY)},
}
TITLES = {"role": "Roles", "area": "Areas", "category": "Categories", "agency": "Agencies"}
HINTS = {
    "role": "What the user may do.",
    "area": "Whose cases the user sees; every area has the cases without one too.",
    "category": "Categories of cases. Category 4 only where it is needed.",
    "agency": "Codes of agencies; they count for an agency contact alone.",
}


def _form(problems: dict[str, str] | None = None) -> tuple[str, int]:
    hint = "Small letters, digits, '.', '_' or '-'"
    return page(
        "Add a user",
        [
            field("name", "User name", hint=hint, value=typed("name")[:64]),
            field("shown", "How the person is called on pages", value=typed("shown")[:200]),
        ],
        "Add",
        problems=problems,
        after=["The user may do nothing until you give a role, and areas or agencies."],
    )


ROUTES = (
    Route("/people", "listed", listed, PEOPLE, navigation="Users"),
    Route("/people/new", "added", added, PEOPLE, BOTH),
    Route("/people/<name>", "shown", shown, PEOPLE),
    Route("/people/<name>/given", "gives", gives, PEOPLE, ("POST",)),
    Route("/people/<name>/action", "acts", acts, PEOPLE, ("POST",)),
)
