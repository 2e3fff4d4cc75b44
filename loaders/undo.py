"""Takes a load back: what it made goes, what it changed or dropped comes back as it was.

Nothing is half undone: where a later load builds on this one, all of it is refused.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import InputError, Problem
from graph.records import Changes, LoadEntry, State
from graph.store import Reader, Store
from loaders.history import UNDO, Touched, state_now, touched_by
from loaders.joined import Refusal, derived_later, joined_later, left_hanging
from loaders.naming import in_words, table_of
from loaders.planned import Item

VERBS = ("removed", "restored", "brought_back")
"""What an undo does to elements that its load created, replaced, dropped."""

MOST_REFUSALS = 1_000
"""Reasons that are told; who has a thousand will undo the later load whole."""


@dataclass(frozen=True)
class Undo:
    """What takes one load back, on one version of the store; it writes nothing."""

    entry: Mapping[str, Any]
    made_on: int
    changes: Changes
    tables: Mapping[str, Mapping[str, int]]
    refusals: tuple[Problem, ...]
    blocked_by: tuple[State | None, ...] = ()
    """For each of the refusals the element that it is about."""

    @property
    def number(self) -> int:
        """Return the number of the load that is taken back."""
        return int(self.entry["number"])


def plan_undo(reader: Reader, number: int) -> Undo:
    """Plan to take a load back.

    Raises NotFound for a number that no load has, InputError for a load that cannot be undone.
    """
    made_on = reader.version()  # first: what is loaded while this reads makes it a Conflict
    touched = touched_by(reader, number)
    _refuse_kind(touched.entry)
    changes = Changes(put=(*touched.replaced, *touched.dropped), drop=touched.created)
    refused: tuple[tuple[State | None, Problem], ...] = ()
    if made_on > number:
        refused = tuple(_limited(_refusals(reader, touched, changes)))
    tables: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(VERBS, 0))
    done = (touched.created, touched.replaced, touched.dropped)
    for verb, states in zip(VERBS, done, strict=True):
        for state in states:
            tables[table_of(state)][verb] += 1
    refusals = tuple(problem for _, problem in refused)
    blocked_by = tuple(state for state, _ in refused)
    return Undo(touched.entry, made_on, changes, dict(tables), refusals, blocked_by)


def coming_back(reader: Reader, undo: Undo, most: int) -> list[Item]:
    """Return what comes back and what stands there now, of the first elements."""
    return [
        Item("restored", table_of(state), state_now(reader, state), state)
        for state in undo.changes.put[:most]
    ]


def apply_undo(
    store: Store, undo: Undo, *, by: str, at: datetime.datetime, policy: str = ""
) -> int:
    """Take the load back as one transaction; return the number of the undo.

    Raises InputError with the problems of an undo that is refused, and as `Store.apply` does.
    """
    if undo.refusals:
        raise InputError("\n".join(map(str, undo.refusals)), undo.refusals)
    counts = {
        f"{table} {verb}": number
        for table, verbs in undo.tables.items()
        for verb, number in verbs.items()
        if number
    }
    entry = LoadEntry(
        UNDO, undo.entry["source"], by, at, undo.made_on, {}, counts, policy, undoes=undo.number
    )
    return store.apply(undo.changes, entry)


def _refuse_kind(entry: Mapping[str, Any]) -> None:
    number = entry["number"]
    if entry["kind"] == UNDO:
        raise InputError(
            f"Load {number} is itself an undo. To have load {entry['undoes']} back, load its "
            f"file again"
        )
    if entry["undone_by"]:
        raise InputError(
            f"Load {number} was undone already, by load {entry['undone_by']}. To have it back, "
            f"load its file again"
        )


def _refusals(reader: Reader, touched: Touched, changes: Changes) -> Iterator[Refusal]:
    number = touched.entry["number"]
    for later in touched.later:
        what = "was changed" if later.is_there else "was changed or taken back"
        message = f"{in_words(later.state)} {what} by load {later.by}"
        yield later.state, Problem("touched-later", message, f"Undo load {later.by} first")
    yield from joined_later(reader, number, changes.drop)
    yield from derived_later(reader, number, changes.put)
    yield from left_hanging(reader, changes.put)


def _limited(refusals: Iterator[Refusal]) -> Iterator[tuple[State | None, Problem]]:
    """Yield one reason an element, up to a limit, and then that there are more."""
    seen: set[tuple[str, ...]] = set()
    for state, problem in refusals:
        if state.identity in seen:
            continue
        if len(seen) == MOST_REFUSALS:
            message = f"there are more than these {MOST_REFUSALS:,} reasons"
            yield (
                None,
                Problem("more-reasons", message, "Begin with the latest load that they name"),
            )
            return
        seen.add(state.identity)
        yield state, problem
