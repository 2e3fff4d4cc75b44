"""Reads a policy file and checks it, line by line."""

import datetime
import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.errors import PolicyError
from graph.model import MODEL
from graph.reference import codes
from queries.coverage.policy import STATUSES, STRENGTHS, Clock, Link, Policy, Seat

DEFAULT = Path(__file__).parent.parent / "policies" / "mappa-ew-default.toml"
ROLES = ("lead", "core", "contributing", "informed")
CLOCKS = (
    "discussion", "review", "minutes", "visit", "level_set", "board", "watch", "notice", "target",
    "totals",
)  # fmt: skip
INDICATORS = ("K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11")

_INVITED = MODEL.dated_edges["INVITED"].edge.properties
OUTCOMES = tuple(_INVITED["outcome"].choices)
GRADES = tuple(_INVITED["grade"].choices)


def default_policy() -> Policy:
    """Return the policy that the product ships."""
    return read_policy(DEFAULT)


def read_policy(path: Path) -> Policy:
    """Read and check a policy file. Raises PolicyError with every mistake, by line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: cannot be read as a UTF-8 text file") from error
    return parse_policy(text, str(path.name))


def parse_policy(text: str, file: str = "policy") -> Policy:
    """Check the text of a policy. Raises PolicyError with every mistake, by line."""
    try:
        plain = tomllib.loads(text)
    except RecursionError as error:
        raise PolicyError(f"{file}: lists stand in lists, too deep to be read") from error
    except ValueError as error:  # of the language itself, or a number of thousands of figures
        raise PolicyError(f"{file}: {error}") from error
    mistakes = [f"{file}:{line}: {what}" for line, what in sorted(_mistakes(plain, _Lines(text)))]
    if mistakes:
        raise PolicyError("\n".join(mistakes))
    canonical = json.dumps(plain, sort_keys=True, default=str)
    return Policy(
        name=str(plain["name"]),
        version=str(plain["version"]),
        digest=hashlib.sha256(canonical.encode()).hexdigest()[:12],
        seats=tuple(Seat(**_arguments(row)) for row in plain.get("seat", [])),
        links=tuple(Link(**_arguments(row)) for row in plain.get("link", [])),
        clocks=tuple(Clock(**_arguments(row)) for row in plain.get("clock", [])),
        note=str(plain.get("note", "")),
        file=file,
    )


_COMMON = ("id", "levels", "basis", "status", "from", "until")
_RULE = (*_COMMON, "requires", "circumstances", "also", "unless", "categories", "strength")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "seat": (*_RULE, "by", "grades", "may_miss"),
    "link": (*_RULE, "roles", "grace_days"),
    "clock": (
        *_COMMON,
        "of",
        "first_within_days",
        "then_within_days",
        "bands",
        "indicator",
        "at_least_percent",
        "fewest",
    ),
}
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "seat": ("id", "requires", "levels", "strength", "basis", "status"),
    "link": ("id", "requires", "levels", "strength", "basis", "status", "roles"),
    "clock": ("id", "of", "levels", "basis", "status"),
}
_ONE_OF: Mapping[str, Collection[str]] = {
    "strength": STRENGTHS,
    "status": STATUSES,
    "of": CLOCKS,
    "indicator": INDICATORS,
}
_NUMBERS = (
    "may_miss", "grace_days", "first_within_days", "then_within_days", "at_least_percent", "fewest",
)  # fmt: skip
_DATES = ("from", "until")
LARGEST = 36_500
"""Days, or whatever else is counted: a hundred years, after which a calendar ends."""


def _any_of() -> Mapping[str, Collection[str]]:
    circumstances = codes("circumstance")
    return {
        "requires": codes("agency_type"),
        "levels": codes("level"),
        "categories": codes("category"),
        "circumstances": circumstances,
        "also": circumstances,
        "unless": circumstances,
        "by": OUTCOMES,
        "grades": GRADES,
        "roles": ROLES,
        "bands": ("low", "medium", "high", "very_high"),
    }


class _Lines:
    """Where the rows of each kind and their fields stand in the text."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines, start=1):
            header = re.match(r"\s*\[\[\s*([A-Za-z_]+)\s*\]\]", line)
            if header:
                self._starts.setdefault(header[1], []).append(number)

    def of(self, kind: str, index: int, name: str = "") -> int:
        starts = self._starts.get(kind, [])
        start = starts[index] if index < len(starts) else 1
        for offset, line in enumerate(self._lines[start:], start=start + 1):
            if re.match(r"\s*\[", line):
                break
            if name and re.match(rf"\s*{re.escape(name)}\s*=", line):
                return offset
        return start

    def top(self, name: str) -> int:
        for number, line in enumerate(self._lines, start=1):
            if re.match(rf"\s*\[*\s*{re.escape(name)}\b", line):
                return number
        return 1


