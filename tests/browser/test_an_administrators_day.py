"""An administrator's day: next month's directory is loaded, its effect seen, and taken back."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.store import open_store
from graph.worlds import edge, node, put, world
from queries.coverage import examples
from tests.browser.conftest import become, follow
from tests.browser.serving import on_loopback
from tests.conftest import ENGINES, wipe
from tests.site import SECRET, TODAY, WORLD
from webapp.app import create_app
from webapp.commands.demo import with_users
from webapp.settings import Settings

pytestmark = pytest.mark.browser
SECONDS = 60_000
CONTACT = world(
    node("Representative", "R9", name="Invented Contact"),
    edge("REPRESENTS", "R9", "TRUST", valid_from=examples.OPENED, single_point_of_contact=True),
)
AGENCIES = "code,name,of_type\nTRUST,Trust by the river,NHST\nNEW,Invented trust,NHST\nBAD,,NHST\n"
LEAVING = f"representative,agency,valid_from,valid_to\nR9,TRUST,{examples.OPENED},{TODAY}\n"


@pytest.fixture(params=ENGINES)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Serve a small world on each kind of store, where a load is a process of its own."""
    url = f"embedded:{tmp_path / 'store'}"
    if request.param == "neo4j":
        url = request.getfixturevalue("neo4j_url")
        wipe(url)
    policy = tmp_path / "example.toml"
    policy.write_text(examples.POLICY_TEXT, encoding="utf-8")
    settings = Settings(store=url, policy_file=policy, secret=SECRET)
    with closing(open_store(url)) as store:
        put(store, world(WORLD, CONTACT))
        users = with_users(store, tmp_path)
        app = create_app(settings, store, users, lambda: TODAY, demo=True)
        with on_loopback(app) as address:
            yield address
        users.close()


@pytest.fixture
def administrator(browser: Browser, served: str) -> Iterator[Page]:
    """Give a page of the administrator; what it writes to its console fails the test."""
    context = browser.new_context()
    become(context, served, "Directory administrator")
    page = context.new_page()
    page.set_default_timeout(SECONDS)
    expect.set_options(timeout=SECONDS)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    context.close()
    expect.set_options(timeout=5_000)
    assert [] == said


def files(**tables: str) -> list[Any]:
    """Return tables as a browser sends them."""
    return [
        {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": text.encode()}
        for name, text in tables.items()
    ]


@pytest.mark.feature(6, 24)
def test_next_months_directory_is_loaded_looked_at_and_taken_back(
    administrator: Page, served: str
) -> None:
    """What a load does is seen before it is done, and what was done can be undone."""
    page = administrator

    # In the morning she sees where the directory stands, and sends next month's tables.
    page.goto(f"{served}/directory")
    follow(page.get_by_role("button", name="Load files"))
    page.set_input_files("input[name=files]", files(agency=AGENCIES, represents=LEAVING))
    page.get_by_label("Name of the source").fill("directory of next month")
    page.get_by_role("button", name="Check the files").click()

    # The plan: what changes, what cannot be used, and whom the departure leaves without anybody.
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "directory of next month: what the load would do"
    )
    expect(page.locator("#changes")).to_contain_text("Agency TRUST → Trust by the river")
    expect(page.locator("#problems-table")).to_contain_text("row 4")
    expect(page.locator("#effect-at_risk")).to_contain_text("C2")
    with page.expect_download() as download:
        page.get_by_role("link", name="Refused rows of agency").click()
    assert "BAD" in download.value.path().read_text(encoding="utf-8")

    # She applies it; the site shows the new name, and the history who did it.
    page.get_by_role("button", name="Apply this load").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("directory of next month: loaded")
    page.goto(f"{served}/agencies/TRUST")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trust by the river")

    # The file was the wrong one: she takes it back, and everything is as it was.
    page.goto(f"{served}/directory/loads")
    follow(page.locator("#table tbody tr").first.get_by_role("link").first)
    page.get_by_role("button", name="Plan to take load").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("what taking it back would do")
    page.get_by_role("button", name="Take the load back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Load \d+: taken back$"))
    page.goto(f"{served}/agencies/TRUST")
    expect(page.get_by_role("heading", level=1)).to_have_text("Agency TRUST")
