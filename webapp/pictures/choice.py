"""What somebody chose in a picture, as it stands in the address: opened, hidden, on which day.

    ?open=case:C1,agency:X~level%203~20&hide=action&at=2026-03-31

Everything is named by business key, so that an address, and a view that is saved, outlive a load.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from graph.errors import InputError
from queries.neighbours import MOST_ADDED
from webapp.asking import read_day

MOST_STEPS = 50
"""Openings that a picture holds, which is also how many can be undone."""


@dataclass(frozen=True)
class Opening:
    """One thing that was opened; for one with many neighbours, which groups and how many."""

    id: str
    groups: tuple[str, ...] = ()
    most: int | None = None

    @property
    def text(self) -> str:
        """Return it as it stands in an address; commas and tildes of its own are written out."""
        id_ = _quoted(self.id)
        if self.most is None:
            return id_
        return f"{id_}~{'.'.join(map(_quoted, self.groups))}~{self.most}"


@dataclass(frozen=True)
class Choice:
    """Everything that was chosen. `as_of` is the day as the address has it; empty: today."""

    open: tuple[Opening, ...] = ()
    hide: tuple[str, ...] = ()
    at: datetime.date | None = None
    as_of: str = ""

    def query(self) -> dict[str, str]:
        """Return what an address must say for the same picture."""
        told = {
            "as_of": self.as_of,
            "open": ",".join(one.text for one in self.open),
            "hide": ",".join(map(_quoted, self.hide)),
            "at": self.at.isoformat() if self.at else "",
        }
        return {name: value for name, value in told.items() if value}

    def opening(self, one: Opening) -> "Choice":
        """Return the choice with one more thing opened."""
        return replace(self, open=(*self.open, one))

    def without_last(self) -> "Choice":
        """Return the choice before the last opening."""
        return replace(self, open=self.open[:-1])

    def hiding(self, name: str) -> "Choice":
        """Return the choice with something hidden, or shown again where it is hidden."""
        left = tuple(one for one in self.hide if one != name)
        return replace(self, hide=left if name in self.hide else (*self.hide, name))


def read_choice(told: Mapping[str, str]) -> Choice:
    """Read what an address says. Raises InputError."""
    openings = tuple(_opening(text) for text in _listed(told.get("open", "")))
    hide = tuple(dict.fromkeys(unquote(text) for text in _listed(told.get("hide", ""))))
    for what, found in (("open", openings), ("hide", hide)):
        if len(found) > MOST_STEPS:
            raise InputError(f"{what} names {len(found)} things; a picture holds {MOST_STEPS}")
    at = told.get("at", "")
    return Choice(
        openings, hide, read_day(at, datetime.date.min) if at else None, told.get("as_of", "")
    )


def keys_in(text: str) -> set[str]:
    """Return the keys that a part of an address may name, whichever part it is."""
    found = {unquote(part.partition("~")[0]) for part in _listed(text)}
    return {id_.partition(":")[2] or id_ for id_ in found}


def _opening(text: str) -> Opening:
    id_, *rest = text.split("~")
    if not rest:
        return Opening(unquote(id_))
    if len(rest) != 2 or not rest[1].isdecimal() or not 1 <= int(rest[1]) <= MOST_ADDED:
        raise InputError(
            f"open cannot be {text[:60]!r}: write KEY, or KEY~GROUP.GROUP~MOST with MOST from 1 "
            f"to {MOST_ADDED}"
        )
    groups = tuple(unquote(group) for group in rest[0].split(".") if group)
    return Opening(unquote(id_), groups, int(rest[1]))


def _listed(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def _quoted(text: str) -> str:
    """Write out what parts one thing from the next in an address."""
    return quote(text, safe=":+ ").replace("~", "%7E").replace(".", "%2E")
