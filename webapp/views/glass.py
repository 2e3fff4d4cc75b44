"""Break-glass: a chair opens a restricted case to themselves, for a stated reason and time."""

import datetime

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from graph.errors import InputError
from queries.named_cases import seen_cases
from webapp import granting
from webapp.access import Refused, Route
from webapp.accounts import Change, Opening, checked_reason
from webapp.audit import events
from webapp.audit.keys import known, letters
from webapp.audit.origin import note
from webapp.caller import caller
from webapp.forms import typed
from webapp.granting import MOST_IN_VAIN, NO_CASE, TOO_MANY
from webapp.site import site
from webapp.views.grants import BOTH, GRANT, me

OFF = "Break-glass is not used on this site. Ask whoever keeps the restricted cases"
UNITS = {"hours": 1, "days": 24}


def opened() -> str | tuple[str, int] | Response:
    """Open a restricted case to whoever asks; nothing is looked up before the reason is given."""
    here = site()
    told = {name: typed(name).strip() for name in ("case", "why", "number", "unit")}
    if not any(told.values()):
        return _form(told)
    if not here.break_glass:
        raise Refused(OFF)
    hours, problems = _read(told, here.settings.break_glass_hours)
    if problems:
        return _form(told, problems)
    problem = _tried(told["case"], told["why"], hours)
    if problem:
        return _form(told, {"case": problem})
    return redirect(url_for("cases.shown", reference=told["case"]), 303)


def _read(told: dict[str, str], most: int) -> tuple[int, dict[str, str]]:
    """Return for how many hours, and what is wrong with the form, by field."""
    problems = {}
    if not told["case"] or len(told["case"]) > 100:
        problems["case"] = "Give the reference of a case"
    try:
        checked_reason(told["why"])
    except InputError as error:
        problems["why"] = str(error)
    number = told["number"]
    short = number.isascii() and number.isdecimal() and len(number) <= 4
    hours = int(number) * UNITS.get(told["unit"], 0) if short else 0
    if not 0 < hours <= most:
        problems["number"] = f"Give a whole number; at most {most} hours in all"
    return hours, problems


def _tried(case: str, why: str, hours: int) -> str:
    """Open the case where it is the chair's to open; return what to say where it is not."""
    here, person, now = site(), me(), site().now()
    asked = here.asked()
    with here.database.reading() as session:
        if granting.in_vain(session, person.name, now) >= MOST_IN_VAIN:
            return TOO_MANY
    with here.store.snapshot() as reader:
        if case in seen_cases(reader, [case], asked):
            return "You see this case already"
    if not granting.would_see(here.store, person, case, asked):
        key = case if known(here.store, here.policy, [case]) else letters(case)
        with here.database.writing() as session:
            note(session, events.BREAK_GLASS_IN_VAIN, case=key)
        return NO_CASE
    until = now + datetime.timedelta(hours=hours)
    ends_on = until.astimezone().date() + datetime.timedelta(days=1)
    user = caller().user
    if user is None:
        raise Refused("Sign in first")
    with here.database.writing() as session:
        opening = Opening(case, why, here.clock(), ends_on)
        granting.break_glass(session, user, opening, until, Change(person.name, now))
    return ""


def _form(told: dict[str, str], problems: dict[str, str] | None = None) -> str | tuple[str, int]:
    here = site()
    page = render_template(
        "break_glass.html",
        told={**told, "number": told["number"] or "4", "unit": told["unit"] or "hours"},
        problems=problems or {},
        units=list(UNITS),
        most=here.settings.break_glass_hours,
        allowed=here.break_glass,
        off=OFF,
    )
    return (page, 400) if problems else page


ROUTES = (Route("/grants/break-glass", "opened", opened, GRANT, BOTH),)
