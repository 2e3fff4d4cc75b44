"""What is over, and goes with the entries that told of it: each kind of record, and when it is.

A record stays as long as anything before the day that is kept could speak of it: the reason of a
grant stands with the grant, and is read from its entry.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session as Transaction

from webapp.audit.chain import append
from webapp.audit.events import RECORDS_REMOVED
from webapp.audit.origin import made
from webapp.database.feedback import Feedback
from webapp.database.grants import Grant, Waiver
from webapp.database.people import RecoveryCode
from webapp.database.shape import Kept
from webapp.database.sign_ins import Session
from webapp.database.tokens import Token

Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Over:
    """One kind of record: its table, and the conditions under which it was over before a day."""

    table: type[Kept]
    one: str
    many: str
    before: Callable[[datetime.date], Conditions]

    def counted(self, count: int) -> str:
        """Say how many there are."""
        return f"1 {self.one}" if count == 1 else f"{count:,} {self.many}"


def begin_of(day: datetime.date) -> datetime.datetime:
    """Return the moment at which a day begins, in UTC as the audit counts."""
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


OVER: Mapping[str, Over] = {
    "recovery codes": Over(
        RecoveryCode, "used recovery code", "used recovery codes",
        lambda day: [RecoveryCode.used_at < begin_of(day)],
    ),
    "tokens": Over(
        Token, "ended token for scripts", "ended tokens for scripts",
        lambda day: [Token.ends_at < begin_of(day), _unless_later(Token.revoked_at, day)],
    ),
    "sessions": Over(
        Session, "ended session", "ended sessions", lambda day: [Session.ends_at < begin_of(day)]
    ),
    "grants": Over(
        Grant, "ended grant", "ended grants",
        lambda day: [
            Grant.ends_on < day,
            _unless_later(Grant.withdrawn_at, day), _unless_later(Grant.glass_until, day),
        ],
    ),
    "waivers": Over(
        Waiver, "ended waiver", "ended waivers",
        lambda day: [Waiver.ends_on < day, _unless_later(Waiver.withdrawn_at, day)],
    ),
    "feedback": Over(
        Feedback, "piece of feedback that is done", "pieces of feedback that are done",
        lambda day: [Feedback.done_at < begin_of(day)],
    ),
}  # fmt: skip
"""By the name under which an entry counts them."""


def count_over(session: Transaction, before: datetime.date) -> dict[str, int]:
    """Count what was over before a day, by kind; a kind of which there is nothing is left out."""
    found = {
        name: session.scalar(select(func.count()).select_from(of.table).where(*of.before(before)))
        for name, of in OVER.items()
    }
    return {name: count for name, count in found.items() if count}


def remove_over(session: Transaction, before: datetime.date) -> dict[str, int]:
    """Remove what was over before a day, with an entry that says so; return how many, by kind."""
    counts = count_over(session, before)
    if counts:
        told = {"before": before.isoformat(), "counts": counts}
        append(session, made(RECORDS_REMOVED, told))
    for name in counts:
        session.execute(delete(OVER[name].table).where(*OVER[name].before(before)))
    return counts


def _unless_later(
    moment: InstrumentedAttribute[datetime.datetime | None], day: datetime.date
) -> ColumnElement[bool]:
    return or_(moment.is_(None), moment < begin_of(day))
