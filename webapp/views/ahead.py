"""The weeks ahead: what falls due, what is planned, week by week for twelve weeks."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from graph.errors import InputError
from graph.store import Row
from queries.ahead import KINDS, SEES_BIRTHDAYS, STATES, WEEKS
from queries.forward_look import FORWARD_LOOK
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.coverage_filters import Filters, sections
from webapp.lists import link, on_day
from webapp.site import site

ENDPOINT = "ahead.shown"
WEEK = datetime.timedelta(weeks=1)
ONE_DAY = datetime.timedelta(days=1)
SIGNS = {"planned": "✓", "planned_late": "!", "not_planned": "✗"}
LATE = ("not_planned", "planned_late")
COLUMNS = {
    "discussion": "Discussions",
    "review": "Reviews",
    "release": "Releases",
    "turns_18": "Eighteenth birthdays",
}


def shown() -> str:
    """Show how much comes in each of the weeks, and everything of one of them."""
    here = site()
    filters = Filters.of(FORWARD_LOOK, ENDPOINT, here)
    number = _week(request.args.get("week") or "1")
    answer = here.answer(FORWARD_LOOK, filters.parameters)
    first = answer.asked.as_of
    weeks: list[list[Row]] = [[] for _ in range(WEEKS)]
    for row in answer.rows:
        weeks[(row["on"] - first).days // 7].append(row)
    mine = weeks[number - 1]
    seen().only(mine)
    kinds = [
        one for one in COLUMNS if one != "turns_18" or SEES_BIRTHDAYS in here.asked().scope.sees
    ]
    start = first + (number - 1) * WEEK
    return render_template(
        "ahead.html",
        sections=sections(ENDPOINT),
        filters=filters,
        columns=[
            {"text": "Week"},
            *({"text": COLUMNS[kind], "numeric": True} for kind in kinds),
            {"text": "Not planned, or too late", "numeric": True},
        ],
        weeks=[_summary(place, rows, first, kinds) for place, rows in enumerate(weeks)],
        start=start,
        end=start + WEEK - ONE_DAY,
        rows=[_cells(row) for row in mine],
        previous=link(ENDPOINT, week=str(number - 1)) if number > 1 else "",
        next=link(ENDPOINT, week=str(number + 1)) if number < WEEKS else "",
        csv_href=link("questions.asked", slug=FORWARD_LOOK.slug, format="csv", week=None),
        json_href=link("api.analysis", slug=FORWARD_LOOK.slug, week=None),
    )


def _week(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= WEEKS:
        raise InputError(f"There is no week {text[:20]!r}; choose one from 1 to {WEEKS}")
    return int(text)


def _summary(
    place: int, rows: Sequence[Row], first: datetime.date, kinds: Sequence[str]
) -> list[Any]:
    start = first + place * WEEK
    end = start + WEEK - ONE_DAY
    counts = Counter(row["kind"] for row in rows)
    late = sum(row["state"] in LATE for row in rows)
    name = f"{start.day} {start:%B} to {end.day} {end:%B}"
    return [
        {"text": name, "href": f"{link(ENDPOINT, week=str(place + 1))}#week"},
        *(str(counts[kind]) for kind in kinds),
        f"! {late}" if late else "0",
    ]


def _cells(row: Row) -> list[Any]:
    due = {"date": row["due_on"], "note": row["rule"]} if row["due_on"] else ""
    state = f"{SIGNS.get(row['state'], '')} {STATES[row['state']]}".strip()
    case = on_day("cases.shown", reference=row["case"])
    planned = row["planned_on"]
    level = "level not known" if row["level"] == "unknown" else f"Level {row['level']}"
    return [
        row["on"],
        {"text": row["case"], "href": case, "note": level},
        KINDS[row["kind"]].capitalize(),
        due,
        {"date": planned, "note": state} if planned else state,
    ]


ROUTES = (Route("/coverage/ahead", "shown", shown, CASES),)
