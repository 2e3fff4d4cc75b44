"""The list of gaps: who is missing from which case, why, and since when."""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, render_template, request

from graph.errors import InputError
from graph.store import Row
from queries.analysis import Analysis
from queries.coverage.judge import KINDS, STATES
from queries.coverage.judge import WEIGHT as STATE_WEIGHT
from queries.coverage.words import types_in_words
from queries.coverage_gaps import COVERAGE_GAPS, SHOWN
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.coverage_filters import Filters, agency_names, sections
from webapp.lists import Page, link, on_day, page_links
from webapp.output import csv_text
from webapp.rule_words import why_cell
from webapp.site import site
from webapp.waivers import waived_words

ROWS_A_PAGE = 50
ENDPOINT = "gaps.listed"
WEIGHT = "weight"


SORTS: Mapping[str, tuple[str, Callable[[Row], Any]]] = {
    WEIGHT: ("Most urgent first", lambda row: STATE_WEIGHT[row["state"]]),
    "case": ("Case", lambda row: row["case"]),
    "level": ("Level", lambda row: row["level"]),
    "area": ("Area", lambda row: row["area"] or None),
    "missing": ("Missing", lambda row: types_in_words(row["missing"]) or None),
    "state": ("State", lambda row: STATE_WEIGHT[row["state"]]),
    "since": ("Since", lambda row: row["since"]),
    "rule": ("Rule", lambda row: row["rule"]),
    "next": ("Next discussed", lambda row: row["next_on"]),
}
"""Orders by name: how each is called, and by what. A minus before the name turns it round."""


def listed() -> str | Response:
    """Show the gaps that the filters ask for, a page at a time, or all of them as CSV."""
    here = site()
    filters = Filters.of(COVERAGE_GAPS, ENDPOINT, here)
    sort = request.args.get("sort") or WEIGHT
    answer = here.answer(COVERAGE_GAPS, filters.parameters)
    rows = _sorted(answer.rows, sort)
    if request.args.get("format") == "csv":
        return _csv(COVERAGE_GAPS, rows, answer.asked.as_of)
    page = Page.of(request.args.get("page", "1"), len(rows), ROWS_A_PAGE)
    shown = rows[page.first - 1 : page.last] if rows else []
    seen().only(shown)
    called = agency_names(here, {row["agency"] for row in shown if row["agency"]})
    return render_template(
        "gaps.html",
        sections=sections(ENDPOINT),
        filters=filters,
        page=page,
        pages=page_links(page, ENDPOINT),
        rows=[_cells(row, answer.asked.as_of, called, filters) for row in shown],
        columns=_columns(sort),
        most_urgent_href=link(ENDPOINT, sort=None, page=None) if sort != WEIGHT else "",
        csv_href=link(ENDPOINT, format="csv", page=None),
        json_href=link("api.analysis", slug=COVERAGE_GAPS.slug, page=None, sort=None, format=None),
        summary=_summary(answer.rows),
        cases=len({row["case"] for row in rows}),
        kinds=_kinds(answer.rows),
        own_alone=answer.asked.scope.agencies is not None,
    )


def _sorted(rows: Sequence[Row], sort: str) -> list[Row]:
    """Return the rows in an order, unknowns last; of what is alike the most urgent first."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise InputError(f"The list cannot be sorted by {sort[:40]!r}. Sort by: {', '.join(SORTS)}")
    if name == WEIGHT:
        return list(rows)
    value = SORTS[name][1]
    known = sorted((row for row in rows if value(row) is not None), key=value, reverse=sort != name)
    return [*known, *(row for row in rows if value(row) is None)]


def _csv(analysis: Analysis, rows: Sequence[Row], as_of: datetime.date) -> Response:
    return Response(
        csv_text(list(analysis.columns), rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename={analysis.slug}-{as_of}-invented.csv"
        },
    )


def _columns(sort: str) -> list[dict[str, str]]:
    """Return the columns, each with the link that sorts by it, or turns its order round."""
    columns = []
    for name, (text, _) in SORTS.items():
        if name != WEIGHT:
            turned = f"-{name}" if sort == name else name
            direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
            href = link(ENDPOINT, sort=turned, page=None)
            columns.append({"text": text, "sort_href": href, "sorted": direction})
    return columns


def _cells(
    row: Row, as_of: datetime.date, called: Mapping[str, str], filters: Filters
) -> list[Any]:
    case = on_day("cases.shown", reference=row["case"])
    missed = f", {row['missed']} in a row" if row["missed"] > 1 else ""
    note = f"{KINDS[row['kind']]}{missed}" if row["kind"] else ""
    waived = waived_words(row["waived_until"])
    category = f"category {row['category']}" if row["category"] else "no category"
    return [
        {"text": row["case"], "href": case},
        {"text": f"Level {row['level']}", "note": category},
        filters.named("area", row["area"]) if row["area"] else "not recorded",
        {
            "text": types_in_words(row["missing"]) if row["missing"] else "A meeting",
            "note": called.get(row["agency"], ""),
        },
        {
            "state": row["state"],
            "text": STATES[row["state"]].capitalize(),
            "note": ", ".join(filter(None, (note, waived))),
        },
        row["since"],
        why_cell(row["case"], row["rule"], row["strength"]),
        _next(row, as_of),
    ]


def _next(row: Row, as_of: datetime.date) -> Any:
    if row["next_on"] is None:
        return "nothing planned"
    days = (row["next_on"] - as_of).days
    when = "today" if days == 0 else f"in {days} days"
    invited = {"yes": "invited", "no": "not invited", "": ""}[row["invited_next"]]
    return {"date": row["next_on"], "note": ", ".join(part for part in (when, invited) if part)}


def _summary(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "state": state,
            "text": STATES[state].capitalize(),
            "count": sum(row["state"] == state for row in rows),
            "href": link(ENDPOINT, state=state, page=None),
        }
        for state in SHOWN
    ]


def _kinds(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return what sorts of gap there are, the commonest first: the short answer to why."""
    counts = Counter(row["kind"] for row in rows if row["kind"])
    return [
        {"text": f"{KINDS[kind]} ({count:,})", "href": link(ENDPOINT, kind=kind, page=None)}
        for kind, count in counts.most_common()
    ]


ROUTES = (Route("/coverage/gaps", "listed", listed, CASES),)
