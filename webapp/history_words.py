"""The elements of a load as JSON has them: what was done, to which, and what was before."""

import json
from collections.abc import Iterator
from typing import Any

from loaders.history import Touched
from loaders.naming import facts, named


def whole(touched: Touched) -> dict[str, Any]:
    """Return the object that `mappa loads NUMBER --format json` prints."""
    entry = touched.entry
    return {
        **entry,
        "files": json.loads(entry["files"]),
        "counts": json.loads(entry["counts"]),
        "elements": list(elements(touched)),
    }


def elements(touched: Touched) -> Iterator[dict[str, Any]]:
    """Yield each element that a load touched; `later` is the load that touched it again."""
    later = {found.state.identity: found.by for found in touched.later}
    changed = {state.identity for state in (*touched.replaced, *touched.dropped)}
    gone = [
        found.state
        for found in touched.later
        if not found.is_there and found.state.identity not in changed
    ]
    done = (
        ("created", (*touched.created, *gone)),
        ("replaced", touched.replaced),
        ("dropped", touched.dropped),
    )
    for what, states in done:
        for state in states:
            before = {} if what == "created" else {"before": facts(state)}
            yield {"done": what, **named(state), **before, "later": later.get(state.identity)}
