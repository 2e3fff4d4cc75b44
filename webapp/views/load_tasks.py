"""One load or undo on its way: how far it has come, its plan, and what was decided about it."""

import csv
import io
from typing import Any

from flask import Response, redirect, render_template, url_for

from graph.errors import NotFound
from webapp.access import Route, any_of
from webapp.audit import events
from webapp.audit.origin import note
from webapp.audit.seen import seen
from webapp.caller import person
from webapp.forms import typed
from webapp.output import json_text
from webapp.report_parts import cases_shown, parts_of
from webapp.site import site
from webapp.tasks.begin import begin, standing
from webapp.tasks.folder import APPLYING, DONE, FAILED, PLANNED, PLANNING, WORKING, Task, find_task
from webapp.tasks.order import UNDO

LOADS = any_of("load")
CATCHING_UP = "reading again what the store holds now"


def shown(task: str) -> Any:
    """Show how a task stands: at work, planned, refused, done."""
    found = _task(task)
    if found is None:
        return _gone()
    state = _state(found)
    order, report = found.order(), found.report()
    seen().case(*cases_shown(report) if report else ())
    return render_template(
        "load_task.html",
        task=found.name,
        order=order,
        is_undo=order.kind == UNDO,
        state=state["state"],
        message=state.get("message", ""),
        number=state.get("number"),
        digest=state.get("digest", ""),
        progress=_progress(found, state),
        report=parts_of(report) if report else None,
        refused=[path.stem for path in sorted(found.refused.glob("*.csv"))],
        heading=_heading(order.kind == UNDO, state["state"], order.source, order.number),
        hours=site().settings.upload_hours,
    )


def progress(task: str) -> Response:
    """Return how far a task has come, for the script that looks again."""
    found = _task(task)
    seen().is_nothing = found is None
    told = _progress(found, _state(found)) if found else {"state": "gone"}
    return Response(
        json_text(told),
        202 if told.get("working") else 200,
        content_type="application/json; charset=utf-8",
    )


def report(task: str) -> Any:
    """Return the object that `mappa load --format json` prints."""
    found = _task(task)
    if found is None:
        return _gone()
    told = found.report()
    seen().case(*cases_shown(told) if told else ())
    return Response(
        json_text(told),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=load-report-invented.json"},
    )


def refused(task: str, name: str) -> Any:
    """Return the refused rows of one table with the reason beside each, to be mended."""
    found = _task(task)
    if found is None:
        return _gone()
    path = next((one for one in found.refused.glob("*.csv") if one.stem == name), None)
    if path is None:
        raise NotFound("No rows of such a table were refused")
    text = path.read_bytes().decode()
    seen().rows = sum(1 for _ in csv.reader(io.StringIO(text))) - 1
    return Response(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}.csv"},
    )


def agreed(task: str) -> Any:
    """Apply what was planned, if it is still what was looked at; it is done in a process."""
    found = _task(task)
    if found is None:
        return _gone()
    here, state = site(), standing(site(), found)
    if state["state"] == PLANNED and typed("digest") == state["digest"]:
        order = found.order()
        who = person()
        if who.scope != order.scope:  # what somebody may see today counts, not when they uploaded
            found.give(order.now(who.scope))
        with here.database.writing() as session:
            note(
                session, events.TASK_AGREED, task=found.name, kind=order.kind, source=order.source,
                undone=order.number or None,
            )  # fmt: skip
        begin(here, found, APPLYING)
    return redirect(url_for("load_tasks.shown", task=found.name), 303)


def again(task: str) -> Any:
    """Check once more: where the store was away, or the process died."""
    found = _task(task)
    if found is None:
        return _gone()
    if standing(site(), found)["state"] in {FAILED, PLANNED}:
        begin(site(), found, PLANNING)
    return redirect(url_for("load_tasks.shown", task=found.name), 303)


def thrown_away(task: str) -> Any:
    """Remove what was uploaded and all that came of it; a load that was applied stays."""
    found = _task(task)
    if found is None:
        return _gone()
    lock = found.lock_when_over()
    if lock is None:
        return redirect(url_for("load_tasks.shown", task=found.name), 303)
    here = site()
    with here.database.writing() as session:
        note(
            session, events.TASK_REMOVED, task=found.name, why="thrown away",
            source=found.order().source,
        )  # fmt: skip
    found.remove()
    found.release(lock)
    return redirect(url_for("loads.listed"), 303)


def _task(name: str) -> Task | None:
    return find_task(site().tasks, name, person().name)


def _gone() -> Any:
    """Send on whoever names a task that is not there, or not theirs: the same for both."""
    seen().is_nothing = True
    return redirect(url_for("loads.listed", gone="yes"), 303)


def _state(task: Task) -> dict[str, Any]:
    """Return how a task stands; one whose load this process has not yet read is not done."""
    found = dict(standing(site(), task))
    number = found.get("number")
    if found["state"] == DONE and number and site().store.version() < number:
        return {"state": APPLYING, "step": CATCHING_UP}
    return found


def _progress(task: Task, state: dict[str, Any]) -> dict[str, Any]:
    told = {"step": "", "done": 0, "total": 0, **task.progress()}
    if "step" in state:
        told = {"step": state["step"], "done": 0, "total": 0}
    done, total = told["done"], told["total"]
    counted = f"{done:,} of {total:,}" if total else f"{done:,}" if done else ""
    words = f"{told['step'][:1].upper()}{told['step'][1:]}"
    return {
        "state": state["state"], "working": state["state"] in WORKING,
        "words": f"{words}: {counted}" if counted else words,
        "done": min(done, total), "total": total,
    }  # fmt: skip


def _heading(is_undo: bool, state: str, source: str, number: int) -> str:
    """Say what the page is about, and how it stands."""
    what = f"Load {number}" if is_undo else source
    words = {
        PLANNING: f"{what}: being checked",
        APPLYING: f"{what}: being taken back" if is_undo else f"{what}: being applied",
        PLANNED: f"{what}: what taking it back would do" if is_undo
        else f"{what}: what the load would do",
        DONE: f"{what}: taken back" if is_undo else f"{what}: loaded",
        FAILED: f"{what}: could not be checked",
    }  # fmt: skip
    return words.get(state, f"{what}: refused, and nothing was written")


PLACE = "/directory/loads/tasks/<task>"
ROUTES = (
    Route(PLACE, "shown", shown, LOADS),
    Route(f"{PLACE}/progress.json", "progress", progress, LOADS),
    Route(f"{PLACE}/report.json", "report", report, LOADS),
    Route(f"{PLACE}/refused/<name>", "refused", refused, LOADS),
    Route(f"{PLACE}/apply", "agreed", agreed, LOADS, ("POST",)),
    Route(f"{PLACE}/again", "again", again, LOADS, ("POST",)),
    Route(f"{PLACE}/throw-away", "thrown_away", thrown_away, LOADS, ("POST",)),
)
