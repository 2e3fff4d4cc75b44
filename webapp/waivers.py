"""Rules that somebody waived for a case: as the questions take them, and how they come and go.

A waiver hides nothing and opens nothing: the gap is shown as waived to whoever sees the case.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graph.errors import InputError, NotFound
from queries.coverage.policy import Policy
from webapp.accounts import Change, checked_reason
from webapp.audit import events
from webapp.audit.origin import note
from webapp.database.grants import Waiver
from webapp.database.opening import Database

LONGEST_DAYS = 366
WAIVABLE = frozenset({"gap", "no_meeting", "unknown", "at_risk"})
"""States of which it is worth saying that a rule is waived."""


@dataclass(frozen=True)
class Waiving:
    """A rule that is not to be asked of a case at a level: why, and up to which day."""

    case_ref: str
    rule: str
    level: str
    why: str
    ends_on: datetime.date


def waivers_on(database: Database, today: datetime.date) -> list[dict[str, Any]]:
    """Return the waivers that have not ended; a question shows those of cases it may speak of."""
    return [
        {"case": one.case_ref, "rule": one.rule, "level": one.level, "until": one.ends_on}
        for one in open_waivers(database, today)
    ]


def waived_words(until: datetime.date | None) -> str:
    """Say until when a rule is waived; nothing where it is not."""
    return f"waived until {until.day} {until:%B %Y}" if until else ""


def open_waivers(database: Database, today: datetime.date, case: str = "") -> Sequence[Waiver]:
    """Return the waivers that have not ended, of one case or of all, in order."""
    wanted = (
        select(Waiver)
        .where(Waiver.ends_on > today, Waiver.withdrawn_at.is_(None))
        .order_by(Waiver.case_ref, Waiver.rule, Waiver.level, Waiver.id)
    )
    if case:
        wanted = wanted.where(Waiver.case_ref == case)
    with database.reading() as session:
        return session.scalars(wanted).all()


def problems_with(
    waiving: Waiving, policy: Policy, today: datetime.date, longest: int = LONGEST_DAYS
) -> dict[str, str]:
    """Return what is wrong with a waiver, by field, without looking at any case."""
    problems = {}
    rule = policy.rule(waiving.rule)
    if not waiving.case_ref or len(waiving.case_ref) > 100:
        problems["case"] = "Give the reference of a case"
    if rule is None:
        problems["rule"] = "Choose a rule of the policy in force"
    elif waiving.level not in rule.levels:
        levels = " and ".join(rule.levels) or "none"
        problems["level"] = f"{rule.id} is asked at other levels: {levels}. Choose one of those"
    try:
        checked_reason(waiving.why)
    except InputError as error:
        problems["why"] = str(error)
    if not 0 < (waiving.ends_on - today).days <= longest:
        problems["until"] = f"Choose a day after today, at most {longest} days from now"
    return problems


def waive(session: Session, waiving: Waiving, change: Change) -> Waiver:
    """Waive a rule. Raises InputError where it is waived already."""
    there = select(Waiver.ends_on).where(
        Waiver.case_ref == waiving.case_ref, Waiver.rule == waiving.rule,
        Waiver.level == waiving.level, Waiver.withdrawn_at.is_(None),
        Waiver.ends_on > change.at.astimezone().date(),
    )  # fmt: skip
    until = session.scalar(there)
    if until is not None:
        raise InputError(f"The rule is waived until {until} already. Withdraw that waiver first")
    made = Waiver(
        case_ref=waiving.case_ref, rule=waiving.rule, level=waiving.level,
        why=checked_reason(waiving.why), ends_on=waiving.ends_on,
        made_at=change.at, made_by=change.by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(
        session, events.WAIVER_MADE, waiver=made.id, case=made.case_ref, rule=made.rule,
        level=made.level, until=made.ends_on,
    )  # fmt: skip
    return made


def withdraw(session: Session, number: int, change: Change) -> Waiver:
    """Have a rule asked again, at once. Raises NotFound."""
    found = session.get(Waiver, number, with_for_update=True)
    if found is None or found.withdrawn_at is not None:
        raise NotFound("There is no such waiver")
    found.withdrawn_at, found.withdrawn_by = change.at, change.by
    note(session, events.WAIVER_WITHDRAWN, waiver=number, case=found.case_ref, rule=found.rule)
    return found
