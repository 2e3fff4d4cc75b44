"""A case over time: level and category, area, lead, circumstances, and where each came from."""

from typing import Any

from flask import render_template

from graph.model.mappa_case import MAPPA_CASE
from graph.store import Row
from queries.case_record import case_record, spells_of
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.case_pages import case_links
from webapp.lists import on_day
from webapp.site import site

TABLES = {
    "AT_LEVEL": "Level",
    "IN_CATEGORY": "Category",
    "IN_AREA": "Area",
    "LED_BY": "Lead agency",
    "INVOLVES": "Agencies that work on it",
    "HAS_CIRCUMSTANCE": "Circumstances",
}
"""In the order of the page."""
WITHOUT_REASON = frozenset({"IN_AREA", "LED_BY", "HAS_CIRCUMSTANCE"})


def shown(reference: str) -> str:
    """Show what held of a case, from when to when; to those who load, by which load."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        record = case_record(reader, reference, asked)
        rows = spells_of(reader, reference, asked)
    seen().case(reference)
    person = caller().person
    loads = person is not None and person.may("load")
    return render_template(
        "case_history.html",
        reference=reference,
        opened_on=record.case["opened_on"],
        tells_birth="identifiers" in asked.scope.sees,
        closed_on=record.case["closed_on"],
        links=case_links(reference, "case_history.shown"),
        tables=[
            {
                "kind": kind.lower(),
                "caption": caption,
                "columns": _columns(kind, loads=loads),
                "rows": [_cells(row, loads=loads) for row in rows if row["kind"] == kind],
            }
            for kind, caption in TABLES.items()
        ],
    )


def _columns(kind: str, *, loads: bool) -> list[dict[str, str]]:
    names = ["What", "From", "To"]
    if kind not in WITHOUT_REASON:
        names.append("Why")
    if kind in {"AT_LEVEL", "IN_CATEGORY"}:
        names.append("Decided at")
    if loads:
        names.append("Load")
    return [{"text": name} for name in names]


def _cells(row: Row, *, loads: bool) -> list[Any]:
    kind = row["kind"]
    since: Any = row["valid_from"]
    if since is None:
        since = "as long as is known"
    elif row["dated"] == "first_seen":
        since = {"date": since, "note": "at the latest: first seen then"}
    cells: list[Any] = [_what(row), since, row["valid_to"] or "still"]
    if kind not in WITHOUT_REASON:
        reasons = MAPPA_CASE.dated_edges[kind].properties["reason"].choices
        cells.append(reasons.get(row["reason"] or "", ""))
    if kind in {"AT_LEVEL", "IN_CATEGORY"}:
        cells.append(_decided(row))
    if loads:
        cells.append({"text": f"load {row['load']}", "note": row["source"] or ""})
    return cells


def _what(row: Row) -> Any:
    name = row["name"] or row["code"]
    choices = {
        name: of.choices for name, of in MAPPA_CASE.dated_edges[row["kind"]].properties.items()
    }
    if row["kind"] == "HAS_CIRCUMSTANCE":
        answer = choices["answer"].get(row["answer"], row["answer"])
        return {"text": f"{name[0].upper()}{name[1:]}", "note": answer}
    if row["kind"] == "IN_AREA":
        return {"text": name, "note": choices["standing"].get(row["standing"], row["standing"])}
    if row["kind"] == "INVOLVES":
        return {"text": name, "note": row["role"]}
    return name


def _decided(row: Row) -> Any:
    if not row["meeting"]:
        return ""
    href = on_day("meetings.shown", meeting=row["meeting"])
    day = row["decided_on"]
    return {"text": f"{day.day} {day:%B %Y}", "href": href}


ROUTES = (Route("/cases/<reference>/history", "shown", shown, CASES),)
