"""The search box by keyboard, with the list below it; and Escape as a person's own way out."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import become

pytestmark = pytest.mark.browser


@pytest.fixture
def analyst(browser: Browser, demo: str) -> Iterator[Page]:
    """Give a page of the invented analyst, whose settings no other test uses."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    become(context, demo, "Analyst")
    yield context.new_page()
    context.close()


@pytest.mark.feature(4, 19)
def test_the_list_below_the_box_is_walked_and_opened_by_keyboard(page: Page, demo: str) -> None:
    """Type three letters, press Down and Enter: nobody looks for a menu."""
    page.goto(f"{demo}/panels")
    box = page.get_by_role("combobox", name="Find a case, agency, panel or person")
    box.focus()

    page.keyboard.type("level 3")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    open_list = box.get_attribute("aria-expanded")
    found = Axe().run(page).response["violations"]
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    words = chosen.inner_text()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    closed_list = box.get_attribute("aria-expanded")
    page.keyboard.type(" ")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/panels/P"))

    assert ("true", "false") == (open_list, closed_list)
    assert "Level 3 panel, Cheshire" in words
    assert "Panel" in words
    assert [] == [one["id"] for one in found]


def test_what_was_typed_stands_in_no_address(page: Page, demo: str) -> None:
    """Enter without choosing shows all that is found, and a name is in no history."""
    page.goto(f"{demo}/panels")

    page.fill("#app-search-text", "level 3 panel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/*")

    assert "Level 3 panel, Cheshire" in page.inner_text("main")
    assert "level" not in page.url


def test_escape_leaves_the_site_for_whoever_chose_it_and_not_while_it_means_something_else(
    analyst: Page, demo: str
) -> None:
    """One key when somebody comes in; but not when it closes a list or clears a box."""
    analyst.goto(f"{demo}/account/settings")
    analyst.get_by_label("Escape, pressed once").check()
    analyst.get_by_role("button", name="Save").click()
    expect(analyst.get_by_role("alert", name="Saved")).to_be_visible()

    analyst.goto(f"{demo}/panels")
    analyst.fill("#app-search-text", "level")
    expect(analyst.get_by_role("option").first).to_be_visible()
    analyst.keyboard.press("Escape")
    analyst.keyboard.press("Escape")
    still_here, cleared = analyst.url, analyst.input_value("#app-search-text")
    analyst.evaluate("document.activeElement.blur()")
    analyst.keyboard.press("Escape")
    analyst.wait_for_url("https://www.bbc.co.uk/weather")

    assert (f"{demo}/panels", "") == (still_here, cleared)
    assert "weather" == analyst.inner_text("body")
