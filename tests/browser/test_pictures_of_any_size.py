"""Pictures in windows of every size: seen whole, and with names that can be read."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_pictures import CY, HUB, opened

pytestmark = pytest.mark.browser
TOUCH = 6
"""Pixels that two names may come into each other's ground: it is a little larger than the words."""


NAMED = f"""{CY}.nodes().filter(node => !node.numericStyle("min-zoomed-font-size")).map(node => {{
  const box = node.renderedBoundingBox({{ includeNodes: false, includeOverlays: false,
    includeUnderlays: false, includeOutlines: false }});
  return {{ id: node.id(), size: Math.round(node.numericStyle("font-size") * {CY}.zoom()),
    isCurrent: node.hasClass("app-current"), box: [box.x1, box.y1, box.x2, box.y2] }};
}})"""
"""What is named where the picture is too small for every name, how large, and where."""


def test_a_picture_is_seen_whole_in_a_window_of_another_size(
    page: Page, demo: str, worst_case: str
) -> None:
    """A telephone that is turned, or a page at 400 per cent, must not show an empty box."""
    opened(page, f"{demo}/cases/{worst_case}/picture")

    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_function(f"""() => {{
      const seen = {CY}.elements().renderedBoundingBox();
      return {CY}.width() < 320 && seen.x1 >= 0 && seen.y1 >= 0 && seen.x2 <= {CY}.width()
        && seen.y2 <= {CY}.height();
    }}""")
    narrow = page.evaluate(f"{CY}.zoom()")
    page.locator(".app-picture-buttons [data-picture-do=zoom-in]").click()
    chosen = page.evaluate(f"{CY}.zoom()")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function(f"() => {CY}.width() > 320")

    assert chosen > narrow
    assert chosen == page.evaluate(f"{CY}.zoom()")


def test_a_picture_too_small_for_every_name_has_some_that_can_be_read(
    page: Page, demo: str
) -> None:
    """Signs without a name say nothing; names on top of each other say less."""
    page.set_viewport_size({"width": 320, "height": 640})
    opened(page, f"{demo}/co-attendance")

    before = page.evaluate(NAMED)
    page.focus(".app-picture")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"() => {NAMED}.some(one => one.isCurrent)")
    after = page.evaluate(NAMED)

    assert HUB in [one["id"] for one in before]
    assert {11} == {one["size"] for one in before + after}
    for named in (before, after):
        boxes = [one["box"] for one in named]
        assert len(boxes) > 2
        assert [] == [
            (one, other)
            for place, one in enumerate(boxes)
            for other in boxes[place + 1 :]
            if one[0] < other[2] - TOUCH and other[0] < one[2] - TOUCH
            and one[1] < other[3] - TOUCH and other[1] < one[3] - TOUCH
        ]  # fmt: skip
