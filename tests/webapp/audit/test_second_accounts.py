"""A user administrator who makes a second account for themselves is seen by the auditor."""

from flask.testing import FlaskClient

from graph.store import Store
from tests.site import back, made_site, signed_in, token_of
from tests.webapp.test_pages import words
from webapp.database.opening import Database
from webapp.settings import Settings


def give(keeper: FlaskClient, name: str, role: str) -> int:
    """Give somebody a role; return the status of the answer."""
    data = {"csrf_token": token_of(keeper, "/account"), "kind": "role", "value": role}
    return keeper.post(f"/people/{name}/given", data=data).status_code


def test_a_second_account_of_one_address_is_shown_as_unusual(
    embedded: Store, sqlite: Database, settings: Settings
) -> None:
    """Nobody gives themselves a role; whoever gives it to another self is found by the address."""
    app = made_site(embedded, settings, sqlite)
    keeper = signed_in(app, sqlite, "keeper", ("people",))
    for name in ("second", "far"):
        signed_in(app, sqlite, name, ())
    itself = give(keeper, "keeper", "chair")
    given = [give(keeper, name, "chair") for name in ("second", "far")]
    back(app, sqlite, "second").get("/panels")
    back(app, sqlite, "far").get("/panels", environ_base={"REMOTE_ADDR": "192.0.2.7"})

    page = words(signed_in(app, sqlite, "eve", ("auditor",)), "/audit/unusual")

    assert (403, [303, 303]) == (itself, given)
    assert "keeper second Panel chair" in page
    assert 1 == page.count("both came from 127.0.0.1")
    assert page.index("both came from") < page.index("keeper far Panel chair")
