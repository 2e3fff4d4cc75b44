"""The demonstration's way in: one click, for this machine alone, and nowhere else at all."""

import dataclasses

import flask
import pytest
from flask.testing import FlaskClient

from graph.errors import InputError
from graph.store import Store
from tests.site import CHANGE, NOW, SECRET, token_of
from webapp import accounts
from webapp.app import create_app
from webapp.caller import COOKIE_KEY
from webapp.commands.serve import refuse_without_user
from webapp.database.opening import Database
from webapp.demonstration import add_invented_users
from webapp.roles import ROLES
from webapp.settings import Settings

SETTINGS = Settings(secret=SECRET)


@pytest.fixture
def demo(embedded: Store, sqlite: Database) -> flask.Flask:
    """Give a demonstration without cases."""
    add_invented_users(sqlite, CHANGE)
    return create_app(SETTINGS, embedded, sqlite, NOW.date, now=lambda: NOW, demo=True)


def become(browser: FlaskClient, user: str, address: str = "127.0.0.1", **more: str) -> int:
    """Ask to be an invented user; return the status of the answer."""
    data = {"csrf_token": token_of(browser, "/sign-in"), "user": user}
    headers = {"Host": more.get("host", "localhost")}
    environment = {"REMOTE_ADDR": address}
    answer = browser.post("/demo/sign-in", data=data, headers=headers, environ_base=environment)
    return answer.status_code


def test_there_is_an_invented_user_for_each_role_and_the_banner_says_so(demo: flask.Flask) -> None:
    """Whoever looks at the product looks with seven pairs of eyes."""
    got = {}
    for role in ROLES:
        browser = demo.test_client()
        become(browser, f"demo.{role}")
        got[role] = "anybody who sits at it can be any of" in browser.get("/account").text

    assert dict.fromkeys(ROLES, True) == got


@pytest.mark.parametrize("address", ["192.0.2.1", "::2", "", "nonsense"])
def test_nobody_comes_from_another_machine(demo: flask.Flask, address: str) -> None:
    """Even where somebody forwards the port."""
    assert 403 == become(demo.test_client(), "demo.chair", address)


def test_nobody_comes_by_another_name_of_the_host(demo: flask.Flask) -> None:
    """A page elsewhere can give its own name the address of this machine."""
    assert 400 == become(demo.test_client(), "demo.chair", host="evil.example")


@pytest.mark.parametrize("user", ["demo.nobody", "", "ann.invented"])
def test_nobody_becomes_a_user_who_was_not_invented(
    demo: flask.Flask, sqlite: Database, user: str
) -> None:
    """A user with a password is a person."""
    assert 403 == become(demo.test_client(), user)


def test_an_invented_user_who_was_given_a_password_is_no_longer_open(
    demo: flask.Flask, sqlite: Database
) -> None:
    """From then on they are somebody's."""
    with sqlite.writing() as session:
        accounts.give_password(session, accounts.user_named(session, "demo.chair"), CHANGE)

    assert 403 == become(demo.test_client(), "demo.chair")


def test_a_session_of_the_demonstration_is_none_anywhere_else(
    demo: flask.Flask, embedded: Store, sqlite: Database
) -> None:
    """The same database and the same secret, served in earnest."""
    browser = demo.test_client()
    become(browser, "demo.chair")
    with browser.session_transaction() as cookie:
        number = cookie[COOKIE_KEY]
    served = create_app(SETTINGS, embedded, sqlite, NOW.date, now=lambda: NOW).test_client()

    with served.session_transaction() as cookie:
        cookie[COOKIE_KEY] = number

    assert (200, 303) == (browser.get("/account").status_code, served.get("/account").status_code)


def test_a_site_in_earnest_shows_no_way_in_of_the_demonstration(
    embedded: Store, sqlite: Database
) -> None:
    """Neither the button nor the address."""
    add_invented_users(sqlite, CHANGE)
    browser = create_app(SETTINGS, embedded, sqlite).test_client()

    assert "invented users" not in browser.get("/sign-in").text
    assert 404 == become(browser, "demo.chair")


@pytest.mark.parametrize(
    "unsafe", [{"trusted_hosts": ("mappa.example",)}, {"proxy_hops": 1}], ids=str
)
def test_a_demonstration_for_others_is_refused(
    embedded: Store, sqlite: Database, unsafe: dict[str, object]
) -> None:
    """It lets anybody in as anybody."""
    settings = dataclasses.replace(SETTINGS, **unsafe)  # type: ignore[arg-type]

    with pytest.raises(InputError, match="for this machine alone"):
        create_app(settings, embedded, sqlite, demo=True)


def test_the_users_of_a_demonstration_are_nobody_who_could_sign_in(
    demo: flask.Flask, sqlite: Database
) -> None:
    """`mappa serve` on its database is refused."""
    with pytest.raises(InputError, match="Nobody could sign in"):
        refuse_without_user(sqlite)
