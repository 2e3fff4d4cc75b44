"""What if: several things supposed at once, and what they would do to coverage; nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from graph.errors import ExplorerError, InputError, NotFound, TimeLimit
from graph.model import MODEL
from graph.reference import names
from queries.choices import Choices, choices, few
from queries.coverage.words import ROLES
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.effect import COLUMNS, Effect
from webapp.effect_words import as_tables, in_one_line
from webapp.lists import link
from webapp.output import csv_text
from webapp.site import site
from webapp.spoken import SPOKEN, read_all
from webapp.supposing import AGENCY, GROUPS, SORTS, Blank, command_for, told_in
from webapp.suppositions.supposed import Supposition
from webapp.trying import TOO_LONG, asked_about
from webapp.what_if import suppose

SUPPOSE, FILL, OF_A_FIELD = "suppose", "fill", "with_"
"""Parameters of the address: add one of this sort, open its form, and the fields of the form."""
_INVITED = MODEL.dated_edges["INVITED"].edge.properties
_ANSWERS = MODEL.dated_edges["HAS_CIRCUMSTANCE"].edge.properties["answer"].choices


@dataclass
class Asked:
    """What an address asks, and what came of it."""

    told: Mapping[str, Sequence[str]]
    supposed: Sequence[Supposition] = ()
    effect: Effect | None = None
    problems: dict[str, str] = field(default_factory=dict)
    status: int = 200


def shown() -> str | tuple[str, int] | Response | Answered:
    """Show the form, what is supposed, and what it would do; or all of it as CSV."""
    told = told_in(request.args.to_dict(flat=False))
    sort = request.args.get(SUPPOSE, "")
    problems: dict[str, str] = {}
    if sort in SORTS:
        try:
            told[sort].append(SORTS[sort].write(_by_code(_typed())))
            told_in(told)
        except InputError as error:
            told[sort] = told_in(request.args.to_dict(flat=False))[sort]
            problems = {f"{sort}-{one.column}": one.message for one in error.problems}
            problems = problems or {sort: str(error)}
        else:
            return redirect(f"{_address(told)}#answer", 303)
    asked = _answered(told)
    if request.args.get("format") == "csv" and asked.effect is not None:
        return _csv(asked.effect)
    if problems:
        asked.problems, asked.status = problems, 400
    return _page(asked, sort or request.args.get(FILL, "")), asked.status


def _answered(told: Mapping[str, Sequence[str]]) -> Asked:
    """Ask before and after, and put on record what is shown of it."""
    asked = Asked(told)
    try:
        asked.supposed = read_all(told)
        question = asked_about()
        if asked.supposed:
            asked.effect = suppose(site().store, asked.supposed, question, then=question)
    except (InputError, NotFound) as error:
        asked.problems = {"supposed": str(error)}
        asked.status = 404 if isinstance(error, NotFound) else 400
    except TimeLimit:
        asked.problems, asked.status = {"supposed": TOO_LONG}, 503
    if asked.effect is not None:
        number = {"suppositions": len(asked.supposed)}
        seen().compared("what-if", number, question.as_of, asked.effect.rows())
        seen().case(*{one.case for one in asked.supposed if one.case is not None})
    return asked


def _typed() -> dict[str, list[str]]:
    """Return what was typed into the fields of a form."""
    return {
        name.removeprefix(OF_A_FIELD): values
        for name, values in request.args.to_dict(flat=False).items()
        if name.startswith(OF_A_FIELD)
    }


def _by_code(typed: dict[str, list[str]]) -> dict[str, list[str]]:
    """Put the code of an agency where somebody typed its whole name."""
    here = site()
    if not any(typed.get(AGENCY.name, [])):
        return typed
    with here.store.snapshot() as reader:
        offered = choices(reader, here.asked())
    return {**typed, AGENCY.name: [offered.code_of(text) for text in typed[AGENCY.name]]}


def _page(asked: Asked, opened: str) -> str:
    here = site()
    with here.store.snapshot() as reader:
        offered = choices(reader, here.asked())
    told = list(_told(asked.told, offered))
    return render_template(
        "what_if.html",
        problems=asked.problems,
        told=told,
        groups=_groups(offered, opened, asked.problems),
        lists=_lists(offered),
        chosen_day=request.args.get("as_of", ""),
        kept=[(name, text) for name, texts in asked.told.items() for text in texts],
        answered=asked.effect is not None,
        in_one_line=in_one_line(asked.effect) if asked.effect is not None else "",
        tables=as_tables(asked.effect, offered.called) if asked.effect is not None else [],
        csv_href=link("what_if.shown", format="csv") if not told else _address(asked.told, "csv"),
        clear_href=url_for("what_if.shown"),
        command=command_for(asked.told, request.args.get("as_of", "")),
    )


def _told(told: Mapping[str, Sequence[str]], offered: Choices) -> list[dict[str, str]]:
    """Return each thing that is supposed, in words, with the address of the page without it."""
    found = []
    for name, texts in told.items():
        for place, text in enumerate(texts):
            rest = [one for at, one in enumerate(texts) if at != place]
            try:
                (supposed,) = SPOKEN[name].read([text])
                words = supposed.in_words(offered.called)
            except (ExplorerError, LookupError):
                words = f"{name.replace('_', ' ')}: {text}"
            found.append({"words": words, "href": _address({**told, name: rest})})
    return found


def _address(told: Mapping[str, Sequence[str]], shape: str = "") -> str:
    """Return the address of this page with other things supposed, on the same day."""
    kept: dict[str, Any] = {name: list(texts) for name, texts in told.items() if texts}
    if request.args.get("as_of"):
        kept["as_of"] = request.args["as_of"]
    if shape:
        kept["format"] = shape
    return url_for("what_if.shown", **kept)


def _csv(effect: Effect) -> Response:
    name = f"what-if-{site().asked().as_of}-invented.csv"
    return Response(
        csv_text(COLUMNS, effect.rows()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _groups(offered: Choices, opened: str, problems: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the forms in groups, the one that a link names filled and open."""
    return [
        {
            "title": title,
            "forms": [
                {
                    "sort": sort,
                    "title": SORTS[sort].title,
                    "open": sort == opened,
                    "fields": [
                        _field(sort, blank, place, sort == opened, offered, problems)
                        for blank in SORTS[sort].blanks
                        for place in range(blank.times)
                    ],
                }
                for sort in sorts
            ],
        }
        for title, sorts in GROUPS.items()
    ]


