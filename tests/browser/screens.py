"""Pictures of every page for each role, for whoever wants to look: `make screens`.

They are written to `var/screens/ROLE/`, with an index to leaf through. Everybody on them is
invented.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.addresses import Address, pages_of_each_role
from tests.browser.conftest import FLAGS, PROGRAMS, Visitors
from tests.browser.serving import served

FOLDER = Path("var/screens")
WIDE, SMALL = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
TALLEST = 6_000
"""Pixels of a page that are shown; more is a table that goes on."""


def _wide(page: Page) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def _small(page: Page) -> None:
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]


def _printed(page: Page) -> None:
    _wide(page)
    page.emulate_media(media="print")


def _forced(page: Page) -> None:
    page.emulate_media(media="screen", forced_colors="active")


def _grey(page: Page) -> None:
    page.emulate_media(media="screen", forced_colors="none")
    page.context.new_cdp_session(page).send(
        "Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"}
    )


MODES: Mapping[str, Callable[[Page], None]] = {
    "wide": _wide, "small": _small, "printed": _printed, "forced": _forced, "grey": _grey,
}  # fmt: skip


def take(visitors: Visitors, demo: str, address: Address, filled: str) -> list[Path]:
    """Take the pictures of one page."""
    page, _ = visitors.page(address.role)
    page.goto(demo + filled)
    page.wait_for_load_state("networkidle")
    made = []
    for mode, turn in MODES.items():
        turn(page)
        path = FOLDER / address.role / f"{address.name}.{mode}.png"
        height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        width = SMALL["width"] if mode == "small" else WIDE["width"]
        page.screenshot(
            path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
        )
        made.append(path)
    page.close()
    return made


def index(pictures: Mapping[Address, list[Path]]) -> str:
    """Return a page to leaf through the pictures."""
    rows = [
        f"<h2>{address.role}: {address.template.replace('<', '&lt;')}</h2><p>"
        + " ".join(
            f'<a href="{path.relative_to(FOLDER)}"><img height="300" loading="lazy" '
            f'alt="{path.stem}" src="{path.relative_to(FOLDER)}"></a>'
            for path in made
        )
        + "</p>"
        for address, made in pictures.items()
    ]
    return (
        '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Every page</title>'
        "<h1>Every page, for each role. Every person and case is invented.</h1>" + "".join(rows)
    )


def main(wanted: list[str]) -> None:
    """Take all pictures, or those of the roles that are named."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        sys.exit("No chromium is on this machine: install it from the distribution")
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        with served(Path(folder)) as (demo, parts):
            visitors = Visitors(browser, demo)
            made = {
                address: take(visitors, demo, address, address.filled(parts))
                for address in pages_of_each_role()
                if not wanted or address.role in wanted
            }
        browser.close()
    (FOLDER / "index.html").write_text(index(made), encoding="utf-8")
    print(f"{sum(map(len, made.values()))} pictures in {FOLDER}; open {FOLDER / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
