"""Every page as people meet it: read by axe, without a script, small, printed, quiet."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.addresses import Address, pages
from tests.browser.conftest import Visitors

pytestmark = pytest.mark.browser
EVERY = list(pages())
WIDTH = "document.documentElement.scrollWidth"
CUT = """[...document.querySelectorAll('body *')].filter(one => {
  const style = getComputedStyle(one);
  if (style.overflowX !== 'hidden' && style.overflowX !== 'clip') return false;
  if (one.matches('.govuk-visually-hidden, .app-picture, svg, svg *, input')) return false;
  if (one.closest('.govuk-visually-hidden') || one.clientWidth <= 1) return false;
  return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
}).map(one => one.outerHTML.slice(0, 120))"""
SPOKEN_OF = "main table, main form, main ul, main dl, main p"


@pytest.mark.feature(19)
@pytest.mark.parametrize("address", EVERY, ids=str)
def test_a_page_is_sound(
    visitors: Visitors, demo: str, demo_parts: dict[str, str], address: Address
) -> None:
    """axe, the console, 320 pixels, text twice as large: necessary, and no proof of a picture."""
    page, said = visitors.page(address.role)

    page.goto(demo + address.filled(demo_parts))
    found = Axe().run(page).response["violations"]
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate(WIDTH)
    large = _in_large_print(page)
    page.close()

    assert [] == [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert [] == said
    assert 320 == width
    assert [(640, 640, []), (320, 320, [])] == large


@pytest.mark.feature(18)
@pytest.mark.parametrize("address", EVERY, ids=str)
def test_a_page_says_everything_without_a_script(
    visitors: Visitors, demo: str, demo_parts: dict[str, str], address: Address
) -> None:
    """What a script adds is a comfort; what the page says is there without it."""
    page, _ = visitors.page(address.role, script=False)

    page.goto(demo + address.filled(demo_parts))
    heading = page.locator("h1").is_visible()
    told = page.locator(SPOKEN_OF).first.is_visible()
    cut_off = _waiting(page)
    page.close()

    assert (True, True, []) == (heading, told, cut_off)


def _in_large_print(page: Page) -> list[tuple[int, int, list[str]]]:
    """Return how wide the page is with text of twice its size, and the text that a box cuts off.

    What scrolls in a frame of its own is not cut off.
    """
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = []
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 640})
        found.append((width, page.evaluate(WIDTH), page.evaluate(CUT)))
    return found


def _waiting(page: Page) -> list[str]:
    """Return what waits for a script that never comes."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main [aria-busy=true]')].map(one => one.outerHTML)"
    )
    return found


def test_every_page_can_be_left_by_the_keyboard(
    browser: Browser, demo: str, chair: Any, demo_parts: dict[str, str]
) -> None:
    """Tab leads round the whole of the longest page and out again: nothing holds it."""
    context = browser.new_context(storage_state=chair)
    page = context.new_page()
    page.goto(f"{demo}/cases/{demo_parts['reference']}")
    stops = page.evaluate(
        "document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, "
        '[tabindex="0"]\').length'
    )

    for _ in range(stops + 2):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break

    assert page.evaluate("!document.activeElement.closest('.app-picture')")
    context.close()
