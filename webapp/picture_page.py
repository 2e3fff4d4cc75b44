"""What every page of a picture has: figure, table of the same, what was chosen, files to save."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from graph.errors import InputError, NotFound
from graph.store import Reader
from queries.analysis import Asked
from queries.coverage.judge import STATES
from queries.coverage.words import day
from queries.neighbours import CASE, MOST_ADDED
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.marking import marking
from webapp.pictures.choice import Choice, Opening, read_choice
from webapp.pictures.drawing import hidden_in_words
from webapp.pictures.files import FORMS
from webapp.pictures.opening import GROUPS, counted, thing_of
from webapp.pictures.picture import MOST_CHOICES, Line, Node, Picture, as_day
from webapp.site import site

Make = Callable[[Reader, Asked, Choice], Picture]


@dataclass(frozen=True)
class Frame:
    """Where a picture is: the names of its page, of its JSON and of its files, and their parts.

    `kept` are the parameters that say what the picture is of; `back` leads to where it belongs,
    `links` to what stands beside it.
    """

    page: str
    data: str
    file: str
    parts: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    back: Mapping[str, str] = field(default_factory=dict)
    links: Sequence[Mapping[str, Any]] = ()

    @property
    def bare(self) -> str:
        """Return the address of the page without any parameter."""
        return url_for(self.page, **dict[str, Any](self.parts))

    def address(self, choice: Choice, endpoint: str = "", **more: str) -> str:
        """Return the address of the same picture with a choice."""
        told: dict[str, Any] = {**self.parts, **self.kept, **choice.query(), **more}
        return url_for(endpoint or self.page, **told)


def picture_of(make: Make) -> Picture:
    """Make a picture for whoever asks, as the address says, and note the cases that it shows."""
    here = site()
    with here.store.snapshot() as reader:
        picture = make(reader, here.asked(), read_choice(request.args))
    seen().case(*(thing_of(node.id)[1] for node in picture.nodes if node.kind == CASE))
    return picture


def step(frame: Frame) -> Answer | None:
    """Return where the answer to "which and how many" leads; None where nobody was asked."""
    wanted = request.args.get("ask", "")
    if not wanted:
        return None
    most = request.args.get("most", str(MOST_CHOICES[0]))
    if not most.isdecimal() or not 1 <= int(most) <= MOST_ADDED:
        raise InputError(f"most cannot be {most[:20]!r}: write a number from 1 to {MOST_ADDED}")
    groups = tuple(group for group in request.args.getlist("group") if group in GROUPS)
    choice = read_choice(request.args)
    return redirect(frame.address(choice.opening(Opening(wanted, groups, int(most)))), 303)


def page(picture: Picture, frame: Frame, template: str = "picture.html", **more: Any) -> str:
    """Return the page of a picture: everything on it also works without a script."""
    choice = read_choice(request.args)
    return render_template(
        template,
        picture=picture,
        data_href=frame.address(choice, frame.data),
        page_href=frame.address(choice),
        back=frame.back,
        links=frame.links,
        asks=_asks(picture, frame, choice),
        chips=_chips(picture, frame, choice),
        undo_href=frame.address(choice.without_last()) if choice.open else "",
        legend_links={
            entry.name: frame.address(choice.hiding(entry.name)) for entry in picture.legend()
        },
        files=[
            {"text": form.title, "href": _file_address(frame, choice, name)}
            for name, form in FORMS.items()
        ],
        nodes=[_node(node, frame, choice) for node in picture.shown_nodes],
        lines=[_line(line, picture) for line in picture.shown_lines],
        **more,
    )


def file(picture: Picture, form: str) -> Response:
    """Return a picture as a file. Raises NotFound for a form that there is not."""
    if form not in FORMS:
        raise NotFound("A picture has no such form")
    found = FORMS[form]
    answer = Response(found.made(picture, notes()), content_type=found.content_type)
    if form != "json":  # the name of a file says nothing of the case
        name = f"network-{picture.as_at}-invented.{form}"
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def notes() -> list[str]:
    """Return what stands under every picture that leaves the site."""
    here = site()
    person = caller().person
    who = f"Made for {person.name} on {day(here.clock())}." if person else ""
    return [f"Judged by {here.policy.name}, version {here.policy.version}.", who, marking()]


def months(days: list[datetime.date], at: datetime.date, frame: Frame) -> list[dict[str, Any]]:
    """Return the ends of months at which a picture can be looked at, the earliest first."""
    choice = read_choice(request.args)
    last = days[0]
    return [
        {
            "text": day(one), "iso": one.isoformat(), "current": one == at,
            "href": frame.address(_on(choice, one, last)),
        }
        for one in reversed(days)
    ]  # fmt: skip


def _on(choice: Choice, one: datetime.date, last: datetime.date) -> Choice:
    return Choice(choice.open, choice.hide, None if one == last else one, choice.as_of)


def _file_address(frame: Frame, choice: Choice, form: str) -> str:
    if form == "json":
        return frame.address(choice, frame.data)
    return frame.address(choice, frame.file, form=form)


def _asks(picture: Picture, frame: Frame, choice: Choice) -> dict[str, Any] | None:
    """Return the question which neighbours to add, and how many."""
    if picture.asks is None:
        return None
    asked = picture.asks
    left = Choice(
        tuple(one for one in choice.open if one.id != asked.id), choice.hide, choice.at,
        choice.as_of,
    )  # fmt: skip
    return {
        "id": asked.id,
        "label": asked.label,
        "total": sum(asked.hidden.values()),
        "groups": [
            {"name": group, "text": f"{GROUPS[group][1]} ({asked.hidden[group]:,})"}
            for group in GROUPS
            if group in asked.hidden
        ],
        "most": MOST_CHOICES,
        "action": frame.bare,
        "kept": {**frame.kept, **left.query()},
        "never_mind": frame.address(left),
    }


def _chips(picture: Picture, frame: Frame, choice: Choice) -> list[dict[str, str]]:
    """Return a chip for each thing or class that was hidden: with it, it is shown again."""
    return [
        {"text": f"Hidden: {called}", "href": frame.address(choice.hiding(name))}
        for name, called in hidden_in_words(picture).items()
    ]


def _node(node: Node, frame: Frame, choice: Choice) -> dict[str, Any]:
    state: Any = node.state
    if node.state in STATES:
        state = {"state": node.state, "text": STATES[node.state].capitalize()}
    more: Any = ""
    if node.hidden_total:
        note = ", ".join(counted(group, count) for group, count in node.hidden.items())
        href = frame.address(choice.opening(Opening(node.id)))
        more = {"text": f"Expand {node.hidden_total:,}", "href": href, "note": note}
    told = node.detail or node.role
    return {
        "id": node.id,
        "cells": [
            {"text": node.label, "href": node.href},
            node.kind,
            {"text": told, "note": node.standing} if told else node.standing,
            state,
            as_day(node.since) if node.since else "",
            more,
        ],
    }


def _line(line: Line, picture: Picture) -> list[Any]:
    names = picture.named()
    return [
        names[line.source],
        names[line.target],
        line.sentence,
    ]
