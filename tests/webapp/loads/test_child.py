"""A load as a process of its own: it outlives the site, and its death is noticed."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph.store import open_store
from graph.worlds import put
from tests.site import WORLD
from tests.webapp.loads.desk import AREAS, Desk, desk_of
from webapp.database.opening import Database
from webapp.settings import Settings
from webapp.tasks.child import begin
from webapp.tasks.folder import DONE, WORKING, Task

SECONDS = 60
PEOPLE = 20_000


def waited(found: Callable[[], bool]) -> None:
    """Wait for another process."""
    until = time.monotonic() + SECONDS
    while not found():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def at_work(task: Task) -> bool:
    """Say whether somebody holds the lock of a task."""
    lock = task.lock()
    if lock is not None:
        os.close(lock)
    return lock is None


@pytest.fixture
def desk(settings: Settings, sqlite: Database, tmp_path: Path) -> Desk:
    """Give a desk whose work is done by processes."""
    url = f"embedded:{tmp_path / 'store'}"
    store = open_store(url)
    put(store, WORLD)
    return desk_of(store, replace(settings, store=url), sqlite, begin)


def test_a_load_goes_on_without_the_site_and_is_found_again(
    desk: Desk, sqlite: Database, settings: Settings
) -> None:
    """Whoever restarts the site does not know what others were about to load."""
    page = desk.planned({"area.csv": AREAS})
    (task,) = desk.tasks()
    first = desk.browser.get(f"{page}/progress.json")

    waited(lambda: not at_work(task))
    planned = desk.words(page)
    said = desk.apply(page)
    waited(lambda: not at_work(task))

    waited(lambda: "of the history" in desk.words(page))  # the site reads it within a second
    assert first.status_code in {200, 202}
    assert "Nothing has been written yet" in planned
    assert "being applied" in said or "of the history" in said
    assert DONE == task.state()["state"]
    assert "Essex" in str(desk.store.read("MATCH (a:Area) RETURN a.name AS name"))


def test_a_load_that_is_killed_leaves_nothing_and_the_page_says_so(
    desk: Desk, tmp_path: Path
) -> None:
    """The power goes, the machine runs out of memory: what then does the store hold?"""
    rows = "".join(f"O{number}\n" for number in range(PEOPLE))
    page = desk.planned({"offender.csv": f"ref\n{rows}"})
    (task,) = desk.tasks()
    waited(lambda: not at_work(task))
    before = desk.store.version()
    digest = desk.browser.get(page).text.split('name="digest" value="')[1].split('"')[0]

    desk.post(f"{page}/apply", digest=digest)
    waited(lambda: "reading" in str(task.progress().get("step")))
    assert task.state()["state"] in WORKING
    os.kill(task.process(), signal.SIGKILL)
    waited(lambda: not at_work(task))

    text = desk.words(page)
    with closing(open_store(f"embedded:{tmp_path / 'store'}")) as again:
        assert before == again.version()
        assert [{"n": 0}] == again.read(
            "MATCH (o:Offender) WHERE o.ref STARTS WITH 'O1' RETURN count(o) AS n"
        )
    assert "ended before it was done. Nothing of it is in the store" in text
