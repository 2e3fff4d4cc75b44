"""Agencies: the list with its filters, and the page of each."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from flask import Response, render_template, request, url_for

from graph import reference
from graph.model.agency_type import AGENCY_TYPE
from graph.reference import names
from graph.store import Row
from queries.agency_page import AgencyPage, agency_page
from queries.analysis import Asked
from queries.coverage.judge import KINDS as GAP_KINDS
from queries.coverage.judge import STATES as SEAT_STATES
from queries.coverage.words import day as day_in_words
from queries.coverage.words import types_in_words
from queries.directory import STATES, Listed, agencies, areas
from queries.directory_health import DIRECTORY_HEALTH, FIXES, KINDS
from queries.search_words import folded
from webapp.access import Route, any_of
from webapp.audit.seen import seen
from webapp.lists import Page, chips, link, on_day, page_links
from webapp.output import csv_text
from webapp.rule_words import why_cell
from webapp.site import site
from webapp.views.directory import choice, contact_cells

DIRECTORY = any_of("directory")
ROWS_A_PAGE = 50
MOST_CASES = 100
MOST_TYPED = 60
STANDINGS = AGENCY_TYPE.properties["standing"].choices
FILTERS = ("name", "type", "area", "state", "problem")
LABELS = {
    "name": "Name or code", "type": "Type", "area": "Area", "state": "How it stands",
    "problem": "What is wrong",
}  # fmt: skip
CSV_COLUMNS = (
    "code", "name", "aliases", "type", "areas", "state", "active_from", "active_to", "contacts",
    "single_points", "part_of", "replaced_by",
)  # fmt: skip


def listed() -> str | Response:
    """List agencies by name, type, area, how they stand, and what is wrong with them."""
    here = site()
    asked = here.asked()
    told = {name: request.args.get(name, "")[:MOST_TYPED] for name in FILTERS}
    problems = _problems(told["problem"]) if told["problem"] in KINDS else None
    with here.store.snapshot() as reader:
        rows = [one for one in agencies(reader, asked) if _is_wanted(one, told, problems)]
        places = {row["code"]: row["name"] for row in areas(reader, asked)}
    if request.args.get("format") == "csv":
        return _csv("agencies", CSV_COLUMNS, [_plain(one) for one in rows], asked)
    page = Page.of(request.args.get("page", "1"), len(rows), ROWS_A_PAGE)
    options = {
        "type": names("agency_type"),
        "area": places,
        "state": {code: text.capitalize() for code, text in STATES.items()},
        "problem": {code: text.capitalize() for code, text in KINDS.items()},
    }
    return render_template(
        "agencies.html",
        rows=[
            _row(one, places, (problems or {}).get(one.code))
            for one in rows[max(page.first - 1, 0) : page.last]
        ],
        fix=FIXES.get(told["problem"], ""),
        page=page,
        pages=page_links(page, "agencies.listed"),
        fields=[
            {"kind": "text", "name": "name", "label": LABELS["name"], "value": told["name"],
             "hint": "Any part of it; former names count"},
            *(choice(name, LABELS[name], options[name], told[name]) for name in FILTERS[1:]),
        ],
        chosen=chips("agencies.listed", {
            name: f"{LABELS[name]}: {options.get(name, {}).get(value, value)}"
            for name, value in told.items() if value
        }),
        clear_href=url_for("agencies.listed"),
        csv_href=link("agencies.listed", format="csv", page=None),
    )  # fmt: skip


def shown(agency: str) -> str | Response:
    """Show one agency: what it is, whom to ask, and its part in cases."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = agency_page(reader, agency, asked)
    if request.args.get("format") == "csv":
        seen().case(*(row["case"] for row in found.cases))
        return _csv("cases-of-an-agency", ("case", "level", "role", "since"), found.cases, asked)
    cases = found.cases[:MOST_CASES]
    seen().case(*(row["case"] for rows in (cases, found.actions, found.gaps) for row in rows))
    return render_template(
        "agency.html",
        found=found,
        facts=_facts(found),
        contacts=[_contact(row, found.places, asked) for row in found.contacts],
        kin=[
            [{"text": row["name"], "note": row["code"],
              "href": on_day("agencies.shown", agency=row["code"])}, row["how"],
             {"date": row["active_to"], "note": "ends"} if row["active_to"] else ""]
            for row in found.kin
        ],
        cases=[_case(row) for row in cases],
        actions=[_action(row, asked) for row in found.actions],
        overdue=sum(row["days_late"] > 0 for row in found.actions),
        gaps=[_gap(row) for row in found.gaps],
        attendance=found.attendance,
        picture_href=on_day("pictures.agency", agency=agency),
        csv_href=on_day("agencies.shown", agency=agency, format="csv"),
    )  # fmt: skip


def _problems(kind: str) -> dict[str, Row]:
    rows = site().answer(DIRECTORY_HEALTH, {"kind": kind}).rows
    return {row["agency"]: row for row in rows}


