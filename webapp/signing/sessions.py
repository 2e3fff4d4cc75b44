"""Sessions: a number by chance that the browser holds, and its hash with limits that we hold."""

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session as Database

from webapp.database.people import User
from webapp.database.sign_ins import Session

SEEN_EVERY = datetime.timedelta(seconds=60)
"""How exactly it is known when somebody was last there: less writing than at every page."""


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without use, and at most."""

    idle: datetime.timedelta = datetime.timedelta(minutes=30)
    absolute: datetime.timedelta = datetime.timedelta(hours=10)


def hash_of(token: str) -> str:
    """Return what is kept of the number that the browser holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(
    database: Database,
    user: User,
    way: str,
    now: datetime.datetime,
    limits: Limits,
    *,
    factor_given: bool = False,
) -> str:
    """Begin a session under a new number, never under one that the browser brought."""
    token = secrets.token_urlsafe(32)
    database.add(
        Session(
            id_hash=hash_of(token),
            user_id=user.id,
            way=way,
            made_at=now,
            seen_at=now,
            ends_at=now + limits.absolute,
            factor_at=now if factor_given else None,
        )
    )
    return token


def find(database: Database, token: str, now: datetime.datetime, limits: Limits) -> Session | None:
    """Return the session of a number, if it still holds."""
    found = database.get(Session, hash_of(token))
    if found is None or found.ends_at <= now or found.seen_at + limits.idle <= now:
        return None
    return found


def ends_at(session: Session, limits: Limits) -> datetime.datetime:
    """Return when a session ends unless it is used."""
    return min(session.ends_at, session.seen_at + limits.idle)


def seen(database: Database, session: Session, now: datetime.datetime) -> None:
    """Note that somebody was there; never of a session that was ended meanwhile."""
    database.execute(update(Session).where(Session.id_hash == session.id_hash).values(seen_at=now))


def end(database: Database, token: str) -> None:
    """End one session."""
    database.execute(delete(Session).where(Session.id_hash == hash_of(token)))


def end_all(database: Database, user_id: int, *, but: str = "") -> None:
    """End every session of a user, but one if it is named by its number."""
    kept = hash_of(but) if but else ""
    database.execute(delete(Session).where(Session.user_id == user_id, Session.id_hash != kept))


def tidy(database: Database, now: datetime.datetime) -> None:
    """Remove what has ended."""
    database.execute(delete(Session).where(Session.ends_at <= now))
