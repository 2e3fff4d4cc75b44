"""A chair's day: prepares a meeting, runs it with what was printed, and sees what came of it."""

import datetime
import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from graph.store import Store, open_store
from tests.browser.conftest import become, follow
from tests.browser.serving import on_loopback
from tests.conftest import wipe
from tests.loaders.bundles import load
from tests.loaders.test_generate import UNTIL
from tests.site import SECRET
from webapp.app import create_app
from webapp.commands.demo import make_ready, with_users
from webapp.settings import Settings

pytestmark = pytest.mark.browser


PATIENCE = 150_000
"""Milliseconds: a server that has just begun plans each text for the first time."""


@dataclass
class Service:
    """The demonstration, served; its clock can be put forward."""

    address: str
    store: Store
    today: datetime.date = UNTIL


@pytest.fixture(params=["embedded", "neo4j"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """Serve the demonstration from a store of each kind, of this story's own."""
    url = f"embedded:{tmp_path / 'store'}"
    if request.param == "neo4j":
        url = request.getfixturevalue("neo4j_url")
        wipe(url)
    with closing(open_store(url)) as store:
        make_ready(store, UNTIL, "a store of the tests")
        users = with_users(store, tmp_path)
        served = Service("", store)
        app = create_app(Settings(secret=SECRET), store, users, lambda: served.today, demo=True)
        with on_loopback(app) as served.address:
            yield served


@pytest.mark.feature(3, 10, 16)
def test_a_chair_prepares_a_meeting_and_sees_what_came_of_it(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    """The whole job of the person for whom the product was made, from morning to minutes."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    become(context, service.address, "Panel chair")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    # In the morning the chair opens the service: the next meeting stands on top.
    page.goto(service.address)
    assert "Meetings" == page.inner_text("h1")
    follow(page.get_by_role("region", name="Next:").get_by_role("link", name="panel"))
    assert "11 February 2026" in page.inner_text("h1")
    meeting = page.url

    # Somebody is missing, by name, and the chair goes to the case.
    chairs = page.get_by_role("heading", name="Empty chairs").locator("xpath=..")
    missing = chairs.locator("li strong").first.inner_text()
    reference = chairs.locator("li a").first.inner_text()
    follow(chairs.locator("li a").first)
    item = page.get_by_role("region", name=f"Case {reference}")
    row = item.get_by_role("row", name=missing).first
    assert "Missing" in row.inner_text()

    # Why? The rule, its basis and the discussions it was judged by are one step away.
    follow(row.get_by_role("link").first)
    assert f"case {reference} is flagged" in page.inner_text("h1")
    expect(page.get_by_role("heading", name="What the policy asks for")).to_be_visible()

    # How did they come before? The timeline says so, in a drawing and in words.
    follow(page.get_by_role("link", name=f"Case {reference}", exact=True))
    follow(page.get_by_role("link", name="Timeline"))
    expect(page.get_by_role("img", name=f"Timeline of case {reference}")).to_be_visible()
    assert missing in page.inner_text("#table")

    # What was promised and is late is the same number on every page.
    follow(page.get_by_role("link", name="Actions", exact=True))
    open_, overdue = map(int, re.findall(r"\d+", page.inner_text(".govuk-body-l")))
    assert overdue == page.locator("#open tbody tr", has_text="overdue").count()
    follow(page.get_by_role("link", name="These open actions in the list of all"))
    assert re.findall(r"\d+", page.inner_text(".govuk-body-l")) == [str(open_), str(overdue)]

    # The pack goes to the printer, the attendance return to the desk beside the chair.
    page.goto(meeting)
    pack = downloaded(page, lambda: page.get_by_role("link", name="Meeting pack (PDF)").click())
    assert b"%PDF" == pack[:4]
    assert b"/StructTreeRoot" in pack
    sheet = downloaded(page, lambda: page.get_by_role("link", name="the attendance return").click())

    # The meeting takes place: everybody came in person but the one. The return is loaded.
    filled = filled_in(sheet, tmp_path / "attendance.xlsx", but=(reference, missing))
    number, plan = load(service.store, filled)
    assert (True, []) == (bool(number), plan.problems)

    # The next day it is a meeting that was held, and it says who was missing.
    service.today = datetime.date(2026, 2, 12)
    page.goto(meeting)
    assert "Meeting that was held" in page.inner_text("main")
    missed = page.get_by_role("heading", name="Who was missing").locator("xpath=..")
    assert missing in missed.inner_text()
    assert [] == said
    context.close()


def downloaded(page: Page, click: Callable[[], None]) -> bytes:
    """Return what a link gives when it is followed."""
    with page.expect_download() as waited:
        click()
    return Path(waited.value.path()).read_bytes()


def filled_in(content: bytes, path: Path, but: tuple[str, str]) -> Path:
    """Fill in a return as a chair does: all came in person, but one agency of one case."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    with Workbook(path) as made:
        for name in ("invited", "meeting"):
            header, *rows = [
                [str(cell) for cell in row] for row in book.get_sheet_by_name(name).iter_rows()
            ]
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, header)
            for number, cells in enumerate(rows, start=1):
                told = dict(zip(header, cells, strict=True))
                if name == "meeting":
                    told["state"] = "held"
                else:
                    is_the_one = but == (told["_invented_case"], told["_agency"])
                    told["outcome"] = "no_show" if is_the_one else "in_person"
                sheet.write_row(number, 0, list(told.values()))
    return path
