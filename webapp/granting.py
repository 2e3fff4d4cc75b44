"""Restricted cases opened: by a chair to others, and by break-glass to the chair alone.

What may be opened, and what is told of it, is written in docs/decisions/0013.
"""

import datetime
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from graph.errors import InputError, NotFound
from graph.store import Store
from queries.analysis import Asked
from queries.named_cases import seen_cases
from webapp.accounts import Change, Opening, checked_reason, grant
from webapp.audit import events
from webapp.audit.origin import note
from webapp.database.audit import AuditEntry
from webapp.database.grants import Grant, not_over
from webapp.database.people import User
from webapp.person import Person

MOST_IN_VAIN = 5
IN_VAIN_WITHIN = datetime.timedelta(days=1)
"""After so many tries that opened nothing within a day, break-glass opens nothing more."""
NO_CASE = "There is no restricted case of that reference that you may open"
TOO_MANY = (
    f"You have tried {MOST_IN_VAIN} times within a day to open what is not there, or not yours to "
    f"open. Ask whoever keeps the restricted cases"
)


@dataclass(frozen=True)
class Moment:
    """Today and now, as the site's clocks say."""

    today: datetime.date
    now: datetime.datetime


def until_words(until: datetime.datetime) -> str:
    """Say a moment as the clock on the wall of the server has it."""
    here = until.astimezone()
    return f"{here.day} {here:%B %Y}, {here:%H:%M}"


def is_restricted(store: Store, case: str, asked: Asked) -> bool:
    """Say whether a case is restricted. Raises NotFound for one that may not be seen."""
    with store.snapshot() as reader:
        if case not in seen_cases(reader, [case], asked):
            raise NotFound(NO_CASE)
        scope = replace(asked.scope, grants=frozenset())
        return case not in seen_cases(reader, [case], replace(asked, scope=scope))


def would_see(store: Store, person: Person, case: str, asked: Asked) -> bool:
    """Say whether somebody would see a case if it were opened to them: a grant gives no area."""
    scope = replace(person.scope, grants=person.scope.grants | {case})
    with store.snapshot() as reader:
        return case in seen_cases(reader, [case], replace(asked, scope=scope))


def open_grants(session: Session, at: Moment) -> list[tuple[Grant, User]]:
    """Return the grants that have not ended, by case and user."""
    wanted = (
        select(Grant, User)
        .join(User, User.id == Grant.user_id)
        .where(*not_over(at.today, at.now))
        .order_by(Grant.case_ref, User.name, Grant.id)
    )
    return [(found, user) for found, user in session.execute(wanted)]


def latest_end(session: Session, giver: Person, case: str, at: Moment) -> datetime.date | None:
    """Return the last end of what somebody was given for a case; None: break-glass, or nothing."""
    wanted = select(func.max(Grant.ends_on)).where(
        Grant.user_id == giver.id, Grant.case_ref == case, Grant.glass_until.is_(None),
        Grant.starts_on <= at.today, *not_over(at.today, at.now),
    )  # fmt: skip
    return session.scalar(wanted)


def give(
    session: Session, giver: Person, to: User, opening: Opening, at: Moment, longest: int
) -> Grant:
    """Open a case to somebody else, no longer than it is open to the giver. Raises InputError."""
    if to.id == giver.id:
        raise InputError("Nobody opens a case to themselves. Ask another chair")
    own = latest_end(session, giver, opening.case_ref, at)
    if own is None:
        raise InputError(
            "You see this case by break-glass alone, which opens it to you and to nobody else"
        )
    if opening.ends_on > own:
        raise InputError(
            f"The case is open to you until {own}, that day not included. Nobody gives more than "
            f"they have: choose that day or an earlier one"
        )
    if (opening.ends_on - at.today).days > longest:
        raise InputError(f"A case is opened for at most {longest} days from today. Choose less")
    return grant(session, to, opening, Change(giver.name, at.now))


def withdraw(session: Session, number: int, change: Change) -> None:
    """Close what one grant opened, at once. Raises NotFound."""
    found = session.get(Grant, number, with_for_update=True)
    if found is None or found.withdrawn_at is not None:
        raise NotFound("There is no such grant")
    found.withdrawn_at, found.withdrawn_by = change.at, change.by
    user = session.get_one(User, found.user_id)
    note(session, events.GRANT_WITHDRAWN, user=user.name, case=found.case_ref, grants=1)


def in_vain(session: Session, name: str, now: datetime.datetime) -> int:
    """Return how often somebody has lately tried break-glass and opened nothing."""
    since = (now - IN_VAIN_WITHIN).astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    wanted = select(func.count()).select_from(AuditEntry).where(
        AuditEntry.who == name, AuditEntry.event == events.BREAK_GLASS_IN_VAIN.name,
        AuditEntry.at >= since,
    )  # fmt: skip
    return session.scalar(wanted) or 0


def break_glass(
    session: Session, user: User, opening: Opening, until: datetime.datetime, change: Change
) -> Grant:
    """Open a restricted case to whoever asks, up to a moment; on record as break-glass."""
    made = Grant(
        user_id=user.id, case_ref=opening.case_ref, why=checked_reason(opening.why),
        starts_on=opening.starts_on, ends_on=opening.ends_on, glass_until=until,
        made_at=change.at, made_by=change.by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, events.BREAK_GLASS, case=made.case_ref, grant=made.id, until=until.isoformat())
    return made
