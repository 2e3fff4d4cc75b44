"""One meeting: its agenda in order, the empty chairs by name, what was promised, what changed."""

from typing import Any

from flask import render_template

from queries.meeting_day import MeetingDay, meeting_day
from webapp.access import PANELS, Route
from webapp.agenda import agenda
from webapp.audit.seen import seen
from webapp.lists import on_day
from webapp.site import site


def shown(meeting: str) -> str:
    """Show a meeting: what a chair reads before it, on a screen or on paper."""
    told = agenda(read_meeting(meeting))
    return render_template(
        "meeting.html",
        told=told,
        overview=[_overview(item) for item in told["items"]],
        items=[{**item, **_tables(item)} for item in told["items"]],
        panel_href=on_day("panels.shown", code=told["panel"]),
        sees_actions="actions" in site().asked().scope.sees,
    )


def read_meeting(code: str) -> MeetingDay:
    """Read a meeting on behalf of whoever asks; its cases count as shown. Raises NotFound."""
    here = site()
    with here.store.snapshot() as reader:
        found = meeting_day(reader, code, here.asked())
    seen().case(*(item.reference for item in found.items))
    return found


def _overview(item: dict[str, Any]) -> list[Any]:
    return [
        {"text": f"{item['place']}. {item['reference']}", "href": f"#item-{item['place']}"},
        {"text": item["level"], "note": f"Category {item['category']}"},
        {"items": [{"state": "gap", "text": name} for name in item["missing"]]}
        if item["missing"] else "✓ nobody missing",
        {"items": item["uninvited"]} if item["uninvited"] else "",
        f"! {item['overdue']}" if item["overdue"] else "",
        str(len(item["changes"])) if item["changes"] else "",
    ]  # fmt: skip


def _tables(item: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of the tables of one case, and the addresses that they lead to."""
    reference = item["reference"]
    return {
        "case_href": on_day("cases.shown", reference=reference),
        "late_href": on_day("cases.why", reference=reference, rule=item["late"]["rule"])
        if item["late"] else "",
        "chair_rows": [_chair(chair, reference) for chair in item["chairs"]],
        "actions_href": on_day("case_actions.shown", reference=reference),
        "action_rows": [_action(one) for one in item["actions"]],
    }  # fmt: skip


def _chair(chair: dict[str, Any], reference: str) -> list[Any]:
    why = [
        {"text": rule, "href": on_day("cases.why", reference=reference, rule=rule)}
        for rule in chair["rules"]
    ]
    return [
        {"text": chair["who"], "note": chair["types"]},
        {"state": chair["state"], "text": chair["state_text"], "note": chair["note"]},
        {"items": chair["last"]} if chair["last"] else "",
        {"items": chair["now"]} if chair["now"] else "",
        {"items": why, "note": chair["strength"]},
    ]


def _action(one: dict[str, Any]) -> list[Any]:
    moved = f"first promised for {one['first_due']:%-d %B %Y}" if one["first_due"] else ""
    return [
        {"text": one["code"], "note": one["wording"]},
        one["owner"],
        {"date": one["due"], "note": moved} if one["due"] else "no date",
        f"! {one['late']}" if one["late"] else "",
    ]


ROUTES = (Route("/meetings/<meeting>", "shown", shown, PANELS),)
