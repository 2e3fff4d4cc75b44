"""What MAPPA is, from what is published; and the bodies of the asker's own area, by name."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from graph.reference import rows
from queries.area_bodies import area_bodies
from webapp import mappa_facts
from webapp.access import ANYBODY, Route, any_of
from webapp.caller import caller
from webapp.found import address_of
from webapp.languages import WELSH, known, language, said
from webapp.lists import on_day
from webapp.site import site

BODIES = any_of("directory", "totals")
STANDINGS = {
    "responsible_authority": "Responsible Authority",
    "duty_to_cooperate": "Duty to co-operate",
    "invited": "Invited when they can contribute",
}
"""How a type of agency stands to the arrangements, in the order in which it is shown."""


def shown() -> str:
    """Say what the arrangements are, with the source of each statement; nothing of the data."""
    person = caller().person
    return render_template(
        "about_mappa.html",
        facts=mappa_facts,
        levels=[_named(row) for row in rows("level")],
        categories=[_named(row) for row in rows("category") if row["code"] != "unknown"],
        standings=[
            {"title": title, "welsh": _in_welsh(title), "types": _types(standing)}
            for standing, title in STANDINGS.items()
        ],
        terms=[
            {"text": text, "welsh": _in_welsh(text)}
            for text in (
                "Multi-Agency Public Protection Arrangements",
                "Lead agency",
                "Strategic Management Board",
            )
        ],
        may_see_bodies=person is not None and BODIES.allows(person),
    )


def bodies() -> str:
    """Show who the arrangements of the asker's area are made of, by name."""
    here, person = site(), caller().person
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = area_bodies(
            reader, asked, request.args.get("area", ""), person.agencies if person else ()
        )
    kinds = {row["code"]: row for row in rows("agency_type")}
    groups = [
        {
            "title": title,
            "rows": [
                [
                    {"text": kinds[kind]["name"], "note": _in_welsh(kinds[kind]["name"])},
                    {"items": [_body(row) for row in found.bodies[kind]]}
                    if found.bodies.get(kind)
                    else "none on record",
                    kinds[kind]["basis"],
                ]
                for kind in kinds
                if kinds[kind]["standing"] == standing
            ],
        }
        for standing, title in STANDINGS.items()
    ]
    names = {row["code"]: row["name"] for row in found.areas}
    return render_template(
        "area_bodies.html",
        area=names.get(found.area, ""),
        groups=groups if found.area else [],
        here=on_day("about.bodies"),
        fields=[_area_field(names, found.area)] if len(names) > 1 else [],
    )


def _area_field(names: dict[str, str], chosen: str) -> dict[str, Any]:
    options = [
        {"value": code, "text": name, "selected": code == chosen} for code, name in names.items()
    ]
    return {"kind": "select", "name": "area", "label": "Area", "options": options}


def _body(row: dict[str, Any]) -> dict[str, str]:
    return {"text": row["name"], "href": address_of("agency", row["code"])}


def _types(standing: str) -> list[dict[str, Any]]:
    found = [row for row in rows("agency_type") if row["standing"] == standing]
    return [{"name": row["name"], "welsh": _in_welsh(row["name"]), "basis": row["basis"]}
            for row in found]  # fmt: skip


def _named(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a level or a category as the page lists it."""
    return {
        **row,
        "welsh": _in_welsh(row["name"]),
        "former": [name for name in row["former_names"].split(";") if name],
        "sure": mappa_facts.STATUSES[row["status"]],
    }


def _in_welsh(text: str) -> str:
    """Return a term in Welsh for whoever reads Welsh, where the catalogue has it."""
    return said(text) if language() == WELSH and text in known(WELSH) else ""


ROUTES = (
    Route("/about-mappa", "shown", shown, ANYBODY, footer="About MAPPA"),
    Route("/about-mappa/your-area", "bodies", bodies, BODIES),
)
