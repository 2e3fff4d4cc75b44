"""What is done to users: added, given and taken from, disabled; the same for command and page."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from graph.errors import InputError, NotFound
from graph.scope import EVERY_CATEGORY
from webapp.audit import events
from webapp.audit.origin import note
from webapp.database.grants import Grant
from webapp.database.people import RecoveryCode, User, UserAgency, UserArea, UserCategory, UserRole
from webapp.database.shape import rows_changed
from webapp.names import is_name, new_name, plain_name
from webapp.roles import known
from webapp.signing import passwords, sessions, tokens

TEMPORARY_DAYS = 7
ORDINARY = ("1", "2", "3", "unknown")
"""Categories that a new user may see; 4 is given by name, or not at all."""
LONGEST_GRANT_DAYS = 366

Given = type[UserRole] | type[UserArea] | type[UserCategory] | type[UserAgency]
KINDS: Mapping[str, tuple[Given, InstrumentedAttribute[str]]] = {
    "role": (UserRole, UserRole.role),
    "area": (UserArea, UserArea.area),
    "category": (UserCategory, UserCategory.category),
    "agency": (UserAgency, UserAgency.agency),
}
"""What a user can be given, by the word for it."""


@dataclass(frozen=True)
class Change:
    """Who changes something, and when."""

    by: str
    at: datetime.datetime


def add_user(session: Session, text: str, shown: str, change: Change) -> tuple[User, str]:
    """Add a user without any role; return it with a temporary password. Raises InputError."""
    name = new_name(text)
    if session.scalars(select(User).where(User.name == name)).one_or_none():
        raise InputError(f"There is a user {name} already. Choose another name")
    user = User(name=name, shown=shown.strip()[:200], made_at=change.at, made_by=change.by)
    session.add(user)
    session.flush()
    _note(session, user, "added")
    for category in ORDINARY:
        give(session, user, "category", category, change)
    return user, give_password(session, user, change)


def user_named(session: Session, text: str) -> User:
    """Return a user, held until the transaction ends. Raises NotFound."""
    name = plain_name(text)
    wanted = select(User).where(User.name == name).with_for_update()
    user = session.scalars(wanted).one_or_none() if is_name(name) else None
    if user is None:
        raise NotFound(f"There is no user {name[:64]!r}. See: mappa users list")
    return user


def give(session: Session, user: User, kind: str, value: str, change: Change) -> None:
    """Give a role, an area, a category or an agency; giving twice is giving once."""
    table, _ = KINDS[kind]
    value = checked(kind, value)
    if session.get(table, (user.id, value)) is None:
        named = {kind: value}
        session.add(table(user_id=user.id, made_at=change.at, made_by=change.by, **named))
        session.flush()
        _note(session, user, "given", kind, value)


def take(session: Session, user: User, kind: str, value: str) -> None:
    """Take it away again; it counts from the next page on."""
    table, column = KINDS[kind]
    if not value.isprintable():
        return  # nothing of that name was ever given, and PostgreSQL takes no NUL
    gone = session.execute(delete(table).where(table.user_id == user.id, column == value))
    if rows_changed(gone):
        _note(session, user, "taken", kind, value)


def given(session: Session, user: User, kind: str) -> list[str]:
    """Return what a user has of a kind."""
    table, column = KINDS[kind]
    return sorted(session.scalars(select(column).where(table.user_id == user.id)))


def checked(kind: str, value: str) -> str:
    """Return a value that can be given. Raises InputError."""
    if kind == "role":
        return known(value)
    if kind == "category" and value not in EVERY_CATEGORY:
        raise InputError(
            f"There is no category {value[:20]!r}. There are: {', '.join(sorted(EVERY_CATEGORY))}"
        )
    if not value or len(value) > 100 or not value.isprintable():
        raise InputError(f"{value[:40]!r} is no code of an {kind}")
    return value


def disable(session: Session, user: User, change: Change) -> None:
    """Keep a user out, at once."""
    user.disabled_at = user.disabled_at or change.at
    _note(session, user, "disabled")
    sessions.end_all(session, user.id)


def enable(session: Session, user: User) -> None:
    """Let a user in again."""
    user.disabled_at = None
    _note(session, user, "enabled")


def give_password(session: Session, user: User, change: Change) -> str:
    """Give a temporary password, end every session, and return the password to be handed over.

    Raises InputError for a user who signs in with the organisation's provider.
    """
    _refuse_linked(user)
    password = passwords.temporary()
    user.password_hash = passwords.hashed(password)
    user.password_at = change.at
    user.temporary_until = change.at + datetime.timedelta(days=TEMPORARY_DAYS)
    _note(session, user, "password given")
    sessions.end_all(session, user.id)
    tokens.revoke_all(session, user, change.at)
    return password


def set_password(
    session: Session, user: User, password: str, change: Change, *, keep: str = ""
) -> None:
    """Set a password of the user's own; every session but one ends. Raises InputError."""
    _refuse_linked(user)
    problem = passwords.problem_with(password, user.name, user.shown)
    if problem:
        raise InputError(problem)
    user.password_hash = passwords.hashed(password)
    user.password_at = change.at
    user.temporary_until = None
    _note(session, user, "password set")
    sessions.end_all(session, user.id, but=keep)


