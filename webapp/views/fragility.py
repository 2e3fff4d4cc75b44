"""Fragility: where cover rests on one person, office or agency, and what would fall apart."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from flask import render_template

from graph.store import Row
from queries.analysis import Analysis
from queries.connecting_agencies import CONNECTING_AGENCIES
from queries.coverage.words import day, types_in_words
from queries.silent_core import SILENT_CORE
from queries.single_points_lost import SINGLE_POINTS_LOST
from queries.thin_coverage import RESTS_ON, THIN_COVERAGE
from queries.withdrawal_impact import WITHDRAWAL_IMPACT
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.coverage_filters import Filters, sections
from webapp.lists import link, on_day
from webapp.site import Site, site

ENDPOINT = "fragility.shown"
FILTERS = ("area", "level")
MOST_SHOWN = 10
MOST_CASES = 5
MOST_OF_A_KIND = 5
TIES = {
    "cut_vertex": "Agencies that hold others together",
    "bridge": "Two agencies that are the only tie",
    "between": "Agencies that stand between others",
    "community": "Agencies that keep to themselves",
}
RESTING = {
    "person": "On one person",
    "office": "On one office",
    "not_recorded": "Nobody knows on whom",
}


def shown() -> str:
    """Ask the five questions of fragility, and show the heaviest findings of each."""
    here = site()
    filters = Filters.of(SINGLE_POINTS_LOST, ENDPOINT, here)
    points = _asked(here, SINGLE_POINTS_LOST, filters)
    thin = _asked(here, THIN_COVERAGE, filters)
    level = filters.parameters["level"]
    silent = [
        row for row in _asked(here, SILENT_CORE, filters) if level in {None, "", row["level"]}
    ]
    ties = _asked(here, CONNECTING_AGENCIES, filters)
    impacts = _asked(here, WITHDRAWAL_IMPACT, filters)
    named = [{"cases": row["cases"][:MOST_CASES]} for row in points[:MOST_SHOWN]]
    seen().only([*named, *silent[:MOST_SHOWN]])
    return render_template(
        "fragility.html",
        sections=sections(ENDPOINT),
        filters=filters,
        points=[_point(row) for row in points[:MOST_SHOWN]],
        points_href=_question(SINGLE_POINTS_LOST),
        points_total=len(points),
        impacts=[_impact(row) for row in impacts[:MOST_SHOWN]],
        impacts_href=_question(WITHDRAWAL_IMPACT),
        impacts_total=len(impacts),
        thin=_thin(thin),
        thin_href=_question(THIN_COVERAGE),
        thin_cases=len({row["case"] for row in thin}),
        resting=[{"text": RESTING[one], "numeric": True} for one in RESTS_ON],
        silent=[_silent(row) for row in silent[:MOST_SHOWN]],
        silent_href=_question(SILENT_CORE),
        silent_total=len(silent),
        ties=_ties(ties),
        of_every_level=bool(level),
        ties_href=_question(CONNECTING_AGENCIES),
    )


def _asked(here: Site, found: Analysis, filters: Filters) -> Sequence[Row]:
    """Ask a question of the area, and where it can be of the level, that the filters name."""
    told = {name: filters.parameters[name] for name in FILTERS if name in found.parameters}
    return here.answer(found, told).rows


def _question(found: Analysis, **told: str) -> str:
    """Return the address of a question's own page, by what it knows of the filters."""
    unknown = dict.fromkeys(name for name in FILTERS if name not in found.parameters)
    return link("questions.asked", slug=found.slug, **unknown, **told)


def _point(row: Row) -> list[Any]:
    cases = [
        {"text": one, "href": on_day("cases.shown", reference=one)}
        for one in row["cases"][:MOST_CASES]
    ]
    more = len(row["cases"]) - MOST_CASES
    rest = [{"text": f"and {more} more", "href": _question(SINGLE_POINTS_LOST)}] if more > 0 else []
    return [{"text": row["words"], "note": row["name"]}, {"items": [*cases, *rest]}]


def _impact(row: Row) -> list[Any]:
    levels = [
        f"{row[f'level_{level}']} at Level {level}" for level in "32" if row[f"level_{level}"]
    ]
    return [
        {"text": row["name"], "href": on_day("agencies.shown", agency=row["agency"])},
        str(row["opens"]),
        str(row["at_risk"]),
        str(row["seats"]),
        {"text": str(row["affected"]), "note": ", ".join(levels)},
        {
            "text": f"What if {row['name']} withdrew",
            "href": on_day("what_if.shown", withdraw=row["agency"]),
        },
    ]


def _thin(rows: Sequence[Row]) -> list[list[Any]]:
    """Return how many cases rest on what, by type; the thinnest first."""
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[tuple(row["types"])][row["rests_on"]] += 1
    ordered = sorted(counts, key=lambda types: (*(-counts[types][one] for one in RESTS_ON), types))
    return [
        [types_in_words(types), *(_rests(types, one, counts[types][one]) for one in RESTS_ON)]
        for types in ordered
    ]


def _rests(types: Sequence[str], on: str, count: int) -> Any:
    href = _question(THIN_COVERAGE, type=types[0], rests_on=on) if count else ""
    return {"text": str(count), "href": href}


def _silent(row: Row) -> list[Any]:
    heard = f"last heard on {day(row['last_heard'])}" if row["last_heard"] else "never heard"
    coming = {"yes": "asked to it", "no": "! not asked to it"}.get(row["invited_next"], "")
    return [
        {
            "text": f"{row['name']} has been silent for {row['silent']} discussions in a row",
            "note": f"since {day(row['since'])}; asked to {row['invited']} of them; {heard}",
        },
        {
            "text": row["case"],
            "href": on_day("cases.shown", reference=row["case"]),
            "note": f"Level {row['level']}",
        },
        {"date": row["next_on"], "note": coming} if row["next_on"] else "nothing planned",
    ]


def _ties(rows: Sequence[Row]) -> list[dict[str, Any]]:
    found = []
    for kind, text in TIES.items():
        words = [row["words"] for row in rows if row["kind"] == kind]
        if words:
            more = len(words) - MOST_OF_A_KIND
            found.append({"text": text, "words": words[:MOST_OF_A_KIND], "more": max(0, more)})
    return found


ROUTES = (Route("/coverage/fragility", "shown", shown, CASES),)
