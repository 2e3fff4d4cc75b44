"""Sessions that are forged, replayed or ended, and what belongs to somebody else."""

import json
import re
from collections.abc import Callable
from typing import Any

import flask
import pytest
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, text

from tests.attacks.fortress import SERVED, Fortress, opened
from tests.site import SECRET, token_of
from tests.webapp.signing.visitors import Town
from webapp.access import ANYBODY
from webapp.database.people import User
from webapp.database.sign_ins import Session
from webapp.roles import ROLES
from webapp.signing import sessions

COOKIE = "__Host-mappa"
KEPT = ("users", "user_roles", "user_areas", "user_categories", "user_agencies", "recovery_codes",
        "grants")  # fmt: skip
NAMING = ("user", "name", "id", "user_id", "who", "owner", "account", "subject", "email")
"""Fields by which somebody might say that they are another."""


def signed(app: flask.Flask, holds: Any, secret: str = SECRET, salt: str = "cookie-session") -> str:
    """Return a cookie as the site signs it, with another secret or salt where one is named."""
    interface = SecureCookieSessionInterface()
    made = URLSafeTimedSerializer(
        secret, salt=salt, serializer=interface.serializer,
        signer_kwargs={"key_derivation": interface.key_derivation,
                       "digest_method": interface.digest_method},
    )  # fmt: skip
    del app
    return str(made.dumps(holds))


FORGED: dict[str, Callable[[flask.Flask, str], str]] = {
    "another secret": lambda app, number: signed(app, {"id": number}, secret="x" * 48),
    "no secret": lambda app, number: signed(app, {"id": number}, secret=""),
    "another use of the secret": lambda app, number: signed(app, {"id": number}, salt="csrf"),
    "the hash that the database holds": lambda app, number: signed(
        app, {"id": sessions.hash_of(number)}
    ),
    "a list": lambda app, number: signed(app, {"id": [number]}),
    "a number of a user": lambda app, number: signed(app, {"id": 1, "user": 1, "n": number[:0]}),
    "a name": lambda app, number: signed(app, {"id": "invented.1", "person": number[:0]}),
    "bytes that are none": lambda _app, _number: "\xff\xfe.x.y",
    "far too long": lambda _app, _number: "x" * 100_000,
    "packed many times over": lambda app, number: (
        signed(app, {"id": number, "x": "0" * 3_000_000}) + "x"
    ),
    "json": lambda _app, number: json.dumps({"id": number}),
}
"""Cookies that were made by whoever does not have the secret; or has it, and no number."""


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_cookie_is_nobody(fortress: Fortress, how: str) -> None:
    """The number in it is the only thing that counts, and the database has it."""
    with fortress.person().session_transaction() as cookie:
        number = cookie["id"]
    browser = fortress.app.test_client(use_cookies=False)
    headers = {"Cookie": f"{COOKIE}={FORGED[how](fortress.app, number)}"}

    for page in ("/account", "/coverage/gaps"):
        assert "/sign-in" == browser.get(page, headers=headers).location
    assert 401 == browser.get("/api/v1/analysis/caseload", headers=headers).status_code


ENDED: dict[str, Callable[[Town], object]] = {
    "unused": lambda town: town.clock.passes(minutes=31),
    "too old": lambda town: town.clock.passes(hours=11),
    "made tomorrow": lambda town: changed(
        town, made_at="2099-01-01 00:00:00", seen_at="2000-01-01"
    ),
    "from the demonstration": lambda town: changed(town, way="demo"),
    "from a provider that is not named": lambda town: changed(town, way="provider"),
    "removed": lambda town: removed(town),
}


def changed(town: Town, **columns: Any) -> None:
    """Change what the database holds of the sessions, as a fault might."""
    for name, value in columns.items():
        with town.database.writing() as session:
            session.execute(text(f"UPDATE sessions SET {name} = :value"), {"value": value})  # noqa: S608 - columns of ours


def removed(town: Town) -> None:
    """End every session."""
    with town.database.writing() as session:
        session.query(Session).delete()


@pytest.mark.parametrize("how", ENDED)
def test_a_session_that_has_ended_is_nobody_and_can_do_nothing(town: Town, how: str) -> None:
    """Neither look nor send; the token of its forms is worth nothing either."""
    town.settle("ann.invented", "chair")
    visitor = town.visitor()
    visitor.is_in_already("ann.invented")
    token = token_of(visitor.browser, "/account")
    ENDED[how](town)

    looked = visitor.opens("/account")
    sent = visitor.browser.post("/account/sign-out-everywhere", data={"csrf_token": token})

    assert ("/sign-in", "/sign-in") == (looked.location, sent.location)


def test_a_cookie_of_one_cannot_be_mended_into_another(fortress: Fortress) -> None:
    """Two people's cookies, cut and put together in every way."""
    cookies = [cookie_of(fortress.person("analyst")) for _ in range(2)]
    parts = [cookie.split(".") for cookie in cookies]
    mixed = {
        ".".join((parts[a][0], parts[b][1], parts[c][2]))
        for a in (0, 1) for b in (0, 1) for c in (0, 1)
    } - set(cookies)  # fmt: skip

    led = set()
    for value in mixed:
        browser = fortress.app.test_client()
        browser.set_cookie(COOKIE, value, secure=True)
        led.add(browser.get("/account").location)

    assert {"/sign-in"} == led


def cookie_of(browser: FlaskClient) -> str:
    """Return the cookie of a browser."""
    browser.get("/account")
    found = browser.get_cookie(COOKIE)
    assert found is not None
    return found.value


def state_of(fortress: Fortress, user: int) -> list[object]:
    """Return all that is kept of a user, and their sessions."""
    with fortress.database.reading() as session:
        rows: list[object] = [
            session.execute(
                text(f"SELECT * FROM {table} WHERE {column} = :user ORDER BY 1, 2"),  # noqa: S608
                {"user": user},
            ).all()
            for table, column in [(name, "id" if name == "users" else "user_id") for name in KEPT]
        ]
        rows.append(session.scalars(select(Session.id_hash).where(Session.user_id == user)).all())
    return rows


@pytest.mark.parametrize("role", [role for role in ROLES if role != "people"])
def test_nobody_changes_anything_of_somebody_else(fortress: Fortress, role: str) -> None:
    """By naming them in each way that a field, a parameter or an address can."""
    fortress.person("chair")
    with fortress.database.reading() as session:
        victim = session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()
    before = state_of(fortress, victim.id)
    told = {name: str(victim.id) if "id" in name else victim.name for name in NAMING}
    told |= {"kind": "role", "value": "people", "action": "password", "present": "x", "new": "x"}

    for name, route in SERVED.items():
        if "POST" in route.methods and route.access is not ANYBODY:
            browser = fortress.person(role)
            data = {**told, "csrf_token": token_of(browser, "/account")}
            parts = {"name": victim.name, "number": str(victim.id)}
            browser.post(opened(name, route, **parts), data=data, query_string=told)

    assert before == state_of(fortress, victim.id)


@pytest.mark.parametrize("page", ["/account", "/session", "/account/recovery-codes"])
def test_what_is_ones_own_is_shown_to_oneself_alone(fortress: Fortress, page: str) -> None:
    """Pages of one's own take nobody's name."""
    fortress.person("chair")
    with fortress.database.reading() as session:
        victim = session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()

    answer = fortress.person("analyst").get(page, query_string=dict.fromkeys(NAMING, victim.name))

    told = re.sub(r"<a [^>]*hreflang=[^>]*>", "", answer.text)  # this address, in another language
    assert victim.name not in told
