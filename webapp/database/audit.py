"""The audit: entries that are only ever added, each with the hash of the one before.

Every column that a hash covers is a text or a whole number that reads back exactly as it was
written: a time kept as a time would be read with what stands after it left out.
"""

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.shape import Kept

NUMBER = BigInteger().with_variant(Integer, "sqlite")
HASH = 64
"""Characters of a SHA-256 in hexadecimal."""


class AuditEntry(Kept):
    """Something that was asked, shown, refused or changed: who, when, from where, which cases."""

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(NUMBER, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(27), index=True)
    """In UTC, to the microsecond, so written that texts sort as times."""
    who: Mapped[str] = mapped_column(String(200), index=True)
    """The name of a user, `command line: NAME` or `nobody`."""
    address: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(40), index=True)
    what: Mapped[str] = mapped_column(Text)
    """JSON: the fields that the event declares in `webapp/audit/events.py`."""
    row_count: Mapped[int | None]
    case_count: Mapped[int]
    cases_digest: Mapped[str] = mapped_column(String(HASH), index=True)
    """Of the cases that were shown, in order of their keys; empty: none."""
    before: Mapped[str] = mapped_column(String(HASH))
    hash: Mapped[str] = mapped_column(String(HASH), unique=True)


class AuditList(Kept):
    """A list of cases that was shown; the same cases shown again are the same list."""

    __tablename__ = "audit_lists"

    id: Mapped[int] = mapped_column(NUMBER, primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(HASH), unique=True)


class AuditCase(Kept):
    """A case in a list."""

    __tablename__ = "audit_cases"

    list_id: Mapped[int] = mapped_column(
        NUMBER, ForeignKey("audit_lists.id"), primary_key=True, autoincrement=False
    )
    case_ref: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)


class AuditHead(Kept):
    """The one row that says where the chain ends; writers hold it one after the other.

    `removing_to` is above nought only while retention runs: the database refuses to remove an
    entry with a higher number.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(NUMBER)
    hash: Mapped[str] = mapped_column(String(HASH))
    removing_to: Mapped[int] = mapped_column(NUMBER)
