"""Pictures as people use them: expanded, undone, hidden, looked at earlier; by hand and by key."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.addresses import LEVEL_3_PANEL
from tests.browser.conftest import follow
from webapp.pictures.choice import MOST_STEPS
from webapp.pictures.places import ROOM, TALL

pytestmark = pytest.mark.browser
CY = "document.querySelector('.app-picture').cy"
PLACES = f"""Object.fromEntries({CY}.nodes().map(
  node => [node.id(), [node.position('x'), node.position('y')]]))"""
SETTLED = """wanted => {
  const range = document.querySelector(".app-months__range");
  const at = document.querySelectorAll("a[data-month]")[range.value];
  const shown = document.querySelector(".app-picture").dataset.pictureShown ?? "";
  return shown.includes(wanted) && at.href === shown && location.href === shown;
}"""
IS_PRESSED = """document.querySelector("button[data-legend-class=agency]").ariaPressed"""
HUB = "agency:POL:E23000006"
"""The police of the demonstration, who work on more cases than can be shown at once."""


def opened(page: Page, address: str) -> None:
    """Open a page and wait until its picture is drawn."""
    page.goto(address)
    page.wait_for_selector(".app-picture[data-ready]")


def places(page: Page) -> dict[str, list[float]]:
    """Return where each thing stands."""
    found: dict[str, list[float]] = page.evaluate(PLACES)
    return found


def rows(page: Page) -> list[str]:
    """Return what the table has a row for."""
    found: list[str] = page.eval_on_selector_all(
        "[data-picture-row]", "all => all.map(row => row.dataset.pictureRow)"
    )
    return found


def shown(page: Page) -> list[str]:
    """Return what the picture shows, in the order of the server."""
    found: list[str] = page.evaluate(
        f"{CY}.nodes(':visible').sort((a, b) => a.data('place') - b.data('place'))"
        ".map(node => node.id())"
    )
    return found


def to(page: Page, id_: str) -> None:
    """Walk the picture by keyboard to one thing."""
    page.focus(".app-picture")
    for _ in range(80):
        if page.evaluate(f"{CY}.nodes('.app-current').id()") == id_:
            return
        page.keyboard.press("PageDown")
    raise AssertionError(f"Page Down never came to {id_}")


def stepped(page: Page, words: str) -> None:
    """Wait until a step is done and spoken of."""
    page.wait_for_function(
        "words => document.querySelector('.app-picture-status').textContent.includes(words)",
        arg=words,
    )


@pytest.mark.feature(8, 19)
def test_expanding_moves_nothing_and_is_undone_by_key_and_by_the_way_back(
    page: Page, demo: str, worst_case: str
) -> None:
    """Whoever has found their way in a picture must not lose it, by a step forward or back."""
    opened(page, f"{demo}/cases/{worst_case}/picture")
    before = places(page)
    to(page, f"case:{worst_case}")

    page.keyboard.press("e")
    stepped(page, "added")
    after = places(page)
    to(page, page.evaluate(f"{CY}.nodes('[hidden > 0][hidden <= 50][kind = \"agency\"]').id()"))
    page.keyboard.press("e")
    stepped(page, "added")
    whole, table = places(page), rows(page)
    address = page.url
    page.keyboard.press("Control+z")
    stepped(page, "undone")
    undone = places(page)
    page.go_back()
    page.wait_for_function(f"count => {CY}.nodes().length === count", arg=len(before))

    assert before == {id_: whole[id_] for id_ in before}
    assert after == {id_: whole[id_] for id_ in after} == undone
    assert before == places(page)
    assert table == list(whole)
    new = [whole[id_] for id_ in whole if id_ not in before]
    assert [] == [
        (one, other)
        for one in new
        for other in whole.values()
        if other is not one and abs(one[0] - other[0]) < ROOM and abs(one[1] - other[1]) < TALL
    ]
    opened(page, address)
    assert whole == places(page)


@pytest.mark.feature(9)
def test_what_has_too_many_neighbours_asks_and_adds_no_more_than_it_was_told(
    page: Page, demo: str, worst_case: str
) -> None:
    """Two hundred things at once are no picture."""
    opened(page, f"{demo}/cases/{worst_case}/picture")
    before = places(page)
    to(page, HUB)

    page.keyboard.press("e")
    stepped(page, "Which, and how many?")
    asked = places(page)
    page.get_by_label("Cases at Level 2").check()
    page.get_by_role("button", name="Add them").click()
    stepped(page, "10 added")
    added = [id_ for id_ in shown(page) if id_ not in before]
    to(page, added[-1])

    assert before == asked
    assert 10 == len(added)
    assert rows(page) == shown(page)
    assert all(page.locator(f"[data-picture-row='{id_}'] >> text=Level 2").count() for id_ in added)


@pytest.mark.feature(17, 21)
def test_the_legend_hides_and_the_slider_goes_back_without_moving_anything(
    page: Page, demo: str, worst_case: str
) -> None:
    """What is looked at differently must still be the same picture, and say what it leaves out."""
    opened(page, f"{demo}/cases/{worst_case}/picture")
    before = places(page)

    page.locator("button[data-legend-class=agency]").click()
    stepped(page, "hidden")
    hidden, words = shown(page), page.inner_text("[data-picture-part=facts]")
    table = rows(page)
    page.locator(".app-picture-buttons [data-picture-do=undo]").click()
    stepped(page, "undone")
    again = shown(page)
    page.locator(".app-months__range").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        stepped(page, "As it stood on")
    page.wait_for_function(SETTLED, arg="at=")
    earlier = places(page)

    assert not [id_ for id_ in hidden if id_.startswith("agency:")]
    assert ("Hidden: Agency" in words, hidden) == (True, table)
    assert list(before) == again
    shared = before.keys() & earlier.keys()
    assert {id_: before[id_] for id_ in shared} == {id_: earlier[id_] for id_ in shared}
    assert page.evaluate("document.activeElement.matches('.app-months__range')")
    opened(page, page.url)
    assert {id_: place for id_, place in earlier.items() if id_ in shown(page)} == places(page)


@pytest.mark.feature(18)
def test_one_key_leads_from_an_item_to_its_row_and_back(
    page: Page, demo: str, worst_case: str
) -> None:
    """Picture and table are two readings of one thing: nobody has to search twice."""
    opened(page, f"{demo}/cases/{worst_case}/picture")
    to(page, HUB)

    page.keyboard.press("t")
    row = page.evaluate("document.activeElement.dataset.pictureRow")
    page.keyboard.press("t")
    back = page.evaluate("document.activeElement.matches('.app-picture')")
    page.keyboard.press("h")
    stepped(page, "is hidden")

    assert (HUB, True) == (row, back)
    assert HUB not in rows(page)
    assert HUB not in shown(page)


@pytest.mark.feature(13)
def test_the_same_view_is_the_same_picture_to_the_pixel(
    browser: Browser, demo: str, chair: Any, worst_case: str
) -> None:
    """A view that is kept, sent or printed again must show what it showed."""
    address = f"{demo}/cases/{worst_case}/picture?open=case:{worst_case},{HUB}~level 3~10"
    context = browser.new_context(storage_state=chair, viewport={"width": 1280, "height": 900})
    images = []
    for _ in range(2):
        page = context.new_page()
        opened(page, address)
        images.append(page.locator(".app-picture").screenshot())
        page.close()
    context.close()

    assert images[0] == images[1]


def test_colours_that_a_person_forces_are_those_of_the_picture(
    page: Page, demo: str, worst_case: str
) -> None:
    """A canvas does not follow the machine's colours by itself; shapes and words still tell."""
    opened(page, f"{demo}/cases/{worst_case}/picture")
    ours = page.evaluate(f"{CY}.nodes().first().style('background-color')")

    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.wait_for_function(f"ours => {CY}.nodes()[0].style('background-color') !== ours", arg=ours)
    made = page.evaluate(f"{CY}.nodes().map(node => node.style('background-color'))")
    page.emulate_media(forced_colors="none")
    page.wait_for_function(f"ours => {CY}.nodes()[0].style('background-color') === ours", arg=ours)

    assert {"rgb(255,255,255)"} == set(made)


