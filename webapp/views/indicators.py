"""The indicators of a board, K1 to K11, for a period and an area, beside what was published."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import render_template

from graph.reference import names
from graph.store import Row
from queries.analysis import Answer
from queries.board_indicators import BOARD_INDICATORS, INDICATORS, period_of
from queries.caseload import CASELOAD
from queries.coverage.policy import STATUSES
from webapp.access import CASES, Route
from webapp.asking import ask
from webapp.audit.seen import seen
from webapp.coverage_filters import Filters, agency_names, sections
from webapp.lists import link
from webapp.published import MEASURES, Figure, figures_for
from webapp.site import Site, site

ENDPOINT = "indicators.shown"
NONE_PUBLISHED = "none published"
REACHED = {"yes": "✓ reached", "no": "✗ not reached", "": ""}
NOT_VERIFIED = "to be confirmed by the board"


def shown() -> str:
    """Show every indicator with numerator, denominator, rate and target, and what is behind it."""
    here = site()
    filters = Filters.of(BOARD_INDICATORS, ENDPOINT, here)
    figures = _figures(here, filters.told["area"])
    answer = here.answer(BOARD_INDICATORS, filters.parameters)
    seen().only([])
    period = period_of(answer.asked)
    rows = answer.rows
    called = agency_names(here, {row["agency"] for row in rows if ":" in row["agency"]})
    return render_template(
        "indicators.html",
        sections=sections(ENDPOINT),
        filters=filters,
        period=period,
        rows=[line for indicator in INDICATORS for line in _lines(indicator, rows)],
        behind=[one for indicator in INDICATORS if (one := _behind(indicator, rows, called))],
        figures=figures,
        limits=BOARD_INDICATORS.limits,
        csv_href=link("questions.asked", slug=BOARD_INDICATORS.slug, format="csv"),
        json_href=link("api.analysis", slug=BOARD_INDICATORS.slug),
    )


def _lines(indicator: str, rows: Iterable[Row]) -> list[list[Any]]:
    """Return a line for each level of an indicator, its agencies added up; one if it has none."""
    name = {"text": f"{indicator} {INDICATORS[indicator]}"}
    levels: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["indicator"] == indicator:
            levels[row["level"]].append(row)
    if not levels:
        return [[name, "", "nothing to count", "", "", "", "", NONE_PUBLISHED]]
    return [_line(name, level, found) for level, found in sorted(levels.items(), reverse=True)]


def _line(name: dict[str, str], level: str, rows: Sequence[Row]) -> list[Any]:
    first = rows[0]
    met, of, unknown = (
        sum(row[part] for row in rows) for part in ("numerator", "denominator", "unknown")
    )
    href = link("questions.asked", slug=BOARD_INDICATORS.slug, indicator=first["indicator"])
    target = first["target"]
    status = first["target_status"]
    return [
        name,
        f"Level {level}" if level else "all",
        {"text": f"{met:,} of {of:,}", "href": href},
        f"{1000 * met // of / 10}%" if of else "",
        f"{unknown:,}",
        {"text": f"at least {target}%", "note": _status(status)} if target is not None else "none",
        _reached(rows),
        NONE_PUBLISHED,
    ]


def _status(status: str) -> str:
    return NOT_VERIFIED if status == "unverified" else STATUSES.get(status, status)


def _reached(rows: Sequence[Row]) -> str:
    """Say whether a target is reached; where it is each agency's own, by how many of them."""
    told = Counter(row["target_met"] for row in rows if row["target_met"])
    if len(rows) == 1 or not told:
        return REACHED[rows[0]["target_met"]]
    sign = "✗" if told["no"] else "✓"
    return f"{sign} {told['yes']} of {told['yes'] + told['no']} reach it"


def _behind(indicator: str, rows: Iterable[Row], called: dict[str, str]) -> dict[str, Any] | None:
    """Return the rows of an indicator that tells agencies apart."""
    mine = [row for row in rows if row["indicator"] == indicator and row["agency"]]
    if not mine:
        return None
    types = names("agency_type")
    return {
        "title": f"{indicator}, by agency",
        "id": f"behind-{indicator}",
        "rows": [
            [
                {
                    "text": called.get(row["agency"]) or types.get(row["agency"], row["agency"]),
                    "note": row["agency"] if row["agency"] in called else "",
                },
                f"Level {row['level']}" if row["level"] else "all",
                f"{row['numerator']:,} of {row['denominator']:,}",
                f"{row['percentage']}%" if row["percentage"] is not None else "",
                f"{row['unknown']:,}",
                REACHED[row["target_met"]],
            ]
            for row in mine
        ],
    }


def _figures(here: Site, area: str) -> list[list[Any]]:
    """Return published figures with the same recomputed for their day and for the day shown."""
    found = figures_for(area)
    today = here.asked().as_of
    counts = {day: _caseload(here, area, day) for day in {today, *(one.on for one in found)} if day}
    return [_figure(one, counts, today) for one in found]


def _caseload(here: Site, area: str, day: datetime.date) -> Counter[str]:
    """Count cases by level on a day, of the area or of all that the caller may see."""
    asked = replace(here.asked(), as_of=day)
    answer: Answer = ask(
        CASELOAD, here.store, scope=asked.scope, policy=asked.policy, as_of=day,
        today=asked.today, parameters={"area": area or None}, waivers=asked.waivers,
    )  # fmt: skip
    seen().asked(answer)
    counts: Counter[str] = Counter()
    for row in answer.rows:
        counts[row["level"]] += row["cases"]
    return counts


def _figure(
    one: Figure, counts: dict[datetime.date, Counter[str]], today: datetime.date
) -> list[Any]:
    then = _recomputed(one.measure, counts[one.on]) if one.on else "not to be compared"
    return [
        {"text": MEASURES[one.measure], "note": "this area" if one.area else "England and Wales"},
        {"text": one.value, "note": one.period},
        then,
        _recomputed(one.measure, counts[today]),
        {"text": one.source, "note": one.note},
    ]


def _recomputed(measure: str, counts: Counter[str]) -> str:
    cases = counts.total()
    if not cases:
        return "no case on record"
    if measure == "cases":
        return f"{cases:,}"
    if measure == "level_1_share":
        return f"{1000 * counts['1'] // cases / 10}%"
    return f"{counts[measure.removeprefix('level_')]:,}"


ROUTES = (Route("/coverage/indicators", "shown", shown, CASES),)
