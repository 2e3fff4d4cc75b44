"""The trend of coverage: twelve ends of a month, as a chart and as its table."""

import datetime
from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request

from graph.errors import InputError
from queries.coverage.words import listed
from queries.coverage_trend import COVERAGE_TREND, MONTHS, month_ends
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.coverage_filters import Filters, followed, sections
from webapp.lists import link
from webapp.output import csv_text
from webapp.site import site
from webapp.trend import BY, COLUMNS, Told, Trend

ENDPOINT = "trend.shown"


def shown() -> str | Response:
    """Show how coverage went by type of agency, level or area; or the same as CSV or SVG."""
    here = site()
    filters = Filters.of(COVERAGE_TREND, ENDPOINT, here)
    by = request.args.get("by") or "type"
    if by not in BY:
        raise InputError(f"A trend cannot be told by {by[:40]!r}. Choose one of: {', '.join(BY)}")
    answer = here.answer(COVERAGE_TREND, filters.parameters)
    months = month_ends(answer.asked.as_of, MONTHS)
    trend = Trend.of(answer.rows, by, filters.options[by], months)
    title = f"Places met of places required, by {BY[by].lower()}"
    drawn = trend.drawn(title)
    day = answer.asked.as_of.isoformat()
    if request.args.get("format") == "csv":
        return _download(csv_text(COLUMNS, trend.as_rows()), "text/csv", f"{day}-invented.csv")
    if request.args.get("format") == "svg":
        picture = render_template("chart.svg", chart=drawn)
        return _download(picture, "image/svg+xml", f"{day}-invented.svg")
    seen().only([])
    return render_template(
        "trend.html",
        sections=sections(ENDPOINT),
        filters=filters,
        trend=trend,
        chart=drawn,
        by=BY[by],
        sees_cases=_sees_cases(),
        quiet=listed(trend.quiet, "and"),
        months=[_month(month) for month in months],
        lines=[_line(one, trend) for one in trend.lines],
        ways=[
            {"text": text, "href": link(ENDPOINT, by=name), "current": name == by}
            for name, text in BY.items()
        ],
        csv_href=link(ENDPOINT, format="csv"),
        svg_href=link(ENDPOINT, format="svg"),
        json_href=link("api.analysis", slug=COVERAGE_TREND.slug, by=None, format=None),
    )


def _download(text: str, kind: str, name: str) -> Response:
    return Response(
        text,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={COVERAGE_TREND.slug}-{name}"},
    )


def _month(month: datetime.date) -> dict[str, Any]:
    return {"text": f"{month:%b %Y}", "href": _gaps(month), "day": month}


def _sees_cases() -> bool:
    person = caller().person
    return person is not None and person.may("cases")


def _gaps(month: datetime.date, told: Mapping[str, str] | None = None) -> str:
    """Return the address of the gaps on the last day of a month, for those who see cases."""
    if not _sees_cases():
        return ""
    return followed("gaps.listed", as_of=month.isoformat(), **(told or {}))


def _line(one: Told, trend: Trend) -> dict[str, Any]:
    told = {trend.by: one.key} if one.key else {}
    return {
        "name": one.name,
        "more_empty": one.more_empty,
        "cells": [
            {
                "met": cell.met,
                "required": cell.required,
                "percentage": cell.percentage,
                "href": _gaps(month, told) if cell.empty else "",
            }
            for month, cell in zip(trend.months, one.cells, strict=True)
        ],
    }


ROUTES = (Route("/coverage/trend", "shown", shown, CASES),)
