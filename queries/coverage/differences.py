"""What differs between two policies, rule by rule."""

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

from graph.values import to_text
from queries.coverage.policy import Clock, Link, Policy, Seat

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


def _fields(id_: str, was: Rule, will: Rule) -> Iterator[Difference]:
    for field in dataclasses.fields(was):
        old, new = getattr(was, field.name), getattr(will, field.name)
        if old != new:
            yield Difference(id_, "changed", field.name, _text(old), _text(new))


def _by_id(policy: Policy) -> dict[str, Rule]:
    return {rule.id: rule for rule in (*policy.rules, *policy.clocks)}


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return to_text(value)  # type: ignore[arg-type]  # a rule's fields are plain values
