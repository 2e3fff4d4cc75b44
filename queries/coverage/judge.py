"""The judge of coverage: facts and policy and a day in, states with their reasons out.

One pure function, `judge`. The meaning of each rule is in docs/coverage.md, point by point; the
numbers in the comments are those points.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from queries.coverage.answering import (
    Answering,
    Work,
    answering_of,
    answering_on,
    could_come,
    looked_for,
    working_on,
)
from queries.coverage.clocks import clocks_of, discussions_due
from queries.coverage.conditions import Duty, Now, Runs, applies, duty_start, levels_on, now
from queries.coverage.facts import CaseFacts, Directory, Talk
from queries.coverage.hearing import Heard, hear, tally
from queries.coverage.policy import Clock, Link, Policy, Seat

ONE_DAY = datetime.timedelta(days=1)

STATES = {
    "gap": "missing",
    "no_meeting": "no meeting in time",
    "unknown": "not known",
    "at_risk": "at risk",
    "not_due": "not due yet",
    "met": "met",
    "not_asked": "not asked",
    "not_required": "not required",
}
"""In order of weight, the heaviest first."""
WEIGHT = {state: place for place, state in enumerate(STATES)}

MAY_ASK = frozenset({"", "unknown"})
"""Why a rule is judged: it applies, or nobody knows whether it does."""

KINDS = {
    "not_invited": "not invited",
    "no_show": "invited, did not come",
    "apologies": "sent apologies",
    "report_only": "sent a report only",
    "wrong_grade": "came at another grade than asked for",
    "nobody_to_invite": "nobody there to invite",
    "not_linked": "not linked to the case",
    "circumstance_unknown": "a circumstance is not known",
    "category_unknown": "the category is not known",
    "awaited": "what came of an invitation is not known",
    "no_agency": "no such agency any more",
    "no_contact": "its last contact has left",
    "meeting_overdue": "discussed too long ago",
    "": "",
}
_NEAREST_FIRST = ("wrong_grade", "report_only", "apologies", "no_show")
"""Of several outcomes at one discussion the one that came nearest to being good is told."""


class Verdict(NamedTuple):
    """What one rule says of one case on one day, with its reasons."""

    reference: str
    rule: str
    state: str
    kind: str = ""
    since: datetime.date | None = None
    missed: int = 0
    agency: str = ""
    report_only: bool = False
    duty: Duty | None = None
    heard: tuple[Heard, ...] = ()
    candidates: tuple[str, ...] = ()
    """Answering agencies on the day."""


Silence = Mapping[str, tuple[str, str]]
"""By rule, in the policy's order: state and kind where it does not apply, else two empty texts."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge says of one case: level, home area, categories, and a verdict a rule."""

    case: CaseFacts
    level: str
    area: str
    categories: tuple[str, ...]
    found: tuple[Verdict, ...]
    """Verdicts of the rules that apply, or may, and of clocks; in the policy's order."""
    silence: Silence
    """One object for all cases of a day of which the same is known."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return a verdict of every rule, those that ask nothing of the case too."""
        told = {verdict.rule: verdict for verdict in self.found}
        silent = {
            rule: Verdict(self.case.reference, rule, state, kind)
            for rule, (state, kind) in self.silence.items()
            if rule not in told
        }
        every = {**told, **silent}
        return tuple(every[rule] for rule in dict.fromkeys((*self.silence, *told)))


class Known(NamedTuple):
    """Which rules ask something, or may, of the cases of which the same is known."""

    silence: Silence
    seats: tuple[Seat, ...]
    links: tuple[Link, ...]


KnownCases = dict[tuple[tuple[str, ...], str, Now], Known]
"""By the rules in force, the level, and what is known of conditions."""


def judge(
    policy: Policy, cases: Iterable[CaseFacts], directory: Directory, as_of: datetime.date
) -> list[Judged]:
    """Judge each case that is open and has a level on the day, by the rules in force that day."""
    return list(judge_each(policy, cases, directory, as_of))


def judge_each(
    policy: Policy,
    cases: Iterable[CaseFacts],
    directory: Directory,
    as_of: datetime.date,
    known: KnownCases | None = None,
) -> Iterator[Judged]:
    """Judge one case after the other, for those who count and keep none of the verdicts.

    `known` is kept by whoever judges by one policy on several days.
    """
    known = {} if known is None else known
    seats = [rule for rule in policy.seats if rule.in_force(as_of)]
    links = [rule for rule in policy.links if rule.in_force(as_of)]
    clocks = clocks_of(policy, "discussion", as_of)
    forces = tuple(rule.id for rule in (*seats, *links))
    for case in cases:
        levels = levels_on(case, as_of)
        if not levels or case.opened_on > as_of:
            continue
        home = next((spell for spell in reversed(case.homes) if spell.holds(as_of)), None)
        held = tuple(t for t in case.talks if t.state == "held" and t.day <= as_of)
        area = home.code if home else ""
        key = (forces, levels[-1], now(case, as_of))
        if key not in known:  # of one case the same is known on many days
            known[key] = _known(seats, links, key[2], key[1])
        asked = known[key]
        working = working_on(case, directory, as_of)
        view = _View(case, levels[-1], area, directory, as_of, asked.silence, held, working, {})
        verdicts = (
            *[_seat(view, rule) for rule in asked.seats],
            *[_link(view, rule) for rule in asked.links],
            *_late(view, clocks),
        )
        categories = tuple(spell.code for spell in case.categories if spell.holds(as_of))
        yield Judged(case, view.level, view.area, categories, verdicts, asked.silence)


