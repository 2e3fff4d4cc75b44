"""The whole of a load: read, check, plan, and apply where that is wished."""

import datetime
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Any

from graph.errors import InputError, Problem
from graph.records import LoadEntry
from graph.store import Reader, Store
from loaders.check import check
from loaders.derived import add_derived
from loaders.limited import Limit, refuse_unseen
from loaders.naming import facts, named
from loaders.plan import plan
from loaders.planned import Item, Plan
from loaders.snapshot import Snapshot, add_endings
from loaders.sources import Sources

MOST_LISTED = 20_000
"""Elements that a report names: about 13 MB of it."""


def prepare(
    sources: Sources,
    reader: Reader,
    *,
    source: str,
    all_or_nothing: bool = False,
    snapshot: Snapshot | None = None,
    made_on: int | None = None,
    limit: Limit | None = None,
) -> Plan:
    """Check and plan; writes nothing. `made_on` is the version before anything was read.

    With a limit, nothing is done to cases that the loader may not see.

    Raises InputError with all problems if `all_or_nothing`, or for a snapshot that ends too much.
    """
    # The version comes first: what is loaded while this reads makes it a Conflict.
    version = reader.version() if made_on is None else made_on
    checked = check(sources.tables, reader)
    if limit:
        refuse_unseen(checked, reader, limit)
    made = plan(checked, source=source, made_on=version)
    made.problems[:0] = sources.problems
    if snapshot:
        if sources.refusals:  # a row that no row of ours came of may have named anything
            checked.unclear |= set(checked.rows)
        add_endings(made, checked, reader, snapshot, limit)
    add_derived(made, reader)
    problems = [problem for problem in made.problems if problem.severity == "problem"]
    if all_or_nothing and problems:
        raise InputError("\n".join(map(str, problems)), problems)
    return made


def apply(
    store: Store,
    made: Plan,
    *,
    by: str,
    at: datetime.datetime,
    files: Mapping[str, str],
    policy: str = "",
) -> int | None:
    """Write a plan as one transaction; return the load's number, or None where nothing changes."""
    changes = made.changes()
    if not changes:
        return None
    counts = {
        f"{table} {verb}": number
        for table, row in made.tables.items()
        for verb, number in row.items()
        if number and verb != "rows"
    }
    entry = LoadEntry(
        "load", made.source, by, at, made.made_on, dict(files), counts, policy, made.before()
    )
    return store.apply(changes, entry)


def report(made: Plan, sources: Sources, *, number: int | None, state: str) -> dict[str, Any]:
    """Return what `mappa load --format json` prints, but for coverage, which is added above."""
    return {
        "load": number,
        "source": made.source,
        "state": state,
        "sources": [dict(balance) for balance in sources.balances],
        "files": dict(sources.files),
        "read_as": dict(sources.read_as),
        "tables": [{"type": table, **counts} for table, counts in made.tables.items()],
        "consequences": dict(made.consequences),
        "renamed": [
            {"key": key, "before": before, "after": after} for key, before, after in made.renamed()
        ],
        "changes": listed(made),
        "problems": [problem.as_json() for problem in made.problems],
    }


def listed(made: Plan) -> list[dict[str, Any]]:
    """Return what a plan does to each element, without what is sensitive; what is there first.

    Of more than MOST_LISTED the first; the counts a table have all of them.
    """
    there = [item for item in made.items if item.before is not None]
    new = (item for item in made.items if item.before is None)
    return [listed_item(item) for item in islice(chain(there, new), MOST_LISTED)]


def listed_item(item: Item) -> dict[str, Any]:
    """Return what is done to one element, as a report has it."""
    state = item.after or item.before
    before, after = (facts(found) if found else {} for found in (item.before, item.after))
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "verb": item.verb,
        "type": item.table,
        **(named(state) if state else {}),
        "before": {name: before[name] for name in changed if name in before},
        "after": {name: after[name] for name in changed if name in after},
        "follows": item.follows,
    }


def refusal(source: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the same object for a load of which nothing could be planned."""
    return {
        "load": None,
        "source": source,
        "state": "refused",
        "sources": [],
        "files": {},
        "read_as": {},
        "tables": [],
        "consequences": {},
        "renamed": [],
        "changes": [],
        "problems": [problem.as_json() for problem in problems],
    }
