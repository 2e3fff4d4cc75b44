"""Who saw far more cases in a day than they usually do."""

import datetime
import statistics
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.database.audit import AuditCase, AuditEntry, AuditList

DAYS = 30
TIMES = 3
FEWEST = 20
RULE = (
    f"A day is unusual when somebody saw {FEWEST} or more different cases in it, and more than "
    f"{TIMES} times the median of the days on which they saw any in the {DAYS} days before. With "
    f"no such day to compare with, {FEWEST} or more are unusual. Days are those of UTC."
)


@dataclass(frozen=True)
class Unusual:
    """One day of one person: how many different cases they saw, and how many they usually do."""

    who: str
    day: datetime.date
    cases: int
    median: float
    days: int

    def in_words(self) -> str:
        """Say what is unusual."""
        if not self.days:
            return f"{self.cases} cases, and none on any of the {DAYS} days before"
        return f"{self.cases} cases, against a median of {self.median:g} on {self.days} days before"


def unusual(session: Session, today: datetime.date, last: int = DAYS) -> list[Unusual]:
    """Return the unusual days among the last ones, the newest first, then the most cases."""
    begins = today - datetime.timedelta(days=last - 1)
    by_person: dict[str, dict[datetime.date, int]] = {}
    for who, day, cases in _counts(session, begins - datetime.timedelta(days=DAYS)):
        by_person.setdefault(who, {})[day] = cases
    found = [
        one
        for who, counts in by_person.items()
        for day, cases in counts.items()
        if day >= begins and _is_unusual(one := _compared(who, day, cases, counts))
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), -one.cases, one.who))


def _counts(session: Session, begins: datetime.date) -> list[tuple[str, datetime.date, int]]:
    day = func.substr(AuditEntry.at, 1, 10)
    wanted = (
        select(AuditEntry.who, day, func.count(AuditCase.case_ref.distinct()))
        .join(AuditList, AuditList.digest == AuditEntry.cases_digest)
        .join(AuditCase, AuditCase.list_id == AuditList.id)
        .where(AuditEntry.at >= begins.isoformat())
        .group_by(AuditEntry.who, day)
    )
    return [(who, datetime.date.fromisoformat(on), n) for who, on, n in session.execute(wanted)]


def _compared(
    who: str, day: datetime.date, cases: int, counts: dict[datetime.date, int]
) -> Unusual:
    earliest = day - datetime.timedelta(days=DAYS)
    before = [count for on, count in counts.items() if earliest <= on < day]
    return Unusual(who, day, cases, statistics.median(before) if before else 0.0, len(before))


def _is_unusual(one: Unusual) -> bool:
    return one.cases >= FEWEST and one.cases > TIMES * one.median
