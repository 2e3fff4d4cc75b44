"""The picture and the way to it, as people meet them: by keyboard, without a pointer."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def drawn(page: Page, url: str) -> None:
    """Open a case and wait until its picture is drawn."""
    page.goto(url)
    page.wait_for_selector(".app-picture[data-ready]")


@pytest.mark.feature(18)
def test_the_picture_draws_the_rows_of_its_table(page: Page, demo: str, worst_case: str) -> None:
    """Nodes = rows, in the browser as on the server."""
    drawn(page, f"{demo}/cases/{worst_case}")

    nodes = page.evaluate("document.querySelector('.app-picture').cy.nodes().length")

    assert nodes == page.locator("#table tbody tr").count()
    assert page.evaluate("document.querySelector('.app-picture').cy.nodes('.missing').length") > 0


@pytest.mark.feature(19)
def test_keyboard_alone_leads_from_the_list_to_a_missing_agency_and_back(
    page: Page, demo: str, worst_case: str
) -> None:
    """Nobody needs a mouse for the main job."""
    page.goto(f"{demo}/coverage/gaps?state=gap")
    _tab_to(page, f"a[href^='/cases/{worst_case}']")

    page.keyboard.press("Enter")
    page.wait_for_selector(".app-picture[data-ready]")
    _tab_to(page, ".app-picture")
    spoken = _walk(page, lambda text: "coverage: missing" in text)
    page.keyboard.press("Tab")
    left = page.evaluate("document.activeElement.matches('.app-picture')")
    page.go_back()

    assert "coverage: missing" in spoken
    assert not left
    assert "/coverage/gaps?state=gap" in page.url


@pytest.mark.feature(19)
def test_every_node_can_be_reached_by_the_keyboard(page: Page, demo: str, worst_case: str) -> None:
    """What cannot be walked to is not there for those who cannot point."""
    drawn(page, f"{demo}/cases/{worst_case}")
    page.focus(".app-picture")
    labels = set(
        page.evaluate("document.querySelector('.app-picture').cy.nodes().map(n => n.data('label'))")
    )

    seen = {_spoken(page).split(",")[0]}
    for _ in range(60):
        page.keyboard.press("PageDown")
        seen.add(_spoken(page).split(",")[0])

    assert set() == {label for label in labels if not any(label.startswith(s) for s in seen if s)}


def test_the_same_case_is_the_same_picture_each_time(
    page: Page, demo: str, worst_case: str
) -> None:
    """A chair who comes back must find everything where it was."""
    places = []
    for _ in range(2):
        drawn(page, f"{demo}/cases/{worst_case}")
        places.append(
            page.evaluate(
                "document.querySelector('.app-picture').cy.nodes().map(n => [n.id(), n.position()])"
            )
        )

    assert places[0] == places[1]


def test_quick_exit_leaves_the_site(browser: Browser, demo: str, chair: Any) -> None:
    """Shift three times, and the page is gone and not in the way back."""
    context = browser.new_context(storage_state=chair)
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    page = context.new_page()
    page.goto(f"{demo}/coverage/gaps")

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")

    assert "weather" == page.inner_text("body")
    context.close()


def test_a_picture_that_cannot_be_fetched_says_so(
    browser: Browser, demo: str, chair: Any, worst_case: str
) -> None:
    """A blank box would be read as an empty case."""
    context = browser.new_context(storage_state=chair)
    context.route(re.compile(r"picture\.json"), lambda route: route.fulfill(status=503, body="no"))
    page = context.new_page()

    page.goto(f"{demo}/cases/{worst_case}")
    page.wait_for_selector("[role=alert]")

    assert "The table below says the same" in page.inner_text(".app-figure")
    context.close()


def test_the_address_of_the_picture_gives_what_is_drawn(
    page: Page, demo: str, worst_case: str
) -> None:
    """Other tools get what the page got."""
    answer = page.request.get(f"{demo}/cases/{worst_case}/picture.json")

    made = json.loads(answer.text())
    assert {"elements", "layout", "counts", "truncated", "aggregated", "as_at"} <= set(made)
    assert made["counts"]["nodes"] == len(made["elements"]["nodes"])


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def _spoken(page: Page) -> str:
    text: str = page.inner_text(".app-picture-status")
    return text.strip()


def _walk(page: Page, found: Callable[[str], bool]) -> str:
    for _ in range(60):
        if found(_spoken(page)):
            return _spoken(page)
        page.keyboard.press("PageDown")
    return ""
