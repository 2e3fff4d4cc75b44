"""The way in: name and password, then the second factor; every try is counted and recorded."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit import events
from webapp.audit.origin import NOBODY, note
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.database.sign_ins import SignIn
from webapp.names import is_name
from webapp.signing import factor, passwords, sessions, waits

Limited = tuple[tuple[waits.Limit, str], ...]
"""By what a try is counted: a name, an address, a second factor."""
NO_WAIT = datetime.timedelta()
WAY = "provider"


@dataclass(frozen=True)
class Try:
    """A try to sign in: by whom, from where, when."""

    name: str
    address: str
    now: datetime.datetime


@dataclass(frozen=True)
class Outcome:
    """What came of a try: good, perhaps with a session's number; or bad; or how long to wait."""

    good: bool = False
    token: str = ""
    wait: datetime.timedelta = NO_WAIT


def by_password(database: Database, one: Try, password: str, limits: sessions.Limits) -> Outcome:
    """Try a name and a password. The answer and its time are the same for a name nobody has."""
    limited = ((waits.OF_AN_ADDRESS, one.address), (waits.OF_A_NAME, one.name))
    wait = _counted(database, limited, one.now)
    if wait:
        return Outcome(wait=wait)
    with database.reading() as session:
        user = _named(session, one.name)
    right = passwords.is_right(user.password_hash if user else None, password)
    good = right and user is not None and _may_enter(user, one.now)
    with database.writing() as session:
        _record(session, user, one, "password", "good" if good else "bad", limited)
        if not good or user is None:
            return Outcome()
        for limit, subject in limited:
            waits.take_back(session, limit, subject, one.now)
        if not user.factor_at:
            waits.forget(session, waits.OF_A_NAME, one.name)
        waits.tidy(session, one.now)
        sessions.tidy(session, one.now)
        _rehash(session, user, password)
        return Outcome(True, sessions.begin(session, user, "password", one.now, limits))


def by_code(
    database: Database, one: Try, user: User, code: str, token: str, key: str,
    limits: sessions.Limits,
) -> Outcome:  # fmt: skip
    """Try a second factor, or a recovery code; a good one begins a session under a new number."""
    limited = ((waits.OF_A_CODE, str(user.id)),)
    wait = _counted(database, limited, one.now)
    if wait:
        return Outcome(wait=wait)
    with database.writing() as session:
        good = factor.take_code(session, user, code, key, one.now) or factor.take_recovery_code(
            session, user, code, one.now
        )
        _record(session, user, one, "second factor", "good" if good else "bad", limited)
        if not good:
            return Outcome()
        waits.forget(session, waits.OF_A_CODE, str(user.id))
        waits.forget(session, waits.OF_A_NAME, user.name)
        return Outcome(True, renewed(session, user, token, one.now, limits))


def renewed(
    session: Session, user: User, token: str, now: datetime.datetime, limits: sessions.Limits
) -> str:
    """End the session of somebody half-way in, and begin one with the second factor given."""
    sessions.end(session, token)
    return sessions.begin(session, user, "password", now, limits, factor_given=True)


def by_provider(
    database: Database, one: Try, issuer: str, subject: str, limits: sessions.Limits
) -> Outcome:
    """Let in whom the provider vouches for, if somebody has linked them to a user before.

    Nobody is added by signing in. Whoever is not ours and whoever is disabled is told the same.
    """
    wanted = select(User).where(User.issuer == issuer, User.subject == subject)
    with database.writing() as session:
        user = session.scalars(wanted).one_or_none()
        good = user is not None and user.disabled_at is None
        who = user.id if user else None
        outcome = "good" if good else "bad"
        session.add(SignIn(user_id=who, at=one.now, address=one.address, way=WAY, outcome=outcome))
        name = user.name if user else NOBODY
        if user is None or not good:
            note(session, events.PROVIDER_REFUSED, who=name, why="nobody of ours")
            return Outcome()
        note(session, events.SIGN_IN_GOOD, who=name, step=WAY)
        sessions.tidy(session, one.now)
        return Outcome(True, sessions.begin(session, user, WAY, one.now, limits))


def own_password(database: Database, user: User, password: str, now: datetime.datetime) -> Outcome:
    """Try the password of somebody who is signed in; tries are counted as at the door."""
    wait = _counted(database, ((waits.OF_A_NAME, user.name),), now)
    if wait:
        return Outcome(wait=wait)
    if not passwords.is_right(user.password_hash, password):
        with database.writing() as session:
            note(session, events.SIGN_IN_BAD, step="own password")
        return Outcome()
    with database.writing() as session:
        waits.take_back(session, waits.OF_A_NAME, user.name, now)
    return Outcome(True)


def _counted(database: Database, limited: Limited, now: datetime.datetime) -> datetime.timedelta:
    """Count a try before it is looked at; return how long to wait where it must not be."""
    with database.writing() as session:
        for limit, subject in limited:
            wait = waits.begin_try(session, limit, subject, now)
            if wait:
                return wait
    return NO_WAIT


def _named(session: Session, name: str) -> User | None:
    if not is_name(name):
        return None
    return session.scalars(select(User).where(User.name == name)).one_or_none()


def _may_enter(user: User, now: datetime.datetime) -> bool:
    ended = user.temporary_until is not None and user.temporary_until <= now
    return user.disabled_at is None and not ended


def _rehash(session: Session, user: User, password: str) -> None:
    """Keep a password as dearly as one made today, now that it is known."""
    if user.password_hash and passwords.is_outdated(user.password_hash):
        kept = session.get(User, user.id)
        if kept is not None:
            kept.password_hash = passwords.hashed(password)


def _record(
    session: Session, user: User | None, one: Try, way: str, outcome: str, limited: Limited
) -> None:
    """Keep a try, and put it on record; once locked, tries are not looked at and leave nothing."""
    who = user.id if user else None
    locked = outcome == "bad" and any(waits.must_wait(session, *of, one.now) for of in limited)
    event = RECORDED["locked" if locked else outcome]
    note(session, event, who=user.name if user else NOBODY, step=way)
    session.add(SignIn(user_id=who, at=one.now, address=one.address, way=way, outcome=outcome))


RECORDED = {
    "good": events.SIGN_IN_GOOD,
    "bad": events.SIGN_IN_BAD,
    "locked": events.SIGN_IN_LOCKED,
}
