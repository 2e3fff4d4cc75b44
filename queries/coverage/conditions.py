"""When a rule applies to a case, and since when (points 1 and 2 of docs/coverage.md)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from queries.coverage.facts import CaseFacts, Directory, Spell
from queries.coverage.policy import Rule

UNKNOWN_CATEGORY = "unknown"


@dataclass(frozen=True, slots=True)
class Duty:
    """The day from which a rule asks something of a case, and each day that it is the latest of."""

    start: datetime.date
    reasons: tuple[tuple[str, datetime.date], ...]


def levels_on(case: CaseFacts, day: datetime.date) -> list[str]:
    """Return the levels that hold on a day, the highest last."""
    return sorted(spell.code for spell in case.levels if spell.holds(day))


def applies(rule: Rule, case: CaseFacts, level: str, day: datetime.date) -> tuple[str, str]:
    """Return state and kind where the rule does not apply, and two empty texts where it does."""
    if level not in rule.levels or _any_yes(case, rule.unless, day):
        return "not_required", ""
    findings = [
        _category(rule, case, day),
        _circumstances(rule.circumstances, case, day),
        _circumstances(rule.also, case, day),
    ]
    for state in ("not_required", "unknown", "not_asked"):
        for found, kind in findings:
            if found == state:
                return state, kind
    return "", ""


def duty_start(rule: Rule, case: CaseFacts, directory: Directory, day: datetime.date) -> Duty:
    """Return the latest of the days from which everything that the rule asks for was so."""
    reasons = [("case opened", case.opened_on)]
    at_level = run_start([spell for spell in case.levels if spell.code in rule.levels], day)
    _add(reasons, "at a level of the rule", at_level)
    if rule.categories:
        held = [spell for spell in case.categories if spell.code in rule.categories]
        _add(reasons, "in a category of the rule", run_start(held, day))
    for name, codes in (("circumstance", rule.circumstances), ("further circumstance", rule.also)):
        starts = [run_start(case.circumstances.get(c, {}).get("yes", ()), day) for c in codes]
        _add(reasons, name, min((start for start in starts if start), default=None))
    if any(directory.reach.get(kind) == "area" for kind in rule.requires):
        home = next((spell for spell in reversed(case.homes) if spell.holds(day)), None)
        _add(reasons, "in its home area", home.valid_from if home else None)
    _add(reasons, "rule in force", rule.in_force_from)
    return Duty(max(found for _, found in reasons), tuple(reasons))


def run_start(spells: Iterable[Spell], day: datetime.date) -> datetime.date | None:
    """Return the first day of the earliest unbroken run of spells that holds on a day.

    Spells that touch or overlap are one run. None where nothing holds, or it holds since always.
    """
    before = [spell for spell in spells if spell.valid_from is None or spell.valid_from <= day]
    holding = [spell for spell in before if spell.holds(day)]
    if not holding or any(spell.valid_from is None for spell in holding):
        return None
    start = min(spell.valid_from for spell in holding if spell.valid_from is not None)
    return _back(before, start)


def _back(spells: Sequence[Spell], start: datetime.date) -> datetime.date:
    """Go back from a start as long as an earlier spell reaches it."""
    while True:
        reaching = [
            spell.valid_from
            for spell in spells
            if spell.valid_from is not None
            and spell.valid_from < start
            and (spell.valid_to is None or spell.valid_to >= start)
        ]
        if not reaching:
            return start
        start = min(reaching)


def _category(rule: Rule, case: CaseFacts, day: datetime.date) -> tuple[str, str]:
    if not rule.categories:
        return "", ""
    holding = {spell.code for spell in case.categories if spell.holds(day)}
    if holding & set(rule.categories):
        return "", ""
    if not holding or UNKNOWN_CATEGORY in holding:
        return "unknown", "category_unknown"
    return "not_required", ""


def _circumstances(codes: Sequence[str], case: CaseFacts, day: datetime.date) -> tuple[str, str]:
    if not codes or _any_yes(case, codes, day):
        return "", ""
    answers = [case.circumstances.get(code, {}) for code in codes]
    if any(spell.holds(day) for found in answers for spell in found.get("unknown", ())):
        return "unknown", "circumstance_unknown"
    asked = any(
        spell.valid_from is None or spell.valid_from <= day
        for found in answers
        for spells in found.values()
        for spell in spells
    )
    return ("not_required", "") if asked else ("not_asked", "")


def _any_yes(case: CaseFacts, codes: Sequence[str], day: datetime.date) -> bool:
    return any(
        spell.holds(day)
        for code in codes
        for spell in case.circumstances.get(code, {}).get("yes", ())
    )


def _add(reasons: list[tuple[str, datetime.date]], name: str, day: datetime.date | None) -> None:
    if day is not None:
        reasons.append((name, day))
