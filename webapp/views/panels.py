"""Panels: the chair's next meeting first, those to come, those that were."""

import datetime
from typing import Any

from flask import render_template

from queries.meeting_day import meeting_day
from queries.panels import is_ahead, panel, panels, sittings
from webapp.access import PANELS, Route
from webapp.agenda import agenda
from webapp.audit.seen import seen
from webapp.lists import on_day
from webapp.site import site

AHEAD, BACK = datetime.timedelta(weeks=12), datetime.timedelta(weeks=8)
"""What the first page lists; the page of a panel has all."""
STATES = {"planned": "planned", "held": "✓ held", "cancelled": "✗ cancelled"}


def listed() -> str:
    """Lead to the next meeting of the asker's areas, and list those round it and the panels."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = sittings(reader, asked, first=asked.as_of - BACK, until=asked.as_of + AHEAD)
        ahead = [row for row in found if is_ahead(row, asked.as_of)]
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
        ahead=[_sitting(row) for row in ahead],
        back=[
            _sitting(row) for row in reversed(found)
            if row["day"] <= asked.as_of and not is_ahead(row, asked.as_of)
        ],
        panels=[_panel(row) for row in forums],
    )  # fmt: skip


def shown(code: str) -> str:
    """Show one panel: its meetings."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = panel(reader, code, asked)
        rows = sittings(reader, asked, panel=code)
    ahead = [row for row in rows if is_ahead(row, asked.as_of)]
    return render_template(
        "panel.html",
        panel=found,
        coming=ahead[0] if ahead else None,
        coming_href=on_day("meetings.shown", meeting=ahead[0]["code"]) if ahead else "",
        meetings=[_sitting(row) for row in reversed(rows)],
    )


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
    Route("/panels", "listed", listed, PANELS, navigation="Meetings", place=10),
    Route("/panels/<code>", "shown", shown, PANELS),
)
