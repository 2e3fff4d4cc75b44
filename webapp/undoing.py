"""Taking a load back as people meet it: planned with its effect on coverage, then applied."""

import datetime
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from graph.errors import Conflict, InputError, Problem
from graph.records import State
from graph.store import Reader, Store
from loaders.limited import Limit
from loaders.load import listed_item
from loaders.naming import named, table_of
from loaders.planned import Item
from loaders.undo import Undo, apply_undo, coming_back, plan_undo
from webapp.effect import Effect, Question, compare
from webapp.loading import foreseen

NOT_YOURS = (
    "This load is about cases of which you may not see all. Ask whoever runs the store to take it "
    "back: mappa undo"
)
UNSEEN = Problem(
    "touched-later", "something that you may not see builds on it",
    "Ask whoever runs the store to take it back: mappa undo",
)  # fmt: skip
MOST_SHOWN = 20
"""Elements whose old and new values are told."""


MOST_REMOVED = 1_000
"""Elements whose names are told, of those that are removed."""


@dataclass
class Undoing:
    """One undo from its plan on: what it will do, or did."""

    undo: Undo
    back: list[Item]
    effect: Effect = field(default_factory=Effect)
    unknown: str = ""
    """Why the effect on coverage is not known, where it is not."""
    number: int | None = None
    state: str = "refused"

    def report(self) -> dict[str, Any]:
        """Return the object that `mappa undo --format json` prints."""
        return {
            "load": self.number,
            "undoes": self.undo.number,
            "source": self.undo.entry["source"],
            "state": self.state,
            "tables": [{"type": table, **verbs} for table, verbs in self.undo.tables.items()],
            "changes": [
                *(listed_item(item) for item in self.back),
                *(_removed(state) for state in self.undo.changes.drop[:MOST_REMOVED]),
            ],
            "problems": [asdict(problem) for problem in self.undo.refusals],
            "coverage": {**self.effect.as_json(), "not_known_because": self.unknown},
        }


def _removed(state: State) -> dict[str, Any]:
    table = table_of(state)
    return {"verb": "removed", "type": table, **named(state), "before": {}, "after": {},
            "follows": ""}  # fmt: skip


def dry_run_undo(
    store: Store, number: int, question: Question, limit: Limit | None = None
) -> Undoing:
    """Plan and say what it does to coverage; writes nothing. Raises as `plan_undo` does.

    With a limit, InputError is raised for a load of cases that whoever asks may not see.
    """
    with store.snapshot() as reader:
        undo = _within(plan_undo(reader, number), reader, limit)
        undoing = Undoing(undo, coming_back(reader, undo, MOST_SHOWN))
    if not undo.refusals:
        undoing.state = "dry_run"
        undoing.effect, undoing.unknown = foreseen(store, undo.changes, question)
    return undoing


def undo_load(
    store: Store,
    number: int,
    question: Question,
    *,
    by: str,
    limit: Limit | None = None,
    made_on: int | None = None,
) -> Undoing:
    """Plan and apply, and say what it did to coverage; a refused plan is not applied.

    Raises as `dry_run_undo` and `Store.apply` do, and Conflict where the store has moved away from
    `made_on`, the version of the plan that was agreed to.
    """
    with store.snapshot() as reader:
        undo = _within(plan_undo(reader, number), reader, limit)
        if made_on is not None and undo.made_on != made_on:
            raise Conflict("The store has changed since the plan was made")
        undoing = Undoing(undo, coming_back(reader, undo, MOST_SHOWN))
        if undo.refusals:
            return undoing
        before = question.rows(reader)
    now = datetime.datetime.now(datetime.UTC)
    undoing.number = apply_undo(store, undo, by=by, at=now, policy=question.policy.digest)
    undoing.state = "applied"
    with store.snapshot() as reader:
        undoing.effect = compare(before, question.rows(reader))
    return undoing


def _within(undo: Undo, reader: Reader, limit: Limit | None) -> Undo:
    """Keep an undo to what its asker may see: neither done to, nor named."""
    if limit is None:
        return undo
    if limit.hidden(reader, (*undo.changes.put, *undo.changes.drop)):
        raise InputError(NOT_YOURS)
    blocking = [state for state in undo.blocked_by if state is not None]
    hidden = {state.identity for state in limit.hidden(reader, blocking)}
    told = [
        UNSEEN if state is not None and state.identity in hidden else problem
        for state, problem in zip(undo.blocked_by, undo.refusals, strict=True)
    ]
    return replace(undo, refusals=tuple(dict.fromkeys(told)))
