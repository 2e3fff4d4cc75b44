"""The demonstration, served on loopback for a browser."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import flask
from werkzeug.serving import make_server

from graph.scope import Scope
from graph.store import Store, open_store
from queries.analysis import Asked, run
from queries.coverage_gaps import COVERAGE_GAPS
from tests.browser.addresses import parts_of_demo
from tests.loaders.test_generate import UNTIL
from tests.site import SECRET
from webapp.accounts import ORDINARY
from webapp.app import create_app
from webapp.commands.demo import BUSIEST, make_ready, with_users
from webapp.settings import Settings


@contextmanager
def on_loopback(app: flask.Flask) -> Iterator[str]:
    """Serve a site on this machine, on a port that is free; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving(store: Store, folder: Path) -> Iterator[str]:
    """Serve the demonstration over a store that is ready; give its address."""
    app = create_app(
        Settings(secret=SECRET), store, with_users(store, folder), lambda: UNTIL, demo=True
    )
    with on_loopback(app) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Make the demonstration ready in a folder and serve it; give address and parts."""
    with closing(open_store(f"embedded:{folder / 'store'}")) as store:
        make_ready(store, UNTIL, "a store of the tests")
        with serving(store, folder) as demo:
            yield demo, parts_of(store)


def worst_case_of(store: Store) -> str:
    """Return a Level 3 case with a missing agency that has a name, which the chair may see."""
    chair = Scope(frozenset({"cheshire"}), frozenset(ORDINARY))
    asked = Asked(chair, UNTIL, UNTIL, Settings().policy(), {"state": "gap"})
    rows = run(COVERAGE_GAPS, store, asked).rows
    found: str = next(row["case"] for row in rows if row["agency"])
    return found


def parts_of(store: Store) -> Mapping[str, str]:
    """Return what stands for each part of an address in the demonstration."""
    return parts_of_demo(store, worst_case_of(store), store.read(BUSIEST)[0]["code"])
