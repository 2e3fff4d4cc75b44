"""How the area does, in totals alone: what lay advisers read, each with what it is a part of."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import render_template

from graph.reference import names
from graph.store import Row
from queries.attendance import ATTENDANCE
from queries.caseload import CASELOAD
from queries.coverage_trend import COVERAGE_TREND
from webapp.access import Route, any_of
from webapp.few import Few
from webapp.lists import on_day
from webapp.site import site
from webapp.small_numbers import fewest_of

TOTALS = any_of("totals")
YEAR = datetime.timedelta(days=365)
MONTHS = 13
"""Month ends that are asked for, so that the first and the last are a year apart."""
COUNTED = ("invited", "known", "attended", "reported", "apologies", "absent")


def shown() -> str:
    """Show caseload, attendance and coverage of the asker's areas in totals."""
    told = totals()
    return render_template(
        "totals.html",
        **told,
        questions=[
            {"text": one.question, "href": on_day("questions.asked", slug=one.slug)}
            for one in (CASELOAD, ATTENDANCE, COVERAGE_TREND)
        ],
    )


def totals() -> dict[str, Any]:
    """Return the totals of the asker's areas, in words in which no small number is told."""
    here = site()
    asked = here.asked()
    as_of, words = asked.as_of, Few(fewest_of(asked))
    since = as_of - YEAR
    cases = here.answer(CASELOAD, {}, to_add_up=True).rows
    attended = here.answer(ATTENDANCE, {"from": since}, to_add_up=True).rows
    covered = here.answer(COVERAGE_TREND, {"months": MONTHS}, to_add_up=True).rows
    months = sorted({row["month"] for row in covered})
    everybody = _sum(attended)
    return {
        "total": words.rounded(sum(row["cases"] for row in cases)),
        "levels": _cases_by(cases, "level", names("level"), words),
        "categories": _cases_by(cases, "category", names("category"), words),
        "attendance": _attendance(attended, words),
        "attended": words.share(everybody["attended"], everybody["known"]),
        "since": since,
        "coverage": _coverage(covered, months, words),
        "first": months[0] if months else None,
        "last": months[-1] if months else None,
        "least": words.least,
    }


def _cases_by(
    found: Sequence[Row], column: str, called: Mapping[str, str], words: Few
) -> list[list[str]]:
    counts: Counter[str] = Counter()
    for row in found:
        counts[row[column]] += row["cases"]
    codes = [*called, *sorted(set(counts) - set(called))]
    return [
        [called.get(code, "Not known"), words.few(counts[code])] for code in codes if counts[code]
    ]


def _sum(found: Iterable[Row]) -> dict[str, int]:
    counts = dict.fromkeys(COUNTED, 0)
    for row in found:
        for name in COUNTED:
            counts[name] += row[name]
    return counts


def _attendance(found: Sequence[Row], words: Few) -> list[list[str]]:
    """Return a row a type of agency: single agencies are for those who work with them."""
    kinds = names("agency_type")
    rows = []
    for kind in [*kinds, *sorted({row["type"] for row in found} - set(kinds))]:
        counts = _sum(row for row in found if row["type"] == kind)
        if counts["invited"]:
            rows.append(
                [
                    kinds.get(kind, kind),
                    words.few(counts["invited"]),
                    words.share(counts["attended"], counts["known"]),
                    *(words.few(counts[name]) for name in ("reported", "apologies", "absent")),
                ]
            )
    return rows


def _coverage(found: Sequence[Row], months: Sequence[datetime.date], words: Few) -> list[list[Any]]:
    """Return a row a type of agency: the rate at the last month end and at the first."""
    kinds = names("agency_type")
    sums: dict[tuple[str, datetime.date], Counter[str]] = {}
    for row in found:
        cell = sums.setdefault((row["type"], row["month"]), Counter())
        cell.update({name: row[name] for name in ("met", "required", "unknown")})
    if not months:
        return []
    first, last = months[0], months[-1]
    nothing: Counter[str] = Counter()
    return [
        [
            name,
            words.share(now["met"], now["required"]),
            words.share(then["met"], then["required"]),
            words.few(now["unknown"]),
        ]
        for kind, name in kinds.items()
        for now, then in [(sums.get((kind, last), nothing), sums.get((kind, first), nothing))]
        if now["required"] or then["required"] or now["unknown"]
    ]


ROUTES = (Route("/totals", "shown", shown, TOTALS, navigation="Totals", place=45),)
