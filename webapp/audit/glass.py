"""Break-glass as the auditor sees it: who opened which restricted case to themselves, and why."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.events import BREAK_GLASS_IN_VAIN
from webapp.audit.reading import Filters, count
from webapp.database.grants import Grant
from webapp.database.people import User

GLASS_DAYS = 30
"""How long it stands at the head of the audit; afterwards it is found in the entries."""


@dataclass(frozen=True)
class Broken:
    """One case that somebody opened to themselves; `until`: when it closed, or will."""

    who: str
    case: str
    why: str
    since: datetime.datetime
    until: datetime.datetime
    is_open: bool


def glass_of(session: Session, now: datetime.datetime) -> list[Broken]:
    """Return what was opened by break-glass lately: what is open first, then the newest first."""
    wanted = (
        select(Grant, User.name)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.glass_until.is_not(None),
            Grant.made_at >= now - datetime.timedelta(days=GLASS_DAYS),
        )
        .order_by(Grant.made_at.desc(), Grant.id.desc())
    )
    found = [_broken(grant, name, now) for grant, name in session.execute(wanted)]
    return sorted(found, key=lambda one: not one.is_open)


def tries_in_vain(session: Session, now: datetime.datetime) -> int:
    """Return how many tries opened nothing lately."""
    since = (now - datetime.timedelta(days=GLASS_DAYS)).astimezone(datetime.UTC).date()
    return count(session, Filters(event=BREAK_GLASS_IN_VAIN.name, since=since.isoformat()))


def _broken(grant: Grant, name: str, now: datetime.datetime) -> Broken:
    ends = [end for end in (grant.glass_until, grant.withdrawn_at) if end]
    until = min(ends)
    return Broken(name, grant.case_ref, grant.why, grant.made_at, until, until > now)
