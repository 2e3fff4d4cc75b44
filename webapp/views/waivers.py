"""Waivers: rules that are not asked of a case at a level until a day; made and withdrawn."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graph.errors import InputError, NotFound
from queries.named_cases import seen_cases
from webapp.access import Route, any_of
from webapp.accounts import Change
from webapp.asking import read_day
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.database.grants import Waiver
from webapp.forms import typed
from webapp.lists import on_day
from webapp.site import site
from webapp.waivers import Waiving, open_waivers, problems_with, waive, withdraw

WAIVE = any_of("waive")
BOTH = ("GET", "POST")
Page = str | tuple[str, int] | Response
FIELDS = ("case", "rule", "level", "why", "until")
NO_CASE = "There is no case of that reference that you may see"


def listed() -> str:
    """List the waivers of cases that I see."""
    found = mine()
    seen().case(*(one.case_ref for one in found))
    return render_template("waivers.html", rows=[[*_row(one), one.id] for one in found])


def made() -> Page:
    """Waive a rule for a case that I see."""
    if request.method == "GET":
        told = {name: request.args.get(name, "")[:100] for name in FIELDS}
        return _form(told)
    told = {name: typed(name).strip() for name in FIELDS}
    here, problems = site(), {}
    today = here.clock()
    try:
        until = read_day(told["until"], today)
    except InputError as error:
        until, problems = today, {"until": str(error)}
    waiving = Waiving(told["case"], told["rule"], told["level"], told["why"], until)
    problems = {**problems_with(waiving, here.policy, today, here.settings.waiver_days), **problems}
    if problems:
        return _form(told, problems)
    if not _sees(waiving.case_ref):
        return _form(told, {"case": NO_CASE})
    try:
        with here.database.writing() as session:
            waive(session, waiving, _change())
    except InputError as error:
        return _form(told, {"rule": str(error)})
    return redirect(url_for("waivers.listed"), 303)


def withdrawn(waiver: int) -> Response:
    """Withdraw a waiver of a case that I see: of another there is none."""
    if waiver not in {one.id for one in mine()}:
        raise NotFound("There is no such waiver")
    with site().database.writing() as session:
        withdraw(session, waiver, _change())
    return redirect(url_for("waivers.listed"), 303)


def mine() -> list[Waiver]:
    """Return the waivers of cases that I see myself."""
    here = site()
    found = open_waivers(here.database, here.clock())
    with here.store.snapshot() as reader:
        visible = seen_cases(reader, {one.case_ref for one in found}, here.asked())
    return [one for one in found if one.case_ref in visible]


def _sees(case: str) -> bool:
    with site().store.snapshot() as reader:
        return case in seen_cases(reader, [case], site().asked())


def _change() -> Change:
    person = caller().person
    return Change(person.name if person else "nobody", site().now())


def _row(one: Waiver) -> list[Any]:
    rule = site().policy.rule(one.rule)
    why = on_day("cases.why", reference=one.case_ref, rule=one.rule)
    return [
        {"text": one.case_ref, "href": on_day("cases.shown", reference=one.case_ref)},
        {"text": one.rule, "href": why} if rule else
        {"text": one.rule, "note": "not in the policy in force"},
        f"Level {one.level}",
        {"text": one.why, "note": f"by {one.made_by}"},
        {"date": one.ends_on, "note": "asked again from that day"},
    ]  # fmt: skip


def _form(told: dict[str, str], problems: dict[str, str] | None = None) -> Page:
    policy = site().policy
    rules = sorted({*policy.rules, *policy.clocks_of("discussion", site().clock())}, key=_id)
    page = render_template(
        "waiver_new.html",
        told=told,
        problems=problems or {},
        rules={"": "Choose a rule", **{rule.id: rule.id for rule in rules}},
        levels={"": "Choose a level", **{one: f"Level {one}" for one in policy.levels}},
        longest=site().settings.waiver_days,
    )
    return (page, 400) if problems else page


def _id(rule: Any) -> str:
    return str(rule.id)


ROUTES = (
    Route("/waivers", "listed", listed, WAIVE, footer="Waivers"),
    Route("/waivers/new", "made", made, WAIVE, BOTH),
    Route("/waivers/<int:waiver>/withdraw", "withdrawn", withdrawn, WAIVE, ("POST",)),
)
