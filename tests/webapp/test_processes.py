"""The site in two processes: whichever of them is asked, it is one site with one record."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from graph.store import open_store
from graph.worlds import put, world
from tests.conftest import ENGINES, wipe
from tests.databases import made
from tests.site import CHANGE, SECRET, WORLD, back, signed_in
from webapp import accounts
from webapp.app import create_app
from webapp.audit.verify import verify
from webapp.database.opening import open_database
from webapp.settings import settings_from

ROOT = Path(__file__).parents[2]
COOKIE = "__Host-mappa"
MAPPA = "from webapp.commands import mappa; mappa()"
ASKED, AT_ONCE = 48, 6
PASSWORD = "an otter paints the gate"  # noqa: S105 - of an invented user alone


@pytest.fixture(params=ENGINES)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Mapping[str, str]:
    """Give the settings of a site over a small world on a store of each kind."""
    url = f"embedded:{tmp_path / 'store'}"
    if request.param == "neo4j":
        url = request.getfixturevalue("neo4j_url")
        wipe(url)
    with closing(open_store(url)) as store:
        put(store, world(WORLD))
    return {
        **os.environ,
        "MAPPA_STORE": url, "MAPPA_DATABASE": f"sqlite:///{tmp_path / 'users.db'}",
        "MAPPA_SECRET": SECRET, "MAPPA_DATA": str(tmp_path), "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@pytest.fixture
def cookie(environment: Mapping[str, str]) -> str:
    """Give the cookie of an analyst who is signed in."""
    settings = replace(settings_from(environment), secret=SECRET)
    made(settings.database)
    with (
        closing(open_store(settings.store)) as store,
        closing(open_database(settings.database)) as database,
    ):
        app = create_app(settings, store, database)
        signed_in(app, database, "invented", ("analyst",))
        with database.writing() as session:  # a site at which nobody could sign in does not start
            user, _ = accounts.add_user(session, "invented.other", "", CHANGE)
            accounts.set_password(session, user, PASSWORD, CHANGE)
        browser = back(app, database, "invented")
        browser.get("/account")
        found = browser.get_cookie(COOKIE)
        assert found
        return found.value


@pytest.fixture
def port(environment: Mapping[str, str], cookie: str) -> Iterator[int]:
    """Serve the site in two processes; give the port at which both answer."""
    del cookie  # it is made before the site has the database to itself
    with socket.create_server(("127.0.0.1", 0)) as probe:
        found: int = probe.getsockname()[1]
    words = [sys.executable, "-c", MAPPA, "serve", "--port", str(found), "--processes", "2"]
    site = subprocess.Popen(words, env=dict(environment))
    try:
        until(site, lambda: listens(found))
        until(site, lambda: has_children(site.pid, 2))
        yield found
    finally:
        site.terminate()
        site.wait(30)


def until(site: "subprocess.Popen[bytes]", is_so: Callable[[], bool]) -> None:
    """Wait for something of a site that runs."""
    for _ in range(1200):
        if is_so():
            return
        assert site.poll() is None
        time.sleep(0.05)
    raise AssertionError("the site does not begin")


def listens(port: int) -> bool:
    """Say whether somebody listens."""
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))


def has_children(process: int, many: int) -> bool:
    """Say whether a process has so many children, where the kernel tells."""
    children = Path(f"/proc/{process}/task/{process}/children")
    return not children.exists() or many == len(children.read_text(encoding="ascii").split())


def asks(port: int, cookie: str, address: str, form: Mapping[str, str] | None = None) -> list[str]:
    """Ask by a connection of its own; return status, text and where it leads."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"{COOKIE}={cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    method = "POST" if form else "GET"
    connection.request(method, address, urlencode(form).encode() if form else None, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return [str(answer.status), text, answer.getheader("Location") or ""]


def test_whichever_process_is_asked_it_is_one_site(
    port: int, cookie: str, environment: Mapping[str, str]
) -> None:
    """A search that one of them led to is opened by the other; each page is on the one record."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', asks(port, cookie, "/account")[1])
    assert token
    form = {"csrf_token": token[1], "text": "c1"}

    def visit(number: int) -> tuple[str, ...]:
        """Read pages in turn, as thirty people do side by side."""
        if number % 3 == 0:
            status, text, _ = asks(port, cookie, "/cases/C1")
            return "case", status, str("C1" in text)
        if number % 3 == 1:
            status, text, _ = asks(port, cookie, "/coverage/gaps")
            return "gaps", status, str("HEALTH" in text or "health" in text.lower())
        status, text, _ = asks(port, cookie, asks(port, cookie, "/search", form)[2])
        return "search", status, str("1 thing found for" in text)

    with ThreadPoolExecutor(AT_ONCE) as several:
        said = Counter(several.map(visit, range(ASKED)))

    third = ASKED // 3
    assert {(page, "200", "True"): third for page in ("case", "gaps", "search")} == dict(said)
    with (
        closing(open_database(environment["MAPPA_DATABASE"])) as database,
        database.reading() as session,
    ):
        found = verify(session)
    assert "" == found.problem
    assert found.entries >= ASKED
