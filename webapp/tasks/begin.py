"""Begins the work of a task, looks how it stands, and notices where whoever worked has died."""

import datetime
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from graph.store import open_store
from loaders.history import entries
from webapp.audit import events
from webapp.audit.origin import record
from webapp.tasks.folder import (
    APPLYING,
    DONE,
    FAILED,
    PLANNED,
    PLANNING,
    WORKING,
    Task,
    every_task,
)
from webapp.tasks.order import UNDO
from webapp.tasks.work import STEPS

SITE = "the site"
"""Who does what nobody asked for."""

if TYPE_CHECKING:
    from webapp.site import Site

Begin = Callable[["Site", Task, str, int], None]
DIED_PLANNING = "The check ended before it was done. Nothing was loaded. Check again."
DIED_APPLYING = (
    "The process that applied this ended before it was done. Nothing of it is in the store. "
    "You can apply it again."
)
DIED_AFTERWARDS = (
    "The process that applied this ended after it was applied, and before it could say what it did "
    "to coverage."
)


def at_once(site: "Site", task: Task, step: str, lock: int) -> None:
    """Do the work before anything else: for tests, and where no process can be started."""
    try:
        STEPS[step](task, site.store, site.policy, site.database)
    finally:
        os.close(lock)


def begin(site: "Site", task: Task, step: str) -> bool:
    """Begin a step; return False where somebody is at work on the task already."""
    lock = task.lock_when_over()
    if lock is None:
        return False
    before = task.state()
    if step == APPLYING and before.get("state") != PLANNED:
        os.close(lock)
        return False
    known = {name: before[name] for name in ("made_on", "digest") if name in before}
    task.advance({"step": "starting", "done": 0, "total": 0})
    task.put(step, **known)
    site.begin(site, task, step, lock)
    return True


def standing(site: "Site", task: Task) -> Mapping[str, Any]:
    """Return where a task stands. Raises StoreError where the store must be asked, and is away.

    What is said to be under way and is nobody's work any more has died: that is put right here.
    """
    found = task.state()
    if found.get("state") not in WORKING:
        return found
    lock = task.lock()
    if lock is None:
        return found
    try:
        found = task.state()  # it may have come to its end just now
        if found.get("state") in WORKING:
            _bury(site, task, found)
    finally:
        os.close(lock)
    return task.state()


def _bury(site: "Site", task: Task, found: Mapping[str, Any]) -> None:
    if found["state"] == PLANNING:
        task.put(FAILED, message=DIED_PLANNING)
        return
    known = {name: found[name] for name in ("made_on", "digest")}
    number = _landed(site, task, found["made_on"])
    if number is None:
        task.put(PLANNED, **known, message=DIED_APPLYING)
        return
    task.clear()
    task.put(DONE, number=number, message=DIED_AFTERWARDS)


def _landed(site: "Site", task: Task, made_on: int) -> int | None:
    """Return the load that a task made before its process died, if it came so far.

    The store is opened anew: the one of the site may be a second behind.
    """
    order = task.order()
    with closing(open_store(site.settings.store)) as store, store.snapshot() as reader:
        later = [entry for entry in entries(reader) if entry["number"] > made_on]
    for entry in later:
        is_it = (entry["by"], entry["source"]) == (order.by, order.source)
        if order.kind == UNDO:
            is_it = entry["by"] == order.by and entry["undoes"] == order.number
        if is_it:
            return int(entry["number"])
    return None


def sweep(site: "Site") -> None:
    """Remove what has been left for too long and is nobody's work, whoever's it was."""
    oldest = site.now() - datetime.timedelta(hours=site.settings.upload_hours)
    for task in every_task(site.tasks):
        lock = task.lock() if task.begun_at() < oldest else None
        if lock is None:
            continue
        source = task.order().source
        task.remove()
        os.close(lock)
        record(
            site.database, events.TASK_REMOVED, who=SITE, task=task.name, why="left for too long",
            source=source,
        )  # fmt: skip
