"""The site over a small world: what tests of pages and of routes stand on."""

import datetime

import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import World, edge, node, put, world
from queries.coverage import examples
from webapp.app import create_app
from webapp.settings import Settings

TODAY = examples.DAY
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
    return Settings(policy_file=path)


@pytest.fixture
def client(store: Store, settings: Settings) -> FlaskClient:
    """Give a browser without a script, at the site over a small world."""
    put(store, WORLD)
    app = create_app(settings, store, lambda: TODAY)
    app.testing = True
    return app.test_client()
