"""Sessions: a number by chance that the browser holds, and its hash with limits that we hold."""

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session as Database

from webapp.database.people import User
from webapp.database.preferences import Preferences
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
    return found if found is not None and _holds(found, now, limits) else None


def whose(
    database: Database, token: str, now: datetime.datetime, limits: Limits
) -> tuple[Session, User, Preferences | None] | None:
    """Return the session of a number, if it still holds, with its user and what they chose."""
    wanted = (
        select(Session, User, Preferences)
        .join(User, User.id == Session.user_id)
        .outerjoin(Preferences, Preferences.user_id == User.id)
        .where(Session.id_hash == hash_of(token))
    )
    found = database.execute(wanted).one_or_none()
    if found is None or not _holds(found[0], now, limits):
        return None
    session, user, preferences = found
    return session, user, preferences


def _holds(session: Session, now: datetime.datetime, limits: Limits) -> bool:
    return session.ends_at > now and session.seen_at + limits.idle > now


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
