"""Limits: whoever does something far more often than work needs is asked to wait, on record."""

import dataclasses
import json
import re
import time
from collections.abc import Mapping
from typing import Any

import flask
import pytest
from flask import Response, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.errors import InputError
from graph.store import Store
from tests.site import NOW, SECRET, TODAY, signed_in, token_of
from tests.webapp.audit.entries import latest
from webapp.access import SIGNED_IN, Route
from webapp.app import create_app
from webapp.audit.seen import seen
from webapp.database.opening import Database
from webapp.guard import guarded
from webapp.settings import Settings, settings_from

TWO = dict.fromkeys(("sign-in", "search", "export", "upload"), "2 per 10 minutes")
WORK: list[str] = []
"""What the pages below have done."""


def found() -> str:
    """Search."""
    WORK.append("search")
    seen().searched(request.args.get("q", ""), [])
    return "<!DOCTYPE html><title>x</title>"


def taken() -> Response:
    """Give data out."""
    WORK.append("export")
    return Response("a,b\n", content_type="text/csv")


def sent() -> str:
    """Take a file."""
    WORK.append("upload")
    return "taken"


NEW = {
    "search": Route("/new/search", "search", found, SIGNED_IN),
    "export": Route("/new/export", "export", taken, SIGNED_IN),
    "upload": Route("/new/upload", "upload", sent, SIGNED_IN, ("POST",)),
}
"""Pages as somebody may add them tomorrow, who has not thought of limits."""


def site_with(store: Store, database: Database, numbers: Mapping[str, str] = TWO) -> flask.Flask:
    """Return a site with limits that are soon reached, and the pages of tomorrow."""
    settings = Settings(secret=SECRET, limits=numbers)
    app = create_app(settings, store, database, lambda: TODAY, now=lambda: NOW)
    for kind, route in NEW.items():
        view = guarded(route, kind)
        app.add_url_rule(route.address, kind, view, methods=list(route.methods))
    WORK.clear()
    return app


@pytest.fixture
def site(embedded: Store, sqlite: Database) -> flask.Flask:
    """Give such a site."""
    return site_with(embedded, sqlite)


def asks(browser: FlaskClient, kind: str) -> TestResponse:
    """Do something of a kind once."""
    if kind != "upload":
        return browser.get(NEW[kind].address)
    told: dict[str, Any] = {"csrf_token": token_of(browser, "/account")}
    return browser.post(
        NEW[kind].address, data=told, content_type="multipart/form-data; boundary=x"
    )


def told(database: Database) -> list[tuple[str, str, dict[str, str]]]:
    """Return what is on record of limits, the newest first."""
    return [
        (entry.who, entry.address, json.loads(entry.what))
        for entry in latest(database, 50)
        if entry.event == "limit_reached"
    ]


@pytest.mark.parametrize("kind", NEW)
def test_a_page_that_is_added_is_limited_without_being_asked(
    site: flask.Flask, sqlite: Database, kind: str
) -> None:
    """And whoever is over the limit is turned away before the work is done."""
    browser = signed_in(site, sqlite, "ann.invented", ("analyst",))
    other = signed_in(site, sqlite, "bob.invented", ("analyst",))

    got = [asks(browser, kind).status_code for _ in range(4)]

    assert [200, 200, 429, 429] == got
    assert [kind, kind] == WORK
    assert 200 == asks(other, kind).status_code
    assert [("ann.invented", "127.0.0.1", {"page": kind, "kind": kind})] * 2 == told(sqlite)


def test_the_page_says_when_to_try_again(site: flask.Flask, sqlite: Database) -> None:
    """A person is told in words, a program in a header."""
    browser = signed_in(site, sqlite, "ann.invented", ("analyst",))

    answer = [asks(browser, "export") for _ in range(3)][-1]

    assert "You have taken data out very often in the last minutes" in answer.text
    assert re.search(r"Try again in (10|9) minutes", answer.text)
    assert 500 < int(answer.headers["Retry-After"]) <= 601
    assert "a,b" not in answer.text


