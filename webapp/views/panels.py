"""Panels: the next meeting, its cases in order, and the empty chairs of each."""

from typing import Any

from flask import render_template, request

from queries.coverage.judge import KINDS, STATES
from queries.coverage.policy import Clock
from queries.coverage.words import types_in_words
from queries.panel_day import Item, not_invited, panel_day, panels
from queries.scene import Requirement
from webapp.access import PANELS, Route
from webapp.audit.seen import seen
from webapp.lists import on_day
from webapp.site import site


def listed() -> str:
    """List the panels, with the next meeting of each a step away."""
    here = site()
    rows = [
        [
            {"text": row["name"], "href": on_day("panels.shown", code=row["code"])},
            row["area_name"],
            f"Level {row['level']}" if row["level"] else "Strategic Management Board",
        ]
        for row in panels(here.store, here.asked())
    ]
    return render_template("panels.html", rows=rows)


def shown(code: str) -> str:
    """Show a panel's next meeting, or the meeting that the address names."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        day = panel_day(reader, code, asked, request.args.get("meeting") or None)
    seen().case(*(item.reference for item in day.items))
    missing = sum(
        one.verdict.state == "gap" and not isinstance(one.rule, Clock)
        for item in day.items
        for one in item.findings
    )
    return render_template(
        "panel.html",
        shown=day,
        rows=[_item(item) for item in day.items],
        missing=missing,
        overdue=sum(item.overdue for item in day.items),
        uninvited=sum(len(not_invited(item)) for item in day.items),
        meetings=[_meeting(code, row) for row in reversed(day.meetings)],
    )


def _item(item: Item) -> list[Any]:
    late = [one for one in not_invited(item) if one.verdict.state == "gap"]
    return [
        {
            "text": item.reference,
            "href": on_day("cases.shown", reference=item.reference),
            "note": f"item {item.item}, Level {item.level}" if item.level else f"item {item.item}",
        },
        {"items": [_finding(one) for one in item.findings]} if item.findings else
        {"state": "met", "text": _all_words()},
        {"items": sorted({_who(one) for one in late})} if late else "",
        f"! {item.overdue} overdue" if item.overdue else "",
    ]  # fmt: skip


def _all_words() -> str:
    """Say who is there where nobody is missing: a contact is told of their own agencies alone."""
    own_alone = site().asked().scope.agencies is not None
    return "Nothing is asked of your agencies" if own_alone else "All who are required"


def _finding(one: Requirement) -> dict[str, Any]:
    verdict = one.verdict
    note = KINDS[verdict.kind]
    return {
        "state": verdict.state,
        "text": _who(one),
        "note": f"{STATES[verdict.state]}: {note}" if note else STATES[verdict.state],
    }


def _who(one: Requirement) -> str:
    return "A meeting" if isinstance(one.rule, Clock) else types_in_words(one.rule.requires)


def _meeting(code: str, row: dict[str, Any]) -> list[Any]:
    href = on_day("panels.shown", code=code, meeting=row["code"])
    return [{"text": row["code"], "href": href}, row["day"], row["state"]]


ROUTES = (
    Route("/panels", "listed", listed, PANELS, navigation="Panels"),
    Route("/panels/<code>", "shown", shown, PANELS),
)
