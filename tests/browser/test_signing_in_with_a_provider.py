"""The way in by the organisation's provider in a real browser, which holds to what we allow it."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph.store import open_store
from tests.browser.conftest import follow
from tests.browser.serving import on_loopback
from tests.providers import real_provider
from tests.site import CHANGE, SECRET
from webapp import accounts, linking
from webapp.app import create_app
from webapp.database.opening import Database
from webapp.settings import Settings

pytestmark = pytest.mark.browser


@pytest.fixture
def served(tmp_path: Path, sqlite: Database) -> Iterator[str]:
    """Serve a site that knows a real provider, which knows a user; give its address."""
    with real_provider() as provider:
        with sqlite.writing() as session:
            user, _ = accounts.add_user(session, "ann.invented", "Ann Invented", CHANGE)
            accounts.give(session, user, "role", "analyst", CHANGE)
            linking.link(session, user, provider.issuer, "ann")
        store = open_store(f"embedded:{tmp_path / 'store'}")
        day = datetime.datetime.now(datetime.UTC).date
        app = create_app(Settings(secret=SECRET, provider=provider), store, sqlite, day)
        with on_loopback(app) as address:
            yield address
        store.close()


def test_ann_signs_in_where_her_organisation_knows_her(browser: Browser, served: str) -> None:
    """Our strict policy must let her get there, and the cookie be there when she is back."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/account")

    follow(page.get_by_role("button", name="Sign in with the invented organisation"))
    page.get_by_placeholder("sub").fill("ann")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{served}/account")

    assert "Ann Invented (ann.invented)" in page.content()
    context.close()
