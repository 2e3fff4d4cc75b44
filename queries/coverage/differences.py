"""What differs between two policies, rule by rule."""

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

from graph.reference import names
from graph.values import to_text
from queries.coverage.policy import Clock, Link, Policy, Seat
from queries.coverage.words import OUTCOMES, listed, rule_in_words

Rule = Seat | Link | Clock


class Difference(NamedTuple):
    """One thing in which two policies differ; a rule that only one has is one difference."""

    rule: str
    change: str
    field: str = ""
    before: str = ""
    after: str = ""


def differences(before: Policy, after: Policy) -> Iterator[Difference]:
    """Yield what differs, in the order of the rules' ids."""
    was, will = _by_id(before), _by_id(after)
    for id_ in sorted({*was, *will}):
        if id_ not in will:
            yield Difference(id_, "removed")
        elif id_ not in was:
            yield Difference(id_, "added")
        elif type(was[id_]) is not type(will[id_]):
            kinds = (type(found[id_]).__name__.lower() for found in (was, will))
            yield Difference(id_, "changed", "kind", *kinds)
        else:
            yield from _fields(id_, was[id_], will[id_])


FIELDS = {
    "requires": "the agency types",
    "levels": "the levels",
    "categories": "the categories",
    "circumstances": "the circumstances",
    "also": "the circumstances that must hold as well",
    "unless": "the circumstances that must not hold",
    "by": "the ways to take part that count",
    "grades": "the grades",
    "may_miss": "how many discussions in a row may be missed",
    "roles": "the roles",
    "grace_days": "the days of grace",
    "strength": "how strongly it asks",
    "basis": "the basis",
    "status": "how sure we are of the basis",
    "in_force_from": "the first day in force",
    "in_force_until": "the first day no longer in force",
    "of": "what is to be done",
    "first_within_days": "the days until the first time",
    "then_within_days": "the days from one time to the next",
    "bands": "the bands of risk",
    "indicator": "the indicator",
    "at_least_percent": "the target in per cent",
    "fewest": "the smallest number that totals tell",
    "kind": "the kind of rule",
}
"""What a field of a rule is, in words."""


def in_words(found: Difference, before: Policy, after: Policy) -> str:
    """Say one difference."""
    was, will = _by_id(before), _by_id(after)
    if found.change == "added":
        return f"{found.rule} is new. {rule_in_words(will[found.rule])}"
    if found.change == "removed":
        return f"{found.rule} goes. {rule_in_words(was[found.rule])}"
    old, new = (called(found.field, text) or "nothing" for text in (found.before, found.after))
    return f"{found.rule}: {FIELDS[found.field]} would be {new}, and not {old}"


def called(field: str, text: str) -> str:
    """Return the codes of a field by the names of what they stand for."""
    if field == "by":
        return listed((OUTCOMES.get(way, way) for way in text.split(", ") if way), "or")
    table = {"requires": "agency_type"}.get(field)
    if field in {"circumstances", "also", "unless"}:
        table = "circumstance"
    if table is None:
        return text
    return listed((names(table).get(code, code) for code in text.split(", ") if code), "and")


def _fields(id_: str, was: Rule, will: Rule) -> Iterator[Difference]:
    for field in dataclasses.fields(was):
        old, new = getattr(was, field.name), getattr(will, field.name)
        if old != new:
            yield Difference(id_, "changed", field.name, as_text(old), as_text(new))


def _by_id(policy: Policy) -> dict[str, Rule]:
    return {rule.id: rule for rule in (*policy.rules, *policy.clocks)}


def as_text(value: object) -> str:
    """Return the value of a field; nothing for one that a rule does not have."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return to_text(value)  # type: ignore[arg-type]  # a rule's fields are plain values
