"""What a load keeps of what the store knows: former names, and days that are known better."""

import datetime
from collections.abc import Mapping

from graph.model import MODEL
from graph.values import Value
from loaders.shaping import folded

FORMER = ("former_names", "aliases")
"""Columns for the names that a thing once had: the first that its type has."""


def with_former_names(
    label: str, stored: Mapping[str, Value], properties: Mapping[str, Value]
) -> dict[str, Value]:
    """Return properties with every other name that the thing has or had, never its own name.

    Names are only added: a list without aliases, or with others, takes none away.
    """
    known = MODEL.node_types[label].properties
    column = next((name for name in FORMER if name in known), "")
    if not column or "name" not in known:
        return dict(properties)
    names = [*_names(stored.get(column)), *_names(properties.get(column))]
    names += _names(stored.get("name"))
    seen = {folded(name) for name in _names(properties.get("name"))}
    kept: list[str] = []
    for name in names:
        if folded(name) not in seen:
            seen.add(folded(name))
            kept.append(name)
    found = {name: value for name, value in properties.items() if name != column}
    return {**found, column: kept} if kept else found


def with_known_days(
    values: Mapping[str, Value],
    stored: Mapping[str, Value],
    dated_by_load: Mapping[str, datetime.date],
) -> dict[str, Value]:
    """Return values in which the day of this load does not replace an earlier one.

    A source that says that something has ended, and not when, says so again on each later day.
    """
    found = dict(values)
    for column, day in dated_by_load.items():
        known = stored.get(column)
        if found.get(column) == day and isinstance(known, datetime.date) and known < day:
            found[column] = known
    return found


def _names(value: Value) -> list[str]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str) else []
