"""Walks the chain in pieces, and names the first entry that is not as it was written."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from webapp.audit import retention
from webapp.audit.chain import BEGINNING, digest_of, hash_of
from webapp.audit.events import ENTRIES_REMOVED
from webapp.audit.head_file import Head
from webapp.database.audit import AuditCase, AuditEntry, AuditHead, AuditList

PIECE = 1000
"""Entries held in memory at once."""
ENTRY = AuditEntry.__table__


@dataclass(frozen=True)
class Found:
    """What came of the walk; `problem` is empty where the chain holds."""

    entries: int
    first: int
    head: Head
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Walk:
    """Where a walk stands."""

    number: int = 0
    hash: str = BEGINNING
    entries: int = 0
    first: int = 0
    demanded: tuple[int, str] | None = None
    """The end of what was removed, which an entry of a removal must speak of."""


class Broken(Exception):
    """The chain does not hold; the text says where and how."""


def verify(session: Session, *, secret: str = "", known: Head | None = None) -> Found:
    """Walk the whole chain; `known` is a head that was written outside the database."""
    walk, notes = Walk(), [] if secret else [retention.NOT_CHECKED]
    try:
        _read_any_text(session)
        for row in _rows(session):
            _step(session, walk, row, secret)
            _compare(walk, known)
        _end(session, walk, known)
        _check_lists(session)
    except Broken as error:
        return Found(walk.entries, walk.first, Head(walk.number, walk.hash), str(error))
    if known and known.number < walk.first:
        notes.append(f"Entry {known.number} of the file was removed by retention since")
    return Found(walk.entries, walk.first, Head(walk.number, walk.hash), "", tuple(notes))


def _read_any_text(session: Session) -> None:
    """Let SQLite give out texts that are none any more: they are to be found, not to stop us."""
    connection = session.connection().connection.driver_connection
    if isinstance(connection, sqlite3.Connection):
        connection.text_factory = _any_text


def _any_text(text: bytes) -> str:
    return text.decode(errors="surrogateescape")


def _rows(session: Session) -> Iterator[Row[Any]]:
    """Yield every entry in order of its number."""
    rows = session.execute(select(ENTRY).order_by(ENTRY.c.number).limit(PIECE)).all()
    while rows:
        yield from rows
        after = ENTRY.c.number > rows[-1].number
        rows = session.execute(
            select(ENTRY).where(after).order_by(ENTRY.c.number).limit(PIECE)
        ).all()


def _step(session: Session, walk: Walk, row: Row[Any], secret: str) -> None:
    values = dict(row._mapping)
    if not isinstance(row.number, int):
        raise Broken(f"An entry after entry {walk.number} has no number: it was changed")
    if not walk.entries and row.number > 1:
        walk.demanded = (row.number - 1, row.before)
        walk.number, walk.hash = walk.demanded
    if row.number != walk.number + 1:
        raise Broken(_gap(walk, row.number))
    if row.hash != _hash_of(values):
        raise Broken(_changed(session, values))
    if row.before != walk.hash:
        raise Broken(
            f"Entry {row.number} does not follow entry {row.number - 1}: one of them was replaced"
        )
    walk.first = walk.first or row.number
    walk.number, walk.hash, walk.entries = row.number, row.hash, walk.entries + 1
    if row.event == ENTRIES_REMOVED.name:
        _removal(walk, row, secret)


def _hash_of(values: Mapping[str, Any]) -> str:
    try:
        return hash_of(values)
    except TypeError:  # a value of a kind that is never written
        return ""


def _compare(walk: Walk, known: Head | None) -> None:
    if known and walk.number == known.number and walk.hash != known.hash:
        raise Broken(f"Entry {walk.number} is not the one of the file: it was replaced")


def _gap(walk: Walk, number: int) -> str:
    if number <= walk.number:
        return f"Entry {number} was put in: no entry has a number below 1"
    last = number - 1
    missing = (
        f"Entries {walk.number + 1} to {last} are" if last > walk.number + 1 else f"Entry {last} is"
    )
    return f"{missing} missing"


def _changed(session: Session, values: Mapping[str, Any]) -> str:
    """Say that an entry was changed, or with which other one it was swapped."""
    number = values["number"]
    before = select(ENTRY.c.number).where(ENTRY.c.hash == values["before"])
    places = [number - 1, number + 1, *(found + 1 for found in session.scalars(before))]
    places += [1] if values["before"] == BEGINNING else []
    for place in places:
        if place != number and hash_of({**values, "number": place}) == values["hash"]:
            return f"Entry {number} holds what was written as entry {place}: they were swapped"
    return f"Entry {number} was changed after it was written"


def _removal(walk: Walk, row: Row[Any], secret: str) -> None:
    """Check the entry of a removal: its signature, and whether it speaks of what is lacking."""
    removed = retention.removal_in(row.what)
    if removed is None or (secret and not retention.is_signed(removed, secret)):
        raise Broken(
            f"Entry {row.number} speaks of entries removed, and is not signed with the secret of "
            f"the site"
        )
    if walk.demanded == (removed["removed_to"], removed["last_hash"]):
        walk.demanded = None


def _end(session: Session, walk: Walk, known: Head | None) -> None:
    """Compare the end of the walk with the head in the database and the one outside."""
    if walk.demanded:
        raise Broken(
            f"Entries up to {walk.demanded[0]} are missing, and no entry of a removal says so"
        )
    head = session.execute(select(AuditHead.number, AuditHead.hash)).one_or_none()
    if head is None:
        raise Broken("The row that says where the chain ends is missing")
    for wanted, where in ((head, "the database"), (known, "the file")):
        if wanted and wanted.number > walk.number:
            raise Broken(
                f"Entries {walk.number + 1} to {wanted.number} are missing at the end: the head in "
                f"{where} is entry {wanted.number}"
            )
    if (head.number, head.hash) != (walk.number, walk.hash):
        raise Broken(
            f"Entry {walk.number} is not where the head in the database says that the chain ends "
            f"(entry {head.number}): it was put in or replaced, or the head was changed"
        )


def _check_lists(session: Session) -> None:
    """Check that each list of cases is as it was when an entry named it."""
    named = select(ENTRY.c.number, ENTRY.c.cases_digest).where(ENTRY.c.cases_digest != "")
    lost = named.where(ENTRY.c.cases_digest.not_in(select(AuditList.digest))).order_by(
        ENTRY.c.number
    )
    gone = session.execute(lost.limit(1)).first()
    if gone:
        raise Broken(f"The cases of entry {gone.number} are missing")
    for listed in session.execute(select(AuditList.id, AuditList.digest).order_by(AuditList.id)):
        cases = session.scalars(select(AuditCase.case_ref).where(AuditCase.list_id == listed.id))
        if digest_of(cases.all()) == listed.digest:
            continue
        first = named.where(ENTRY.c.cases_digest == listed.digest).order_by(ENTRY.c.number)
        entry = session.execute(first.limit(1)).first()
        if entry:
            raise Broken(f"The cases of entry {entry.number} were changed after it was written")
