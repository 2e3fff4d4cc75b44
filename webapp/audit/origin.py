"""Who does something, from where and when: of a request, or of the command line."""

import datetime
import getpass
from collections.abc import Collection
from typing import Any

import flask
from sqlalchemy import event as happens
from sqlalchemy.orm import Session

from webapp.audit import chain
from webapp.audit.events import Event
from webapp.caller import caller
from webapp.database.opening import Database

NOBODY = "nobody"
HERE = "this machine"
WRITTEN = "audit_written"


def note(session: Session, event: Event, *, who: str = "", **fields: Any) -> None:
    """Have a change put on record with it; `who` where whoever did it is not signed in yet."""
    chain.note(session, made(event, fields, who=who))
    if flask.has_request_context():
        happens.listen(session, "after_commit", _mark, once=True)


def _mark(session: Session) -> None:
    """Note that the request is on record, now that it is true."""
    del session
    flask.g.setdefault(WRITTEN, True)


def record(
    database: Database,
    event: Event,
    *,
    rows: int | None = None,
    cases: Collection[str] = frozenset(),
    who: str = "",
    **fields: Any,
) -> None:
    """Put something on record at once. Raises DatabaseError, and then nothing may be answered."""
    with database.writing() as session:
        chain.note(session, made(event, fields, rows=rows, cases=cases, who=who))


def made(
    event: Event,
    fields: dict[str, Any],
    *,
    rows: int | None = None,
    cases: Collection[str] = frozenset(),
    who: str = "",
) -> chain.Note:
    """Return a note of here and now."""
    if flask.has_request_context():
        now: datetime.datetime = flask.current_app.extensions["site"].now()
        return chain.Note(event, now, who or _signed_in(), _from(), fields, rows, cases)
    now = datetime.datetime.now(datetime.UTC)
    return chain.Note(event, now, who or operator(), HERE, fields, rows, cases)


def operator() -> str:
    """Return whoever is signed in to the machine, as the audit calls them."""
    try:
        return f"command line: {getpass.getuser()}"
    except (OSError, KeyError):
        return "command line: unknown"


def _from() -> str:
    """Return the address of a request, and the number of the token that it was asked by."""
    address, key = flask.request.remote_addr or "", caller().key
    return f"{address}, token {key}" if key else address


def _signed_in() -> str:
    user = caller().user
    return user.name if user else NOBODY
