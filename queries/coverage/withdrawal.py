"""Which seats each agency's withdrawal would open or put at risk: every agency in one pass.

A withdrawal ends the activity of an agency and its branches, and their work in every area, on the
day. It leaves earlier discussions, links and clocks as they are. So it can do two things to a seat:
nobody is left who could come next time (point 6 of docs/coverage.md), or, where the case was
discussed on that very day, the agency no longer answered for it there (points 3 and 4).
"""

import datetime
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from queries.coverage.answering import (
    Answering,
    able_to_come,
    answering_on,
    answering_parties,
    could_be_asked,
)
from queries.coverage.facts import Directory
from queries.coverage.hearing import Heard, hear, tally
from queries.coverage.judge import Judged, Verdict
from queries.coverage.own import MOST_STEPS
from queries.coverage.policy import Policy, Seat
from queries.coverage.thinness import COVERED

NOBODY: frozenset[str] = frozenset()


class Resting(NamedTuple):
    """What of one seat rests on whom; agencies by themselves or by branches of theirs."""

    verdict: Verdict
    asked: frozenset[str]
    """Who could be asked to it on the day."""
    opens: frozenset[str]
    """Whose withdrawal makes it a gap."""
    at_risk: frozenset[str]
    """Whose withdrawal leaves nobody who could come next time."""


def resting(
    policy: Policy,
    found: Judged,
    verdicts: Iterable[Verdict],
    directory: Directory,
    as_of: datetime.date,
) -> Iterator[Resting]:
    """Yield what each seat of a case rests on, where it is known that its rule applies."""
    seats = {rule.id: rule for rule in policy.seats}
    for verdict in verdicts:
        seat = seats.get(verdict.rule)
        if seat is None or verdict.duty is None:
            continue
        parties = answering_parties(seat, found.case, directory, found.area, as_of)
        told = (parties, directory, found.area, as_of)
        states = dict(_states_without(seat, verdict, parties, directory, as_of))
        opens = frozenset(code for code, state in states.items() if state == "gap")
        alone = _alone(*told) if verdict.state in COVERED else NOBODY
        yield Resting(
            verdict,
            _asked(*told) | opens,
            opens if verdict.state != "gap" else NOBODY,
            frozenset(code for code in alone if not states.get(code)),
        )


def _asked(
    parties: Answering, directory: Directory, area: str, as_of: datetime.date
) -> frozenset[str]:
    def found() -> frozenset[str]:
        there = could_be_asked(parties, directory, area, as_of)
        return NOBODY.union(*(_wholes(agency.code, directory) for agency in there))

    return _kept(directory, ("asked", parties.everybody, area, as_of), found)


def _alone(
    parties: Answering, directory: Directory, area: str, as_of: datetime.date
) -> frozenset[str]:
    """Return the agencies with which everybody goes who could come next time."""

    def found() -> frozenset[str]:
        able = able_to_come(parties, directory, area, as_of)
        first, *others = [_wholes(code, directory) for code in able] or [NOBODY]
        return first.intersection(*others)

    return _kept(directory, ("alone", parties.everybody, area, as_of), found)


def _states_without(
    seat: Seat, verdict: Verdict, parties: Answering, directory: Directory, as_of: datetime.date
) -> Iterator[tuple[str, str]]:
    """Yield agencies that sat there on the day itself, with the tally if they did not answer."""
    today = [heard for heard in verdict.heard if heard.talk.day == as_of]
    if not today:
        return
    answering = answering_on(parties, directory, as_of)
    local = answering - parties.named - parties.anywhere
    sat = {code for heard in today for code in local.intersection(heard.talk.seats)}
    for code in NOBODY.union(*(_wholes(one, directory) for one in sat)):
        left = answering - {one for one in local if code in _wholes(one, directory)}
        yield code, tally([*_heard_by(left, seat, verdict, as_of)], seat.may_miss).state


def _heard_by(
    answering: frozenset[str], seat: Seat, verdict: Verdict, as_of: datetime.date
) -> Iterator[Heard]:
    for heard in verdict.heard:
        yield hear(heard.talk, seat, answering) if heard.talk.day == as_of else heard


def _wholes(code: str, directory: Directory) -> frozenset[str]:
    """Return an agency with all that it is part of: they cannot withdraw without it."""

    def found() -> frozenset[str]:
        reached = {code}
        for _ in range(MOST_STEPS):
            reached |= {whole for part in reached for whole in directory.wholes.get(part, ())}
        return frozenset(reached)

    return _kept(directory, ("wholes", code), found)


def _kept(
    directory: Directory, key: Hashable, find: Callable[[], frozenset[str]]
) -> frozenset[str]:
    if key not in directory.found:
        directory.found[key] = find()
    found: frozenset[str] = directory.found[key]
    return found