def test_a_picture_is_expanded_without_a_script(
    browser: Browser, demo: str, chair: Any, worst_case: str
) -> None:
    """Links and a form do all that the picture does."""
    context = browser.new_context(java_script_enabled=False, storage_state=chair)
    page = context.new_page()
    page.goto(f"{demo}/cases/{worst_case}/picture")
    before = page.locator("[data-picture-row]").count()

    follow(page.locator(f"[data-picture-row='{HUB}'] >> text=Expand"))
    page.get_by_label("20", exact=True).check()
    follow(page.get_by_role("button", name="Add them"))
    after = page.locator("[data-picture-row]").count()
    follow(page.get_by_role("link", name="Take back the last thing"))

    assert (before + 20, before) == (after, page.locator("[data-picture-row]").count())
    context.close()


@pytest.mark.feature(8)
def test_fifty_steps_are_undone_one_by_one_and_by_the_way_back(page: Page, demo: str) -> None:
    """Whoever tried much must find the way back to where they began, and not further."""
    opened(page, f"{demo}/panels/{LEVEL_3_PANEL}/picture")
    before, start = shown(page), page.url
    toggle, undo = "button[data-legend-class=agency]", "[data-picture-do=undo]"
    settled = "at => document.querySelector('.app-picture').dataset.pictureShown === location.href"

    for step in range(MOST_STEPS):
        page.click(toggle)
        page.wait_for_function(f"wanted => {IS_PRESSED} === wanted", arg=str(step % 2 == 1).lower())
        page.wait_for_function(settled)
    for step in range(MOST_STEPS - 2):
        page.click(undo)
        page.wait_for_function(f"wanted => {IS_PRESSED} === wanted", arg=str(step % 2 == 1).lower())
        page.wait_for_function(settled)
    for _ in range(2):
        page.go_back()
        page.wait_for_function(settled)
    page.wait_for_function("() => document.querySelector('[data-picture-do=undo]').disabled")

    assert before == shown(page)
    assert start == page.url
