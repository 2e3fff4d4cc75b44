"""How a person wants the site to be: kept with the account, so that it is so on every machine."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.people import OF_A_USER
from webapp.database.shape import Kept


class Preferences(Kept):
    """What one person chose; what is None is as the site has it."""

    __tablename__ = "preferences"

    user_id: Mapped[int] = mapped_column(
        ForeignKey(OF_A_USER), primary_key=True, autoincrement=False
    )
    quick_exit_key: Mapped[str | None] = mapped_column(String(20), default=None)
    """shift3, escape or none."""
    language: Mapped[str | None] = mapped_column(String(10), default=None)
    """en or cy."""
