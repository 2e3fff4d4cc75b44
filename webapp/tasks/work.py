"""The work of a task: plan it, or do what was agreed to. The same in a child process and in tests.

What goes wrong on purpose becomes a state with words for the person who looks; nothing is raised.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from graph.errors import Conflict, ExplorerError, InputError, Problem, StoreError, WriterBusy
from graph.progress import watched
from graph.store import Store
from loaders.files import Told
from loaders.limited import Limit
from loaders.load import refusal
from loaders.refused import write_refused
from loaders.restore import find_taken, is_empty
from loaders.snapshot import MOST_SHARE, Snapshot
from loaders.sources import Origin
from queries.coverage.policy import Policy
from queries.visible_cases import unseen_cases
from webapp.audit import events
from webapp.audit.of_command import cases_of_effect, load_noted
from webapp.audit.origin import record
from webapp.database.opening import Database
from webapp.effect import Question
from webapp.loading import Loading, Wish, dry_run, load, load_reference
from webapp.output import json_text
from webapp.tasks.folder import APPLYING, DONE, FAILED, PLANNED, PLANNING, REFUSED, Task
from webapp.tasks.kept_mappings import mapping_file, source_file
from webapp.tasks.order import UNDO, Order
from webapp.tasks.watch import Written
from webapp.undoing import dry_run_undo, undo_load

CHANGED = (
    "The store has changed since this was planned. Nothing was done: this is the plan as it is now."
)
NOT_HERE = (
    "These files hold a whole store, as an export or a backup does, and this store is empty. Put "
    "it back on the command line: mappa load"
)
UNEXPECTED = "Something went wrong that nobody expected. Tell whoever runs the site."
NOT_IN_PLAN = ("load", "state", "coverage", "read_as")
"""Parts of a report that say nothing of what is to be done."""


def plan(task: Task, store: Store, policy: Policy, database: Database) -> None:
    """Check and plan; the page shows what came of it."""
    _do(task, PLANNING, partial(_plan, task, store, policy, database))


def apply(task: Task, store: Store, policy: Policy, database: Database) -> None:
    """Do what was planned, or plan again where that is no longer the same."""
    _do(task, APPLYING, partial(_apply, task, store, policy, database))


STEPS: Mapping[str, Callable[[Task, Store, Policy, Database], None]] = {
    PLANNING: plan,
    APPLYING: apply,
}


def _do(task: Task, step: str, work: Callable[[], None]) -> None:
    try:
        with watched(Written(task)):
            work()
    except InputError as error:
        source = task.order().source
        problems = error.problems or (Problem("refused", str(error), ""),)
        task.tell(json_text(refusal(source, problems)))
        task.put(REFUSED)
    except WriterBusy as error:
        task.put(PLANNED, **_known(task), message=str(error))
    except StoreError as error:  # what was planned can be asked for again when the store is back
        state = PLANNED if step == APPLYING else FAILED
        task.put(state, **_known(task), message=str(error))
    except ExplorerError as error:
        task.put(FAILED, message=str(error))
    except Exception:
        task.put(FAILED, message=UNEXPECTED)
        raise


def _known(task: Task) -> dict[str, Any]:
    state = task.state()
    return {name: state[name] for name in ("made_on", "digest") if name in state}


def _plan(task: Task, store: Store, policy: Policy, database: Database, message: str = "") -> None:
    order = task.order()
    question = Question(policy, order.on, order.today, order.scope)
    if order.kind == UNDO:
        undoing = dry_run_undo(store, order.number, question, limit_of(order))
        said, made_on = undoing.report(), undoing.undo.made_on
        _undone(database, order, said)
    else:
        wish = wish_of(task, order)
        if not order.mapping and is_empty(store) and find_taken(wish.origin.path):
            raise InputError(NOT_HERE)
        loading = dry_run(store, wish, question)
        said, made_on = loading.report(), loading.made.made_on
        _write_refused(task, loading)
        load_noted(database, said, who=order.who)
    task.tell(json_text(said))
    if said["state"] == "refused":
        task.put(REFUSED)
        return
    task.put(PLANNED, made_on=made_on, digest=digest_of(said), message=message)


def _apply(task: Task, store: Store, policy: Policy, database: Database) -> None:
    order, agreed = task.order(), task.state()
    question = Question(policy, order.on, order.today, order.scope)
    try:
        if order.kind == UNDO:
            undoing = undo_load(
                store, order.number, question, by=order.by, limit=limit_of(order),
                made_on=agreed["made_on"],
            )  # fmt: skip
            said = undoing.report()
            _undone(database, order, said)
        else:
            said = _loaded(task, store, question, agreed)
            load_noted(database, said, who=order.who)
    except Conflict:
        _plan(task, store, policy, database, CHANGED)
        return
    task.tell(json_text(said))
    if said["state"] == "refused":
        task.put(REFUSED)
        return
    task.clear()
    task.put(DONE, number=said["load"])


def _loaded(
    task: Task, store: Store, question: Question, agreed: Mapping[str, Any]
) -> dict[str, Any]:
    """Load what was agreed to, and say what came of it. Raises Conflict for anything else."""
    order = task.order()
    if store.version() != agreed["made_on"]:
        raise Conflict(CHANGED)
    made_on = load_reference(store, order.source, by=order.by) or agreed["made_on"]
    loading = load(
        store, wish_of(task, order), question, by=order.by,
        is_agreed=lambda found: (found.made.made_on, digest_of(found.report()))
        == (made_on, agreed["digest"]),
    )  # fmt: skip
    _write_refused(task, loading)
    return loading.report()


def wish_of(task: Task, order: Order) -> Wish:
    """Return what is to be loaded. Raises InputError and NotFound as finding a mapping does."""
    told = Told(encoding=order.encoding, delimiter=order.delimiter)
    share = 1.0 if order.insists else MOST_SHARE
    mapping = mapping_file(task, order.mapping)
    path = source_file(task, mapping) if mapping else task.what
    return Wish(
        Origin(path, mapping, told),
        order.source,
        order.on,
        order.all_or_nothing,
        Snapshot(order.on, share) if order.snapshot else None,
        limit_of(order),
    )


def limit_of(order: Order) -> Limit:
    """Return what keeps a task within what its asker may see."""
    scope, today = order.scope, order.today
    return Limit(scope, lambda reader, cases: unseen_cases(reader, cases, scope, today))


def digest_of(report: Mapping[str, Any]) -> str:
    """Return a digest of what a plan does: of what is done afterwards it must be the same."""
    told = {name: value for name, value in report.items() if name not in NOT_IN_PLAN}
    return hashlib.sha256(json_text(told, indent=None).encode()).hexdigest()


def _write_refused(task: Task, loading: Loading) -> None:
    for old in task.refused.glob("*"):
        old.unlink()
    refusals = {**loading.sources.refusals, **loading.made.refusals}
    write_refused(task.refused, loading.sources.originals(), refusals)


def _undone(database: Database, order: Order, said: Mapping[str, Any]) -> None:
    record(
        database, events.LOAD_UNDONE, who=order.who, undone=order.number, load=said["load"],
        state=said["state"], cases=cases_of_effect(said["coverage"]),
    )  # fmt: skip