def test_after_the_wait_it_goes_on(embedded: Store, sqlite: Database) -> None:
    """Nobody is locked out."""
    app = site_with(embedded, sqlite, {"export": "1 per second"})
    browser = signed_in(app, sqlite, "ann.invented", ("analyst",))
    # As often as a slow machine needs to ask twice within a second.
    turned = any(asks(browser, "export").status_code == 429 for _ in range(100))

    time.sleep(2.1)

    assert (True, 200) == (turned, asks(browser, "export").status_code)


def test_an_answer_that_turns_out_to_be_over_the_limit_does_not_leave(
    embedded: Store, sqlite: Database
) -> None:
    """Two pages of a kind count together, also where the second is asked for the first time."""
    app = site_with(embedded, sqlite, {"export": "1 per 10 minutes"})
    browser = signed_in(app, sqlite, "ann.invented", ("analyst", "auditor"))
    asks(browser, "export")

    answer = browser.get("/audit?format=csv")

    assert (429, "text/html") == (answer.status_code, answer.mimetype)
    assert [("ann.invented", "127.0.0.1", {"page": "audit.listed", "kind": "export"})] == told(
        sqlite
    )


def tries(app: flask.Flask, address: str) -> TestResponse:
    """Try to sign in from an address."""
    browser = app.test_client()
    token = token_of(browser, "/sign-in")
    told = {"csrf_token": token, "name": "x", "password": "x"}
    return browser.post("/sign-in", data=told, environ_base={"REMOTE_ADDR": address})


def test_tries_to_sign_in_are_counted_by_address_and_told_of_once(
    site: flask.Flask, sqlite: Database
) -> None:
    """Anybody on the network could fill the record otherwise; one connection is one network."""
    six = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4"]

    got = [tries(site, address).status_code for address in six]

    assert [400, 400, 429, 429] == got
    assert 400 == tries(site, "192.0.2.7").status_code
    assert [("nobody", six[2], {"page": "sign_in.form", "kind": "sign-in"})] == told(sqlite)


def test_signing_out_is_never_refused(site: flask.Flask, sqlite: Database) -> None:
    """Whatever came from the same address before."""
    browser = signed_in(site, sqlite, "ann.invented", ("analyst",))
    for _ in range(4):
        tries(site, "127.0.0.1")

    answer = browser.post("/sign-out", data={"csrf_token": token_of(browser, "/account")})

    assert (303, "/signed-out") == (answer.status_code, answer.location)


def test_pages_are_not_limited(site: flask.Flask, sqlite: Database) -> None:
    """Reading is the work."""
    browser = signed_in(site, sqlite, "ann.invented", ("analyst",))

    assert {200} == {browser.get("/analysis").status_code for _ in range(9)}


@pytest.mark.parametrize("text", ["many", "0 per minute", "5", "5 per 0 minutes", "-1 per minute"])
def test_a_limit_that_cannot_be_read_is_refused_by_name(text: str) -> None:
    """A typing error must not switch it off."""
    with pytest.raises(InputError, match="MAPPA_LIMIT_SEARCH"):
        settings_from({"MAPPA_LIMIT_SEARCH": text})


def test_the_numbers_are_settings(embedded: Store, sqlite: Database) -> None:
    """An office of a thousand, or of three, sets its own."""
    given = settings_from({"MAPPA_LIMIT_EXPORT": "off", "MAPPA_LIMIT_SIGN_IN": "1 per 5 minutes"})
    settings = dataclasses.replace(given, secret=SECRET)
    app = create_app(settings, embedded, sqlite)

    assert ("off", "1 per 5 minutes") == (given.limits["export"], given.limits["sign-in"])
    assert [400, 429] == [tries(app, "192.0.2.1").status_code for _ in range(2)]


def test_a_storage_that_is_none_is_refused(embedded: Store, sqlite: Database) -> None:
    """When the site starts, not when somebody signs in."""
    settings = Settings(secret=SECRET, limit_storage="nowhere://x")

    with pytest.raises(InputError, match="MAPPA_LIMIT_STORAGE"):
        create_app(settings, embedded, sqlite)
