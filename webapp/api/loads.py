"""The history of loads, for those who load."""

import json
from collections.abc import Mapping
from typing import Any

from loaders.history import entries, entry_of
from webapp.access import any_of
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import NUMBER, OBJECT, TEXT, each, maybe, one
from webapp.site import site

LOAD = any_of("load")


def listed(told: Told) -> dict[str, Any]:
    """Return the loads that made the store what it is, oldest first."""
    del told
    with site().store.snapshot() as reader:
        rows = [_row(entry) for entry in entries(reader)]
    return {"rows": rows, "count": len(rows)}


def shown(told: Told, number: int) -> dict[str, Any]:
    """Return one load."""
    del told
    with site().store.snapshot() as reader:
        return _row(entry_of(reader, number))


def _row(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: entry[name] for name in LOADED if name not in ("files", "counts")},
        "at": str(entry["at"]),
        "files": json.loads(entry["files"]),
        "counts": json.loads(entry["counts"]),
    }


LOADED = {
    "number": NUMBER, "kind": TEXT, "source": maybe(TEXT), "by": maybe(TEXT), "at": TEXT,
    "undoes": maybe(NUMBER), "undone_by": maybe(NUMBER), "files": OBJECT, "counts": OBJECT,
}  # fmt: skip
ENDPOINTS = (
    Endpoint(
        "/loads", "loads", "The history of loads", LOAD, listed,
        one(rows=each(one(**LOADED)), count=NUMBER), of_a_day=False,
    ),
    Endpoint(
        "/loads/<int:number>", "load", "One load", LOAD, shown, one(**LOADED), of_a_day=False
    ),
)  # fmt: skip
