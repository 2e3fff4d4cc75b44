"""Long lists: pages of them, links that keep the filters, chips that take one away."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from graph.errors import InputError
from queries.coverage.words import day
from webapp.asking import read_day
from webapp.numbers import is_number

AROUND = 2
"""Pages shown on either side of the one that is open."""


@dataclass(frozen=True)
class Page:
    """One page of a list: its number, and the numbers of the first and last row on it."""

    number: int
    pages: int
    first: int
    last: int
    total: int

    @classmethod
    def of(cls, text: str, total: int, size: int) -> "Page":
        """Return the page that an address names. Raises InputError where there is none."""
        pages = max(1, -(-total // size))
        if not is_number(text) or not 1 <= int(text) <= pages:
            raise InputError(f"There is no page {text[:20]!r}; the list has {pages}")
        number = int(text)
        first = (number - 1) * size + 1 if total else 0
        return cls(number, pages, first, min(number * size, total), total)


def link(endpoint: str, **changes: str | None) -> str:
    """Return the address of a page with the parameters of this one, some of them changed."""
    told = {name: value for name, value in request.args.items() if value and is_told(name)}
    told.update({name: value or "" for name, value in changes.items()})
    kept: dict[str, Any] = {name: value for name, value in told.items() if value}
    return url_for(endpoint, **kept)


def is_told(name: str) -> bool:
    """Say whether a name is of something told, not one that `url_for` takes for itself."""
    return name != "endpoint" and not name.startswith("_")


def on_day(endpoint: str, **parts: str) -> str:
    """Return the address of another page that speaks of the same day as this one."""
    told: dict[str, Any] = dict(parts)
    if request.args.get("as_of"):
        told["as_of"] = request.args["as_of"]
    return url_for(endpoint, **told)


def page_links(page: Page, endpoint: str, **parts: str) -> dict[str, Any]:
    """Return what the pagination macro shows: pages near this one, the first and the last.

    `parts` are those of the address itself.
    """
    near = [
        number
        for number in range(1, page.pages + 1)
        if number in {1, page.pages} or abs(number - page.number) <= AROUND
    ]
    items: list[dict[str, Any]] = []
    for place, number in enumerate(near):
        if place and number - near[place - 1] > 1:
            items.append({"ellipsis": True})
        href = link(endpoint, **parts, page=str(number))
        items.append({"number": number, "href": href, "current": number == page.number})
    return {
        "items": items,
        "previous": link(endpoint, **parts, page=str(page.number - 1)) if page.number > 1 else "",
        "next": link(endpoint, **parts, page=str(page.number + 1))
        if page.number < page.pages
        else "",
    }


def chips(endpoint: str, chosen: Mapping[str, str], **parts: str) -> list[dict[str, str]]:
    """Return a chip for each filter that is set, with the address of the page without it."""
    return [
        {"text": text, "href": link(endpoint, **parts, page=None, **{name: None})}
        for name, text in chosen.items()
    ]


def day_chip() -> dict[str, str]:
    """Return the words of the chip for the day that the address names, if it does."""
    told = request.args.get("as_of", "")
    return {"as_of": f"Day: {day(read_day(told, datetime.date.min))}"} if told else {}


def day_kept() -> dict[str, str]:
    """Return what a form of filters keeps, so that it asks about the day of this page."""
    told = request.args.get("as_of", "")
    return {"as_of": told} if told else {}
