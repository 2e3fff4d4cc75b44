"""Signing in as people do: the cookie at loopback, the warning before the end, without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import become, follow

pytestmark = pytest.mark.browser


def test_the_cookie_of_the_session_is_kept_at_loopback(browser: Browser, demo: str) -> None:
    """It is for TLS alone, and a browser counts this machine as safe."""
    context = browser.new_context()

    become(context, demo, "Lay adviser")

    (cookie,) = context.cookies()
    assert ("__Host-mappa", True, True, "Lax") == (
        cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"],
    )  # fmt: skip
    context.close()


def test_each_invented_user_is_one_click_away_without_a_script(browser: Browser, demo: str) -> None:
    """The first minute with the product."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo}/analysis/caseload")

    follow(page.get_by_role("button", name="Lay adviser", exact=True))
    landed = page.url
    shown = page.inner_text(".app-signed-in")
    follow(page.get_by_role("button", name="Sign out", exact=True))

    assert f"{demo}/analysis/caseload" == landed
    assert "Lay adviser: totals of cases of Cheshire" in shown
    assert "You are signed out" == page.inner_text("h1")
    context.close()


def test_axe_finds_nothing_wrong_with_the_way_in(browser: Browser, demo: str) -> None:
    """A form that cannot be read out keeps people out; with its errors too."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{demo}/sign-in")
    clean = Axe().run(page).response["violations"]

    page.fill("#name", "nobody.at.all")
    follow(page.get_by_role("button", name="Sign in", exact=True))

    assert ([], []) == (clean, Axe().run(page).response["violations"])
    assert page.evaluate("document.activeElement.matches('.govuk-error-summary')")
    context.close()


def test_axe_finds_nothing_wrong_with_the_pages_of_users(browser: Browser, demo: str) -> None:
    """Those who look after users use a keyboard or a reader as well."""
    context = browser.new_context()
    become(context, demo, "User administrator")
    page = context.new_page()

    found = []
    for address in ("/people", "/people/demo.chair", "/people/new", "/account/password"):
        page.goto(demo + address)
        found += [(address, one["id"]) for one in Axe().run(page).response["violations"]]

    assert [] == found
    context.close()


def test_whoever_does_nothing_is_warned_and_can_stay(page: Page, demo: str) -> None:
    """The page goes from the screen of an empty office, and not under somebody's hands."""
    page.clock.install()
    page.goto(f"{demo}/account")

    page.clock.fast_forward("28:30")
    warning = page.locator("dialog.app-stay")
    expect(warning).to_be_visible()
    focused = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("27:00")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("04:00")
    page.wait_for_url(lambda url: "/account" not in url, wait_until="commit")

    assert "Stay signed in" == focused
