"""Rules and verdicts in words: what is asked, what was found, what would clear it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from graph.reference import names
from queries.coverage.hearing import Heard
from queries.coverage.judge import KINDS, Verdict
from queries.coverage.policy import Clock, Link, Rule, Seat

OUTCOMES = {
    "in_person": "came in person",
    "remote": "took part from elsewhere",
    "report_only": "sent a report only",
    "apologies": "sent apologies",
    "no_show": "did not come",
    "awaited": "outcome not known",
    "wrong_grade": "came at another grade than asked for",
}
WAYS = {
    "in_person": "comes in person",
    "remote": "takes part from elsewhere",
    "report_only": "sends a report",
}
ROLES = {
    "lead": "lead agency",
    "core": "core agency",
    "contributing": "contributing agency",
    "informed": "agency kept informed",
}
ASKS = {"must": "must", "should": "should", "consider": "should be considered to"}
"""How strongly a rule asks, as it stands in a sentence."""
MADE = {"good": "counts as covered", "open": "not known", "missed": "missed"}


def listed(words: Iterable[str], joint: str = "or") -> str:
    """Write several words as a person does: a, b or c."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {joint} {found[-1]}"


def types_in_words(codes: Sequence[str]) -> str:
    """Return agency types by name."""
    known = names("agency_type")
    return listed(known.get(code, code) for code in codes)


def rule_in_short(rule: Seat | Link | Clock) -> str:
    """Say in a few words what a rule or a clock asks for, to be read where its id would stand."""
    if isinstance(rule, Clock):
        return _clock_in_words(rule).rstrip(".")
    who = types_in_words(rule.requires)
    grade = f" at grade {listed(rule.grades)}" if isinstance(rule, Seat) and rule.grades else ""
    how = (
        f"linked as {listed(ROLES[role] for role in rule.roles)}" if isinstance(rule, Link) else ""
    )
    return f"{who} {how or f'at the table{grade}'}{_where(rule)}"


def _where(rule: Rule) -> str:
    """Name the first of a rule's circumstances, and how many more there are."""
    if not rule.circumstances:
        return ""
    known = names("circumstance")
    first, *others = (known.get(code, code) for code in rule.circumstances)
    found = f"{first} or {len(others)} more" if len(others) > 1 else listed([first, *others])
    return f" ({found})"


def rule_in_words(rule: Seat | Link | Clock) -> str:
    """Say in one sentence what a rule or a clock asks for."""
    if isinstance(rule, Clock):
        return _clock_in_words(rule)
    who = types_in_words(rule.requires)
    when = _when(rule)
    if isinstance(rule, Link):
        roles = listed(ROLES[role] for role in rule.roles)
        return (
            f"{who} {ASKS[rule.strength]} be linked to the case as {roles}, "
            f"within {rule.grace_days} days, {when}."
        )
    how = listed(WAYS[outcome] for outcome in rule.by)
    grade = f" at grade {listed(rule.grades)}" if rule.grades else ""
    spare = f" {rule.may_miss} in a row may be missed." if rule.may_miss else ""
    asks = f"{who} {ASKS[rule.strength]} be at the table each time the case is discussed"
    return f"{asks}{grade}, {when}. It counts when one that answers {how}.{spare}"


def authority(rule: Rule | Clock) -> str:
    """Say on what authority a rule stands, and how sure we are of it."""
    sure = {
        "verified": "the basis is verified in the source",
        "secondary": "the basis is from a secondary source",
        "unverified": "the basis is unverified, to be confirmed by the Strategic Management Board",
    }
    return f"Expected by local policy. Basis: {rule.basis} ({sure[rule.status]})."


def discussion_in_words(heard: Heard, called: Mapping[str, str]) -> str:
    """Say what the judge made of one discussion; `called` are names of agencies by code."""
    came = listed(
        (
            f"{called[agency]} {OUTCOMES.get(outcome, outcome)}"
            for agency, outcome in heard.outcomes
        ),
        "and",
    )
    told = came or "no answering agency was invited"
    return f"Discussed on {day(heard.talk.day)}: {told}; {MADE[heard.made]}."


def clears(rule: Seat | Link | Clock, verdict: Verdict, agency: str) -> list[str]:
    """Return the smallest changes that would clear a verdict, each enough by itself.

    `agency` is the name of the agency that was looked for, or empty.
    """
    if verdict.state in {"met", "not_due", "not_required", "not_asked"}:
        return []
    if verdict.kind in {"circumstance_unknown", "category_unknown"}:
        return ["Record the answer: then the rule is judged or does not apply."]
    if verdict.state == "no_meeting":
        return ["Hold a discussion of the case."]
    if isinstance(rule, Seat | Link):
        return [_clears(rule, verdict.kind, agency)]
    return []


def _clears(rule: Seat | Link, kind: str, agency: str) -> str:
    who = types_in_words(rule.requires)
    if kind == "not_linked" and isinstance(rule, Link):
        return f"Link {who} to the case as {listed(ROLES[role] for role in rule.roles)}."
    if kind == "no_contact":
        return f"Load a current contact of {agency or who}."
    if kind == "awaited":
        return "Record what came of the invitation."
    how = _how(rule) if isinstance(rule, Seat) else ""
    there = f"Load an agency of the type {who} that operates in the area"
    if kind in {"nobody_to_invite", "no_agency"}:
        return f"{there}." if kind == "no_agency" else f"{there}; at the next discussion it {how}."
    return f"At the next discussion {agency or who} {how}."


def _how(rule: Seat) -> str:
    grade = f" at grade {listed(rule.grades)}" if rule.grades else ""
    return f"{listed(WAYS[outcome] for outcome in rule.by)}{grade}"


def kind_in_words(kind: str) -> str:
    """Return a kind of gap in words."""
    return KINDS.get(kind, kind)


def day(value: datetime.date | None) -> str:
    """Write a day as GOV.UK does: 1 February 2026."""
    return f"{value.day} {value:%B %Y}" if value else ""


def _clock_in_words(clock: Clock) -> str:
    if clock.of == "target":
        within = f", counted within {clock.then_within_days} days" if clock.then_within_days else ""
        return (
            f"Indicator {clock.indicator} is at least {clock.at_least_percent}% "
            f"at Level {listed(clock.levels)}{within}."
        )
    if clock.of == "totals":
        return f"Whoever sees totals alone is told of counts below {clock.fewest} as being smaller."
    what = {
        "discussion": "A case is discussed",
        "review": "A case is reviewed",
        "minutes": "Minutes are sent",
        "visit": "A visit is made",
        "level_set": "The level is set",
        "board": "The board meets",
        "watch": "A case that was stepped down is watched",
        "notice": "What runs out is told ahead",
    }[clock.of]
    first = f"first within {clock.first_within_days} days" if clock.first_within_days else ""
    then = f"every {clock.then_within_days} days" if clock.then_within_days else ""
    often = listed([part for part in (first, then) if part], "then")
    return f"{what} {often} at Level {listed(clock.levels)}."


def _when(rule: Rule) -> str:
    known = names("circumstance")
    parts = [f"at Level {listed(rule.levels)}"]
    if rule.categories:
        parts.append(f"in Category {listed(rule.categories)}")
    if rule.circumstances:
        parts.append(f"where so: {listed(known.get(c, c) for c in rule.circumstances)}")
    if rule.also:
        parts.append(f"and also: {listed(known.get(c, c) for c in rule.also)}")
    if rule.unless:
        parts.append(f"unless: {listed(known.get(c, c) for c in rule.unless)}")
    return ", ".join(parts)
