"""Own settings: the key that leaves the site is the person's own, else the deployer's."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from graph.store import Store
from tests.site import ClientAs, made_site, signed_in, token_of
from webapp.database.opening import Database
from webapp.settings import Settings


def choose(browser: FlaskClient, key: str, language: str = "en") -> int:
    """Send the form of the settings; return the status."""
    token = token_of(browser, "/account/settings")
    data = {"csrf_token": token, "quick_exit_key": key, "language": language}
    return browser.post("/account/settings", data=data).status_code


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("escape", "escape"), ("none", "none"), ("shift3", "shift3"), ("site", "shift3")],
)
def test_the_key_is_the_one_that_the_person_chose(
    client: FlaskClient, chosen: str, expected: str
) -> None:
    """It is kept with the account, and holds on every page."""
    assert 303 == choose(client, chosen)

    assert f'data-quick-exit-key="{expected}"' in client.get("/panels").text


def test_what_one_person_chooses_changes_nothing_for_another(
    client: FlaskClient, client_as: ClientAs
) -> None:
    """Two people share a machine, and not a habit."""
    choose(client, "escape")

    assert 'data-quick-exit-key="shift3"' in client_as("chair").get("/panels").text


def test_without_a_choice_it_is_as_the_deployer_set_it(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """And the page says which that is."""
    app = made_site(store, replace(settings, quick_exit_key="none"), sqlite)
    browser = signed_in(app, sqlite, "invented", ("chair",))

    page = browser.get("/account/settings").text

    assert 'data-quick-exit-key="none"' in page
    assert "As this site has it: no key: the button alone" in page


@pytest.mark.parametrize(("key", "language"), [("enter", "en"), ("escape", "xx"), ("", "")])
def test_what_is_no_choice_is_refused(client: FlaskClient, key: str, language: str) -> None:
    """A form can be sent by anything."""
    assert 400 == choose(client, key, language)
    assert 'data-quick-exit-key="shift3"' in client.get("/panels").text