def reset_factor(session: Session, user: User) -> None:
    """Forget a second factor, with its recovery codes and every session."""
    user.factor_secret = user.factor_at = user.factor_step = None
    note(session, events.FACTOR_CHANGED, user=user.name, change="forgotten")
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    sessions.end_all(session, user.id)


@dataclass(frozen=True)
class Opening:
    """A restricted case to be opened: why, from when, up to and not including when."""

    case_ref: str
    why: str
    starts_on: datetime.date
    ends_on: datetime.date


def grant(session: Session, user: User, opening: Opening, change: Change) -> Grant:
    """Open a restricted case to a user. Raises InputError without a reason, or a sensible end."""
    days = (opening.ends_on - opening.starts_on).days
    if not 0 < days <= LONGEST_GRANT_DAYS:
        raise InputError(
            f"A grant ends after the day it starts, and at most {LONGEST_GRANT_DAYS} days later. "
            f"Name another end"
        )
    made = Grant(
        user_id=user.id, case_ref=opening.case_ref, why=checked_reason(opening.why),
        starts_on=opening.starts_on, ends_on=opening.ends_on,
        made_at=change.at, made_by=change.by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(
        session, events.GRANT_GIVEN, user=user.name, case=made.case_ref, grant=made.id,
        starts_on=made.starts_on, ends_on=made.ends_on,
    )  # fmt: skip
    return made


def checked_reason(why: str) -> str:
    """Return the reason of an exception. Raises InputError for one that says nothing."""
    said = why.strip()
    if len(said) < 10 or len(said) > 500 or "\x00" in said:
        raise InputError("Say why in 10 to 500 characters: the auditor reads it")
    return said


def revoke(session: Session, user: User, case_ref: str, change: Change) -> int:
    """Close a restricted case to a user again, at once; return how many grants that ended."""
    held = session.scalars(
        select(Grant).where(
            Grant.user_id == user.id, Grant.case_ref == case_ref, Grant.withdrawn_at.is_(None)
        )
    ).all()
    for one in held:
        one.withdrawn_at, one.withdrawn_by = change.at, change.by
    if held:
        note(session, events.GRANT_WITHDRAWN, user=user.name, case=case_ref, grants=len(held))
    return len(held)


def _refuse_linked(user: User) -> None:
    if user.subject is not None:
        raise InputError(
            f"{user.name} signs in with the organisation's provider alone. Take that away first: "
            f"mappa users unlink {user.name}"
        )


def every_user(session: Session) -> list[User]:
    """Return all users by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def _note(session: Session, user: User, change: str, kind: str = "", value: str = "") -> None:
    note(session, events.PEOPLE_CHANGED, user=user.name, change=change, kind=kind, value=value)
