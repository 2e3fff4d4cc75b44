"""What people say about the site."""

import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.people import OF_A_USER
from webapp.database.shape import Kept

LONGEST = 2_000
"""Letters of what somebody says."""


class Feedback(Kept):
    """One thing that somebody said; it is marked done; `webapp/audit/over.py` removes it then."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), index=True)
    made_at: Mapped[datetime.datetime] = mapped_column(index=True)
    page: Mapped[str] = mapped_column(String(100))
    """The name of the page that it is about, as `cases.shown`: never what the page showed."""
    said: Mapped[str] = mapped_column(String(LONGEST))
    done_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
    done_by: Mapped[str | None] = mapped_column(String(200), default=None)
