"""Panels: the chair's next meeting first, those to come, those that were."""

import datetime
from typing import Any

from flask import render_template

from queries.clauses import percent
from queries.meeting_day import meeting_day
from queries.panel_record import Came, CaseHere, PanelRecord, panel_record
from queries.panels import is_ahead, panels, sittings
from queries.promises import Promise
from webapp.access import PANELS, Route
from webapp.agenda import agenda, days_in_words
from webapp.audit.seen import seen
from webapp.caller import person
from webapp.lists import on_day
from webapp.site import site

AHEAD, BACK = datetime.timedelta(weeks=12), datetime.timedelta(weeks=8)
"""What the first page lists; the page of a panel has all."""
MOST_LISTED = 40
"""Meetings in a list of the first page; of the whole country there would be hundreds."""
STATES = {"planned": "planned", "held": "✓ held", "cancelled": "✗ cancelled"}


def listed() -> str:
    """Lead to the next meeting of the asker's areas, and list those round it and the panels."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = sittings(reader, asked, first=asked.as_of - BACK, until=asked.as_of + AHEAD)
        ahead = [row for row in found if is_ahead(row, asked.as_of)]
        back = [
            row
            for row in reversed(found)
            if row["day"] <= asked.as_of and not is_ahead(row, asked.as_of)
        ]
        coming = next((row for row in ahead if row["cases"]), None)
        shown = meeting_day(reader, coming["code"], asked) if coming else None
        forums = panels(reader, asked)
    if shown:
        seen().case(*(item.reference for item in shown.items))
    return render_template(
        "panels.html",
        told=agenda(shown) if shown else None,
        next_href=on_day("meetings.shown", meeting=coming["code"]) if coming else "",
        actions_href=on_day("actions.listed"),
        ahead=[_sitting(row) for row in ahead[:MOST_LISTED]],
        back=[_sitting(row) for row in back[:MOST_LISTED]],
        more=max(len(ahead), len(back)) > MOST_LISTED,
        panels=[_panel(row) for row in forums],
    )  # fmt: skip


def shown(code: str) -> str:
    """Show one panel: its next meeting, who came to the last ones, its cases and old promises."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = panel_record(reader, code, asked)
    seen().case(*found.cases)
    ahead = [row for row in found.meetings if is_ahead(row, asked.as_of)]
    return render_template(
        "panel.html",
        panel=found.panel,
        coming=ahead[0] if ahead else None,
        coming_href=on_day("meetings.shown", meeting=ahead[0]["code"]) if ahead else "",
        matrix_href=on_day("matrix.of_panel", code=code) if person().may("cases") else "",
        picture_href=on_day("pictures.panel", code=code) if ahead else "",
        coverage_href=on_day("questions.asked", slug="meeting-coverage", panel=code),
        days=[row["day"] for row in found.held],
        attendance=[_came(one) for one in found.attendance],
        cases=[_case(one, found) for one in found.cases.values()],
        carried=[_carried(one) for one in found.carried],
        meetings=[_sitting(row) for row in reversed(found.meetings)],
    )


def _came(one: Came) -> list[Any]:
    cells = [
        "" if not asked else f"{_sign(came, asked)} {came} of {asked}" for came, asked in one.counts
    ]
    came, asked = map(sum, zip(*one.counts, strict=True))
    return [one.name, f"{came} of {asked}", f"{percent(came, asked)}%" if asked else "", *cells]


def _sign(came: int, asked: int) -> str:
    return "✓" if came == asked else "◐" if came else "✗"


def _case(one: CaseHere, found: PanelRecord) -> list[Any]:
    href = on_day("cases.shown", reference=one.reference)
    promised = [action for action in found.promises if action.reference == one.reference]
    late = sum(action.days_late > 0 for action in promised)
    still = sum(action.is_open for action in promised)
    return [
        {"text": one.reference, "href": href}, one.last_on, one.next_on or "nothing planned",
        str(still) if still else "", f"! {late}" if late else "",
    ]  # fmt: skip


def _carried(one: Promise) -> list[Any]:
    follows = f"carries on {', '.join(one.follows)}" if one.follows else ""
    return [
        {"text": one.code, "note": one.wording},
        {"text": one.reference, "href": on_day("case_actions.shown", reference=one.reference)},
        one.owner_name or "nobody named",
        {"text": "moved" if one.has_moved else "", "note": follows} if follows else "moved",
        one.first_due_on if one.has_moved else "",
        {"date": one.due_on, "note": f"! {days_in_words(one.days_late)}" if one.days_late else ""}
        if one.due_on else "no date",
    ]  # fmt: skip


def _sitting(row: dict[str, Any]) -> list[Any]:
    href = on_day("meetings.shown", meeting=row["code"])
    cases = "1 case" if row["cases"] == 1 else f"{row['cases']} cases"
    return [
        {"text": f"{row['day']:%A} {row['day'].day} {row['day']:%B %Y}", "href": href},
        row["panel_name"],
        "about no case" if row["kind"] == "smb" else cases,
        STATES[row["state"]],
    ]


def _panel(row: dict[str, Any]) -> list[Any]:
    return [
        {"text": row["name"], "href": on_day("panels.shown", code=row["code"])},
        row["area_name"],
        f"Level {row['level']}" if row["level"] else "Strategic Management Board",
    ]


ROUTES = (
    Route(
        "/panels", "listed", listed, PANELS, navigation="Meetings", place=10, also=("/meetings",)
    ),
    Route("/panels/<code>", "shown", shown, PANELS),
)