def _field(
    sort: str,
    blank: Blank,
    place: int,
    is_open: bool,
    offered: Choices,
    problems: Mapping[str, str],
) -> dict[str, Any]:
    typed = _typed().get(blank.name, []) if is_open else []
    value = typed[place] if place < len(typed) else ""
    number = f" {place + 1}" if blank.times > 1 else ""
    wanted = "" if blank.needed or place else " (if you like)"
    options = _options(blank.offers, offered)
    return {
        "id": f"{sort}-{blank.name}{f'-{place + 1}' if place else ''}",
        "name": f"{OF_A_FIELD}{blank.name}",
        "label": f"{blank.label}{number}{wanted}",
        "hint": blank.hint if not place else "",
        "value": value,
        "kind": "date" if blank.offers == "days" else "select" if options else "text",
        "options": [
            {"value": code, "text": text, "selected": code == value}
            for code, text in {"": "Choose", **options}.items()
        ],
        "list": blank.offers if blank.offers in ("agencies", "contacts") else "",
        "error": problems.get(f"{sort}-{blank.name}", "") if is_open and not place else "",
    }


def _options(offers: str, offered: Choices) -> Mapping[str, str]:
    """Return what a short list offers, by code; nothing for what is typed."""
    mine = site().asked().scope.categories
    lists: dict[str, Mapping[str, str]] = {
        "areas": offered.areas,
        "types": names("agency_type"),
        "levels": {code: f"Level {code}" for code in names("level")},
        "categories": {code: text for code, text in names("category").items() if code in mine},
        "circumstances": names("circumstance"),
        "answers": _ANSWERS,
        "roles": ROLES,
        "outcomes": _INVITED["outcome"].choices,
        "grades": _INVITED["grade"].choices,
    }
    return lists.get(offers, {})


def _lists(offered: Choices) -> dict[str, Mapping[str, str]]:
    """Return the long lists, which a browser narrows while somebody types."""
    return {"agencies": few(offered.agencies), "contacts": few(offered.contacts)}


ROUTES = (Route("/what-if", "shown", shown, CASES, navigation="What if", place=40),)
