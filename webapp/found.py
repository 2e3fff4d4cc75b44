"""What search finds, in words and with a way to it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask import current_app

from queries.search import Hit
from webapp.caller import caller
from webapp.lists import on_day
from webapp.routes import routes


class Words(NamedTuple):
    """A kind of thing: one, several, and the class that draws its sign (webapp/style.py)."""

    one: str
    many: str
    look: str


KINDS = {
    "case": Words("Case", "Cases", "case"),
    "agency": Words("Agency", "Agencies", "agency"),
    "panel": Words("Panel", "Panels", "panel"),
    "area": Words("Area", "Areas", "area"),
    "person": Words("Person", "People", "offender"),
    "contact": Words("Contact", "Contacts", "representative"),
}
"""By the kinds of `queries/search.py`, in the order in which they are shown."""
PAGES = {"case": "/cases/<>", "agency": "/agencies/<>", "panel": "/panels/<>"}
"""The shape of the page of one thing; addresses are permanent, and a kind may have none yet."""
LISTS = {"area": ("/coverage/gaps", "area")}
"""A list that is narrowed to one thing, and by which parameter."""


def address_of(kind: str, key: str) -> str:
    """Return the page of a thing, where there is one that the caller may open; else nothing."""
    if kind in PAGES:
        return _address(PAGES[kind], key)
    if kind in LISTS:
        address, parameter = LISTS[kind]
        return _address(address, key, parameter)
    return ""


def leading_to(hit: Hit) -> Iterator[tuple[str, str]]:
    """Yield what a person leads to: the cases of an offender, the agencies of a contact."""
    for case in hit.cases:
        yield f"Case {case}", address_of("case", case)
    for code, name in hit.agencies:
        yield name, address_of("agency", code)


def how_found(hit: Hit) -> str:
    """Say by which of its names a thing was found, where that is not plain to see."""
    near, how = hit.how.startswith("like "), hit.how.removeprefix("like ")
    if how in {"reference", "name"}:
        return "near what you typed" if near else ""
    return f"{'nearly its ' if near else ''}{how}: {hit.matched}"


def _address(shape: str, key: str, parameter: str = "") -> str:
    person = caller().person
    for name, route in routes():
        plain = re.sub(r"<[^>]*>", "<>", route.address)
        if plain == shape and person is not None and route.access.allows(person):
            rule = next(current_app.url_map.iter_rules(name))
            told = dict.fromkeys(rule.arguments, key) or {parameter: key}
            return on_day(name, **told)
    return ""
