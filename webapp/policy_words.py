"""A policy as pages and programs take it."""

import dataclasses
from typing import Any

from queries.coverage.policy import Clock, Link, Policy, Seat

NAMED = {"in_force_from": "from", "in_force_until": "until"}
"""Fields that are called otherwise in a policy file."""


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
