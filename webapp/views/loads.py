"""The history of loads, and one of them: who loaded what, when, and how to take it back."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from graph.errors import NotFound
from graph.model import MODEL
from loaders.history import UNDO, touched_by
from loaders.limited import DIRECTORY
from loaders.planned import VERBS
from loaders.undo import VERBS as UNDONE
from webapp.access import Route, any_of
from webapp.caller import person
from webapp.history_words import whole
from webapp.lists import Page, page_links
from webapp.output import json_text
from webapp.report_parts import SEVERITY
from webapp.site import site
from webapp.tasks.begin import begin, sweep
from webapp.tasks.folder import DONE, PLANNING, Task, new_task, tasks_of
from webapp.tasks.history import is_own, load_for, loads_for
from webapp.tasks.order import UNDO as UNDOING
from webapp.tasks.order import Order

LOADS = any_of("load")
ROWS_A_PAGE = 25


def listed() -> str:
    """List the loads, the latest first, and what the person has left unfinished."""
    here, who = site(), person()
    sweep(here)
    with here.store.snapshot() as reader:
        found = loads_for(reader, who)
    page = Page.of(request.args.get("page", "1"), len(found), ROWS_A_PAGE)
    return render_template(
        "loads.html",
        rows=[_row(entry) for entry in found[max(page.first - 1, 0) : page.last]],
        page=page,
        pages=page_links(page, "loads.listed"),
        unfinished=[_unfinished(task) for task in tasks_of(here.tasks, who.name)],
        gone="gone" in request.args,
        everything=who.scope.areas is None,
    )


def shown(number: int) -> str:
    """Show one load: its files, its counts, what came of its refused rows."""
    here, who = site(), person()
    with here.store.snapshot() as reader:
        entry = load_for(reader, number, who)
    counts = _counts(entry)
    return render_template(
        "load.html",
        entry=entry,
        at=_moment(entry["at"]),
        files=list(json.loads(entry["files"]).items()),
        counts=counts,
        columns=[{"text": "Table"}, *({"text": verb.replace("_", " ").capitalize(),
                                       "numeric": True} for verb in _verbs(entry))],
        can_undo=entry["kind"] != UNDO and not entry["undone_by"],
        task=next((one for one in tasks_of(here.tasks, who.name) if _made(one) == number), None),
        severity=SEVERITY,
    )  # fmt: skip


def report(number: int) -> Response:
    """Return a load as `mappa loads NUMBER --format json` prints it.

    Of a load that somebody else made, elements of cases are left out: those may be hidden.
    """
    here, who = site(), person()
    with here.store.snapshot() as reader:
        entry = load_for(reader, number, who)
        told = whole(touched_by(reader, number))
    if not is_own(entry, who):
        told["elements"] = [one for one in told["elements"] if _table(one) in DIRECTORY]
    name = f"load-{number}-invented.json"
    return Response(
        json_text(told),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def undo(number: int) -> Any:
    """Plan to take a load back; nothing is done before the plan was looked at."""
    here, who = site(), person()
    with here.store.snapshot() as reader:
        entry = load_for(reader, number, who)
    if entry["kind"] == UNDO or entry["undone_by"]:
        raise NotFound("This load cannot be taken back: it is an undo, or was taken back already")
    today = here.clock()
    order = Order(UNDOING, who.name, who.scope, today, today, entry["source"], number=number)
    task = new_task(here.tasks, order)
    begin(here, task, PLANNING)
    return redirect(url_for("load_tasks.shown", task=task.name), 303)


def _made(task: Task) -> int | None:
    found = task.state()
    return found.get("number") if found.get("state") == DONE else None


def _unfinished(task: Task) -> dict[str, Any]:
    order = task.order()
    what = f"Undo of load {order.number}" if order.kind == UNDOING else order.source
    state = task.state().get("state", "")
    return {
        "what": what, "state": STATES.get(state, state), "at": task.begun_at(),
        "href": url_for("load_tasks.shown", task=task.name), "over": state == DONE,
    }  # fmt: skip


STATES = {
    "planning": "being checked",
    "applying": "being applied",
    "planned": "planned, waiting for you",
    "refused": "refused, waiting for you",
    "failed": "could not be checked",
    "done": "done",
}


def _row(entry: Mapping[str, Any]) -> list[Any]:
    number, files = entry["number"], json.loads(entry["files"])
    what = f"undo of load {entry['undoes']}" if entry["undoes"] else entry["source"]
    note = f"taken back by load {entry['undone_by']}" if entry["undone_by"] else ""
    counted = _total(entry)
    return [
        {"text": f"Load {number}", "href": url_for("loads.shown", number=number), "note": note},
        what,
        entry["by"],
        _moment(entry["at"]),
        {"items": [{"text": name, "note": f"SHA-256 {digest[:12]}…"}
                   for name, digest in list(files.items())[:3]]
         + ([f"and {len(files) - 3} more"] if len(files) > 3 else [])} if files else "",
        {"items": [f"{counted[verb]:,} {verb.replace('_', ' ')}" for verb in _verbs(entry)]}
        if counted else "",
    ]  # fmt: skip


def _moment(text: str) -> dict[str, Any]:
    at = datetime.fromisoformat(text)
    return {"date": at.date(), "note": f"{at:%H:%M} UTC"}


def _total(entry: Mapping[str, Any]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for name, count in json.loads(entry["counts"]).items():
        verb = name.rpartition(" ")[2]
        totals[verb] = totals.get(verb, 0) + count
    return totals


def _verbs(entry: Mapping[str, Any]) -> list[str]:
    told = _total(entry)
    return [verb for verb in (*VERBS, *UNDONE) if verb in told]


def _counts(entry: Mapping[str, Any]) -> list[list[Any]]:
    found: dict[str, dict[str, int]] = {}
    for name, count in json.loads(entry["counts"]).items():
        table, _, verb = name.rpartition(" ")
        found.setdefault(table, {})[verb] = count
    return [
        [table.replace("_", " "), *(f"{counts.get(verb, 0):,}" for verb in _verbs(entry))]
        for table, counts in found.items()
    ]


def _table(element: Mapping[str, Any]) -> str:
    declared = MODEL.node_types.get(element.get("label", ""))
    return declared.table if declared else MODEL.dated_edges[element["edge"]].table


ROUTES = (
    Route("/directory/loads", "listed", listed, LOADS, navigation="Loads", place=60),
    Route("/directory/loads/<int:number>", "shown", shown, LOADS),
    Route("/directory/loads/<int:number>/report.json", "report", report, LOADS),
    Route("/directory/loads/<int:number>/undo", "undo", undo, LOADS, ("POST",)),
)
