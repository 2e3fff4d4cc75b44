"""A text asked with no more of the scope's predicate than its asker needs.

A text holds the whole of what may keep a case from somebody: areas, agencies, categories, grants.
For most askers some of it is true of every case. A server plans such a part all the same, for
seconds (docs/decisions/0010), so it is left out before the text is sent. The question is the same.
"""

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from graph.scope import Scope
from graph.store import SECONDS, Ask, Reader, Row
from queries.predicates import (
    has_no_area,
    in_agencies,
    in_areas,
    in_categories,
    is_granted,
    visible,
)

_WHOLE = re.compile(
    re.escape(visible("MATTER"))
    .replace("MATTER", r"(?P<matter>\w+)", 1)
    .replace("MATTER", r"(?P=matter)")
)
"""The predicate as it stands in a text, whatever the case is called there."""


_NAMED = re.compile(r"\$(\w+)")


class Needs(NamedTuple):
    """Which parts of the predicate can keep a case from an asker."""

    areas: bool
    agencies: bool
    categories: bool
    grants: bool
    unplaced: bool = False


class Narrowed:
    """A reader that leaves out of each text what the scope makes true of every case."""

    def __init__(self, reader: Reader, scope: Scope) -> None:
        self._reader = reader
        self._needs = needs_of(scope)

    @property
    def kept(self) -> dict[str, Any]:
        """Return what was kept with the state that is read."""
        return self._reader.kept

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text. Raises TimeLimit and StoreError."""
        asked, told = self._narrow(text, parameters or {})
        return self._reader.read(asked, told, seconds=seconds)

    def read_each(
        self, asks: Mapping[str, Ask], *, seconds: float = SECONDS
    ) -> dict[str, list[Row]]:
        """Return the rows of each text by its name. Raises TimeLimit and StoreError."""
        narrow = {name: self._narrow(text, told) for name, (text, told) in asks.items()}
        return self._reader.read_each(narrow, seconds=seconds)

    def version(self) -> int:
        """Return the number of the last load."""
        return self._reader.version()

    def _narrow(self, text: str, parameters: Mapping[str, Any]) -> Ask:
        asked = narrowed(text, self._needs)
        # A server plans a text anew for each mixture of types that it is told of.
        return asked, {name: value for name, value in parameters.items() if name in named(asked)}


def needs_of(scope: Scope) -> Needs:
    """Return what may keep a case from the asker of a scope."""
    told = scope.parameters(datetime.date.max)
    return Needs(
        areas=not told["scope_contact"] and not told["scope_all_areas"],
        agencies=bool(told["scope_contact"]),
        categories=not told["scope_all_categories"],
        grants=not told["scope_restricted"],
        unplaced=bool(told["scope_unplaced"]),
    )


@lru_cache(maxsize=4_000)
def narrowed(text: str, needs: Needs) -> str:
    """Return the text with only the needed parts in place of the whole predicate."""
    return _WHOLE.sub(lambda found: _predicate(found["matter"], needs), text)


@lru_cache(maxsize=4_000)
def named(text: str) -> frozenset[str]:
    """Return the parameters that a text names."""
    return frozenset(_NAMED.findall(text))


def _predicate(matter: str, needs: Needs) -> str:
    places = _in_areas_or_none if needs.unplaced else in_areas
    parts = (places, in_agencies, in_categories, is_granted)
    needed = [part(matter) for part, wanted in zip(parts, needs, strict=False) if wanted]
    return "\n  AND ".join(needed) if needed else "true"


def _in_areas_or_none(matter: str) -> str:
    return f"({in_areas(matter)}\n       OR {has_no_area(matter)})"
