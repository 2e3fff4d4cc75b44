"""A browser from the distribution, and the demonstration served on loopback."""

import os
import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from graph.store import Store, open_store
from tests.browser.serving import parts_of, serving, worst_case_of
from tests.loaders.test_generate import UNTIL
from webapp.commands.demo import make_ready
from webapp.roles import ROLES

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
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Give the store of the demonstration."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('demo')}")
    make_ready(store, UNTIL, "a store of the tests")
    return store


@pytest.fixture(scope="session")
def demo(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demonstration; give its address."""
    with serving(demo_store, tmp_path_factory.mktemp("users")) as address:
        yield address


@pytest.fixture(scope="session")
def worst_case(demo_store: Store) -> str:
    """Give a Level 3 case that has a missing agency with a name, and that the chair may see."""
    return worst_case_of(demo_store)


class Visitors:
    """Pages of people of each role, who have signed in once."""

    def __init__(self, browser: Browser, demo: str) -> None:
        self.browser, self.demo = browser, demo
        self.contexts: dict[tuple[str, bool], BrowserContext] = {}
        self.kept: dict[str, Any] = {}

    def page(self, role: str, *, script: bool = True) -> tuple[Page, list[str]]:
        """Return an empty page of somebody of a role, and what it writes to its console."""
        if (role, script) not in self.contexts:
            self.contexts[role, script] = self.browser.new_context(
                storage_state=self._signed_in(role), java_script_enabled=script, locale="en-GB"
            )
        opened = self.contexts[role, script].new_page()
        said: list[str] = []
        opened.on("console", lambda message: said.append(message.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        return opened, said

    def _signed_in(self, role: str) -> Any:
        if role not in self.kept:
            context = self.browser.new_context()
            become(context, self.demo, ROLES[role].title)
            self.kept[role] = context.storage_state()
            context.close()
        return self.kept[role]


@pytest.fixture(scope="session")
def visitors(browser: Browser, demo: str) -> Iterator[Visitors]:
    """Give pages of people of each role."""
    made = Visitors(browser, demo)
    yield made
    for context in made.contexts.values():
        context.close()


@pytest.fixture(scope="session")
def demo_parts(demo_store: Store) -> dict[str, str]:
    """Give what stands for each part of an address in the demonstration."""
    return dict(parts_of(demo_store))


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


def follow(way: Locator) -> None:
    """Click on what leads to another page, and wait until that page is there whole.

    A click alone comes back at once; what is then counted or read may be half a page.
    """
    with way.page.expect_navigation():
        way.click()


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
