"""The pages of user administrators: they give to others, and never to themselves."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from graph.store import Store
from tests.site import made_site, signed_in, token_of
from webapp import accounts
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.settings import Settings


@pytest.fixture
def keeper(embedded: Store, sqlite: Database, settings: Settings) -> FlaskClient:
    """Give a browser of a user administrator, beside a user called bob."""
    app = made_site(embedded, settings, sqlite)
    signed_in(app, sqlite, "bob.invented", ("analyst",))
    return signed_in(app, sqlite, "keeper.invented", ("people",))


def send(browser: FlaskClient, address: str, **fields: str) -> int:
    """Send a form; return the status of the answer."""
    data = {"csrf_token": token_of(browser, "/account"), **fields}
    return browser.post(address, data=data).status_code


def test_a_user_is_added_and_given_what_they_need(keeper: FlaskClient, sqlite: Database) -> None:
    """The password is shown once, and works for nothing until a role is given."""
    data = {"csrf_token": token_of(keeper, "/account"), "name": "New.User", "shown": "New"}
    page = keeper.post("/people/new", data=data).text
    send(keeper, "/people/new.user/given", kind="role", value="chair")
    send(keeper, "/people/new.user/given", kind="area", value="kent")
    send(keeper, "/people/new.user/given", kind="category", value="3", take="yes")

    with sqlite.reading() as session:
        user = accounts.user_named(session, "new.user")
        held = {kind: accounts.given(session, user, kind) for kind in accounts.KINDS}
    assert "Temporary password of new.user" in page
    assert {"role": ["chair"], "area": ["kent"], "category": ["1", "2", "unknown"],
            "agency": []} == held  # fmt: skip
    assert "keeper.invented" == user.made_by


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("given", {"kind": "role", "value": "chair"}),
        ("given", {"kind": "category", "value": "4"}),
        ("action", {"action": "password"}),
        ("action", {"action": "reset-second-factor"}),
    ],
)
def test_nobody_gives_anything_to_themselves(
    keeper: FlaskClient, sqlite: Database, address: str, fields: dict[str, str]
) -> None:
    """Whoever looks after users sees no case, and it takes a second person to change that."""
    status = send(keeper, f"/people/keeper.invented/{address}", **fields)

    with sqlite.reading() as session:
        user = accounts.user_named(session, "keeper.invented")
        assert ["people"] == accounts.given(session, user, "role")
        assert user.password_hash is None
    assert 403 == status


def test_a_disabled_user_is_shown_as_such_and_let_in_again(
    keeper: FlaskClient, sqlite: Database
) -> None:
    """What was done can be undone."""
    send(keeper, "/people/bob.invented/action", action="disable")
    page = keeper.get("/people").text
    with sqlite.reading() as session:
        out = session.scalars(select(User.disabled_at).where(User.name == "bob.invented")).one()
    send(keeper, "/people/bob.invented/action", action="enable")

    with sqlite.reading() as session:
        again = session.scalars(select(User.disabled_at).where(User.name == "bob.invented")).one()
    assert out is not None
    assert again is None
    assert "disabled" in page


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        ("bob.invented/given", {"kind": "role", "value": "chief"}, 400),
        ("bob.invented/given", {"kind": "password_hash", "value": "x"}, 400),
        ("bob.invented/given", {"kind": "area", "value": ""}, 400),
        ("bob.invented/action", {"action": "delete"}, 400),
        ("nobody/given", {"kind": "role", "value": "chair"}, 404),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    keeper: FlaskClient, address: str, fields: dict[str, str], status: int
) -> None:
    """And is said in a sentence."""
    assert status == send(keeper, f"/people/{address}", **fields)


def test_no_hash_of_a_password_is_on_a_page(keeper: FlaskClient, sqlite: Database) -> None:
    """Not even for those who look after users."""
    send(keeper, "/people/bob.invented/action", action="password")

    pages = [keeper.get(page).text for page in ("/people", "/people/bob.invented", "/account")]

    assert "argon2" not in json.dumps(pages)
