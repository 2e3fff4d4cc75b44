"""What the judge makes of discussions of a case, one and in a row (point 4 of docs/coverage.md)."""

from collections.abc import Sequence
from typing import NamedTuple

from queries.coverage.facts import Talk
from queries.coverage.policy import Seat


class Heard(NamedTuple):
    """What the judge made of one discussion: good, open or missed."""

    talk: Talk
    made: str
    outcomes: tuple[tuple[str, str], ...] = ()
    """Answering agencies with what came of their invitation (`wrong_grade` where that is it)."""

    def only_reported(self, by: Sequence[str]) -> bool:
        """Whether nothing but a report made it good."""
        return all(outcome == "report_only" for _, outcome in self.outcomes if outcome in by)

    def who_came(self, by: Sequence[str]) -> str:
        """Return the first agency that made it good."""
        return next((agency for agency, outcome in self.outcomes if outcome in by), "")


def hear(talk: Talk, rule: Seat, answering: frozenset[str]) -> Heard:
    """Say what one discussion was: good, open or missed (point 4)."""
    asked = answering.intersection(talk.seats)
    if not asked:
        return Heard(talk, "missed")
    outcomes = []
    made = "missed"
    for agency in sorted(asked):
        outcome, grade = talk.seats[agency]
        came = outcome in rule.by
        if came and (not rule.grades or grade in rule.grades):
            made = "good"
        elif made != "good" and (outcome == "awaited" or (came and not grade)):
            made = "open"
        elif came and grade:
            outcome = "wrong_grade"
        outcomes.append((agency, outcome))
    return Heard(talk, made, tuple(outcomes))


class Tally(NamedTuple):
    """What the discussions of a case come to for a seat, whoever could come next time."""

    state: str
    """gap, unknown, or empty where neither too many were missed nor too many may have been."""
    good: Heard | None
    """The last good one."""
    run: Sequence[Heard]
    """Those after it."""
    missed: Sequence[Heard]
    """Those of the run that were missed."""


def tally(heard: Sequence[Heard], may_miss: int) -> Tally:
    """Count the discussions after the last good one (point 4)."""
    last = len(heard)
    while last and heard[last - 1].made != "good":
        last -= 1
    run = heard[last:]
    missed = [item for item in run if item.made == "missed"]
    state = "gap" if len(missed) > may_miss else "unknown" if len(run) > may_miss else ""
    return Tally(state, heard[last - 1] if last else None, run, missed)
