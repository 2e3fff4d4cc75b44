"""The chain of entries: how one is written, after the one before and before anything is answered.

What belongs to a change is noted in the session of the change and written as its last act, so
that change and entry are there together or not at all.
"""

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from webapp.audit.events import Event
from webapp.database.audit import AuditEntry, AuditHead, AuditList
from webapp.database.shape import rows_changed

NOTED = "audit"
BEGINNING = "0" * 64
"""What the first entry of all carries as the hash of the one before."""
COVERED = (
    "number", "at", "who", "address", "event", "what", "row_count", "case_count", "cases_digest",
    "before",
)  # fmt: skip
"""The columns that the hash of an entry covers, in this order."""
LISTED = {
    "sqlite": "INSERT INTO audit_cases SELECT :list, value FROM json_each(:cases)",
    "postgresql": "INSERT INTO audit_cases "
    "SELECT :list, value FROM json_array_elements_text(CAST(:cases AS json))",
}
"""One statement for a list of any length: while it runs, nobody else can write to SQLite."""
LONGEST = {"who": 200, "address": 64}


@dataclass(frozen=True)
class Note:
    """What is to be put on record; `rows` is none where nothing was counted."""

    event: Event
    at: datetime.datetime
    who: str
    address: str
    fields: Mapping[str, Any]
    rows: int | None = None
    cases: Collection[str] = field(default_factory=frozenset)


def note(session: Session, one: Note) -> None:
    """Have something put on record when the session is committed."""
    one.event.what(one.fields)
    session.info.setdefault(NOTED, []).append(one)


def write_noted(session: Session) -> None:
    """Write what was noted; the last act before a commit, so that the chain is held but shortly."""
    if notes := session.info.pop(NOTED, ()):
        append(session, *notes)


def append(session: Session, *notes: Note) -> int:
    """Add entries to the chain, in that order, and return the number of the last."""
    session.flush()
    cases = [sorted(set(one.cases)) for one in notes]
    digests = [_kept(session, references) for references in cases]
    head = session.execute(
        select(AuditHead.number, AuditHead.hash).with_for_update()
    ).one()  # where there is no such row, nothing is written and nothing answered
    number, before = head.number, head.hash
    for one, references, digest in zip(notes, cases, digests, strict=True):
        values: dict[str, Any] = {
            "number": number + 1,
            "at": written(one.at),
            "who": _plain(one.who, "who"),
            "address": _plain(one.address, "address"),
            "event": one.event.name,
            "what": canonical(one.event.what(one.fields)),
            "row_count": one.rows,
            "case_count": len(references),
            "cases_digest": digest,
            "before": before,
        }
        number, before = number + 1, hash_of(values)
        session.execute(insert(AuditEntry).values({**values, "hash": before}))
        session.execute(update(AuditHead).values(number=number, hash=before))
    return int(number)


def hash_of(values: Mapping[str, Any]) -> str:
    """Return the hash of an entry, from the columns that it covers."""
    return _sha256(canonical([values[name] for name in COVERED]))


def digest_of(cases: Collection[str]) -> str:
    """Return the digest of cases; none has none."""
    return _sha256(canonical(sorted(cases))) if cases else ""


def canonical(value: Any) -> str:
    """Write a value in the one way in which it is hashed: JSON in ASCII, keys in order."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_day)


def written(at: datetime.datetime) -> str:
    """Write a moment as it is kept."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _kept(session: Session, cases: list[str]) -> str:
    """Keep a list of cases unless it is kept already; return its digest."""
    digest = digest_of(cases)
    if not digest or session.scalar(select(AuditList.id).where(AuditList.digest == digest)):
        return digest
    kind = session.get_bind().dialect.name
    there = postgresql.insert if kind == "postgresql" else sqlite.insert
    made = session.execute(there(AuditList).values(digest=digest).on_conflict_do_nothing())
    if rows_changed(made):
        number = session.scalar(select(AuditList.id).where(AuditList.digest == digest))
        told = {"list": number, "cases": json.dumps(cases)}
        session.execute(text(LISTED[kind]), told)
    return digest


def _plain(said: str, column: str) -> str:
    """Return a text that every database keeps as it is."""
    return "".join(sign if sign.isprintable() else "?" for sign in said)[: LONGEST[column]]


def _day(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be put on record")


def _sha256(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()
