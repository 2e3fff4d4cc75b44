"""Panels, and the agenda of a meeting: who is due at each case, what was promised, what changed."""

from collections.abc import Sequence
from typing import Any

from queries.chairs import Chair
from queries.meeting_day import Item, meeting_day
from queries.panels import panel, panels, sittings
from queries.promises import Promise
from webapp.access import PANELS
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, YES_NO, each, maybe, one
from webapp.audit.seen import seen
from webapp.site import site

PANEL = one(
    code=TEXT, name=maybe(TEXT), kind=maybe(TEXT), area=TEXT, area_name=maybe(TEXT),
    level=maybe(TEXT),
)  # fmt: skip
SITTING = one(code=TEXT, day=maybe(DAY), state=maybe(TEXT), cases=NUMBER)


def listed(told: Told) -> dict[str, Any]:
    """Return the panels of the caller's areas."""
    del told
    here = site()
    rows = panels(here.store, here.asked())
    return {"rows": rows, "count": len(rows)}


def shown(told: Told, code: str) -> dict[str, Any]:
    """Return a panel with its meetings."""
    del told
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = panel(reader, code, asked)
        rows = sittings(reader, asked, panel=code)
    meetings = [{name: row[name] for name in ("code", "day", "state", "cases")} for row in rows]
    return {"panel": found, "meetings": meetings}


def meeting_shown(told: Told, meeting: str) -> dict[str, Any]:
    """Return a meeting and its agenda, as things stood on the day that it is judged by."""
    del told
    here = site()
    with here.store.snapshot() as reader:
        found = meeting_day(reader, meeting, here.asked())
    seen().case(*(item.reference for item in found.items))
    return {
        "meeting": {name: found.meeting[name] for name in MEETING},
        "judged_on": found.judged_on,
        "agenda": [_item(item) for item in found.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "place": item.place,
        "discussion": item.discussion,
        "case": item.reference,
        "level": item.level,
        "categories": list(item.categories),
        "area": item.area,
        "lead": list(item.leads),
        "last_on": item.last.day if item.last else None,
        "next_on": item.next_on,
        "chairs": [_chair(chair) for chair in item.chairs],
        "others_asked": list(item.others),
        "too_late_since": item.late.since if item.late else None,
        "actions": [_action(found) for found in item.promises],
        "changes": [{"on": one.on, "kind": one.kind, "words": one.words} for one in item.changes],
        "decision": item.decision,
    }


def _chair(chair: Chair) -> dict[str, Any]:
    return {
        "types": list(chair.types),
        "state": chair.verdict.state,
        "kind": chair.verdict.kind,
        "rules": list(chair.rules),
        "strength": chair.strength,
        "is_seat": chair.is_seat,
        "is_empty": chair.is_empty,
        "answering": list(chair.answering),
        "asked": list(chair.asked),
        "last": _outcomes(chair.last),
        "outcomes": _outcomes(chair.outcomes),
        "waived_until": chair.waived_until,
    }


def _outcomes(found: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"agency": agency, "outcome": outcome} for agency, outcome in found]


def _action(found: Promise) -> dict[str, Any]:
    wording = found.wording if "actions" in site().asked().scope.sees else None
    return {
        "code": found.code, "owner": found.owner, "pillar": found.pillar, "due_on": found.due_on,
        "first_due_on": found.first_due_on, "days_late": found.days_late, "wording": wording,
    }  # fmt: skip


MEETING = {
    "code": TEXT, "day": maybe(DAY), "first_on": maybe(DAY), "state": maybe(TEXT), "panel": TEXT,
    "panel_name": maybe(TEXT), "area": TEXT, "level": maybe(TEXT),
}  # fmt: skip
CAME = each(one(agency=TEXT, outcome=TEXT))
ITEM = one(
    place=NUMBER, discussion=TEXT, case=TEXT, level=TEXT, categories=each(TEXT), area=TEXT,
    lead=each(TEXT), last_on=maybe(DAY), next_on=maybe(DAY),
    chairs=each(one(
        types=each(TEXT), state=TEXT, kind=TEXT, rules=each(TEXT), strength=TEXT, is_seat=YES_NO,
        is_empty=YES_NO, answering=each(TEXT), asked=each(TEXT), last=CAME, outcomes=CAME,
        waived_until=maybe(DAY),
    )),
    others_asked=each(TEXT), too_late_since=maybe(DAY),
    actions=each(one(
        code=TEXT, owner=maybe(TEXT), pillar=maybe(TEXT), due_on=maybe(DAY),
        first_due_on=maybe(DAY), days_late=NUMBER, wording=maybe(TEXT),
    )),
    changes=each(one(on=maybe(DAY), kind=TEXT, words=TEXT)), decision=TEXT,
)  # fmt: skip
ENDPOINTS = (
    Endpoint(
        "/panels", "panels", "Panels", PANELS, listed, one(rows=each(PANEL), count=NUMBER)
    ),
    Endpoint(
        "/panels/<code>", "panel", "A panel with its meetings", PANELS, shown,
        one(panel=PANEL, meetings=each(SITTING)),
    ),
    Endpoint(
        "/meetings/<meeting>", "meeting", "A meeting with its agenda", PANELS, meeting_shown,
        one(meeting=one(**MEETING), judged_on=DAY, agenda=each(ITEM)),
    ),
)  # fmt: skip
