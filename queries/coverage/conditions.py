"""When a rule applies to a case, and since when (points 1 and 2 of docs/coverage.md)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from queries.coverage.facts import CaseFacts, Directory, Spell
from queries.coverage.policy import Rule

UNKNOWN_CATEGORY = "unknown"
APPLIES = ("", "")
NOT_REQUIRED = ("not_required", "")
NOT_ASKED = ("not_asked", "")


@dataclass(frozen=True, slots=True)
class Duty:
    """The day from which a rule asks something of a case, and each day that it is the latest of."""

    start: datetime.date
    reasons: tuple[tuple[str, datetime.date], ...]


@dataclass(frozen=True, slots=True)
class Now:
    """What is known of a case's conditions on one day: found once, read by every rule."""

    categories: frozenset[str]
    yes: frozenset[str]
    unknown: frozenset[str]
    asked: frozenset[str]


def now(case: CaseFacts, day: datetime.date) -> Now:
    """Return what is known of a case on a day."""
    yes, unknown, asked = set(), set(), set()
    for code, answers in case.circumstances.items():
        for answer, spells in answers.items():
            for spell in spells:
                if spell.valid_from is not None and spell.valid_from > day:
                    continue
                asked.add(code)
                if spell.valid_to is None or day < spell.valid_to:
                    if answer == "yes":
                        yes.add(code)
                    elif answer == "unknown":
                        unknown.add(code)
    return Now(
        frozenset(spell.code for spell in case.categories if spell.holds(day)),
        frozenset(yes),
        frozenset(unknown),
        frozenset(asked),
    )


def levels_on(case: CaseFacts, day: datetime.date) -> list[str]:
    """Return the levels that hold on a day, the highest last."""
    return sorted(spell.code for spell in case.levels if spell.holds(day))


def applies(rule: Rule, found: Now, level: str) -> tuple[str, str]:
    """Return state and kind where the rule does not apply, and two empty texts where it does."""
    if level not in rule.levels or not found.yes.isdisjoint(rule.unless):
        return NOT_REQUIRED
    told = APPLIES
    for finding in (
        _category(rule, found) if rule.categories else APPLIES,
        _circumstances(rule.circumstances, found) if rule.circumstances else APPLIES,
        _circumstances(rule.also, found) if rule.also else APPLIES,
    ):
        if finding[0] == "not_required":
            return finding
        if finding is not APPLIES and told[0] != "unknown":
            told = finding
    return told


Runs = dict[tuple[str, ...], datetime.date | None]
"""Starts of runs at some levels of one case on one day: many rules ask for the same levels."""


def duty_start(
    rule: Rule, case: CaseFacts, directory: Directory, day: datetime.date, runs: Runs | None = None
) -> Duty:
    """Return the latest of the days from which everything that the rule asks for was so.

    `runs` is kept by whoever asks of one case and day for several rules.
    """
    runs = {} if runs is None else runs
    reasons = [("case opened", case.opened_on)]
    if rule.levels not in runs:
        at_level = [spell for spell in case.levels if spell.code in rule.levels]
        runs[rule.levels] = run_start(at_level, day)
    _add(reasons, "at a level of the rule", runs[rule.levels])
    if rule.categories:
        held = [spell for spell in case.categories if spell.code in rule.categories]
        _add(reasons, "in a category of the rule", run_start(held, day))
    for name, codes in (("circumstance", rule.circumstances), ("further circumstance", rule.also)):
        starts = [run_start(case.circumstances.get(c, {}).get("yes", ()), day) for c in codes]
        _add(reasons, name, min((start for start in starts if start), default=None))
    if _of_area(rule.requires, directory):
        home = next((spell for spell in reversed(case.homes) if spell.holds(day)), None)
        _add(reasons, "in its home area", home.valid_from if home else None)
    _add(reasons, "rule in force", rule.in_force_from)
    return Duty(max(found for _, found in reasons), tuple(reasons))


def _of_area(requires: tuple[str, ...], directory: Directory) -> bool:
    key = ("of an area", requires)
    if key not in directory.found:
        directory.found[key] = any(directory.reach.get(kind) == "area" for kind in requires)
    found: bool = directory.found[key]
    return found


def run_start(spells: Iterable[Spell], day: datetime.date) -> datetime.date | None:
    """Return the first day of the earliest unbroken run of spells that holds on a day.

    Spells that touch or overlap are one run. None where nothing holds, or it holds since always.
    """
    begun: list[tuple[datetime.date, datetime.date | None]] = []
    start = None
    for _, first, last in spells:
        holding = last is None or day < last
        if first is None:
            if holding:
                return None
        elif first <= day:
            begun.append((first, last))
            if holding and (start is None or first < start):
                start = first
    return start if start is None or len(begun) == 1 else _back(begun, start)


def _back(
    begun: Sequence[tuple[datetime.date, datetime.date | None]], start: datetime.date
) -> datetime.date:
    """Go back from a start as long as an earlier spell reaches it."""
    while True:
        reaching = [
            first for first, last in begun if first < start and (last is None or last >= start)
        ]
        if not reaching:
            return start
        start = min(reaching)


def _category(rule: Rule, found: Now) -> tuple[str, str]:
    if not found.categories.isdisjoint(rule.categories):
        return APPLIES
    if not found.categories or UNKNOWN_CATEGORY in found.categories:
        return "unknown", "category_unknown"
    return NOT_REQUIRED


def _circumstances(codes: Sequence[str], found: Now) -> tuple[str, str]:
    if not found.yes.isdisjoint(codes):
        return APPLIES
    if not found.unknown.isdisjoint(codes):
        return "unknown", "circumstance_unknown"
    return NOT_ASKED if found.asked.isdisjoint(codes) else NOT_REQUIRED


def _add(reasons: list[tuple[str, datetime.date]], name: str, day: datetime.date | None) -> None:
    if day is not None:
        reasons.append((name, day))
