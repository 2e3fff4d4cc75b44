"""Who is due at one discussion: each seat that the policy asks for, asked and filled or not."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from queries.analysis import Asked
from queries.coverage.answering import answering_on, answering_parties
from queries.coverage.facts import Directory, Talk
from queries.coverage.family import rules_by_id, waived_until
from queries.coverage.hearing import Heard, hear
from queries.coverage.judge import WEIGHT, Judged, Verdict
from queries.coverage.own import own_verdicts
from queries.coverage.policy import STRENGTHS, Link, Seat

Outcomes = tuple[tuple[str, str], ...]
"""Agencies with what came of their invitation."""
STANDING = frozenset({"gap", "unknown", "at_risk", "not_due", "met"})
"""States in which a seat is spoken of."""
LINKS_TOLD = frozenset({"gap", "unknown"})
"""A link that stands needs no line of a chair's page."""


@dataclass(frozen=True)
class Chair:
    """One seat at the table of a case: the rules that ask for the same types of agency."""

    types: tuple[str, ...]
    verdict: Verdict
    """The weightiest of its rules'."""
    rules: tuple[str, ...]
    """The one that asks most urgently first."""
    strength: str
    is_seat: bool
    answering: tuple[str, ...]
    last: Outcomes
    """What those who answer did at the last discussion; nothing where none was asked."""
    asked: tuple[str, ...]
    """Those who answer and are asked to this discussion."""
    outcomes: Outcomes
    """What came of that, where this discussion was held."""
    is_empty: bool
    """Whether a required agency is missing; of a discussion that was held, was missing there."""
    waived_until: datetime.date | None
    missed: tuple[str, ...] = ()
    """Rules that surely ask and were not met at this discussion, where it was held."""
    came_at_other_grade: bool = False
    """Whether somebody who answers came there, at a grade that a rule does not take."""

    @property
    def is_required(self) -> bool:
        """Whether a rule surely asks for it: not where a circumstance is not known."""
        return self.is_seat and self.verdict.duty is not None


def chairs_of(
    judged: Judged | None,
    talk: Talk,
    last: Talk | None,
    directory: Directory,
    asked: Asked,
    *,
    is_past: bool,
) -> tuple[Chair, ...]:
    """Return the seats at a discussion, the weightiest first; none for a case without a level."""
    if judged is None:
        return ()
    rules = rules_by_id(asked.policy)
    by_types: dict[tuple[tuple[str, ...], bool], list[tuple[Verdict, Seat | Link]]] = {}
    for verdict in own_verdicts(judged.found, judged, directory, asked):
        rule = rules[verdict.rule]
        if isinstance(rule, Seat) and verdict.state in STANDING:
            by_types.setdefault((rule.requires, True), []).append((verdict, rule))
        elif isinstance(rule, Link) and verdict.state in LINKS_TOLD:
            by_types.setdefault((rule.requires, False), []).append((verdict, rule))
    chairs = [
        _chair(found, judged, talk, last, directory, asked, is_past=is_past)
        for found in by_types.values()
    ]
    return tuple(sorted(chairs, key=_weight))


def _chair(
    found: Sequence[tuple[Verdict, Seat | Link]],
    judged: Judged,
    talk: Talk,
    last: Talk | None,
    directory: Directory,
    asked: Asked,
    *,
    is_past: bool,
) -> Chair:
    found = sorted(found, key=lambda pair: (WEIGHT[pair[0].state], _strength(pair[1])))
    verdict, rule = found[0]
    parties = answering_parties(rule, judged.case, directory, judged.area, asked.as_of)
    there = answering_on(parties, directory, talk.day)
    then = answering_on(parties, directory, last.day) if last else frozenset()
    missed = _missed(found, talk, there) if is_past else {}
    return Chair(
        rule.requires,
        verdict,
        tuple(one.rule for one, _ in found),
        rule.strength,
        isinstance(rule, Seat),
        tuple(sorted(there)),
        _outcomes(last, then) if last else (),
        tuple(sorted(there.intersection(talk.seats))),
        _outcomes(talk, there) if is_past else (),
        bool(missed) if is_past else isinstance(rule, Seat) and verdict.state == "gap",
        waived_until(asked.waivers, verdict, judged.level, asked.as_of),
        tuple(missed),
        any(came == "wrong_grade" for heard in missed.values() for _, came in heard.outcomes),
    )


def _missed(
    found: Sequence[tuple[Verdict, Seat | Link]], talk: Talk, there: frozenset[str]
) -> dict[str, Heard]:
    """Return the rules that surely ask and were not met at a discussion that was held."""
    heard = {
        rule.id: hear(talk, rule, there)
        for verdict, rule in found
        if isinstance(rule, Seat) and verdict.duty
    }
    return {name: one for name, one in heard.items() if one.made == "missed"}


def _outcomes(talk: Talk, agencies: Iterable[str]) -> Outcomes:
    return tuple(
        (code, talk.seats[code].outcome) for code in sorted(agencies) if code in talk.seats
    )


def _strength(rule: Seat | Link) -> int:
    return STRENGTHS.index(rule.strength)


def _weight(chair: Chair) -> tuple[int, int, str]:
    return (
        WEIGHT[chair.verdict.state],
        STRENGTHS.index(chair.strength),
        chair.verdict.rule,
    )
