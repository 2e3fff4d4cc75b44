"""Exceptions that somebody made for a reason and an end: restricted cases opened, rules waived."""

import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, or_
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.people import OF_A_USER
from webapp.database.shape import Kept


class Grant(Kept):
    """A restricted case opened to a user, from a day up to, not including, another."""

    __tablename__ = "grants"
    __table_args__ = (CheckConstraint("starts_on < ends_on", name="ends_after_it_starts"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), index=True)
    case_ref: Mapped[str] = mapped_column(String(100), index=True)
    why: Mapped[str] = mapped_column(String(500))
    starts_on: Mapped[datetime.date]
    ends_on: Mapped[datetime.date]
    made_at: Mapped[datetime.datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200), default=None)
    glass_until: Mapped[datetime.datetime | None] = mapped_column(default=None)
    """The moment at which it closes again, where the user opened it by break-glass."""


def not_over(today: datetime.date, now: datetime.datetime) -> list[ColumnElement[bool]]:
    """Return the conditions on a grant that has not ended; it may be yet to begin."""
    return [
        Grant.withdrawn_at.is_(None),
        Grant.ends_on > today,
        or_(Grant.glass_until.is_(None), Grant.glass_until > now),
    ]


class Waiver(Kept):
    """A rule of the policy that is not asked of a case at a level, up to, not including, a day."""

    __tablename__ = "waivers"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_ref: Mapped[str] = mapped_column(String(100), index=True)
    rule: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(String(500))
    ends_on: Mapped[datetime.date]
    made_at: Mapped[datetime.datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200), default=None)