def _known(seats: Sequence[Seat], links: Sequence[Link], found: Now, level: str) -> Known:
    silence = {rule.id: applies(rule, found, level) for rule in (*seats, *links)}
    return Known(
        silence,
        tuple(rule for rule in seats if silence[rule.id][0] in MAY_ASK),
        tuple(rule for rule in links if silence[rule.id][0] in MAY_ASK),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """One case on one day."""

    case: CaseFacts
    level: str
    area: str
    directory: Directory
    as_of: datetime.date
    silence: Silence
    held: tuple[Talk, ...]
    working: Sequence[Work]
    runs: Runs

    def parties(self, rule: Seat | Link) -> Answering:
        """Return who answers for a rule."""
        return answering_of(rule, self.working, self.directory, self.area)


def _seat(view: _View, rule: Seat) -> Verdict:
    """Judge a seat at the table (points 1 to 4, then 6)."""
    case, as_of = view.case, view.as_of
    state, kind = view.silence[rule.id]
    if state:
        return _not_known(view, rule, kind)
    duty = duty_start(rule, case, view.directory, as_of, view.runs)
    parties = view.parties(rule)
    heard = tuple(
        hear(talk, rule, answering_on(parties, view.directory, talk.day))
        for talk in view.held
        if talk.day > duty.start
    )
    count = tally(heard, rule.may_miss)
    candidates = answering_on(parties, view.directory, as_of)
    reported = False
    agency = ""
    since: datetime.date | None = None
    if count.state == "gap":
        kind, agency = _why_missed(count.missed[-1], parties, view)
        state, since = "gap", count.missed[0].talk.day
    elif count.state == "unknown":
        state, kind, since = "unknown", "awaited", count.run[0].talk.day
    else:
        threat = could_come(parties, view.directory, view.area, as_of)
        state = "at_risk" if threat.kind else "met" if count.good else "not_due"
        kind, since = threat.kind, threat.since
        if count.good:
            reported = count.good.only_reported(rule.by)
            agency = parties.core[0] if len(parties.core) == 1 else count.good.who_came(rule.by)
    return Verdict(
        case.reference,
        rule.id,
        state,
        kind,
        since,
        len(count.missed),
        agency or looked_for(parties, candidates),
        reported,
        duty,
        heard,
        tuple(sorted(candidates)),
    )


def _not_known(view: _View, rule: Seat | Link, kind: str) -> Verdict:
    """Say that nobody knows whether a rule applies, and who is looked for if it does."""
    parties = view.parties(rule)
    agency = looked_for(parties, answering_on(parties, view.directory, view.as_of))
    return Verdict(view.case.reference, rule.id, "unknown", kind, agency=agency)


def _why_missed(last: Heard, parties: Answering, view: _View) -> tuple[str, str]:
    """Return the kind of a gap from its latest missed discussion, and whose outcome that was."""
    for kind in _NEAREST_FIRST:
        whose = [agency for agency, outcome in last.outcomes if outcome == kind]
        if whose:
            return kind, whose[0]
    there = answering_on(parties, view.directory, last.talk.day)
    active = [a for a in there if view.directory.agencies[a].active.holds(view.as_of)]
    return ("not_invited", "") if active else ("nobody_to_invite", "")


def _link(view: _View, rule: Link) -> Verdict:
    """Judge a link to the case (point 5)."""
    case, as_of, directory = view.case, view.as_of, view.directory
    state, kind = view.silence[rule.id]
    if state:
        return _not_known(view, rule, kind)
    duty = duty_start(rule, case, directory, as_of, view.runs)
    edges = [
        spell
        for role in rule.roles
        for spell in case.works.get(role, ())
        if spell.code in directory.agencies
        and directory.agencies[spell.code].kind in rule.requires
        and (spell.valid_from is None or spell.valid_from <= as_of)
    ]
    holding = sorted(spell.code for spell in edges if spell.holds(as_of))
    parties = view.parties(rule)
    answering = answering_on(parties, directory, as_of)
    candidates = tuple(sorted(answering))
    if holding:
        return Verdict(
            case.reference, rule.id, "met", agency=holding[0], duty=duty, candidates=candidates
        )
    ended = [spell.valid_to for spell in edges if spell.valid_to is not None]
    due = max([duty.start, *ended]) + datetime.timedelta(days=rule.grace_days)
    state, kind, since = ("gap", "not_linked", due) if as_of >= due else ("not_due", "", None)
    return Verdict(
        case.reference, rule.id, state, kind, since, duty=duty, candidates=candidates,
        agency=looked_for(parties, answering),
    )  # fmt: skip


def _late(view: _View, clocks: Sequence[Clock]) -> list[Verdict]:
    """Say whether the case was discussed in time for its level (point 7)."""
    return [
        Verdict(view.case.reference, clock.id, "no_meeting", "meeting_overdue", due + ONE_DAY)
        for clock, due in discussions_due(view.case, view.level, clocks, view.as_of)
        if due < view.as_of
    ]
