"""A browser from the distribution, and the demonstration served on loopback."""

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from graph.scope import OPERATOR
from graph.store import open_store
from queries.analysis import Asked, run
from queries.coverage_gaps import COVERAGE_GAPS
from tests.loaders.test_generate import UNTIL
from webapp.app import create_app
from webapp.commands.demo import make_ready
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
    app = create_app(Settings(), store, lambda: UNTIL)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def worst_case(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the reference of a Level 3 case that has a missing agency with a name."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('worst')}")
    make_ready(store, UNTIL, "a store of the tests")
    asked = Asked(OPERATOR, UNTIL, UNTIL, Settings().policy(), {"state": "gap"})
    rows = run(COVERAGE_GAPS, store, asked).rows
    found: str = next(row["case"] for row in rows if row["agency"])
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give an empty page; whatever it writes to its console fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [] == said
