"""Tokens for scripts: they read what their person sees, no more, until they end; never a page."""

import datetime
import json
import re
from collections.abc import Collection
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.site import NOW, ClientAs, token_of
from tests.webapp.audit.entries import latest
from webapp.accounts import Change, disable, give_password, take, user_named
from webapp.database.opening import Database
from webapp.interface import ROOT
from webapp.signing import tokens
from webapp.site import Site

CHANGE = Change("the tests", NOW)
EVERYTHING = tokens.CAN_HOLD


def made(
    site: flask.Flask, name: str, may: Collection[str] = EVERYTHING, way: str = "password"
) -> str:
    """Return a new token of a user."""
    here: Site = site.extensions["site"]
    with site.test_request_context(), here.database.writing() as session:
        wish = tokens.Wish("figures", may, 30, way)
        return tokens.make(session, user_named(session, name), wish, here.now())[1]


def asked(site: flask.Flask, token: str, address: str = "/cases/C1") -> TestResponse:
    """Ask by a token, without any cookie."""
    headers = {"Authorization": f"Bearer {token}"}
    return site.test_client().get(f"{ROOT}{address}", headers=headers)


@pytest.fixture
def chair(client_as: ClientAs) -> FlaskClient:
    """Give the browser of a chair."""
    return client_as("chair")


