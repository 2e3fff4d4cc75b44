"""Entries for tests of the audit: how they are written, read, and what is done to them."""

import datetime
import random
from collections.abc import Sequence
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from webapp.audit.chain import Note, append
from webapp.audit.events import QUESTION_ASKED
from webapp.commands import mappa
from webapp.database.audit import AuditEntry
from webapp.database.opening import Database

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
GUARDS = ("audit_entries", "audit_lists", "audit_cases", "audit_head")


def asked(place: int = 0, *, who: str = "invented.user", cases: Sequence[str] = ()) -> Note:
    """Return a note of a question that was answered, a minute after the one before."""
    fields = {
        "page": "questions.asked", "question": "coverage-gaps", "parameters": {"n": place},
        "as_of": "2026-01-31",
    }  # fmt: skip
    named = cases or [f"C{place % 7}", f"C{place % 5}"]
    at = NOON + place * MINUTE
    return Note(QUESTION_ASKED, at, who, "127.0.0.1", fields, rows=place, cases=named)


def filled(database: Database, many: int) -> None:
    """Add entries."""
    with database.writing() as session:
        for place in range(many):
            append(session, asked(place))


def latest(database: Database, many: int = 1) -> list[AuditEntry]:
    """Return the last entries, the newest first."""
    wanted = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(many)
    with database.reading() as session:
        return list(session.scalars(wanted))


def total(database: Database) -> int:
    """Return how many entries there are."""
    with database.reading() as session:
        return session.scalar(text("SELECT count(*) FROM audit_entries")) or 0


def unguarded(database: Database) -> None:
    """Take away what guards the tables, as whoever owns the database can."""
    with database.writing() as session:
        for table in GUARDS:
            for verb in ("update", "delete"):
                of = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
                session.execute(text(f"DROP TRIGGER {table}_{verb}{of}"))


def changed(found: Any, chance: random.Random) -> Any:
    """Return a value of which one sign, or of a number one figure, is another."""
    if found is None:
        return 0
    signs = str(found) or " "
    place = chance.randrange(len(signs))
    others = "123456789" if isinstance(found, int) else "0123456789abcdefXYZ -:{}\u00e9"
    sign = chance.choice([one for one in others if one != signs[place]])
    new = f"{signs[:place]}{sign}{signs[place + 1 :]}"
    return int(new) if isinstance(found, int) else new


def row(session: Session, number: int) -> dict[str, Any]:
    """Return an entry as the table holds it."""
    found = session.execute(text("SELECT * FROM audit_entries WHERE number = :n"), {"n": number})
    return dict(found.one()._mapping)


def command(*words: str, **environment: str) -> Result:
    """Run a command inside this process; many that are recorded would start as many others."""
    return CliRunner().invoke(mappa, words, env=environment)
