"""The directory: where it stands, what is wrong in it, its types, areas and contacts."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request, url_for

from graph.model.agency_type import AGENCY_TYPE
from graph.model.representative import REPRESENTATIVE
from graph.store import Row
from queries.analysis import Asked
from queries.directory import CONTACT_STATES, HOLDS, agencies, areas, contacts, of_nobody, types
from queries.directory_health import DIRECTORY_HEALTH, KINDS
from webapp.access import Route, any_of
from webapp.audit.seen import seen
from webapp.caller import person
from webapp.coverage_filters import all_areas
from webapp.lists import Page, chips, link, on_day, page_links
from webapp.output import csv_text
from webapp.site import site
from webapp.tasks.history import loads_for

DIRECTORY = any_of("directory")
ROWS_A_PAGE = 50
STANDINGS = AGENCY_TYPE.properties["standing"].choices
REACHES = AGENCY_TYPE.properties["reach"].choices
GRADES = REPRESENTATIVE.properties["grade"].choices
CONTACT_FILTERS = ("state", "area", "vetting")
VETTING = {"over": "Vetting has run out", "unknown": "No day of vetting on record"}


def home() -> str:
    """Show where the directory stands: the last load, its size, what is wrong in it."""
    here, who = site(), person()
    asked = here.asked()
    health = here.answer(DIRECTORY_HEALTH, {}).rows
    with here.store.snapshot() as reader:
        listed = agencies(reader, asked)
        people = contacts(reader, asked)
        nobody = of_nobody(reader, asked)
        loads = loads_for(reader, who) if who.may("load") else []
        places = areas(reader, asked)
    found = Counter(row["kind"] for row in health)
    holding = [row for row in people if row["state"] == HOLDS]
    unvetted = {row["person"] for row in holding if _vetting(row, asked) == "over"}
    return render_template(
        "directory.html",
        last=_last(loads[0]) if loads else None,
        may_load=who.may("load"),
        problems=[
            _problem(text.capitalize(), found[kind], on_day("agencies.listed", problem=kind))
            for kind, text in KINDS.items()
        ] + [
            _problem(
                "Contacts whose vetting has run out", len(unvetted),
                on_day("directory.people", vetting="over", state=HOLDS),
            ),
            _problem(
                "Contacts who speak for no agency now", len(nobody),
                on_day("directory.people", state="over"),
            ),
        ],
        sizes=[
            ("Agencies that act", sum(one.state == "acts" for one in listed),
             on_day("agencies.listed", state="acts")),
            ("Agencies that have ended", sum(one.state == "ended" for one in listed),
             on_day("agencies.listed", state="ended")),
            ("Areas with an agency", sum(bool(one["working"]) for one in places),
             on_day("directory.places")),
            ("Contacts", len({row["person"] for row in holding}), on_day("directory.people")),
        ],
    )  # fmt: skip


def kinds() -> str:
    """List the types of agency: how each comes to the table, and by which clause."""
    here = site()
    with here.store.snapshot() as reader:
        rows = types(reader, here.asked())
    return render_template(
        "directory_types.html",
        rows=[
            [
                {"text": row["name"], "note": row["code"],
                 "href": on_day("agencies.listed", type=row["code"], state="acts")},
                STANDINGS.get(row["standing"], row["standing"]),
                row["basis"] or "",
                REACHES.get(row["reach"], row["reach"]),
                f"{row['acting']:,}",
            ]
            for row in rows
        ],
    )  # fmt: skip


def places() -> str:
    """List the areas: region, former names, how many agencies work there."""
    here = site()
    with here.store.snapshot() as reader:
        rows = areas(reader, here.asked())
    return render_template(
        "directory_areas.html",
        rows=[
            [
                {"text": row["name"],
                 "href": on_day("agencies.listed", area=row["code"], state="acts")},
                row["region"] or "",
                {"items": list(row["former_names"])} if row["former_names"] else "",
                f"{row['working']:,}",
                f"{row['panels']:,}",
            ]
            for row in rows
        ],
    )  # fmt: skip


def people() -> str | Response:
    """List who speaks for which agency; names only for those who see names."""
    here = site()
    asked = here.asked()
    told = {name: request.args.get(name, "") for name in CONTACT_FILTERS}
    with here.store.snapshot() as reader:
        rows = [row for row in contacts(reader, asked) if _is_wanted(row, told, asked)]
        known = areas(reader, asked)
    if request.args.get("format") == "csv":
        return _csv(rows, asked)
    page = Page.of(request.args.get("page", "1"), len(rows), ROWS_A_PAGE)
    options = {
        "state": {code: text.capitalize() for code, text in CONTACT_STATES.items()},
        "area": {row["code"]: row["name"] for row in known if row["working"]},
        "vetting": VETTING,
    }
    return render_template(
        "directory_contacts.html",
        rows=[_contact(row, asked) for row in rows[max(page.first - 1, 0) : page.last]],
        page=page,
        pages=page_links(page, "directory.people"),
        fields=[choice(name, LABELS[name], options[name], told[name]) for name in CONTACT_FILTERS],
        chosen=chips("directory.people", {
            name: f"{LABELS[name]}: {options[name].get(value, value)}"
            for name, value in told.items() if value
        }),
        clear_href=url_for("directory.people"),
        csv_href=link("directory.people", format="csv", page=None),
        sees_names="names" in asked.scope.sees,
    )  # fmt: skip


LABELS = {"state": "How it stands", "area": "Area", "vetting": "Vetting"}
CSV_COLUMNS = (
    "person", "name", "job", "grade", "email", "phone", "vetting_until", "agency", "agency_name",
    "area", "valid_from", "valid_to", "single", "deputy", "state",
)  # fmt: skip


def choice(name: str, label: str, texts: Mapping[str, str], value: str) -> dict[str, Any]:
    """Describe a filter that offers some values, and all of them."""
    return {
        "kind": "select", "name": name, "label": label,
        "options": [
            {"value": code, "text": text, "selected": code == value}
            for code, text in {"": "All", **texts}.items()
        ],
    }  # fmt: skip


def contact_cells(row: Row, asked: Asked) -> list[Any]:
    """Return a contact as tables show it: who, which job, how to reach them, since when."""
    single = "single point of contact" if row["single"] else "deputy" if row["deputy"] else ""
    reached = [text for text in (row["email"], row["phone"]) if text]
    vetting: Any = row["vetting_until"] or ""
    if _vetting(row, asked) == "over":
        vetting = {"date": row["vetting_until"], "note": "! has run out"}
    return [
        {"text": row["name"] or row["person"], "note": single},
        {"text": row["job"] or "", "note": GRADES.get(row["grade"] or "", "")},
        {"items": reached} if reached else "",
        all_areas(site()).get(row["area"], row["area"]) if row["area"] else "everywhere",
        {"items": _spell(row)},
        vetting,
    ]  # fmt: skip


def _spell(row: Row) -> list[str]:
    begins, ends = row["valid_from"], row["valid_to"]
    found = [f"from {begins.day} {begins:%B %Y}" if begins else "as long as is known"]
    return [*found, f"until {ends.day} {ends:%B %Y}"] if ends else found


def _contact(row: Row, asked: Asked) -> list[Any]:
    cells = contact_cells(row, asked)
    agency = {"text": row["agency_name"], "note": row["agency"],
              "href": on_day("agencies.shown", agency=row["agency"])}  # fmt: skip
    return [cells[0], agency, *cells[1:]]


def _vetting(row: Row, asked: Asked) -> str:
    if row["vetting_until"] is None:
        return "unknown"
    return "over" if row["vetting_until"] <= asked.as_of else ""


def _is_wanted(row: Row, told: Mapping[str, str], asked: Asked) -> bool:
    return (
        told["state"] in {"", row["state"]}
        and told["area"] in {"", row["area"] or ""}
        and told["vetting"] in {"", _vetting(row, asked)}
    )


def _csv(rows: Sequence[Row], asked: Asked) -> Response:
    seen().rows = len(rows)
    return Response(
        csv_text(CSV_COLUMNS, rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename=contacts-{asked.as_of}-invented.csv"
        },
    )


def _problem(text: str, count: int, href: str) -> list[Any]:
    """Return a row of what is wrong, with a way to it where there is any."""
    return [{"text": text, "href": href} if count else text, f"{count:,}"]


def _last(entry: Mapping[str, Any]) -> dict[str, Any]:
    what = f"undo of load {entry['undoes']}" if entry["undoes"] else entry["source"]
    at = datetime.datetime.fromisoformat(entry["at"])
    return {
        **entry,
        "what": what,
        "day": at.date(),
        "time": f"{at:%H:%M}",
        "href": url_for("loads.shown", number=entry["number"]),
    }


ROUTES = (
    Route("/directory", "home", home, DIRECTORY, navigation="Directory", place=51),
    Route("/directory/types", "kinds", kinds, DIRECTORY),
    Route("/directory/areas", "places", places, DIRECTORY),
    Route("/directory/contacts", "people", people, DIRECTORY),
)
