"""Tokens for scripts: made and revoked by their person, found by a hash, for at most 90 days."""

import datetime
import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from graph.errors import InputError, NotFound
from webapp.audit import events
from webapp.audit.origin import note
from webapp.database.people import User
from webapp.database.tokens import Token
from webapp.roles import PERMISSIONS, SENSITIVE

LONGEST_DAYS = 90
MOST = 20
"""Tokens that one person may have at once: more are lost sight of."""
LONGEST_NAME = 60
BEGINS = "mappa_"
"""By which a token is known where it must not lie: in a file, in a message."""
NEVER = frozenset({"grant", "waive"})
"""Permissions to change something: a token only reads."""
READ = tuple(name for name in PERMISSIONS if name not in NEVER)
CAN_HOLD = (*READ, *SENSITIVE)
USED_EVERY = datetime.timedelta(seconds=60)


@dataclass(frozen=True)
class Wish:
    """What a token shall be called, may do, and until when; and how its person is signed in."""

    name: str
    may: Collection[str]
    days: int
    way: str


def make(session: Session, user: User, wish: Wish, now: datetime.datetime) -> tuple[Token, str]:
    """Make a token; return it with its text, which is kept nowhere. Raises InputError."""
    name = " ".join(wish.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(f"Give the token a name of at most {LONGEST_NAME} characters")
    if not 1 <= wish.days <= LONGEST_DAYS:
        raise InputError(f"A token ends after at most {LONGEST_DAYS} days")
    if not set(wish.may) & set(READ):
        raise InputError("Choose at least one thing that the token may read")
    if len(live(session, user.id, now)) >= MOST:
        raise InputError(f"You have {MOST} tokens. Revoke one that is not used")
    text = f"{BEGINS}{secrets.token_urlsafe(32)}"
    made = Token(
        user_id=user.id,
        name=name,
        token_hash=hash_of(text),
        may=[one for one in CAN_HOLD if one in wish.may],
        way=wish.way,
        made_at=now,
        ends_at=now + datetime.timedelta(days=wish.days),
    )
    session.add(made)
    session.flush()
    _note(session, user, made, "made")
    return made, text


def revoke(session: Session, user: User, number: int, now: datetime.datetime) -> None:
    """End a token at once. Raises NotFound for one that is not there, or somebody else's."""
    found = session.get(Token, number)
    if found is None or found.user_id != user.id:
        raise NotFound("You have no such token")
    if found.revoked_at is None:
        found.revoked_at = now
        _note(session, user, found, "revoked")


def revoke_all(session: Session, user: User, now: datetime.datetime) -> None:
    """End every token of a user, at once."""
    for found in live(session, user.id, now):
        found.revoked_at = now
        _note(session, user, found, "revoked")


def live(session: Session, user_id: int, now: datetime.datetime) -> Sequence[Token]:
    """Return the tokens of a user that are still good, the newest first."""
    wanted = select(Token).where(
        Token.user_id == user_id, Token.revoked_at.is_(None), Token.ends_at > now
    )
    return session.scalars(wanted.order_by(Token.id.desc())).all()


def ended(session: Session, user_id: int, now: datetime.datetime) -> int:
    """Return how many tokens a user had that are good no longer."""
    every = select(func.count()).select_from(Token).where(Token.user_id == user_id)
    return (session.scalar(every) or 0) - len(live(session, user_id, now))


def find(session: Session, text: str, now: datetime.datetime) -> Token | None:
    """Return the token of a text, if it is good."""
    found = session.scalars(select(Token).where(Token.token_hash == hash_of(text))).one_or_none()
    if found is None or found.revoked_at is not None or found.ends_at <= now:
        return None
    return found


def used(session: Session, number: int, now: datetime.datetime) -> None:
    """Note that a token was used."""
    session.execute(update(Token).where(Token.id == number).values(used_at=now))


def hash_of(text: str) -> str:
    """Return what is kept of a token: 256 bits of chance are not guessed back from it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _note(session: Session, user: User, token: Token, change: str) -> None:
    note(
        session, events.TOKEN_CHANGED, user=user.name, token=token.id, change=change,
        ends_on=token.ends_at.date(),
    )  # fmt: skip
