"""The list of gaps: who is missing from which case, why, and since when."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request, url_for

from graph.errors import InputError
from graph.reference import names
from queries.analysis import Analysis
from queries.coverage.judge import KINDS, STATES
from queries.coverage.words import types_in_words
from queries.coverage_gaps import COVERAGE_GAPS, FAR_AHEAD, SHOWN
from webapp.access import CASES, Route
from webapp.asking import read_parameters
from webapp.audit.seen import seen
from webapp.lists import Page, chips, link, on_day, page_links
from webapp.output import csv_text
from webapp.site import Site, site
from webapp.waivers import waived_words

ROWS_A_PAGE = 50
Options = Mapping[str, Mapping[str, str]]
"""Values to choose from with their words, by filter."""

FILTERS = ("area", "level", "state", "kind", "strength", "type", "rule")
SORTS = {
    "weight": "Most urgent first",
    "since": "Oldest first",
    "case": "Case",
    "missing": "Agency type",
}


def listed() -> str | Response:
    """Show the gaps that the filters ask for, a page at a time, or all of them as CSV."""
    here = site()
    told = {name: request.args.get(name, "") for name in FILTERS}
    answer = here.answer(COVERAGE_GAPS, read_parameters(COVERAGE_GAPS, told))
    rows = _sorted(answer.rows, request.args.get("sort", "weight"))
    if request.args.get("format") == "csv":
        return _csv(COVERAGE_GAPS, rows, answer.asked.as_of)
    page = Page.of(request.args.get("page", "1"), len(rows), ROWS_A_PAGE)
    shown = rows[page.first - 1 : page.last] if rows else []
    seen().only(shown)
    called = _names(here, shown)
    options = _options(here)
    return render_template(
        "gaps.html",
        page=page,
        pages=page_links(page, "gaps.listed"),
        rows=[_cells(row, answer.asked.as_of, called) for row in shown],
        columns=_columns(),
        fields=_fields(options, told),
        chosen=chips("gaps.listed", _chosen(options, told)),
        clear_href=url_for("gaps.listed"),
        hidden={"sort": request.args["sort"]} if request.args.get("sort") else {},
        csv_href=link("gaps.listed", format="csv", page=None),
        summary=_summary(answer.rows),
        own_alone=answer.asked.scope.agencies is not None,
    )


def _sorted(rows: Sequence[Mapping[str, Any]], sort: str) -> list[Mapping[str, Any]]:
    if sort not in SORTS:
        raise InputError(f"The list cannot be sorted by {sort[:40]!r}. Sort by: {', '.join(SORTS)}")
    if sort == "weight":
        return list(rows)
    if sort == "since":
        return sorted(rows, key=lambda row: (row["since"] or FAR_AHEAD, row["case"], row["rule"]))
    return sorted(rows, key=lambda row: (row[sort], row["case"], row["rule"]))


def _csv(analysis: Analysis, rows: Sequence[Mapping[str, Any]], as_of: datetime.date) -> Response:
    return Response(
        csv_text(list(analysis.columns), rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename={analysis.slug}-{as_of}-invented.csv"
        },
    )


def _columns() -> list[dict[str, str]]:
    sort = request.args.get("sort", "weight")
    columns = [("Case", "case"), ("Missing", "missing"), ("State", "weight"), ("Since", "since")]
    sortable = [
        {
            "text": text,
            "sort_href": link("gaps.listed", sort=name, page=None),
            "sorted": "ascending" if sort == name else "",
        }
        for text, name in columns
    ]
    return [*sortable, {"text": "Rule"}, {"text": "Next discussed"}]


def _names(here: Site, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names of the agencies that the rows name."""
    found = here.store.read(
        "UNWIND $codes AS wanted\nMATCH (agency:Agency {code: wanted})\n"
        "RETURN agency.code AS code, agency.name AS name",
        {"codes": sorted({row["agency"] for row in rows if row["agency"]})},
    )
    return {row["code"]: row["name"] for row in found}


def _cells(row: Mapping[str, Any], as_of: datetime.date, called: Mapping[str, str]) -> list[Any]:
    case = on_day("cases.shown", reference=row["case"])
    why = on_day("cases.why", reference=row["case"], rule=row["rule"])
    missed = f", {row['missed']} in a row" if row["missed"] > 1 else ""
    kind = f"{KINDS[row['kind']]}{missed}" if row["kind"] else ""
    note = "; ".join(filter(None, (kind, waived_words(row["waived_until"]))))
    return [
        {"text": row["case"], "href": case, "note": f"Level {row['level']}"},
        {
            "text": types_in_words(row["missing"]) if row["missing"] else "A meeting",
            "note": called.get(row["agency"], ""),
        },
        {"state": row["state"], "text": STATES[row["state"]].capitalize(), "note": note},
        row["since"],
        {"text": row["rule"], "href": why, "note": row["strength"]},
        _next(row, as_of),
    ]


def _next(row: Mapping[str, Any], as_of: datetime.date) -> Any:
    if row["next_on"] is None:
        return "nothing planned"
    days = (row["next_on"] - as_of).days
    when = "today" if days == 0 else f"in {days} days"
    invited = {"yes": "invited", "no": "not invited", "": ""}[row["invited_next"]]
    return {"date": row["next_on"], "note": ", ".join(part for part in (when, invited) if part)}


def _fields(options: Options, told: Mapping[str, str]) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [
        {
            "kind": "select",
            "name": name,
            "label": label,
            "options": [
                {"value": "", "text": "All", "selected": not told[name]},
                *(
                    {"value": value, "text": text, "selected": told[name] == value}
                    for value, text in options[name].items()
                ),
            ],
        }
        for name, label in LABELS.items()
        if name != "rule"
    ]
    day = request.args.get("as_of", "")
    hint = "As things stood on a day; empty is today"
    fields.append({"kind": "date", "name": "as_of", "label": "Day", "value": day, "hint": hint})
    return fields


LABELS = {
    "area": "Area",
    "level": "Level",
    "state": "State",
    "kind": "Kind",
    "strength": "Strength",
    "type": "Agency type",
    "rule": "Rule",
}


def _options(here: Site) -> Options:
    areas = here.store.read(
        "MATCH (area:Area) RETURN area.code AS code, area.name AS name ORDER BY name, code"
    )
    asked_for = {kind for rule in here.policy.rules for kind in rule.requires}
    return {
        "area": {row["code"]: row["name"] for row in areas},
        "level": {level: f"Level {level}" for level in here.policy.levels},
        "state": {state: STATES[state].capitalize() for state in SHOWN},
        "kind": {kind: text.capitalize() for kind, text in KINDS.items() if kind},
        "strength": {"must": "Must", "should": "Should", "consider": "Consider"},
        "type": {code: name for code, name in names("agency_type").items() if code in asked_for},
        "rule": {rule.id: rule.id for rule in here.policy.rules},
    }


def _chosen(options: Options, told: Mapping[str, str]) -> dict[str, str]:
    chosen = {
        name: f"{LABELS[name]}: {options[name].get(value, value)}"
        for name, value in told.items()
        if value
    }
    if request.args.get("as_of"):
        chosen["as_of"] = f"Day: {request.args['as_of']}"
    return chosen


def _summary(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "state": state,
            "text": STATES[state].capitalize(),
            "count": sum(row["state"] == state for row in rows),
            "href": link("gaps.listed", state=state, page=None),
        }
        for state in SHOWN
    ]


ROUTES = (Route("/coverage/gaps", "listed", listed, CASES, navigation="Missing agencies"),)