def test_a_token_is_made_shown_once_and_kept_as_a_hash(
    site: flask.Flask, chair: FlaskClient, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the database must open nothing."""
    wrong = sent(chair, name="monthly figures", days="30", may=["cases"], present="not it")
    monkeypatch.setattr("webapp.signing.passwords.is_right", lambda *_: True)

    page = sent(chair, name="monthly figures", days="30", may=["cases", "names"], present="it")

    (token,) = re.findall(r"mappa_[\w-]{40,}", page.text)
    with sqlite.reading() as session:
        kept = json.dumps(
            [[str(cell) for cell in row] for row in session.execute(text("SELECT * FROM tokens"))]
        )
    again = chair.get("/account/tokens").text
    assert 400 == wrong.status_code
    assert "This is not your present password" in wrong.text
    assert 200 == asked(site, token).status_code
    assert tokens.hash_of(token) in kept
    assert token not in kept
    assert token not in again
    assert "monthly figures" in again


def sent(browser: FlaskClient, **form: object) -> TestResponse:
    """Send the form for a new token."""
    token = token_of(browser, "/account/tokens")
    return browser.post("/account/tokens", data={"csrf_token": token, **form})


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "", "days": "30", "may": "cases"}, "Give the token a name"),
        ({"name": "x", "days": "365", "may": "cases"}, "ends after at most 90 days"),
        ({"name": "x", "days": "30"}, "Choose at least one thing"),
        ({"name": "x", "days": "30", "may": "people"}, "Choose at least one thing"),
    ],
)
def test_what_cannot_be_made_is_said(
    chair: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: dict[str, str], said: str
) -> None:
    """Nobody gives a script what they do not have."""
    monkeypatch.setattr("webapp.signing.passwords.is_right", lambda *_: True)

    answer = sent(chair, **form, present="it")

    assert 400 == answer.status_code
    assert said in answer.text


def test_a_token_opens_the_interface_and_never_a_page(
    site: flask.Flask, chair: FlaskClient
) -> None:
    """What leaks from a script must not be a way in."""
    del chair
    token = made(site, "invented-chair")
    headers = {"Authorization": f"Bearer {token}"}

    pages = [
        site.test_client().get(address, headers=headers).status_code
        for address in ("/cases/C1", "/coverage/gaps?format=csv", "/account/tokens", "/api/v2/me")
    ]

    assert 200 == asked(site, token).status_code
    assert [303, 303, 303, 404] == pages


def test_a_body_is_sent_by_a_token_without_the_token_of_a_page(
    site: flask.Flask, chair: FlaskClient
) -> None:
    """No browser adds a token of itself; a cookie beside it counts for nothing."""
    headers = {"Authorization": f"Bearer {made(site, 'invented-chair')}"}
    wrong = {"Authorization": "Bearer mappa_of_nobody"}

    good = site.test_client().post(f"{ROOT}/search", json={"text": "C1"}, headers=headers)
    with_cookie = chair.post(f"{ROOT}/search", json={"text": "C1"}, headers=wrong)
    without = chair.post(f"{ROOT}/search", json={"text": "C1"})
    page = chair.post("/account/sign-out-everywhere", headers=headers)

    assert [200, 401, 400, 400] == [one.status_code for one in (good, with_cookie, without, page)]


def test_a_token_may_hold_less_than_its_person(site: flask.Flask, chair: FlaskClient) -> None:
    """A script for figures needs no names, and no wording of actions."""
    whole = made(site, "invented-chair")
    less = made(site, "invented-chair", {"cases"})
    directory = made(site, "invented-chair", {"directory"})

    wording = [told(asked(site, one))["actions"][0]["wording"] for one in (whole, less)]

    assert ["An invented action", None] == wording
    assert 403 == asked(site, less, "/panels").status_code
    assert (403, 200) == (
        asked(site, directory).status_code, asked(site, directory, "/agencies").status_code,
    )  # fmt: skip
    assert {"may": ["cases"], "sees": [], "by": "token"}.items() <= told(
        asked(site, less, "/me")
    ).items()


def told(answer: TestResponse) -> Any:
    """Return what an answer says."""
    return answer.json


def test_what_is_taken_from_a_person_is_taken_from_the_token_at_once(
    site: flask.Flask, chair: FlaskClient, sqlite: Database
) -> None:
    """A role that is taken away at nine must not be read with at five past."""
    token = made(site, "invented-chair")

    with site.test_request_context(), sqlite.writing() as session:
        take(session, user_named(session, "invented-chair"), "role", "chair")

    assert 403 == asked(site, token).status_code


@pytest.mark.parametrize("how", ["revoked", "ended", "disabled", "password given", "demonstration"])
def test_a_token_that_is_no_longer_good_is_as_one_that_never_was(
    site: flask.Flask, chair: FlaskClient, sqlite: Database, how: str
) -> None:
    """Same status, same words, whatever became of it."""
    token = made(site, "invented-chair", way="demo" if how == "demonstration" else "password")
    if how == "revoked":
        chair.post(
            "/account/tokens/1/revoke", data={"csrf_token": token_of(chair, "/account/tokens")}
        )
    elif how == "ended":
        later = NOW + datetime.timedelta(days=30)
        object.__setattr__(site.extensions["site"], "now", lambda: later)
    elif how != "demonstration":
        with site.test_request_context(), sqlite.writing() as session:
            user = user_named(session, "invented-chair")
            (disable if how == "disabled" else give_password)(session, user, CHANGE)

    answer, never = asked(site, token), asked(site, "mappa_never_made")

    assert (401, "Bearer") == (answer.status_code, answer.headers["WWW-Authenticate"])
    assert never.data == answer.data


def test_nobody_revokes_the_token_of_somebody_else(
    site: flask.Flask, chair: FlaskClient, client_as: ClientAs
) -> None:
    """Numbers are easily guessed."""
    token, other = made(site, "invented-chair"), client_as("analyst")

    answer = other.post(
        "/account/tokens/1/revoke", data={"csrf_token": token_of(other, "/account/tokens")}
    )

    assert 404 == answer.status_code
    assert 200 == asked(site, token).status_code


def test_what_a_token_asks_is_on_record_as_its_person_by_that_token(
    site: flask.Flask, chair: FlaskClient, sqlite: Database
) -> None:
    """The question of an auditor is who; the next one is by which of their scripts."""
    asked(site, made(site, "invented-chair"))

    (entry,) = latest(sqlite)
    assert ("invented-chair", "127.0.0.1, token 1") == (entry.who, entry.address)
    assert ("exported", 1) == (entry.event, entry.case_count)


def test_wrong_tokens_wait_longer_and_longer(
    site: flask.Flask, chair: FlaskClient, sqlite: Database
) -> None:
    """Guessing is slow, and a script that goes wrong fills no disk; people still sign in."""
    good = made(site, "invented-chair")

    answers = [asked(site, "mappa_wrong") for _ in range(11)]
    waiting = asked(site, good)

    events = [entry.event for entry in latest(sqlite, 12)]
    assert [401] * 10 + [429] == [answer.status_code for answer in answers]
    assert (429, "15") == (waiting.status_code, waiting.headers["Retry-After"])
    assert (1, 9) == (events.count("sign_in_locked"), events.count("sign_in_bad"))
    assert 200 == chair.get("/cases/C1").status_code
