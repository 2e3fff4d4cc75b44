"""What changed about a case between two days: its facts, its actions, its gaps."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.reference import names, rows
from queries.coverage.facts import CaseFacts, Directory, Spell
from queries.coverage.judge import STATES, judge_each
from queries.coverage.policy import Clock, Policy, Rule
from queries.coverage.words import listed, types_in_words
from queries.promises import Promise

ONE_DAY = datetime.timedelta(days=1)
FLAGGED = frozenset({"gap", "no_meeting", "at_risk"})
"""States that somebody has to act on."""
ANSWERS = {"yes": "yes", "no": "no", "unknown": "not known"}
OF_BIRTH = frozenset(
    row["code"] for row in rows("circumstance") if row["derived_from"] == "date_of_birth"
)
"""Circumstances whose first and last days tell the day of birth."""
Say = Mapping[str, str]


OF_COVERAGE = frozenset({"gap_opened", "gap_closed"})
"""Kinds of change that tell how the seats of a case stand."""


@dataclass(frozen=True)
class Change:
    """One thing that changed, with its day, in words."""

    on: datetime.date
    kind: str
    words: str


@dataclass(frozen=True)
class Called:
    """How a change calls what it speaks of: areas by name, agencies through the directory."""

    areas: Say
    directory: Directory
    untold: frozenset[str] = frozenset()
    """Circumstances of which the asker is not told when they began: it would tell a birthday."""

    def agency(self, code: str) -> str:
        """Return the name of an agency."""
        found = self.directory.agencies.get(code)
        return found.name if found else code

    def area(self, code: str) -> str:
        """Return the name of an area."""
        return self.areas.get(code, code)


def changes_between(
    case: CaseFacts,
    promises: Sequence[Promise],
    called: Called,
    policy: Policy,
    first: datetime.date,
    last: datetime.date,
) -> list[Change]:
    """Return what changed from the first day to the last, both included, the earliest first."""
    found = [
        *_facts(case, called, first, last),
        *_actions(promises, first, last),
        *_gaps(case, called, policy, first, last),
    ]
    order = {change: place for place, change in enumerate(found)}
    return sorted(found, key=lambda change: (change.on, order[change]))


def _facts(
    case: CaseFacts, called: Called, first: datetime.date, last: datetime.date
) -> Iterator[Change]:
    levels, categories = names("level"), names("category")
    told = (
        ("level", "", case.levels, lambda code: levels.get(code, f"Level {code}")),
        ("category", "", case.categories, lambda code: categories.get(code, f"Category {code}")),
        ("area", "Area: ", case.homes, called.area),
        ("lead", "Lead agency: ", case.works.get("lead", ()), called.agency),
    )
    for kind, noun, spells, say in told:
        for day, before, after in moves(spells, first, last):
            was = listed(map(say, before), "and") or "none"
            now = listed(map(say, after), "and") or "none"
            yield Change(day, kind, f"{noun}{was} became {now}" if before else f"{noun}{now}")
    called_so = names("circumstance")
    for code, answers in sorted(case.circumstances.items()):
        if code in called.untold:
            continue
        answered = [
            Spell(answer, one.valid_from, one.valid_to)
            for answer, found in answers.items()
            for one in found
        ]
        for day, before, after in moves(answered, first, last):
            was = listed((ANSWERS[one] for one in before), "and") or "not recorded"
            now = listed((ANSWERS[one] for one in after), "and") or "not recorded"
            what = called_so.get(code, code.replace("_", " "))
            yield Change(day, "circumstance", f"{what[0].upper()}{what[1:]}: {was} became {now}")


def moves(
    spells: Iterable[Spell], first: datetime.date, last: datetime.date
) -> Iterator[tuple[datetime.date, tuple[str, ...], tuple[str, ...]]]:
    """Yield each day from the first to the last on which other codes hold than the day before."""
    known = list(spells)
    days = {day for one in known for day in (one.valid_from, one.valid_to) if day is not None}
    for day in sorted(found for found in days if first <= found <= last):
        before, after = _held(known, day - ONE_DAY), _held(known, day)
        if before != after:
            yield day, before, after


def _held(spells: Iterable[Spell], day: datetime.date) -> tuple[str, ...]:
    return tuple(sorted({spell.code for spell in spells if spell.holds(day)}))


def _actions(
    promises: Iterable[Promise], first: datetime.date, last: datetime.date
) -> Iterator[Change]:
    for one in promises:
        owner = one.owner_name or "nobody named"
        if first <= one.raised_on <= last:
            yield Change(one.raised_on, "action_new", f"New action {one.code}, {owner}")
        if one.closed_on is not None and first <= one.closed_on <= last:
            outcome = f": {one.outcome.replace('_', ' ')}" if one.outcome else ""
            yield Change(
                one.closed_on, "action_closed", f"Action {one.code} closed, {owner}{outcome}"
            )


class _Judgements:
    """The flags of one case by day: each day judged once."""

    def __init__(self, case: CaseFacts, policy: Policy, directory: Directory) -> None:
        self._case, self._policy, self._directory = case, policy, directory
        self._kept: dict[datetime.date, dict[str, tuple[str, str]]] = {}

    def on(self, day: datetime.date) -> dict[str, tuple[str, str]]:
        """Return the state and the agency of each rule that flags the case on a day."""
        if day not in self._kept:
            judged = next(judge_each(self._policy, [self._case], self._directory, day), None)
            self._kept[day] = {
                verdict.rule: (verdict.state, verdict.agency)
                for verdict in (judged.found if judged else ())
                if verdict.state in FLAGGED
            }
        return self._kept[day]

    def turned(self, rule: str, before: datetime.date, after: datetime.date) -> datetime.date:
        """Return a day between two on which a rule begins to flag the case, or ceases to."""
        then = rule in self.on(before)
        while after - before > ONE_DAY:
            middle = before + (after - before) // 2
            if (rule in self.on(middle)) == then:
                before = middle
            else:
                after = middle
        return after


def _follows_from(rule: Rule | Clock | None, untold: frozenset[str]) -> bool:
    if rule is None or isinstance(rule, Clock):
        return False
    return not untold.isdisjoint((*rule.circumstances, *rule.also, *rule.unless))


def _gaps(
    case: CaseFacts, called: Called, policy: Policy, first: datetime.date, last: datetime.date
) -> Iterator[Change]:
    judgements, eve = _Judgements(case, policy, called.directory), first - ONE_DAY
    if last <= eve:
        return
    was, now = judgements.on(eve), judgements.on(last)
    for rule in sorted({*was, *now}):
        asked = policy.rule(rule)
        if (rule in was) == (rule in now) or _follows_from(asked, called.untold):
            continue
        state, agency = now.get(rule) or was[rule]
        who = "Meeting in time" if isinstance(asked, Clock) or asked is None else (
            called.agency(agency) if agency else types_in_words(asked.requires)
        )  # fmt: skip
        day = judgements.turned(rule, eve, last)
        if rule in now:
            yield Change(day, "gap_opened", f"{who}: {STATES[state]} ({rule})")
        else:
            yield Change(day, "gap_closed", f"{who}: no longer {STATES[state]} ({rule})")
