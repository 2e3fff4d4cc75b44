"""Users: how each signs in, and what each was given."""

import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.shape import Kept

EVERYWHERE = "*"
"""In place of an area: all of them, and with them the cases that have no area."""

OF_A_USER = "users.id"


class User(Kept):
    """Somebody who may sign in. Nobody is deleted: the audit trail goes on naming them."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    """What is typed to sign in: small letters, digits, `.`, `_`, `-`."""
    made_at: Mapped[datetime.datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    shown: Mapped[str] = mapped_column(String(200), default="")
    """How the person is called on pages."""
    disabled_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
    password_hash: Mapped[str | None] = mapped_column(String(300), default=None)
    """Argon2; none: the person cannot sign in by a password."""
    password_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
    temporary_until: Mapped[datetime.datetime | None] = mapped_column(default=None)
    """Set: the password was given by somebody else, must be changed, and ends at this moment."""
    factor_secret: Mapped[str | None] = mapped_column(String(300), default=None)
    """The second factor, sealed with the secret of the site."""
    factor_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
    """When the second factor was confirmed; none: the secret is only proposed."""
    factor_step: Mapped[int | None] = mapped_column(default=None)
    """The step of time of the last code that was taken: no code counts twice."""
    issuer: Mapped[str | None] = mapped_column(String(300), default=None)
    subject: Mapped[str | None] = mapped_column(String(300), default=None)
    """Who vouches for the person, and under which name, where an organisation's provider does."""

    __table_args__ = (UniqueConstraint("issuer", "subject"),)


class UserRole(Kept):
    """A role that a user has; the roles are declared in `webapp/roles.py`."""

    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    made_at: Mapped[datetime.datetime]
    made_by: Mapped[str] = mapped_column(String(200))


class UserArea(Kept):
    """An area whose cases a user works with; `*` is every area."""

    __tablename__ = "user_areas"

    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), primary_key=True)
    area: Mapped[str] = mapped_column(String(100), primary_key=True)
    made_at: Mapped[datetime.datetime]
    made_by: Mapped[str] = mapped_column(String(200))


class UserCategory(Kept):
    """A category whose cases a user may see; 4 is never given unasked."""

    __tablename__ = "user_categories"

    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), primary_key=True)
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    made_at: Mapped[datetime.datetime]
    made_by: Mapped[str] = mapped_column(String(200))


class UserAgency(Kept):
    """An agency that a user is the contact of, with its branches."""

    __tablename__ = "user_agencies"

    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), primary_key=True)
    agency: Mapped[str] = mapped_column(String(100), primary_key=True)
    made_at: Mapped[datetime.datetime]
    made_by: Mapped[str] = mapped_column(String(200))


class RecoveryCode(Kept):
    """A code that takes the place of the second factor once; only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey(OF_A_USER), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime.datetime]
    used_at: Mapped[datetime.datetime | None] = mapped_column(default=None)
