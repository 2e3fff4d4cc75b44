"""The coverage matrix: cases by types of agency, each cell a step from its evidence."""

from typing import Any

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from queries.coverage.judge import STATES
from queries.coverage_matrix import COVERAGE_MATRIX
from queries.panels import panel
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.coverage_filters import Filters, followed, sections
from webapp.lists import Page, link, on_day, page_links
from webapp.matrix import SORTS, Line, Matrix, in_words, why_in_words
from webapp.output import csv_text
from webapp.site import site

CASES_A_PAGE = 50
ENDPOINT = "matrix.shown"


def shown() -> str | Response:
    """Show the cases that the filters ask for, a page at a time, or all of them as CSV."""
    here = site()
    filters = Filters.of(COVERAGE_MATRIX, ENDPOINT, here)
    sort = request.args.get("sort") or next(iter(SORTS))
    answer = here.answer(COVERAGE_MATRIX, filters.parameters)
    matrix = Matrix.of(answer.rows, sort)
    if request.args.get("format") == "csv":
        return _csv(matrix, answer.asked.as_of.isoformat())
    page = Page.of(request.args.get("page", "1"), len(matrix.lines), CASES_A_PAGE)
    lines = matrix.lines[page.first - 1 : page.last] if matrix.lines else []
    seen().only([{"case": line.case} for line in lines])
    return render_template(
        "matrix.html",
        sections=sections(ENDPOINT),
        filters=filters,
        matrix=matrix,
        head=[_column(matrix, kind, text) for kind, text in matrix.types.items()],
        lines=[_line(line, matrix) for line in lines],
        page=page,
        pages=page_links(page, ENDPOINT),
        summary=_summary(matrix),
        sorts=[
            {"text": text, "href": link(ENDPOINT, sort=name, page=None), "current": name == sort}
            for name, text in SORTS.items()
        ],
        gaps_only=request.args.get("state") == "gap",
        gaps_only_href=link(ENDPOINT, state="gap", page=None),
        every_href=link(ENDPOINT, state=None, page=None),
        csv_href=link(ENDPOINT, format="csv", page=None),
        json_href=link(
            "api.analysis", slug=COVERAGE_MATRIX.slug, page=None, sort=None, format=None
        ),
    )


def of_panel(code: str) -> Redirect:
    """Lead to the matrix of the cases before one panel. Raises NotFound where there is none."""
    here = site()
    with here.store.snapshot() as reader:
        panel(reader, code, here.asked())
    return redirect(on_day(ENDPOINT, panel=code), 303)


def _csv(matrix: Matrix, day: str) -> Response:
    columns, rows = matrix.as_table()
    name = f"{COVERAGE_MATRIX.slug}-{day}-invented.csv"
    return Response(
        csv_text(columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _column(matrix: Matrix, kind: str, text: str) -> dict[str, Any]:
    return {
        "text": text,
        "rate": matrix.rate(kind),
        "href": followed("gaps.listed", type=kind),
    }


def _line(line: Line, matrix: Matrix) -> dict[str, Any]:
    category = f"category {line.category}" if line.category else "no category"
    return {
        "case": line.case,
        "href": on_day("cases.shown", reference=line.case),
        "note": f"Level {line.level}, {category}",
        "cells": [_cell(line, kind) for kind in matrix.types],
    }


def _cell(line: Line, kind: str) -> dict[str, Any] | None:
    cell = line.cells.get(kind)
    if cell is None:
        return None
    text = in_words(cell)
    return {
        "state": cell["state"],
        "text": f"{text[0].upper()}{text[1:]}",
        "why": why_in_words(cell),
        "href": on_day("cases.why", reference=line.case, rule=cell["rule"]),
    }


def _summary(matrix: Matrix) -> list[dict[str, Any]]:
    return [
        {
            "state": state,
            "text": STATES[state].capitalize(),
            "count": count,
            "href": link(ENDPOINT, state=state, page=None),
        }
        for state, count in matrix.counts.items()
    ]


ROUTES = (
    Route("/coverage/matrix", "shown", shown, CASES),
    Route("/panels/<code>/matrix", "of_panel", of_panel, CASES),
)
