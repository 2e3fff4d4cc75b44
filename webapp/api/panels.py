"""Panels with their meetings, and one meeting with its agenda."""

from typing import Any

from graph.store import Row
from queries.analysis import AREA
from queries.chairs import Chair
from queries.meeting_day import Item, meeting_day
from queries.panels import panel, panels, sittings
from webapp.access import PANELS
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, YES_NO, each, maybe, one
from webapp.audit.seen import seen
from webapp.site import site

PANEL = one(
    code=TEXT, name=maybe(TEXT), kind=maybe(TEXT), area=TEXT, area_name=maybe(TEXT),
    level=maybe(TEXT),
)  # fmt: skip
SITTING = one(code=TEXT, day=DAY, state=TEXT, cases=NUMBER)
CHAIR = one(
    types=each(TEXT), rules=each(TEXT), state=TEXT, since=maybe(DAY), strength=TEXT,
    missing=YES_NO, required=YES_NO, answering=each(TEXT), invited=each(TEXT),
    waived_until=maybe(DAY),
)  # fmt: skip
CHANGE = one(on=DAY, what=TEXT)


def listed(told: Told) -> dict[str, Any]:
    """Return the panels of the caller's areas, or of one of them."""
    here = site()
    rows = [row for row in panels(here.store, here.asked()) if told["area"] in {None, row["area"]}]
    return {"rows": [dict(row) for row in rows], "count": len(rows)}


def shown(told: Told, code: str) -> dict[str, Any]:
    """Return a panel and its meetings, with how many cases the caller sees at each."""
    del told
    here = site()
    with here.store.snapshot() as reader:
        found = panel(reader, code, here.asked())
        rows = sittings(reader, here.asked(), panel=code)
    return {"panel": dict(found), "meetings": [_sitting(row) for row in rows]}


def meeting(told: Told, meeting: str) -> dict[str, Any]:
    """Return a meeting case by case: who is missing, who is not invited, what changed."""
    del told
    here = site()
    with here.store.snapshot() as reader:
        day = meeting_day(reader, meeting, here.asked())
    seen().case(*(item.reference for item in day.items))
    row = day.meeting
    return {
        "meeting": {"code": row["code"], "day": row["day"], "state": row["state"]},
        "panel": row["panel"],
        "judged_on": day.judged_on,
        "agenda": [_item(item) for item in day.items],
    }


def _sitting(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("code", "day", "state", "cases")}


def _item(item: Item) -> dict[str, Any]:
    return {
        "place": item.place,
        "discussion": item.discussion,
        "case": item.reference,
        "level": item.level,
        "categories": list(item.categories),
        "lead": list(item.leads),
        "last_on": item.last.day if item.last else None,
        "chairs": [_chair(one) for one in item.chairs],
        "meeting_overdue": item.late is not None,
        "actions_open": sum(one.is_open for one in item.promises),
        "actions_overdue": len(item.overdue),
        "changes": [{"on": one.on, "what": one.words} for one in item.changes],
    }


def _chair(chair: Chair) -> dict[str, Any]:
    return {
        "types": list(chair.types),
        "rules": list(chair.rules),
        "state": chair.verdict.state,
        "since": chair.verdict.since,
        "strength": chair.strength,
        "missing": chair.is_empty,
        "required": chair.is_required,
        "answering": list(chair.answering),
        "invited": list(chair.asked),
        "waived_until": chair.waived_until,
    }


ENDPOINTS = (
    Endpoint(
        "/panels", "panels", "Panels", PANELS, listed,
        one(rows=each(PANEL), count=NUMBER), {"area": AREA},
    ),
    Endpoint(
        "/panels/<code>", "panel", "A panel and its meetings", PANELS, shown,
        one(panel=PANEL, meetings=each(SITTING)),
    ),
    Endpoint(
        "/meetings/<meeting>", "meeting", "A meeting with its agenda", PANELS, meeting,
        one(
            meeting=one(code=TEXT, day=DAY, state=TEXT), panel=TEXT, judged_on=DAY,
            agenda=each(one(
                place=NUMBER, discussion=TEXT, case=TEXT, level=TEXT, categories=each(TEXT),
                lead=each(TEXT), last_on=maybe(DAY), chairs=each(CHAIR), meeting_overdue=YES_NO,
                actions_open=NUMBER, actions_overdue=NUMBER, changes=each(CHANGE),
            )),
        ),
    ),
)  # fmt: skip
