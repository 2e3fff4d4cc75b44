"""Taking a load back as people meet it: planned with its effect on coverage, then applied."""

import datetime
from dataclasses import asdict, dataclass, field
from typing import Any

from graph.store import Store
from loaders.planned import Item
from loaders.undo import Undo, apply_undo, coming_back, plan_undo
from webapp.effect import Effect, Question, compare
from webapp.loading import foreseen

MOST_SHOWN = 20
"""Elements whose old and new values are told."""


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
            "problems": [asdict(problem) for problem in self.undo.refusals],
            "coverage": {**self.effect.as_json(), "not_known_because": self.unknown},
        }


def dry_run_undo(store: Store, number: int, question: Question) -> Undoing:
    """Plan and say what it does to coverage; writes nothing. Raises as `plan_undo` does."""
    with store.snapshot() as reader:
        undo = plan_undo(reader, number)
        undoing = Undoing(undo, coming_back(reader, undo, MOST_SHOWN))
    if not undo.refusals:
        undoing.state = "dry_run"
        undoing.effect, undoing.unknown = foreseen(store, undo.changes, question)
    return undoing


def undo_load(store: Store, number: int, question: Question, *, by: str) -> Undoing:
    """Plan and apply, and say what it did to coverage; a refused plan is not applied.

    Raises as `plan_undo` and `Store.apply` do.
    """
    with store.snapshot() as reader:
        undo = plan_undo(reader, number)
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
