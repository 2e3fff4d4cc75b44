"""Every open action that the asker may see: by agency and owner, how late, page and CSV."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request, url_for

from graph.errors import InputError
from graph.reference import names
from queries.actions_open import ACTIONS_OPEN, NEVER, STATES
from webapp.access import CASES, Route
from webapp.agenda import days_in_words
from webapp.asking import read_parameters
from webapp.audit.seen import seen
from webapp.lists import Page, chips, day_chip, day_kept, link, on_day, page_links
from webapp.output import csv_text
from webapp.site import Site, site

ROWS_A_PAGE = 50
LABELS = {
    "state": "State", "agency": "Agency", "type": "Agency type", "area": "Area", "level": "Level",
    "case": "Case",
}  # fmt: skip
SORTS = {"agency": "Agency", "late": "Latest first", "case": "Case"}
Options = Mapping[str, Mapping[str, str]]
Rows = Sequence[Mapping[str, Any]]


def listed() -> str | Response:
    """Show the open actions that the filters ask for, a page at a time, or all of them as CSV."""
    here = site()
    told = {name: request.args.get(name, "") for name in LABELS}
    answer = here.answer(ACTIONS_OPEN, read_parameters(ACTIONS_OPEN, told))
    rows = _sorted(answer.rows, request.args.get("sort", "agency"))
    if request.args.get("format") == "csv":
        name = f"actions-open-{answer.asked.as_of}-invented.csv"
        return Response(
            csv_text(list(ACTIONS_OPEN.columns), rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f"attachment; filename={name}"},
        )
    page = Page.of(request.args.get("page", "1"), len(rows), ROWS_A_PAGE)
    shown = rows[page.first - 1 : page.last] if rows else []
    seen().only(shown)
    options = _options(here, answer.rows)
    return render_template(
        "actions.html",
        total=len(rows),
        overdue=sum(row["state"] == "overdue" for row in rows),
        overdue_href=link("actions.listed", state="overdue", page=None),
        agencies=_by_agency(rows),
        rows=[_cells(row) for row in shown],
        columns=_columns(),
        page=page,
        pages=page_links(page, "actions.listed"),
        fields=_fields(options, told),
        chosen=chips("actions.listed", {**_chosen(options, told), **day_chip()}),
        clear_href=url_for("actions.listed"),
        hidden={**_sort_kept(), **day_kept()},
        csv_href=link("actions.listed", format="csv", page=None),
    )


def _sort_kept() -> dict[str, str]:
    return {"sort": request.args["sort"]} if request.args.get("sort") else {}


def _sorted(rows: Rows, sort: str) -> list[Mapping[str, Any]]:
    if sort not in SORTS:
        raise InputError(f"The list cannot be sorted by {sort[:40]!r}. Sort by: {', '.join(SORTS)}")
    if sort == "agency":
        return list(rows)
    if sort == "late":
        return sorted(rows, key=lambda row: (row["due_on"] or NEVER, row["action"]))
    return sorted(rows, key=lambda row: (row["case"], row["due_on"] or NEVER, row["action"]))


def _by_agency(rows: Rows) -> list[list[Any]]:
    """Return what each agency has open, those with most overdue first."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["owner"], row["owner_name"]), []).append(row)
    counted = [
        (code, name, sum(row["state"] == "overdue" for row in of), len(of),
         max(row["days_late"] for row in of))
        for (code, name), of in found.items()
    ]  # fmt: skip
    counted.sort(key=lambda one: (-one[2], -one[3], one[1]))
    return [
        [
            {"text": name, "href": link("actions.listed", agency=code, page=None)}
            if code else "nobody named",
            str(late), str(every), f"{longest:,} days" if longest else "",
        ]
        for code, name, late, every, longest in counted
    ]  # fmt: skip


def _cells(row: Mapping[str, Any]) -> list[Any]:
    moved = row["first_due_on"] if row["first_due_on"] not in {None, row["due_on"]} else None
    note = f"first promised for {moved.day} {moved:%B %Y}" if moved else ""
    carried = "carried on by a later action" if row["carried_on"] else ""
    return [
        {"text": row["action"], "note": row["wording"] or ""},
        {"text": row["owner_name"] or "nobody named", "note": _person(row)},
        {"text": row["case"], "href": on_day("case_actions.shown", reference=row["case"])},
        {"date": row["due_on"], "note": note} if row["due_on"] else "no date",
        {
            "text": f"! {days_in_words(row['days_late'])}" if row["days_late"] else "not yet due",
            "note": carried,
        },
    ]


def _person(row: Mapping[str, Any]) -> str:
    return row["person"] or row["assigned_to"] or ""


def _columns() -> list[dict[str, str]]:
    sort = request.args.get("sort", "agency")
    sortable = {"Promised by": "agency", "Case": "case", "Late": "late"}
    return [
        {
            "text": text,
            "sort_href": link("actions.listed", sort=sortable[text], page=None),
            "sorted": ("descending" if sort == "late" else "ascending")
            if sort == sortable[text] else "",
        }
        if text in sortable else {"text": text}
        for text in ("Action", "Promised by", "Case", "Due", "Late")
    ]  # fmt: skip


def _options(here: Site, rows: Rows) -> Options:
    areas = here.store.read(
        "MATCH (area:Area) RETURN area.code AS code, area.name AS name ORDER BY name, code"
    )
    owners = {row["owner"]: row["owner_name"] for row in rows if row["owner"]}
    wanted = request.args.get("agency", "")
    if wanted and wanted not in owners:
        owners[wanted] = wanted
    return {
        "state": STATES,
        "agency": dict(sorted(owners.items(), key=lambda pair: (pair[1], pair[0]))),
        "type": names("agency_type"),
        "area": {row["code"]: row["name"] for row in areas},
        "level": names("level"),
    }


def _fields(options: Options, told: Mapping[str, str]) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [
        {
            "kind": "select", "name": name, "label": LABELS[name],
            "options": [
                {"value": "", "text": "All", "selected": not told[name]},
                *(
                    {"value": value, "text": text, "selected": told[name] == value}
                    for value, text in found.items()
                ),
            ],
        }
        for name, found in options.items()
    ]  # fmt: skip
    fields.append({"kind": "text", "name": "case", "label": "Case", "value": told["case"]})
    return fields


def _chosen(options: Options, told: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"{LABELS[name]}: {options.get(name, {}).get(value, value)}"
        for name, value in told.items()
        if value
    }


ROUTES = (Route("/actions", "listed", listed, CASES),)
