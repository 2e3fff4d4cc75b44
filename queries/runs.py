"""What an agency did at a case's discussions since it was last heard."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from queries.coverage.facts import CaseFacts, Talk

HEARD = ("in_person", "remote", "report_only")
"""Outcomes by which an agency was heard: it came or it reported."""
ABSENT = ("apologies", "no_show")


@dataclass(frozen=True, slots=True)
class Run:
    """The discussions since an agency was last heard, the first one first."""

    missed: tuple[Talk, ...]
    open: tuple[Talk, ...]
    """What came of the invitation is not recorded: neither heard nor missed."""
    last_heard: datetime.date | None


def held_talks(case: CaseFacts, as_of: datetime.date) -> list[Talk]:
    """Return the discussions that were held up to a day, in order."""
    return [talk for talk in case.talks if talk.state == "held" and talk.day <= as_of]


def run_of(talks: Iterable[Talk], agencies: Collection[str]) -> Run:
    """Return the run since one of some agencies was last heard; awaited outcomes stay apart."""
    missed: list[Talk] = []
    still_open: list[Talk] = []
    last_heard = None
    for talk in talks:
        outcomes = outcomes_of(talk, agencies)
        if not outcomes.isdisjoint(HEARD):
            missed, still_open, last_heard = [], [], talk.day
        elif "awaited" in outcomes:
            still_open.append(talk)
        else:
            missed.append(talk)
    return Run(tuple(missed), tuple(still_open), last_heard)


def outcomes_of(talk: Talk, agencies: Collection[str]) -> set[str]:
    """Return what came of the invitations of some agencies to one discussion."""
    return {talk.seats[agency].outcome for agency in agencies if agency in talk.seats}


def home_on(case: CaseFacts, day: datetime.date) -> str:
    """Return a case's home area on a day; empty = none recorded."""
    return next((spell.code for spell in reversed(case.homes) if spell.holds(day)), "")
