"""A policy as pages and programs take it."""

import dataclasses
from typing import Any

from queries.coverage.differences import FIELDS, as_text, called
from queries.coverage.policy import Clock, Link, Policy, Seat

NAMED = {"in_force_from": "from", "in_force_until": "until"}
"""Fields that are called otherwise in a policy file."""
SAID_APART = frozenset({"basis", "status", "in_force_from", "in_force_until"})
"""Fields of a rule that its page tells in places of their own."""


def policy_as_json(policy: Policy) -> dict[str, Any]:
    """Return the object that `mappa policy show --format json` prints."""
    return {
        "name": policy.name,
        "version": policy.version,
        "digest": policy.digest,
        "seats": [rule_as_json(rule) for rule in policy.seats],
        "links": [rule_as_json(rule) for rule in policy.links],
        "clocks": [rule_as_json(clock) for clock in policy.clocks],
    }


def rule_as_json(rule: Seat | Link | Clock) -> dict[str, Any]:
    """Return one rule with its fields as a policy file names them."""
    return {
        NAMED.get(name, name): list(value) if isinstance(value, tuple) else value
        for name, value in dataclasses.asdict(rule).items()
    }


def definition(rule: Seat | Link | Clock) -> list[tuple[str, str]]:
    """Return what a rule says, field by field, in words; what it leaves empty is left out."""
    return [
        (words[0].upper() + words[1:], text)
        for name, words in FIELDS.items()
        if name not in SAID_APART and (text := called(name, as_text(getattr(rule, name, None))))
    ]
