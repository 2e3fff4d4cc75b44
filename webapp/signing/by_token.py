"""Whoever asks by a token: found by its hash; wrong ones wait longer and longer, by address."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request
from sqlalchemy.orm import Session

from graph.errors import ExplorerError
from webapp.audit import events
from webapp.audit.origin import NOBODY, note
from webapp.database.people import User
from webapp.database.tokens import Token
from webapp.signing import tokens, waits

if TYPE_CHECKING:
    from webapp.site import Site


class MustWait(ExplorerError):
    """Too many wrong tokens came from an address; `seconds` says when one is looked at again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"Too many wrong tokens were sent from your address. Try again in {seconds} seconds"
        )
        self.seconds = seconds


@dataclass(frozen=True)
class ByToken:
    """A token that is good, and its person."""

    token: Token
    user: User


def tried(site: "Site", text: str) -> ByToken | None:
    """Try a token; None for one that is not good. Raises MustWait without looking at it."""
    now, address = site.now(), request.remote_addr or ""
    with site.database.reading() as session:
        wait = waits.left(session, waits.OF_TOKENS, address, now)
        if wait:
            raise MustWait(max(1, int(wait.total_seconds())))
        found = tokens.find(session, text, now)
        user = session.get(User, found.user_id) if found else None
    if found is None or user is None or user.disabled_at:
        _count(site, address, now)
        return None
    if found.used_at is None or now - found.used_at >= tokens.USED_EVERY:
        with site.database.writing() as session:
            tokens.used(session, found.id, now)
    return ByToken(found, user)


def _count(site: "Site", address: str, now: datetime.datetime) -> None:
    """Count a wrong token, and put it on record; while it must wait nothing is looked at."""
    with site.database.writing() as session:
        waits.begin_try(session, waits.OF_TOKENS, address, now)
        _record(session, address, now)


def _record(session: Session, address: str, now: datetime.datetime) -> None:
    locked = waits.must_wait(session, waits.OF_TOKENS, address, now)
    event = events.SIGN_IN_LOCKED if locked else events.SIGN_IN_BAD
    note(session, event, who=NOBODY, step="token")