def _is_wanted(one: Listed, told: Mapping[str, str], problems: Mapping[str, Row] | None) -> bool:
    wanted = folded(told["name"])
    names_of_it = (one.code, one.name, *one.aliases)
    return (
        (not wanted or any(wanted in folded(name) for name in names_of_it))
        and told["type"] in {"", one.type}
        and (not told["area"] or told["area"] in one.areas)
        and told["state"] in {"", one.state}
        and (problems is None or one.code in problems)
    )


def _row(one: Listed, places: Mapping[str, str], problem: Row | None) -> list[Any]:
    where = [places.get(code, code) for code in one.areas]
    more = [f"and {len(where) - 3} more"] if len(where) > 3 else []
    state: Any = STATES[one.state].capitalize()
    if one.active_to:
        state = {"text": state, "note": f"until {day_in_words(one.active_to)}"}
    elif one.active_from and one.state == "to_come":
        state = {"text": state, "note": f"from {one.active_from}"}
    lacks_any = not one.contacts and one.state == "acts" and one.type not in _umbrellas()
    contacts = "! none" if lacks_any else f"{one.contacts:,}"
    note = "" if one.single_points or not one.contacts else "no single point of contact"
    others = ", ".join(problem["others"]) if problem else ""
    return [
        {"text": one.name, "note": f"{one.code}{f'; see {others}' if others else ''}",
         "href": on_day("agencies.shown", agency=one.code)},
        names("agency_type").get(one.type, one.type),
        {"items": [*where[:3], *more]} if where else "",
        state,
        {"text": contacts, "note": note},
    ]  # fmt: skip


@cache
def _umbrellas() -> frozenset[str]:
    """Return the types that only hold others together: nobody has to be asked there."""
    return frozenset(
        row["code"] for row in reference.rows("agency_type") if row["standing"] == "umbrella"
    )


def _plain(one: Listed) -> Row:
    return {name: getattr(one, name) for name in CSV_COLUMNS}


def _facts(found: AgencyPage) -> list[tuple[str, Any]]:
    agency = found.agency
    today = site().asked().as_of
    current = [row["name"] for row in found.places if _holds(row, today)]
    former = [row["name"] for row in found.places if row["valid_to"] and row["valid_to"] <= today]
    return [
        ("Code", agency["code"]),
        ("Type", {"text": agency["type_name"] or "not known",
                  "note": STANDINGS.get(agency["standing"] or "", "")}),
        ("Basis", agency["basis"] or ""),
        ("How it stands", STATES[found.state].capitalize()),
        ("Acts from", agency["active_from"] or "the start of the records"),
        ("Acts until", agency["active_to"] or "no end on record"),
        ("Works in", {"items": current} if current else ""),
        ("Worked in", {"items": former} if former else ""),
        ("Other and former names", {"items": list(agency["aliases"])} if agency["aliases"] else ""),
        ("Services", {"items": list(agency["services"])} if agency["services"] else ""),
        ("Website", agency["website"] or ""),
        ("Memorandum signed", agency["memorandum_signed_on"] or "not on record"),
    ]  # fmt: skip


def _holds(row: Row, day: Any) -> bool:
    begun = row["valid_from"] is None or row["valid_from"] <= day
    return begun and (row["valid_to"] is None or row["valid_to"] > day)


def _contact(row: Row, places: Sequence[Row], asked: Asked) -> list[Any]:
    """Return a contact, with the area by its name where the agency works there."""
    called = {place["code"]: place["name"] for place in places}
    named = {**row, "area": called.get(row["area"], row["area"])}
    return [*contact_cells(named, asked)[:5], row["state"]]


def _case(row: Row) -> list[Any]:
    return [
        {"text": row["case"], "href": on_day("cases.shown", reference=row["case"])},
        row["level"], row["role"], row["since"] or "",
    ]  # fmt: skip


def _action(row: Row, asked: Asked) -> list[Any]:
    days = row["days_late"]
    note = f"! {days} days overdue" if days else ""
    return [
        {"text": row["action"], "note": row["wording"] or ""},
        {"text": row["case"], "href": on_day("cases.shown", reference=row["case"])},
        (row["pillar"] or "").replace("_", " "),
        {"date": row["due_on"], "note": note} if row["due_on"] else "no date",
    ]


def _gap(row: Row) -> list[Any]:
    text = SEAT_STATES[row["state"]].capitalize()
    return [
        {"text": row["case"], "href": on_day("cases.shown", reference=row["case"]),
         "note": f"Level {row['level']}"},
        types_in_words(row["missing"]),
        {"state": row["state"], "text": text, "note": GAP_KINDS[row["kind"]]},
        row["since"] or "",
        why_cell(row["case"], row["rule"]),
    ]  # fmt: skip


def _csv(name: str, columns: Sequence[str], rows: Sequence[Row], asked: Asked) -> Response:
    seen().rows = len(rows)
    return Response(
        csv_text(columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}-{asked.as_of}-invented.csv"},
    )


ROUTES = (
    Route("/agencies", "listed", listed, DIRECTORY),
    Route("/agencies/<agency>", "shown", shown, DIRECTORY),
)
