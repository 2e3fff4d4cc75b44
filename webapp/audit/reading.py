"""Reads the audit: by person, case, day and event, newest first."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from webapp.audit.chain import canonical
from webapp.audit.events import EVENTS
from webapp.database.audit import AuditCase, AuditEntry, AuditList

PIECE = 1000
EMPTY: tuple[Any, ...] = ("", {}, None)
COLUMNS = (
    "number", "at", "who", "address", "event", "what", "rows", "case_count", "cases", "hash",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the audit is narrowed by; empty: not at all. `until` is the first day left out.

    By a case: what showed it, and what speaks of it (tried, granted, asked about).
    """

    who: str = ""
    case: str = ""
    event: str = ""
    since: str = ""
    until: str = ""

    def clauses(self) -> list[ColumnElement[bool]]:
        """Return the conditions on an entry."""
        found = []
        if self.who:
            found.append(AuditEntry.who == self.who)
        if self.event:
            found.append(AuditEntry.event == self.event)
        if self.since:
            found.append(AuditEntry.at >= self.since)
        if self.until:
            found.append(AuditEntry.at < self.until)
        if self.case:
            lists = select(AuditList.digest).join(AuditCase, AuditCase.list_id == AuditList.id)
            named = lists.where(AuditCase.case_ref == self.case)
            speaks_of = AuditEntry.what.contains(f":{canonical(self.case)}", autoescape=True)
            found.append(or_(AuditEntry.cases_digest.in_(named), speaks_of))
        return found


def count(session: Session, filters: Filters) -> int:
    """Return how many entries there are."""
    wanted = select(func.count()).select_from(AuditEntry).where(*filters.clauses())
    return session.scalar(wanted) or 0


def newest(session: Session, filters: Filters, first: int, size: int) -> list[AuditEntry]:
    """Return some entries, newest first; `first` is the place of the first of them."""
    wanted = select(AuditEntry).where(*filters.clauses()).order_by(AuditEntry.number.desc())
    return list(session.scalars(wanted.offset(first).limit(size)))


def every(session: Session, filters: Filters) -> Iterator[dict[str, Any]]:
    """Yield all entries as rows, newest first, some in memory at a time."""
    below: list[ColumnElement[bool]] = []
    while True:
        wanted = select(AuditEntry).where(*filters.clauses(), *below)
        entries = session.scalars(wanted.order_by(AuditEntry.number.desc()).limit(PIECE)).all()
        if not entries:
            return
        cases = cases_of(session, entries)
        yield from (as_row(entry, cases.get(entry.cases_digest, ())) for entry in entries)
        below = [AuditEntry.number < entries[-1].number]
        session.expunge_all()


def cases_of(session: Session, entries: Sequence[AuditEntry]) -> dict[str, list[str]]:
    """Return the cases that entries name, by the digest of their list."""
    digests = {entry.cases_digest for entry in entries if entry.cases_digest}
    wanted = (
        select(AuditList.digest, AuditCase.case_ref)
        .join(AuditCase, AuditCase.list_id == AuditList.id)
        .where(AuditList.digest.in_(digests))
        .order_by(AuditList.digest, AuditCase.case_ref)
    )
    found: dict[str, list[str]] = {}
    for digest, case in session.execute(wanted) if digests else ():
        found.setdefault(digest, []).append(case)
    return found


def as_row(entry: AuditEntry, cases: Sequence[str]) -> dict[str, Any]:
    """Return an entry as a row of a report."""
    return {
        "number": entry.number, "at": entry.at, "who": entry.who, "address": entry.address,
        "event": entry.event, "what": entry.what, "rows": entry.row_count,
        "case_count": entry.case_count, "cases": list(cases), "hash": entry.hash,
    }  # fmt: skip


def is_on_record(session: Session, filters: Filters) -> bool:
    """Say whether there is any such entry."""
    return session.scalar(select(AuditEntry.number).where(*filters.clauses()).limit(1)) is not None


def in_words(entry: AuditEntry) -> str:
    """Say what an entry is about: its fields that hold something."""
    fields: Mapping[str, Any] = json.loads(entry.what)
    names = EVENTS[entry.event].fields if entry.event in EVENTS else fields
    told = ((name, fields.get(name)) for name in names)
    return "; ".join(
        f"{name.replace('_', ' ')} {_flat(value)}" for name, value in told if value not in EMPTY
    )


def title(event: str) -> str:
    """Return how pages call an event; one that the program no longer knows by its own name."""
    return EVENTS[event].title if event in EVENTS else event


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_flat(one)}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
