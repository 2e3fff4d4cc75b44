"""A site with a clock that can be moved, and people who come to it with a browser."""

import datetime
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import flask
import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from graph.store import Store, open_store
from tests.site import CHANGE, NOW, SECRET, token_of
from webapp import accounts
from webapp.app import create_app
from webapp.caller import COOKIE_KEY
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.settings import Settings
from webapp.signing import factor, passwords, sessions

PASSWORD = "an otter paints the gate"  # noqa: S105 - of invented users alone


@dataclass
class Clock:
    """The one fake: time goes on when a test says so."""

    now: datetime.datetime = NOW

    def passes(self, **how_long: float) -> None:
        """Let time pass."""
        self.now += datetime.timedelta(**how_long)


@dataclass
class Town:
    """A site, its database, its clock, and the second factors of whoever has one."""

    app: flask.Flask
    database: Database
    clock: Clock
    secrets: dict[str, str] = field(default_factory=dict)

    def settle(self, name: str, *roles: str, with_factor: bool = True) -> None:
        """Add a user with a password of their own, and a second factor."""
        with self.database.writing() as session:
            user = User(name=name, made_at=NOW, made_by="the tests", password_hash=_kept())
            session.add(user)
            session.flush()
            for role in roles or ("analyst",):
                accounts.give(session, user, "role", role, CHANGE)
            if with_factor:
                self.secrets[name] = factor.new_secret()
                user.factor_secret = factor.sealed(self.secrets[name], SECRET)
                user.factor_at = self.clock.now

    def code(self, name: str) -> str:
        """Return the code that the app of a user shows now."""
        return pyotp.TOTP(self.secrets[name]).at(self.clock.now)

    def user(self, session: object, name: str) -> User:
        """Return a user of a transaction."""
        found: User = session.scalars(select(User).where(User.name == name)).one()  # type: ignore[attr-defined]
        return found

    def visitor(self, address: str = "192.0.2.1") -> "Visitor":
        """Return somebody with a browser, at an address of their own."""
        return Visitor(self, self.app.test_client(), address)


@dataclass
class Visitor:
    """Somebody with a browser without a script."""

    town: Town
    browser: FlaskClient
    address: str

    def opens(self, page: str) -> TestResponse:
        """Open a page."""
        return self.browser.get(page, environ_base={"REMOTE_ADDR": self.address})

    def sends(self, page: str, form: str = "", **fields: str) -> TestResponse:
        """Send the form of a page as a browser does."""
        token = token_of(self.browser, form or page)
        return self.browser.post(
            page,
            data={"csrf_token": token, **fields},
            environ_base={"REMOTE_ADDR": self.address},
        )

    def tries(self, name: str, password: str = PASSWORD) -> TestResponse:
        """Try to sign in."""
        return self.sends("/sign-in", name=name, password=password)

    def signs_in(self, name: str) -> TestResponse:
        """Sign in with both factors."""
        answer = self.tries(name)
        if name in self.town.secrets:
            answer = self.sends("/sign-in/code", code=self.town.code(name))
        return answer

    def is_in_already(self, name: str) -> None:
        """Be signed in, where the way in is not the question."""
        here = self.town.app.extensions["site"]
        with self.town.database.writing() as session:
            user = self.town.user(session, name)
            token = sessions.begin(
                session, user, "password", self.town.clock.now, here.limits, factor_given=True
            )
        with self.browser.session_transaction() as cookie:
            cookie[COOKIE_KEY] = token

    def is_in(self) -> bool:
        """Say whether the person gets to their own account."""
        return self.opens("/account").status_code == 200


def said(answer: TestResponse) -> str:
    """Return an answer without what differs each time: the token, and the name that was typed."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
    return re.sub(r'value="[^"]*"', "", text)


@cache
def _kept() -> str:
    """Return a hash of the password; it is dear on purpose, so it is made once."""
    return passwords.hashed(PASSWORD)


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give one store without data to all tests of a module."""
    with closing(open_store(f"embedded:{tmp_path_factory.mktemp('empty') / 'store'}")) as store:
        yield store


@pytest.fixture
def town(empty_store: Store, sqlite: Database) -> Town:
    """Give a site at which nobody lives yet."""
    return made_town(empty_store, sqlite)


def made_town(store: Store, database: Database, **settings: Any) -> Town:
    """Return a site with other settings than usual."""
    clock = Clock()
    app = create_app(
        Settings(secret=SECRET, **settings),
        store, database, lambda: clock.now.date(), now=lambda: clock.now,
    )  # fmt: skip
    app.testing = True
    return Town(app, database, clock)
