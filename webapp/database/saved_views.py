"""Views that somebody keeps: business keys only, so that they outlive a load of the data."""

import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.people import OF_A_USER
from webapp.database.shape import Kept


class SavedView(Kept):
    """A view with what was opened and chosen in it; shared with a role, or the owner's alone."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    owner_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), index=True)
    name: Mapped[str] = mapped_column(String(200))
    page: Mapped[str] = mapped_column(String(100))
    """The name of the page it belongs to, as `cases.shown`."""
    holds: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime.datetime]
    changed_at: Mapped[datetime.datetime]
    shared_with: Mapped[str | None] = mapped_column(String(40), default=None)
