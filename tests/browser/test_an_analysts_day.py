"""An analyst's day: why housing came less and less, and what would mend it. On both stores."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page

from graph.store import open_store
from tests.browser.conftest import become, follow
from tests.browser.serving import serving
from tests.conftest import ENGINES, wipe
from tests.loaders.test_generate import UNTIL
from webapp.commands.demo import make_ready

pytestmark = pytest.mark.browser


PATIENCE = 150_000
"""Milliseconds: a server that has just begun plans each text for the first time."""


@pytest.fixture(params=ENGINES)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the demonstration from a store of each kind; give its address."""
    if request.param == "embedded":
        yield request.getfixturevalue("demo")
        return
    url: str = request.getfixturevalue("neo4j_url")
    wipe(url)
    with closing(open_store(url)) as store:
        make_ready(store, UNTIL, "a server of the tests")
        with serving(store, tmp_path_factory.mktemp("users")) as address:
            yield address


@pytest.mark.feature(1, 3, 12, 22)
def test_an_analyst_finds_why_housing_fell_and_what_would_mend_it(
    browser: Browser, served: str
) -> None:
    """From the number to the month, to the cases, to the reason, to the change that clears it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    become(context, served, "Analyst")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda message: said.append(message.text))

    page.goto(f"{served}/coverage")
    overview = page.inner_text("main")
    fall = "6 of 8 (75%) in February 2025, 3 of 10 (30%) in January 2026"
    assert f"Local housing authority: {fall}" in overview

    follow(page.get_by_role("link", name="See the whole trend"))
    page.get_by_label("Agency type", exact=True).select_option(label="Local housing authority")
    follow(page.get_by_role("button", name="Apply filters"))
    drawing = page.get_by_role("img", name="Places met of places required, by agency type")
    assert drawing.is_visible()
    assert "90% 9 of 10" in " ".join(page.inner_text("#trend").split())

    housing = page.locator("#trend tbody tr", has=page.get_by_text("Local housing authority"))
    follow(housing.get_by_role("link", name="40%"))
    assert page.locator(".app-filters__chip", has_text="Day: 31 December 2025").is_visible()
    assert "As at 31 December 2025" in " ".join(page.inner_text(".app-notice").split())
    assert "Local housing authority" in page.inner_text("#table tbody")

    follow(page.get_by_role("link", name="Show missing"))
    _tab_to(page, "#table tbody a[href*='/why?']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/why?**")

    reason = page.inner_text("main")
    assert "What was found" in reason
    for _ in range(4):  # a trial gives up after ten seconds: once it is planned, it takes less
        if page.locator("#tried").count():
            break
        page.reload()
    assert "✓ Clears it" in page.inner_text("#tried")
    assert "31 December 2025" in page.inner_text(".app-notice")
    assert [] == said
    context.close()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus: there is no mouse for this step."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")
