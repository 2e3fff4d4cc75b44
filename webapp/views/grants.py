"""Restricted cases that are open to somebody: the list, opening one to somebody, closing it."""

from typing import Any

from flask import redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from graph.errors import InputError, NotFound
from queries.named_cases import seen_cases
from webapp import granting
from webapp.access import Refused, Route, any_of
from webapp.accounts import Change, Opening, checked_reason
from webapp.asking import read_day
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.database.grants import Grant
from webapp.database.people import User
from webapp.forms import typed
from webapp.granting import Moment, until_words
from webapp.names import is_name, plain_name
from webapp.person import Person, person_of
from webapp.site import site

GRANT = any_of("grant")
BOTH = ("GET", "POST")
Page = str | tuple[str, int] | Response
NOT_FOR_THEM = (
    "That is no user who would see the case even if it were opened to them: it takes a role for "
    "cases, an area and a category besides. Check the name, or ask a user administrator"
)


def listed() -> str:
    """List the restricted cases that I see and that are open to somebody, with why and until."""
    found = mine()
    seen().case(*(grant.case_ref for grant, _ in found))
    return render_template(
        "grants.html",
        rows=[[*_row(grant, user), grant.id] for grant, user in found],
        break_glass=site().break_glass,
    )


def made() -> Page:
    """Open a restricted case that I see to somebody else, for a reason and with an end."""
    told = {name: typed(name).strip() for name in ("case", "name", "why", "starts", "ends")}
    if not any(told.values()):
        return _form(told)
    opening, problems = _opening(told)
    if opening is None:
        return _form(told, problems)
    problem = _given(opening, told["name"])
    return _form(told, problem) if problem else redirect(url_for("grants.listed"), 303)


def withdrawn(grant: int) -> Response:
    """Close a case to somebody, at once; of a case that I do not see there is no grant."""
    if grant not in {found.id for found, _ in mine()}:
        raise NotFound("There is no such grant")
    with site().database.writing() as session:
        granting.withdraw(session, grant, Change(me().name, site().now()))
    return redirect(url_for("grants.listed"), 303)


def me() -> Person:
    """Return who asks."""
    person = caller().person
    if person is None:
        raise Refused("Sign in first")
    return person


def moment() -> Moment:
    """Return today and now."""
    return Moment(site().clock(), site().now())


def mine() -> list[tuple[Grant, User]]:
    """Return the grants of cases that I see myself: of others not even that there are any."""
    with site().database.reading() as session:
        found = granting.open_grants(session, moment())
    with site().store.snapshot() as reader:
        visible = seen_cases(reader, {grant.case_ref for grant, _ in found}, site().asked())
    return [(grant, user) for grant, user in found if grant.case_ref in visible]


def _opening(told: dict[str, str]) -> tuple[Opening | None, dict[str, str]]:
    """Read the form, before anything is looked up."""
    problems, today = {}, site().clock()
    starts = ends = today
    for name, words in (("starts", "first day"), ("ends", "first day on which it is closed again")):
        try:
            day = read_day(told[name], today)
        except InputError as error:
            problems[name] = str(error)
            continue
        if name == "ends" and (not told[name] or day <= starts):
            problems[name] = f"Give the {words}; it comes after the first day"
        starts, ends = (day, ends) if name == "starts" else (starts, day)
    try:
        checked_reason(told["why"])
    except InputError as error:
        problems["why"] = str(error)
    if not told["case"] or len(told["case"]) > 100:
        problems["case"] = "Give the reference of a case"
    if starts < today and "starts" not in problems:
        problems["starts"] = "The first day is today or later"
    opening = Opening(told["case"], told["why"], starts, ends)
    return (None if problems else opening), problems


def _given(opening: Opening, name: str) -> dict[str, str]:
    """Open the case; return what is wrong, by field."""
    here = site()
    try:
        if not granting.is_restricted(here.store, opening.case_ref, here.asked()):
            return {"case": "That case is not restricted: whoever works in its area sees it"}
    except NotFound as error:
        return {"case": str(error)}
    try:
        with here.database.writing() as session:
            user = _receiver(session, name, opening.case_ref)
            if user is None:
                return {"name": NOT_FOR_THEM}
            granting.give(session, me(), user, opening, moment(), here.settings.grant_days)
    except InputError as error:
        return {"ends": str(error)}
    return {}


def _receiver(session: Session, name: str, case: str) -> User | None:
    """Return a user who would see the case if it were opened to them."""
    wanted = select(User).where(User.name == plain_name(name), User.disabled_at.is_(None))
    user = session.scalars(wanted).one_or_none() if is_name(plain_name(name)) else None
    if user is None:
        return None
    person = person_of(session, user, site().clock(), site().now())
    sees = person.may("cases") and granting.would_see(site().store, person, case, site().asked())
    return user if sees else None


def _row(grant: Grant, user: User) -> list[Any]:
    until: Any = {"date": grant.ends_on, "note": "that day not included"}
    if grant.glass_until:
        until = until_words(grant.glass_until)
    how = "by break-glass" if grant.glass_until else f"by {grant.made_by}"
    return [
        {"text": grant.case_ref, "href": url_for("cases.shown", reference=grant.case_ref)},
        {"text": user.shown or user.name, "note": user.name},
        {"text": grant.why, "note": how},
        grant.starts_on,
        until,
    ]


def _form(told: dict[str, str], problems: dict[str, str] | None = None) -> Page:
    page = render_template(
        "grant_new.html", told=told, problems=problems or {}, longest=site().settings.grant_days
    )
    return (page, 400) if problems else page


ROUTES = (
    Route("/grants", "listed", listed, GRANT, footer="Restricted cases"),
    Route("/grants/new", "made", made, GRANT, BOTH),
    Route("/grants/<int:grant>/withdraw", "withdrawn", withdrawn, GRANT, ("POST",)),
)
