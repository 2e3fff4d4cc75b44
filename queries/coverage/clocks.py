"""When something is due by the clocks of the policy (point 7 of docs/coverage.md)."""

import datetime
from collections.abc import Iterator, Sequence

from queries.coverage.conditions import run_start
from queries.coverage.facts import CaseFacts
from queries.coverage.policy import Clock, Policy


def clocks_of(policy: Policy, what: str, day: datetime.date) -> list[Clock]:
    """Return the clocks of one kind that are in force on a day."""
    return [clock for clock in policy.clocks if clock.of == what and clock.in_force(day)]


def discussions_due(
    case: CaseFacts, level: str, clocks: Sequence[Clock], as_of: datetime.date
) -> Iterator[tuple[Clock, datetime.date]]:
    """Yield the clocks of a case's level with the last day on which it is to be discussed next."""
    timed = {code for clock in clocks for code in clock.levels}
    start = (
        run_start([spell for spell in case.levels if spell.code in timed], as_of) or case.opened_on
    )
    held = [talk.day for talk in case.talks if talk.state == "held" and talk.day <= as_of]
    last = max(held, default=None)
    for clock in clocks:
        if level in clock.levels:
            since, days = start, clock.first_within_days
            if last is not None and last >= start:
                since, days = last, clock.then_within_days
            if days is not None:
                yield clock, since + datetime.timedelta(days=days)


def review_due(
    clocks: Sequence[Clock],
    level: str,
    band: str,
    level_since: datetime.date,
    last: datetime.date | None,
) -> tuple[Clock, datetime.date] | None:
    """Return the clock of reviews for a level and band of risk, and the day that it says.

    Counted from the last review, or from the start of the level where there was none since.
    None where no clock is for them: of an unknown band nobody knows which clock is.
    """
    for clock in clocks:
        if level in clock.levels and (not clock.bands or band in clock.bands):
            since, days = level_since, clock.first_within_days or clock.then_within_days
            if last is not None and last >= level_since:
                since, days = last, clock.then_within_days
            if days is not None:
                return clock, since + datetime.timedelta(days=days)
    return None
