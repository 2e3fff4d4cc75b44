"""The overview of coverage: how many places are met, of how many, where, and who is missing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import render_template

from graph.store import Row
from queries.clauses import percent
from queries.coverage.judge import STATES
from queries.coverage.words import listed
from queries.coverage_gaps import COVERAGE_GAPS
from queries.coverage_totals import COVERAGE_TOTALS, MEETING
from queries.coverage_trend import COVERAGE_TREND, MONTHS, month_ends
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.coverage_filters import Filters, agency_names, followed, sections
from webapp.lists import link
from webapp.site import Site, site
from webapp.trend import Trend

ENDPOINT = "coverage.shown"
MOST_FALLS, MOST_MISSING = 3, 10
TOLD_BY = {"type": "By agency type", "level": "By level", "area": "By area"}
COUNTED = {
    "missing": "gap", "at_risk": "at_risk", "unknown": "unknown", "not_due": "not_due"
}  # fmt: skip
"""Columns of the totals with the state that each counts."""


def shown() -> str:
    """Show the totals, each number leading to what it counts, and who is missing most."""
    here = site()
    filters = Filters.of(COVERAGE_TOTALS, ENDPOINT, here)
    missing = _missing(here, filters)
    trend = _trend(here, filters)
    rows = here.answer(COVERAGE_TOTALS, filters.parameters).rows
    seen().only([])
    places = [row for row in rows if row["type"] != MEETING]
    return render_template(
        "coverage.html",
        sections=sections(ENDPOINT),
        filters=filters,
        total=_total(places),
        summary=_summary(places),
        tables=[_table(by, places, filters) for by in TOLD_BY],
        meetings=_meetings(rows, filters),
        missing=missing,
        chart=trend.drawn("Places met of places required, twelve months"),
        falls=[one.change_in_words(trend.months) for one in trend.falls(MOST_FALLS)],
        has_trend=bool(trend.lines),
        trend_href=followed("trend.shown"),
        json_href=link("api.analysis", slug=COVERAGE_TOTALS.slug),
        csv_href=link("questions.asked", slug=COVERAGE_TOTALS.slug, format="csv"),
    )


def _trend(here: Site, filters: Filters) -> Trend:
    """Return the total by month, and the types that lost most."""
    told = {name: filters.parameters[name] for name in filters.parameters}
    answer = here.answer(COVERAGE_TREND, told)
    months = month_ends(answer.asked.as_of, MONTHS)
    trend = Trend.of(answer.rows, "type", filters.options["type"], months)
    return replace(trend, lines=trend.lines[: MOST_FALLS + 1])


def _missing(here: Site, filters: Filters) -> list[list[Any]]:
    """Return the agencies that are missing from most cases, with the cases a step away."""
    told = {**filters.parameters, "state": "gap"}
    cases: dict[str, set[str]] = defaultdict(set)
    for row in here.answer(COVERAGE_GAPS, told).rows:
        if row["agency"]:
            cases[row["agency"]].add(row["case"])
    most = sorted(cases, key=lambda code: (-len(cases[code]), code))[:MOST_MISSING]
    called = agency_names(here, most)
    return [
        [
            {"text": called.get(code, code), "note": code},
            {
                "text": f"{len(cases[code]):,}",
                "href": followed("gaps.listed", agency=code, state="gap"),
            },
        ]
        for code in most
    ]


def _total(rows: Iterable[Row]) -> dict[str, Any]:
    counts = _added(rows)
    return {**counts, "percentage": percent(counts["met"], counts["required"])}


def _added(rows: Iterable[Row]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({name: row[name] for name in ("required", "met", *COUNTED)})
    return counts


def _summary(rows: Sequence[Row]) -> list[dict[str, Any]]:
    counts = _added(rows)
    states = {"missing": "gap", **COUNTED, "met": "met"}
    return [
        {
            "state": state,
            "text": STATES[state].capitalize(),
            "count": counts[name],
            "href": followed("matrix.shown", state=state),
        }
        for name, state in states.items()
    ]


def _table(by: str, rows: Sequence[Row], filters: Filters) -> dict[str, Any]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[by]].append(row)
    counts = {key: _added(found) for key, found in groups.items()}
    ordered = sorted(
        counts, key=lambda key: (-counts[key]["missing"], -counts[key]["required"], key)
    )
    needed = [key for key in ordered if any(counts[key].values())]
    called = {key: filters.named(by, key) if key else "Not recorded" for key in ordered}
    return {
        "caption": TOLD_BY[by],
        "by": by,
        "rows": [[called[key], *_numbers(counts[key], {by: key} if key else {})] for key in needed],
        "quiet": listed(sorted(called[key] for key in ordered if key not in needed), "and"),
    }


def _numbers(counts: Mapping[str, int], told: Mapping[str, str]) -> list[Any]:
    """Return the cells of a row: each number leads to the cells of the matrix that it counts."""
    met = f"{counts['met']:,} of {counts['required']:,}"
    return [
        _number(met, counts["met"], told, "met"),
        _rate(counts),
        *(
            _number(f"{counts[name]:,}", counts[name], told, state)
            for name, state in COUNTED.items()
        ),
    ]


def _rate(counts: Mapping[str, int]) -> str:
    rate = percent(counts["met"], counts["required"])
    return "" if rate is None else f"{rate}%"


def _number(text: str, count: int, told: Mapping[str, str], state: str) -> dict[str, str]:
    href = followed("matrix.shown", state=state, **told) if told and count else ""
    return {"text": text, "href": href}


def _meetings(rows: Iterable[Row], filters: Filters) -> list[list[Any]]:
    """Return a row a level: cases that were discussed in time, and those that were not."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["type"] == MEETING:
            counts[row["level"]].update(
                {name: row[name] for name in ("required", "met", "missing")}
            )
    found = []
    for level, count in sorted(counts.items(), reverse=True):
        late = followed("gaps.listed", state="no_meeting", level=level)
        in_time = f"{count['met']:,} of {count['required']:,}"
        href = late if count["missing"] else ""
        found.append(
            [
                filters.named("level", level),
                in_time,
                _rate(count),
                {"text": f"{count['missing']:,}", "href": href},
            ]
        )
    return found


ROUTES = (Route("/coverage", "shown", shown, CASES, navigation="Coverage", place=20),)
