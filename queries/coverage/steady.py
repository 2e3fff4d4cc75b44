"""The same cases on one day after another: what nothing has touched is not judged anew.

Between two days on which nothing of a case begins, ends or is held, its discussions are heard as
before, and its links stand as before. What may differ is whether somebody could come next time,
for that is a matter of the directory too.
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from queries.coverage.answering import Answering, answering_of, could_come, working_on
from queries.coverage.facts import CaseFacts, Directory, Spell
from queries.coverage.judge import Judged, KnownCases, Silence, Verdict, judge_each
from queries.coverage.policy import Policy

OPEN_TO_THREATS = frozenset({"at_risk", "met", "not_due"})
"""States of a seat that turn on whether somebody could come next time (point 6)."""


class Standing(NamedTuple):
    """How the rules stand for one case on one day."""

    level: str
    area: str
    categories: tuple[str, ...]
    states: tuple[tuple[str, str], ...]
    """Rules that apply, or may, with their state; in the policy's order."""
    silence: Silence


class _Part(NamedTuple):
    """The state of one rule; where it turns on the directory: who answers, and was it ever met."""

    rule: str
    state: str
    parties: Answering | None
    met: bool


@dataclass(frozen=True, slots=True)
class _Last:
    """What a case was found to be when it was judged last."""

    day: datetime.date
    forces: tuple[str, ...]
    standing: Standing
    parts: tuple[_Part, ...]
    is_settled: bool
    """Whether time alone changes nothing but threats: no link waits for its day."""


class Days:
    """Judges cases on days that follow one another, the earliest first; by no clock.

    A clock runs out on a day on which nothing happens: that is what it is for.
    """

    def __init__(self, policy: Policy, directory: Directory) -> None:
        self._policy = replace(policy, clocks=())
        self._directory = directory
        self._seats = {rule.id: rule for rule in policy.seats}
        self._known: KnownCases = {}
        self._last: dict[str, _Last] = {}
        self._events: dict[str, list[datetime.date]] = {}

    def standings(self, cases: Iterable[CaseFacts], day: datetime.date) -> Iterator[Standing]:
        """Yield how each case stands that is open and has a level on the day."""
        forces = tuple(rule.id for rule in self._policy.rules if rule.in_force(day))
        anew: list[CaseFacts] = []
        for case in cases:
            last = self._last.get(case.reference)
            if (
                last
                and last.is_settled
                and last.forces == forces
                and self._is_quiet(case, last, day)
            ):
                yield self._on(last, day)
            else:
                anew.append(case)
        for found in judge_each(self._policy, anew, self._directory, day, self._known):
            last = self._judged(found, day, forces)
            self._last[found.case.reference] = last
            yield last.standing

    def _is_quiet(self, case: CaseFacts, last: _Last, day: datetime.date) -> bool:
        """Say whether nothing of a case has begun, ended or been held since it was judged."""
        events = self._events.get(case.reference)
        if events is None:
            events = self._events[case.reference] = sorted(events_of(case))
        return bisect_right(events, last.day) == bisect_right(events, day)

    def _on(self, last: _Last, day: datetime.date) -> Standing:
        """Return how a case stands of which nothing has changed but the day."""
        area = last.standing.area
        states = tuple((part.rule, self._state(part, area, day)) for part in last.parts)
        return last.standing._replace(states=states)

    def _state(self, part: _Part, area: str, day: datetime.date) -> str:
        if part.parties is None:
            return part.state
        if could_come(part.parties, self._directory, area, day).kind:
            return "at_risk"
        return "met" if part.met else "not_due"

    def _judged(self, found: Judged, day: datetime.date, forces: tuple[str, ...]) -> _Last:
        working = working_on(found.case, self._directory, day)
        parts: list[_Part] = []
        for verdict in found.found:
            seat = self._seats.get(verdict.rule)
            parties = None
            if seat is not None and verdict.state in OPEN_TO_THREATS:
                parties = answering_of(seat, working, self._directory, found.area)
            parts.append(_Part(verdict.rule, verdict.state, parties, _has_good(verdict)))
        is_settled = not any(
            part.state == "not_due" and part.rule not in self._seats for part in parts
        )
        return _Last(day, forces, standing_of(found), tuple(parts), is_settled)


def standing_of(found: Judged) -> Standing:
    """Return the states alone of what the judge says of a case."""
    states = tuple((verdict.rule, verdict.state) for verdict in found.found)
    return Standing(found.level, found.area, found.categories, states, found.silence)


def events_of(case: CaseFacts) -> Iterator[datetime.date]:
    """Yield each day on which anything of a case begins, ends or is discussed."""
    yield case.opened_on
    for spells in _spells(case):
        for spell in spells:
            yield from (day for day in (spell.valid_from, spell.valid_to) if day is not None)
    yield from (talk.day for talk in case.talks)


def _spells(case: CaseFacts) -> Iterator[Sequence[Spell]]:
    yield from (case.levels, case.categories, case.homes)
    yield from case.works.values()
    for answers in case.circumstances.values():
        yield from answers.values()


def _has_good(verdict: Verdict) -> bool:
    """Say whether a discussion was good, and none too many were missed since."""
    return any(heard.made == "good" for heard in verdict.heard)
