"""A browser from the distribution, and the demonstration served on loopback."""

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from graph.scope import Scope
from graph.store import open_store
from queries.analysis import Asked, run
from queries.coverage_gaps import COVERAGE_GAPS
from tests.loaders.test_generate import UNTIL
from tests.site import SECRET
from webapp.accounts import ORDINARY
from webapp.app import create_app
from webapp.commands.demo import make_ready, with_users
from webapp.settings import Settings

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser; skip, or in CI fail, where there is none."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI wants a browser: install chromium")
        pytest.skip("no chromium is on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demonstration; give its address."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('demo')}")
    make_ready(store, UNTIL, "a store of the tests")
    users = with_users(store, tmp_path_factory.mktemp("users"))
    app = create_app(Settings(secret=SECRET), store, users, lambda: UNTIL, demo=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def worst_case(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a Level 3 case that has a missing agency with a name, and that the chair may see."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('worst')}")
    make_ready(store, UNTIL, "a store of the tests")
    chair = Scope(frozenset({"cheshire"}), frozenset(ORDINARY))
    asked = Asked(chair, UNTIL, UNTIL, Settings().policy(), {"state": "gap"})
    rows = run(COVERAGE_GAPS, store, asked).rows
    found: str = next(row["case"] for row in rows if row["agency"])
    return found


@pytest.fixture(scope="session")
def chair(browser: Browser, demo: str) -> Mapping[str, Any]:
    """Give what a browser keeps of somebody who is signed in as the invented chair."""
    context = browser.new_context()
    become(context, demo, "Panel chair")
    kept: Mapping[str, Any] = context.storage_state()
    context.close()
    return kept


def become(context: BrowserContext, demo: str, role: str) -> None:
    """Sign in as one of the invented users, as people do."""
    page = context.new_page()
    page.goto(f"{demo}/sign-in")
    page.get_by_role("button", name=role, exact=True).click()
    page.wait_for_selector(".app-signed-in")
    page.close()


@pytest.fixture
def page(browser: Browser, chair: Any) -> Iterator[Page]:
    """Give an empty page of the chair; whatever it writes to its console fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, storage_state=chair)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [] == said
