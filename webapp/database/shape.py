"""What every table shares: one list of tables, times that know their zone, names of constraints."""

import datetime
import importlib
import pkgutil
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

import webapp.database

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names on both databases, so that a migration can take one away again."""


class Moment(TypeDecorator[datetime.datetime]):
    """A point in time, in UTC; one without a zone is refused, for nobody knows when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """Write it in UTC; SQLite keeps no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone: datetime.datetime.now(datetime.UTC)")
        moment = value.astimezone(datetime.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """Read it in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value


class Kept(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """What a table of the second database declares itself with."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime.datetime: Moment}  # noqa: RUF012 - SQLAlchemy reads it so


def every_table() -> MetaData:
    """Return all tables, after importing each module of the package that may declare some."""
    for module in pkgutil.iter_modules(webapp.database.__path__):
        if module.name != "migrations":
            importlib.import_module(f"webapp.database.{module.name}")
    return Kept.metadata


def rows_changed(result: Any) -> int:
    """Return how many rows a statement changed."""
    changed: int = result.rowcount
    return changed
