"""Sessions, tries to sign in, and how long whoever failed must wait."""

import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.people import OF_A_USER
from webapp.database.shape import Kept


class Session(Kept):
    """Somebody signed in, or half-way there. Its id is known to the browser alone: here is a hash.

    `way` is how they signed in: password, demo. `factor_at` is when the second factor was given.
    """

    __tablename__ = "sessions"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), index=True)
    way: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime.datetime]
    seen_at: Mapped[datetime.datetime]
    ends_at: Mapped[datetime.datetime] = mapped_column(index=True)
    factor_at: Mapped[datetime.datetime | None] = mapped_column(default=None)


class SignIn(Kept):
    """A try to sign in, good or bad; a name that nobody has is not kept: it may be a password."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(OF_A_USER), index=True)
    at: Mapped[datetime.datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64))
    way: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))


class Wait(Kept):
    """How often a name or an address failed in a row, and until when it is not listened to.

    `subject` is a hash, so that the table names nobody, and a name that nobody has waits as long.
    """

    __tablename__ = "waits"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime.datetime] = mapped_column(index=True)
    free_at: Mapped[datetime.datetime]
