"""Panels, and the meeting of one with its agenda."""

from typing import Any

from queries.panel_day import Item, not_invited, panel_day, panels

from graph.schema import Kind
from queries.analysis import AREA, Parameter
from queries.coverage.policy import Clock
from webapp.access import PANELS
from webapp.api.cases import REQUIREMENT, requirement
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, each, maybe, one
from webapp.audit.seen import seen
from webapp.site import site

MEETING = Parameter(Kind.TEXT, "Code of a meeting; the next one if not given.")
PANEL = one(
    code=TEXT, name=maybe(TEXT), kind=maybe(TEXT), area=TEXT, area_name=maybe(TEXT),
    level=maybe(TEXT),
)  # fmt: skip
HELD = one(code=TEXT, day=maybe(DAY), state=maybe(TEXT))


def listed(told: Told) -> dict[str, Any]:
    """Return the panels."""
    here = site()
    rows = panels(here.store, here.asked(), told["area"])
    return {"rows": rows, "count": len(rows)}


def shown(told: Told, code: str) -> dict[str, Any]:
    """Return a panel's next meeting, or the one that is named, case by case."""
    here = site()
    with here.store.snapshot() as reader:
        day = panel_day(reader, code, here.asked(), told["meeting"])
    seen().case(*(item.reference for item in day.items))
    return {
        "panel": dict(day.panel),
        "meeting": dict(day.meeting) if day.meeting else None,
        "agenda": [_item(item) for item in day.items],
        "meetings": [dict(row) for row in day.meetings],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "item": item.item,
        "discussion": item.discussion,
        "case": item.reference,
        "level": item.level,
        "findings": [requirement(found) for found in item.findings],
        "not_invited": [
            list(found.rule.requires)
            for found in not_invited(item)
            if not isinstance(found.rule, Clock) and found.verdict.state == "gap"
        ],
        "actions_overdue": item.overdue,
    }


ENDPOINTS = (
    Endpoint(
        "/panels", "panels", "Panels", PANELS, listed,
        one(rows=each(PANEL), count=NUMBER), {"area": AREA},
    ),
    Endpoint(
        "/panels/<code>", "panel", "A panel's next meeting, or another of its meetings", PANELS,
        shown,
        one(
            panel=PANEL,
            meeting=maybe(HELD),
            agenda=each(one(
                item=NUMBER, discussion=TEXT, case=TEXT, level=TEXT, findings=each(REQUIREMENT),
                not_invited=each(each(TEXT)), actions_overdue=NUMBER,
            )),
            meetings=each(HELD),
        ),
        {"meeting": MEETING},
    ),
)  # fmt: skip
