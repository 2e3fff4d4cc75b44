"""Tokens by which scripts ask the JSON interface on behalf of a person."""

import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.people import OF_A_USER
from webapp.database.shape import Kept


class Token(Kept):
    """One token: what it may at most, until when. The token itself is known to its script alone.

    A row stays as long as the audit may name its number: `webapp/audit/over.py` removes it.
    """

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), index=True)
    name: Mapped[str] = mapped_column(String(100))
    """What its person calls it."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    may: Mapped[list[str]] = mapped_column(JSON)
    """Permissions, and what is sensitive, that it was given: never more than its person has."""
    way: Mapped[str] = mapped_column(String(20))
    """How its person was signed in when it was made: one of a demonstration is good there alone."""
    made_at: Mapped[datetime.datetime]
    ends_at: Mapped[datetime.datetime]
    used_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
