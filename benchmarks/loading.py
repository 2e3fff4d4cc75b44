"""Loads directory and bundle into the store of MAPPA_STORE and prints what it took.

A process of its own: `python -m benchmarks.loading BUNDLE`.
"""

import datetime
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.memory import peak_mb
from graph.collection import no_collection
from graph.store import Store, open_store
from loaders.load import apply, prepare
from loaders.public_directory import Part, parts
from loaders.sources import bundle_sources


def load(store: Store, part: Part) -> dict[str, float]:
    """Load one bundle; return seconds for check and plan and for writing, and the memory."""
    started = time.perf_counter()
    sources = bundle_sources(part.folder)
    made = prepare(sources, store, source=part.source, all_or_nothing=True)
    planned = time.perf_counter()
    memory = peak_mb()
    at = datetime.datetime.now(datetime.UTC)
    apply(store, made, by="benchmarks", at=at, files=sources.files)
    written = time.perf_counter()
    return {"prepare": planned - started, "apply": written - planned, "prepare_mb": memory}


def again(store: Store, folder: Path) -> dict[str, float]:
    """Plan a bundle that is loaded already; return the seconds. Raises Changed if it is not."""
    started = time.perf_counter()
    made = prepare(bundle_sources(folder), store, source="national", all_or_nothing=True)
    if made.changes():
        raise Changed(f"loading again would make {len(made.changes())} changes")
    return {"again": time.perf_counter() - started}


class Changed(Exception):
    """Loading twice is not loading once."""


@no_collection()
def main() -> None:
    """Load all and print JSON."""
    store = open_store(os.environ["MAPPA_STORE"])
    started = time.perf_counter()
    for part in parts():
        load(store, part)
    directory = time.perf_counter() - started
    empty = peak_mb()
    found: dict[str, Any] = load(store, Part("national", Path(sys.argv[1])))
    found["peak_mb"] = peak_mb()
    found.update(again(store, Path(sys.argv[1])))
    counts = {
        "nodes": store.read("MATCH (n) RETURN count(n) AS n", seconds=60)[0]["n"],
        "edges": store.read("MATCH ()-[e]->() RETURN count(e) AS n", seconds=60)[0]["n"],
    }
    store.close()
    print(json.dumps({**found, **counts, "directory": directory, "before_mb": empty}))


if __name__ == "__main__":
    main()
