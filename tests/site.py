"""The site over a small world: what tests of pages and of routes stand on."""

import datetime
import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from graph.store import Store, open_store
from graph.worlds import World, edge, node, put, world
from queries.coverage import examples
from webapp.accounts import Change, give
from webapp.app import create_app
from webapp.caller import COOKIE_KEY, PASSWORD
from webapp.database.opening import Database, open_database
from webapp.database.people import EVERYWHERE, User
from webapp.database.saved_views import SavedView
from webapp.settings import Settings
from webapp.signing import sessions
from webapp.site import Site
from webapp.tasks.begin import Begin
from webapp.tasks.folder import Task

TODAY = examples.DAY
NOW = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)
SECRET = "a secret of the tests, as long as one has to be"  # noqa: S105 - it guards nothing
EVERYTHING = ("chair", "analyst", "administrator")
CHANGE = Change("the tests", NOW)
PARTS = {
    "reference": "C1", "code": "PANEL", "slug": "coverage-gaps", "name": "invented",
    "number": "1", "agency": "TRUST", "token": "of-nobody", "view": "1", "meeting": "M-D6",
    "rule": "HEALTH-L3", "grant": "1", "task": "0000000000000000", "form": "svg", "waiver": "1",
}  # fmt: skip
"""What stands for each part of an address in the small world; a new part is added here once."""
QUERIES = {
    "cases.why": "rule=HEALTH-L3",
    "what_if.shown": "withdraw=TRUST&level=C1%3D2",
    "api.what_if": "withdraw=TRUST&level=C1%3D2",
    "api.case_why": "rule=HEALTH-L3",
    "api.path_picture": "one=C1&other=C2",
    "path.as_json": "start=C1&to=TRUST",
    "path.as_file": "start=C1&to=TRUST",
}
"""What a page cannot be opened without, by the name of its route."""
INVENTED_VIEW = {
    "parts": {}, "query": [["state", "gap"]], "expanded": [], "note": "", "cases": [],
}  # fmt: skip
"""What everybody keeps, shared with chairs: a page of a view needs one."""
ClientAs = Callable[..., FlaskClient]
WORLD: World = world(
    examples.PLANNED,
    examples.NOT_KNOWN,
    examples.PRESENT_TRUST,
    node(
        "Action", "A1", {"RAISED_AT": ["D2"], "OWNED_BY": ["TRUST"]}, text="An invented action",
        pillar="monitoring", due_on=datetime.date(2026, 1, 10),
    ),
    edge("INVOLVES", "C1", "TRUST", role="core", valid_from=examples.OPENED),
)  # fmt: skip


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give settings with a small policy."""
    path = tmp_path_factory.mktemp("policy") / "example.toml"
    path.write_text(examples.POLICY_TEXT, encoding="utf-8")
    return Settings(policy_file=path, secret=SECRET)


@pytest.fixture
def site(store: Store, settings: Settings, sqlite: Database) -> flask.Flask:
    """Give the site over a small world; nobody is signed in."""
    put(store, WORLD)
    return made_site(store, settings, sqlite)


@pytest.fixture
def client_as(site: flask.Flask, sqlite: Database) -> ClientAs:
    """Give a maker of browsers that are signed in with roles, and see every area."""

    def made(*roles: str, **given: Collection[str]) -> FlaskClient:
        name = "-".join(("invented", *sorted(roles)))
        return signed_in(site, sqlite, name, roles, **given)

    return made


@pytest.fixture
def client(client_as: ClientAs) -> FlaskClient:
    """Give a browser without a script of somebody who sees every case that is not restricted."""
    return client_as(*EVERYTHING, category=("4",))


def filled(address: str, /, **other: str) -> str:
    """Return an address of a route in the small world, with some of its parts told."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: {**PARTS, **other}[part[1]], address)


def made_site(
    store: Store, settings: Settings, database: Database, begin: Begin | None = None
) -> flask.Flask:
    """Return a site whose clock stands still, and that starts no process."""
    app = create_app(settings, store, database, lambda: TODAY, now=lambda: NOW, begin=begin or died)
    app.testing = True
    return app


def died(site: Site, task: Task, step: str, lock: int) -> None:
    """Begin nothing, and let go of the task: what a process does that dies at once."""
    del site, task, step
    os.close(lock)


@contextmanager
def standing_site(
    folder: Path, wanted: Path, *worlds: World, url: str = "", **settings: Any
) -> Iterator[flask.Flask]:
    """Give a site of its own in a folder, over a store with these records.

    `wanted` is an empty database of users, which is copied; `settings` go beside the small policy.
    The store is an embedded one in the folder, unless `url` is the address of an empty one.
    """
    folder.mkdir(exist_ok=True)
    (folder / "mappa.db").write_bytes(wanted.read_bytes())
    policy = folder / "example.toml"
    policy.write_text(examples.POLICY_TEXT, encoding="utf-8")
    with (
        closing(open_store(url or f"embedded:{folder / 'store'}")) as store,
        closing(open_database(f"sqlite:///{folder / 'mappa.db'}")) as database,
    ):
        for given in worlds:
            put(store, given)
        told = Settings(policy_file=policy, secret=SECRET, **settings)
        yield made_site(store, told, database)


def signed_in(
    app: flask.Flask,
    database: Database,
    name: str,
    roles: Collection[str],
    *,
    area: Collection[str] = (EVERYWHERE,),
    category: Collection[str] = (),
    agency: Collection[str] = (),
) -> FlaskClient:
    """Return a browser of a new user who has passed every step of the way in."""
    given = {
        "role": roles, "area": area, "category": ("1", "2", "3", "unknown", *category),
        "agency": agency,
    }  # fmt: skip
    with database.writing() as session:
        user = User(name=name, made_at=NOW, made_by="the tests", factor_at=NOW)
        session.add(user)
        session.flush()
        for kind, values in given.items():
            for value in values:
                give(session, user, kind, value, CHANGE)
        session.add(
            SavedView(
                owner_id=user.id,
                name="An invented view",
                page="gaps.listed",
                made_at=NOW,
                changed_at=NOW,
                shared_with="chair",
                holds=INVENTED_VIEW,
            )
        )
    return back(app, database, name)


def back(app: flask.Flask, database: Database, name: str) -> FlaskClient:
    """Return a browser in which a user who is there has signed in again."""
    with database.writing() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
        token = sessions.begin(
            session, user, PASSWORD, app.extensions["site"].now(),
            sessions.Limits(), factor_given=True,
        )  # fmt: skip
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    return browser


def token_of(browser: FlaskClient, address: str) -> str:
    """Return the token that a page gives its forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).text)
    assert found, f"{address} has no form"
    return found[1]
