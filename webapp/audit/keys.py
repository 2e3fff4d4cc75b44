"""Which texts may stand in the audit: those that are keys of something; of others their length."""

from collections.abc import Collection, Mapping
from typing import Any

from graph.errors import StoreError
from graph.model import MODEL
from graph.schema import Kind
from graph.states import existing_keys
from graph.store import Store
from graph.values import to_text
from queries.analysis import Analysis
from queries.catalogue import catalogue
from queries.coverage.policy import Policy
from queries.path_steps import EDGES

LONGEST = 100
MOST = 20
FREE = frozenset({Kind.TEXT, Kind.LIST})
"""Kinds of parameters that hold whatever somebody typed, unless it names something."""


def known(store: Store, policy: Policy, texts: Collection[str]) -> set[str]:
    """Return the texts that are a key of anything in the store, a rule, a question, an edge.

    A key is known whether or not the asker may see what it is of: the auditor must see that
    somebody tried. A store that does not answer knows none.
    """
    asked = sorted({text for text in texts if text and len(text) <= LONGEST})[:MOST]
    rules = {rule.id for rule in (*policy.rules, *policy.clocks)}
    found = set(asked) & {*rules, *catalogue(), *EDGES}
    if len(found) == len(asked):
        return found
    try:
        for node in MODEL.node_types.values():
            found |= existing_keys(store, node, asked)
    except StoreError:
        return found
    return found


def told(
    analysis: Analysis, parameters: Mapping[str, Any], store: Store, policy: Policy
) -> dict[str, Any]:
    """Return what a question that was answered was told, for the record."""
    given = {name: value for name, value in parameters.items() if value is not None}
    free = {
        name: _texts(value)
        for name, value in given.items()
        if analysis.parameters[name].kind in FREE
        and not (analysis.parameters[name].choices or analysis.parameters[name].refers_to)
    }
    keys = known(store, policy, [text for texts in free.values() for text in texts])
    return {
        name: value if set(free.get(name, ())) <= keys else letters(to_text(value))
        for name, value in given.items()
    }


def letters(text: str) -> str:
    """Say how long a text was that is not kept."""
    return f"{len(text)} letters"


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
