"""Backups of graph and database, taken at different moments, come back as a pair that works."""

import datetime
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from graph.store import open_store
from graph.worlds import case, put
from tests.databases import sqlite, wanted
from tests.site import TODAY, WORLD, back, made_site, signed_in, token_of
from tests.webapp.audit.entries import command
from webapp.accounts import Change, Opening, grant, user_named
from webapp.database.opening import Database, open_database
from webapp.settings import Settings
from webapp.waivers import Waiving, waive

__all__ = ["sqlite", "wanted"]

LATER = TODAY + datetime.timedelta(days=30)
WHY = "An invented reason"


@pytest.mark.parametrize("first", ["database", "graph"])
def test_a_pair_of_backups_of_different_moments_is_a_site_that_works(
    sqlite: Database, settings: Settings, tmp_path: Path, first: str
) -> None:
    """Nobody stops a site to copy both at once; what one names and the other lacks is not there."""
    graph, database = tmp_path / "graph", str(sqlite.engine.url.database)
    change = Change("the tests", datetime.datetime.now(datetime.UTC))
    takes: dict[str, Callable[[], None]] = {"database": lambda: take_database(database, tmp_path),
             "graph": lambda: take_graph(graph, tmp_path)}  # fmt: skip
    with closing(open_store(f"embedded:{graph}")) as store:
        put(store, WORLD)
        app = made_site(store, settings, sqlite)
        browser = signed_in(app, sqlite, "ann", ("chair",))
        takes.pop(first)()
        put(store, case("C7", level="3", restricted=True))
        with sqlite.writing() as session:
            opening = Opening("C7", WHY, TODAY, LATER)
            grant(session, user_named(session, "ann"), opening, change)
            waive(session, Waiving("C7", "HEALTH-L3", "3", WHY, LATER), change)
        told = {"address": "/cases/C7", "name": "Round C7"}
        browser.post("/views/new", data={"csrf_token": token_of(browser, "/account"), **told})
        for remaining in takes.values():
            remaining()

    done = command(
        "restore", str(tmp_path / "graph.backup"), "--store", f"embedded:{tmp_path / 'again'}",
        MAPPA_DATABASE=f"sqlite:///{tmp_path / 'commands.db'}",
    )  # fmt: skip
    assert 0 == done.exit_code, done.output
    with (
        closing(open_store(f"embedded:{tmp_path / 'again'}")) as store,
        closing(open_database(f"sqlite:///{tmp_path / 'users.backup'}")) as restored,
    ):
        ann = back(made_site(store, settings, restored), restored, "ann")
        got = {
            address: ann.get(address).status_code
            for address in ("/coverage/gaps", "/cases/C1", "/grants", "/waivers", "/views")
        }
        case_page, view = ann.get("/cases/C7").status_code, ann.get("/views/2").status_code

    verified = command("audit", "verify", "--database", f"sqlite:///{tmp_path / 'users.backup'}")
    assert dict.fromkeys(got, 200) == got
    assert 404 == case_page  # one half knows of it, the other not: it is not there
    assert (404 if first == "database" else 303) == view
    assert 0 == verified.exit_code, verified.output


def take_database(path: str, folder: Path) -> None:
    """Copy the database of users while it is in use."""
    done = command(
        "database", "backup", str(folder / "users.backup"), "--database", f"sqlite:///{path}"
    )
    assert 0 == done.exit_code, done.output


def take_graph(path: Path, folder: Path) -> None:
    """Copy the graph while it is in use."""
    done = command(
        "backup", str(folder / "graph.backup"), "--store", f"embedded:{path}",
        MAPPA_DATABASE=f"sqlite:///{folder / 'commands.db'}",
    )  # fmt: skip
    assert 0 == done.exit_code, done.output