def _mistakes(plain: Mapping[str, Any], lines: _Lines) -> Iterator[tuple[int, str]]:
    yield from _top_mistakes(plain, lines)
    for name in plain:
        if name not in {"name", "version", "note", *FIELDS}:
            yield (lines.top(name), f"{name!r} is not known; a policy has seat, link, clock rows")
    seen: dict[str, int] = {}
    known = _any_of()
    for kind in FIELDS:
        rows = plain.get(kind, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            yield (lines.top(kind), f"write each {kind} as a row of its own under [[{kind}]]")
            continue
        for index, row in enumerate(rows):
            yield from _row_mistakes(kind, index, row, lines, known)
            yield from _twice(str(row.get("id", "")), lines.of(kind, index, "id"), seen)


def _top_mistakes(plain: Mapping[str, Any], lines: _Lines) -> Iterator[tuple[int, str]]:
    for name in ("name", "version"):
        if not plain.get(name):
            yield (1, f"{name} is missing")
    for name in ("name", "version", "note"):
        if not isinstance(plain.get(name, ""), str | int):
            yield (lines.top(name), f"{name} must be a text in quotes")


def _twice(id_: str, line: int, seen: dict[str, int]) -> Iterator[tuple[int, str]]:
    if id_ in seen:
        yield (line, f"{id_!r} is used twice, first in line {seen[id_]}")
    elif id_:
        seen[id_] = line


def _row_mistakes(
    kind: str,
    index: int,
    row: Mapping[str, Any],
    lines: _Lines,
    known: Mapping[str, Collection[str]],
) -> Iterator[tuple[int, str]]:
    called = row.get("id") or f"this {kind}"
    for name in _REQUIRED[kind]:
        if not row.get(name):
            yield (lines.of(kind, index), f"{called} has no {name}")
    for name, value in row.items():
        what = _field_mistake(kind, name, value, known)
        if what:
            yield (lines.of(kind, index, name), f"{called}: {what}")
    first, last = row.get("from"), row.get("until")
    if isinstance(first, datetime.date) and isinstance(last, datetime.date) and first >= last:
        yield (lines.of(kind, index, "until"), f"{called}: until must be later than from")
    if kind == "clock":
        what = _clock_mistake(row)
        if what:
            yield (lines.of(kind, index), f"{called} {what}")


def _clock_mistake(row: Mapping[str, Any]) -> str:
    if row.get("of") == "target":
        good = row.get("indicator") and row.get("at_least_percent") in range(101)
        return "" if good else "needs an indicator and at_least_percent, 0 to 100"
    if row.get("of") == "totals":
        return "" if row.get("fewest") else "needs fewest, 1 or more"
    if row.get("first_within_days") or row.get("then_within_days"):
        return ""
    return "has neither first_within_days nor then_within_days"


def _field_mistake(kind: str, name: str, value: Any, known: Mapping[str, Collection[str]]) -> str:
    if name not in FIELDS[kind]:
        return f"{name!r} is no field of a {kind}; it has {', '.join(FIELDS[kind])}"
    if name in _NUMBERS:
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST
        return "" if good else f"{name} must be a whole number, 0 to {LARGEST}"
    if name in _DATES:
        good = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        return "" if good else f"{name} must be a day such as 2026-01-31, without quotes"
    if name in known:
        return _list_mistake(name, value, known[name])
    if not isinstance(value, str):
        return f"{name} must be a text in quotes"
    if name in _ONE_OF and value not in _ONE_OF[name]:
        return f"{name} {value!r} is not one of {', '.join(_ONE_OF[name])}"
    return ""


def _list_mistake(name: str, value: Any, known: Collection[str]) -> str:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return f"{name} must be a list of texts, such as {json.dumps(sorted(known)[:2])}"
    unknown = [item for item in value if item not in known]
    if unknown:
        return (
            f"{name}: {', '.join(map(repr, unknown))} is not known; "
            f"known are {', '.join(sorted(known))}"
        )
    return ""


def _arguments(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {"from": "in_force_from", "until": "in_force_until"}
    return {
        named.get(name, name): tuple(value) if isinstance(value, list) else value
        for name, value in row.items()
    }
