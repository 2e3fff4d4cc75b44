"""The catalogue of questions: what each means, its form, its answer; as a page, CSV and JSON."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request, url_for

from graph.schema import Kind
from queries.analysis import Analysis, Answer, Parameter
from queries.catalogue import analysis, catalogue
from webapp.access import QUESTIONS, Refused, Route, access_to
from webapp.answer_words import AnswerWords, choices_of
from webapp.asking import read_parameters
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.lists import Page, chips, day_chip, day_kept, link, on_day, page_links
from webapp.output import csv_text
from webapp.site import site
from webapp.small_numbers import words_for

PICTURES = {"path": "path.shown", "co-attendance": "co_attendance.shown"}
"""Pages that draw the answer to a question, by its slug."""
ROWS_A_PAGE = 50


def listed() -> str:
    """Show every question with what it is good for."""
    rows = [
        [
            {"text": found.question, "href": on_day("questions.asked", slug=slug), "note": slug},
            found.why,
            "totals only" if found.aggregate else found.about,
        ]
        for slug, found in catalogue().items()
        if _may_ask(found)
    ]
    return render_template("questions.html", rows=rows)


def asked(slug: str) -> str | Response:
    """Show one question with its form and, where it is told enough, its answer."""
    found = _open_to_caller(slug)
    told = {name: request.args.get(name, "") for name in found.parameters}
    missing = [
        name for name, given in found.parameters.items() if given.required and not told[name]
    ]
    answer = None if missing else site().answer(found, read_parameters(found, told))
    if answer and request.args.get("format") == "csv":
        return _csv(answer)
    rows = list(answer.rows) if answer else []
    page = Page.of(request.args.get("page", "1"), len(rows), ROWS_A_PAGE)
    shown = rows[max(page.first - 1, 0) : page.last]
    if answer:
        seen().only(shown)
    words = AnswerWords.of(found, shown, site())
    return render_template(
        "question.html",
        found=found,
        missing=missing,
        answered=answer is not None,
        fields=_fields(found, told),
        chosen=chips("questions.asked", {**_chosen(found, told), **day_chip()}, slug=slug),
        hidden=day_kept(),
        here=url_for("questions.asked", slug=slug),
        columns=[_column(name, column.kind) for name, column in found.columns.items()],
        rows=[words.cells(row) for row in shown],
        page=page,
        pages=page_links(page, "questions.asked", slug=slug),
        csv_href=link("questions.asked", slug=slug, format="csv", page=None),
        json_href=link("api.analysis", slug=slug, page=None),
        small_words=words_for(answer.asked) if answer and _totals_alone() else "",
        command=_command(found, told),
        picture_href=on_day(PICTURES[slug]) if slug in PICTURES else "",
    )


def _totals_alone() -> bool:
    person = caller().person
    return person is None or person.totals_alone


def _may_ask(found: Analysis) -> bool:
    person = caller().person
    return person is not None and access_to(found).allows(person)


def _open_to_caller(slug: str) -> Analysis:
    """Return an analysis. Raises NotFound, and Refused where the caller may not ask it."""
    found = analysis(slug)
    if not _may_ask(found):
        raise Refused("Your role does not ask this question.")
    return found


def _csv(answer: Answer) -> Response:
    name = f"{answer.analysis.slug}-{answer.asked.as_of}-invented.csv"
    return Response(
        csv_text(list(answer.analysis.columns), answer.rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _column(name: str, kind: Kind) -> dict[str, Any]:
    column: dict[str, Any] = {"text": _label(name)}
    return {**column, "numeric": True} if kind is Kind.INTEGER else column


def _fields(found: Analysis, told: Mapping[str, str]) -> list[dict[str, Any]]:
    return [_field(name, given, told[name]) for name, given in found.parameters.items()]


def _field(name: str, given: Parameter, value: str) -> dict[str, Any]:
    label = _label(name)
    hint = f"Needed. {given.help}" if given.required else given.help
    field: dict[str, Any] = {"name": name, "label": label, "hint": hint, "value": value}
    if choices := choices_of(given, value, site()):
        options = {"": "Choose one" if given.required else "All", **choices}
        field["options"] = [
            {"value": code, "text": text, "selected": code == value}
            for code, text in options.items()
        ]
        return {**field, "kind": "select"}
    return {**field, "kind": "date" if given.kind is Kind.DATE else "text"}


def _label(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}".replace("_", " ")


def _chosen(found: Analysis, told: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"{_label(name)}: {choices_of(given, told[name], site()).get(told[name], told[name])}"
        for name, given in found.parameters.items()
        if told[name]
    }


def _command(found: Analysis, told: Mapping[str, str]) -> str:
    """Return the same question as it is asked on the command line."""
    words = [f"--{name.replace('_', '-')} {value}" for name, value in told.items() if value]
    day = request.args.get("as_of", "")
    return " ".join(["mappa ask", found.slug, *words, *([f"--as-of {day}"] if day else [])])


ROUTES = (
    Route("/analysis", "listed", listed, QUESTIONS, navigation="Questions"),
    Route("/analysis/<slug>", "asked", asked, QUESTIONS),
)
