"""Fixtures that every test may use: stores of both kinds, and the shelf of publishers' files."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadFileScheduling

from graph.errors import StoreError
from graph.states import loads
from graph.store import Store, open_store
from tests.databases import database, database_url, empty_database_url, postgres_url, sqlite, wanted
from tests.servers import QUICK, SMALL, CannotStart, neo4j_server, server_session
from tests.site import client, client_as, settings, site

__all__ = [
    "client", "client_as", "database", "database_url", "empty_database_url", "postgres_url",
    "settings", "site", "sqlite", "wanted",
]  # fmt: skip

SHELF = Path(__file__).parent.parent.parent / "shared" / "data"
ENGINES = ("embedded", "neo4j")
ANSWERED = pytest.StashKey[str]()
hypothesis_settings.register_profile("untimed", deadline=None)
# Whether a mutant is noticed is all that is asked: the smallest world that shows it takes minutes.
hypothesis_settings.register_profile(
    "mutants", deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
hypothesis_settings.load_profile("untimed")  # a busy machine is no failure
WIPE = "MATCH (n) DETACH DELETE n"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print which server answered."""
    answered = terminalreporter.config.stash.get(ANSWERED, "no Neo4j was asked for")
    terminalreporter.write_line(f"Neo4j: {answered}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over from a process of the run which server answered it."""
    told = getattr(node, "workeroutput", {}).get("neo4j")
    if told:
        node.config.stash[ANSWERED] = told


class ByServer(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each file to one process of a run, and all that asks the server to the same one.

    A server plans each text the first time: two of them would plan every text twice.
    """

    def _split_scope(self, nodeid: str) -> str:
        if "neo4j" in nodeid or "a_server" in nodeid:
            return "neo4j"
        found: str = super()._split_scope(nodeid)
        return found


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByServer:
    """Share the tests among the processes of a run."""
    return ByServer(config, log)


def _note_server(config: pytest.Config, answered: str) -> None:
    config.stash[ANSWERED] = answered
    if hasattr(config, "workeroutput"):
        config.workeroutput["neo4j"] = answered


@pytest.fixture(scope="session", autouse=True)
def audit_of_commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let commands that the tests run be recorded in a database of the run's own."""
    path = tmp_path_factory.mktemp("audit") / "mappa.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAPPA_DATABASE", f"sqlite:///{path}")
        yield


@pytest.fixture(scope="session")
def neo4j_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Give a Neo4j: the one of NEO4J_URL, else one of the run's own; skip, or in CI fail."""
    with ExitStack() as stack:
        url = os.environ.get("NEO4J_URL", "")
        if url and hasattr(request.config, "workerinput"):
            pytest.fail(
                "NEO4J_URL names one database, and several processes would empty it for "
                "each other: run make test WORKERS=0"
            )
        try:
            if not url:
                folder = tmp_path_factory.mktemp("neo4j") / "home"
                url = stack.enter_context(neo4j_server(folder, options=QUICK, settings=SMALL))
            with closing(open_store(url)) as store:
                _refuse_other_data(store)
                info = store.info()
        except (CannotStart, StoreError) as error:
            if os.environ.get("CI") == "true":
                pytest.fail(f"CI wants a Neo4j, and there is none: {error}")
            pytest.skip(f"no Neo4j: {error}")
        _note_server(request.config, f"{info['engine']} at {info['address']}")
        yield url
        if os.environ.get("NEO4J_URL"):
            wipe(url)


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty store of each kind."""
    if request.param == "embedded":
        return f"embedded:{tmp_path / 'store'}"
    url: str = request.getfixturevalue("neo4j_url")
    wipe(url)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Give an empty store of each kind, open."""
    opened = open_store(store_url)
    yield opened
    opened.close()


embedded_only = pytest.mark.parametrize("store_url", ["embedded"], indirect=True)
"""For a test of a page whose questions are asked of every store elsewhere."""


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    """Give an empty embedded store, for what the engine plays no part in."""
    opened = open_store(f"embedded:{tmp_path / 'store'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shelf() -> Path:
    """Give the folder of publishers' own files, or skip where it is not there."""
    if not SHELF.is_dir():
        pytest.skip("the publishers' files (../shared/data) are not on this machine")
    return SHELF


def wipe(url: str) -> None:
    """Empty a Neo4j that is ours; its constraints stay."""
    with server_session(url) as session:
        session.execute_write(lambda found: found.run(WIPE).consume())


def _refuse_other_data(store: Store) -> None:
    """Fail rather than wipe what no run of the tests has left there."""
    marked = store.read("MATCH (info:StoreInfo) RETURN info.format AS format")
    anything = store.read("MATCH (n) RETURN 1 AS found LIMIT 1")
    if anything and not marked:
        pytest.fail("NEO4J_URL names a database that is neither empty nor ours: it was not touched")
    if store.version() and os.environ.get("NEO4J_WIPE") != "yes":
        last = loads(store)[-1]
        pytest.fail(
            f"NEO4J_URL names a store with data: load {last['number']} was by {last['by']} at "
            f"{last['at']}. It was not touched. Name an empty database, or let the tests empty "
            f"this one with NEO4J_WIPE=yes"
        )
