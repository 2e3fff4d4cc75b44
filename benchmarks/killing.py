"""Kills loads of a large bundle at random moments, and looks at what the store is then.

`python -m benchmarks.killing --help`. The store must be as it was before or as it is after, open
without help, and hold what a load had reported as applied.
"""

import argparse
import datetime
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.loading import load
from benchmarks.national import FOLDER, national
from graph.collection import no_collection
from graph.errors import Conflict, StoreError
from graph.records import Changes, LoadEntry
from graph.store import Store, open_store
from loaders.public_directory import parts
from tests.conftest import wipe
from tests.servers import neo4j_server

LOADER = """
import sys
from pathlib import Path
from benchmarks.loading import load
from graph.store import open_store
from loaders.public_directory import Part
from graph.collection import no_collection
with no_collection():
    store = open_store(sys.argv[1])
    print("begun", flush=True)
    load(store, Part("national", Path(sys.argv[2])))
    print("applied", flush=True)
"""
SEED = 20_260_131


class Torn(Exception):
    """A store was neither before nor after."""


def main() -> None:
    """Kill, look, and print what was found as JSON."""
    told = arguments()
    data = national(told.cases, told.areas)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        if told.neo4j:
            with neo4j_server(Path(folder) / "server", heap=told.heap) as url:
                found = rounds(url, data.bundle, told.rounds, lambda: wipe(url))
        else:
            home = Path(folder) / "store"
            url = f"embedded:{home}"
            found = rounds(url, data.bundle, told.rounds, lambda: shutil.rmtree(home, True))
    print(json.dumps({"store": url.partition(":")[0], "cases": told.cases, **found}))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killing", description=__doc__)
    parser.add_argument("--cases", type=int, default=91_000, help="how many cases (91000)")
    parser.add_argument("--areas", type=int, default=42, help="in how many areas (42)")
    parser.add_argument("--rounds", type=int, default=30, help="how many loads are killed (30)")
    parser.add_argument("--neo4j", action="store_true", help="on a Neo4j of its own")
    parser.add_argument("--heap", default="4g", help="memory of the Neo4j server (4g)")
    return parser.parse_args()


@no_collection()
def rounds(url: str, bundle: Path, number: int, empty: Callable[[], Any]) -> dict[str, Any]:
    """Let one load go through, to know how long it takes; then kill as many as are asked for."""
    empty()
    before = begin_anew(url)
    seconds, reported = loaded(url, bundle, None)
    after = state(url)
    if not reported or after == before:
        raise Torn(f"a load that nobody killed left {after}")
    found = {"rounds": number, "seconds": round(seconds, 1), "before": 0, "after": 0, "reported": 0}
    chance = random.Random(SEED)  # noqa: S311 -- moments by chance
    fresh = False
    for _ in range(number):
        if not fresh:
            empty()
            before = begin_anew(url)
        _, reported = loaded(url, bundle, chance.uniform(0, seconds * 1.05))
        now = state(url)
        if now not in (before, after) or (reported and now != after):
            raise Torn(f"{now} is neither {before} nor {after}, reported {reported}")
        fresh = now == before
        found["before" if fresh else "after"] += 1
        found["reported"] += reported
        print(f"killing: {found}", file=sys.stderr, flush=True)
    return found


def begin_anew(url: str) -> tuple[int, int, int]:
    """Load the public directory into an empty store; return its state."""
    with closing(open_store(url)) as store:
        for part in parts():
            load(store, part)
    return state(url)


def loaded(url: str, bundle: Path, moment: float | None) -> tuple[float, bool]:
    """Load in a process of its own and kill it; return its seconds and whether it said applied."""
    with subprocess.Popen(
        [sys.executable, "-c", LOADER, url, str(bundle)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 -- a pipe was asked for
        process.stdout.readline()
        started = time.monotonic()
        if moment is not None:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        said = process.stdout.read()
    return time.monotonic() - started, "applied" in said


def state(url: str) -> tuple[int, int, int]:
    """Open the store as anybody would, see that it takes loads, and count what it holds."""
    with closing(open_store(url)) as store:
        wait_for_writer(store)
        nodes = store.read("MATCH (n) RETURN count(n) AS n", seconds=300)[0]["n"]
        edges = store.read("MATCH ()-[e]->() RETURN count(e) AS n", seconds=300)[0]["n"]
        return store.version(), nodes, edges


def wait_for_writer(store: Store) -> None:
    """Wait until a server has noticed that its client is gone; an embedded store needs no wait."""
    entry = LoadEntry("load", "s", "b", datetime.datetime.now(datetime.UTC), made_on=-1)
    for _ in range(600):
        try:
            store.apply(Changes(), entry)
        except Conflict:
            return
        except StoreError:
            time.sleep(0.5)
    raise Torn("the killed writer still holds the store")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path.cwd()))
    main()
