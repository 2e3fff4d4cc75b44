"""The facts of coverage: what is known of the cases that the asker may see.

The first text is asked each time, with scope, day and area inside it. The others do not depend on
the day, so what they return is kept with the state of the graph that it was read from, by case.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.records import Changes
from graph.store import Ask, Reader, Row
from queries.coverage.kept import KeptCases, touches_directory
from queries.coverage.texts import CASE_TEXTS, CASES, DIRECTORY_TEXTS, NAMED_CASES
from queries.once import alone

Day = datetime.date | None

BATCH = 20_000
FEW = 200
"""Cases that are read at once even while somebody else reads the country."""


class Spell(NamedTuple):
    """A code that holds from a day up to, not including, another; None = always, still."""

    code: str
    valid_from: Day
    valid_to: Day

    def holds(self, day: datetime.date) -> bool:
        """Whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class Contact(NamedTuple):
    """A person who speaks for an agency; an empty area = wherever it works."""

    area: str
    person: str
    valid_from: Day
    valid_to: Day


class SeatTaken(NamedTuple):
    """What came of an agency's invitation."""

    outcome: str
    grade: str


class Talk(NamedTuple):
    """One discussion of a case; ordered by day, item and code."""

    day: datetime.date
    item: int
    code: str
    state: str
    seats: Mapping[str, SeatTaken]
    """By agency."""
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of one case, on every day."""

    reference: str
    opened_on: datetime.date
    levels: tuple[Spell, ...]
    categories: tuple[Spell, ...]
    circumstances: Mapping[str, Mapping[str, tuple[Spell, ...]]]
    """By circumstance, by answer."""
    homes: tuple[Spell, ...]
    works: Mapping[str, tuple[Spell, ...]]
    """Agencies by role: lead, core, contributing, informed."""
    talks: tuple[Talk, ...]


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """What is known of one agency, on every day."""

    code: str
    name: str
    kind: str
    active: Spell
    places: tuple[Spell, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Every agency, by code, by type and by family."""

    agencies: Mapping[str, AgencyFacts]
    by_type: Mapping[str, tuple[str, ...]]
    by_place: Mapping[tuple[str, str], tuple[tuple[str, Spell], ...]]
    """By type and area: agencies with the spell of their work there."""
    reach: Mapping[str, str]
    umbrellas: frozenset[str]
    parts: Mapping[str, tuple[str, ...]]
    """PART_OF in both directions."""
    former: Mapping[str, tuple[str, ...]]
    """What each agency replaced."""
    wholes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each agency is part of."""
    found: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out of it alone: the same for every case, rule and policy that asks alike."""

    def after(self, changes: Changes) -> "Directory | None":
        """Return the directory itself, unless changes touch an agency."""
        return None if touches_directory(changes) else self


@dataclass(frozen=True)
class Facts:
    """The facts of one asking."""

    cases: Sequence[CaseFacts]
    directory: Directory


def fetch(reader: Reader, values: Mapping[str, Any], *, seconds: float) -> Facts:
    """Fetch the facts of the cases that a scope, a day, areas and references name.

    `values` are the parameters of a scope and `as_of`, `levels`, `areas` (None = every area) and
    `references` (None = every case).
    """
    areas, references = values.get("areas"), values.get("references")
    told = {**values, "every_area": areas is None, "areas": list(areas or ())}
    if references is None:
        rows = reader.read(CASES, told, seconds=seconds)
    else:
        rows = reader.read(NAMED_CASES, {**told, "references": list(references)}, seconds=seconds)
    return facts_of_references(reader, [row["reference"] for row in rows], seconds=seconds)


def facts_of_references(reader: Reader, references: Sequence[str], *, seconds: float) -> Facts:
    """Fetch the facts of cases that a text with the asker's scope in it has returned."""
    cases = known_of(reader, references, seconds=seconds)
    return Facts(cases, directory(reader, seconds=seconds))


def known_of(reader: Reader, references: Sequence[str], *, seconds: float) -> list[CaseFacts]:
    """Return what is known of cases, in that order; only of those a scope has let through."""
    kept = reader.kept.setdefault("coverage.cases", KeptCases()).facts
    missing = [reference for reference in references if reference not in kept]
    if len(missing) > FEW:  # who wants many waits for who is reading many already
        with alone(reader, "coverage.cases", seconds=seconds):
            missing = [reference for reference in references if reference not in kept]
            for start in range(0, len(missing), BATCH):
                kept.update(_read_cases(reader, missing[start : start + BATCH], seconds))
    elif missing:
        kept.update(_read_cases(reader, missing, seconds))
    return [kept[reference] for reference in references]


def directory(reader: Reader, *, seconds: float) -> Directory:
    """Fetch every agency; kept with the state of the graph that it was read from."""
    kept = reader.kept
    if "coverage.directory" not in kept:
        with alone(reader, "coverage.directory", seconds=seconds):
            if "coverage.directory" not in kept:
                asks: dict[str, Ask] = {name: (text, {}) for name, text in DIRECTORY_TEXTS.items()}
                kept["coverage.directory"] = _directory(reader.read_each(asks, seconds=seconds))
    found: Directory = kept["coverage.directory"]
    return found


def _read_cases(reader: Reader, references: list[str], seconds: float) -> dict[str, CaseFacts]:
    told = {"references": references}
    asks = {name: (text, told) for name, text in CASE_TEXTS.items()}
    rows = reader.read_each(asks, seconds=seconds)
    spells = _grouped(rows["spells"])
    works = _grouped(rows["works"])
    talks = _grouped(rows["discussions"])
    return {
        row["reference"]: _case(
            row,
            spells.get(row["reference"], ()),
            works.get(row["reference"], ()),
            talks.get(row["reference"], ()),
        )
        for row in rows["opened"]
    }


def _case(row: Row, spells: Sequence[Row], works: Sequence[Row], talks: Sequence[Row]) -> CaseFacts:
    by_kind: dict[str, list[Spell]] = defaultdict(list)
    circumstances: dict[str, dict[str, list[Spell]]] = defaultdict(lambda: defaultdict(list))
    for found in spells:
        spell = Spell(found["code"], found["valid_from"], found["valid_to"])
        if found["kind"] == "HAS_CIRCUMSTANCE":
            circumstances[spell.code][found["answer"]].append(spell)
        elif found["kind"] != "IN_AREA" or found["standing"] == "home":
            by_kind[found["kind"]].append(spell)
    roles: dict[str, list[Spell]] = defaultdict(list)
    for found in works:
        roles[found["role"]].append(Spell(found["code"], found["valid_from"], found["valid_to"]))
    return CaseFacts(
        row["reference"],
        row["opened_on"],
        _ordered(by_kind["AT_LEVEL"]),
        _ordered(by_kind["IN_CATEGORY"]),
        {
            code: {answer: _ordered(found) for answer, found in answers.items()}
            for code, answers in circumstances.items()
        },
        _ordered(by_kind["IN_AREA"]),
        {role: _ordered(found) for role, found in roles.items()},
        tuple(sorted(_talk(found) for found in talks)),
    )


def _talk(row: Row) -> Talk:
    parts = (seat.rsplit("|", 2) for seat in row["seats"])
    seats = {agency: SeatTaken(outcome, grade) for agency, outcome, grade in parts}
    return Talk(row["day"], row["item"] or 0, row["code"], row["state"], seats, row["meeting"])


def _directory(rows: Mapping[str, Sequence[Row]]) -> Directory:
    places: dict[str, list[Spell]] = defaultdict(list)
    for row in rows["places"]:
        places[row["code"]].append(Spell(row["area"], row["valid_from"], row["valid_to"]))
    contacts: dict[str, list[Contact]] = defaultdict(list)
    for row in rows["contacts"]:
        contacts[row["code"]].append(
            Contact(row["area"], row["person"], row["valid_from"], row["valid_to"])
        )
    agencies = {
        row["code"]: AgencyFacts(
            row["code"],
            row["name"],
            row["kind"],
            Spell(row["code"], row["active_from"], row["active_to"]),
            tuple(places[row["code"]]),
            tuple(contacts[row["code"]]),
        )
        for row in rows["agencies"]
    }
    parts = _pairs(rows["parts"]) + [(other, code) for code, other in _pairs(rows["parts"])]
    return Directory(
        agencies,
        _collected((agency.kind, agency.code) for agency in agencies.values()),
        _by_place(agencies.values()),
        {row["code"]: row["reach"] for row in rows["types"]},
        frozenset(row["code"] for row in rows["types"] if row["standing"] == "umbrella"),
        _collected(parts),
        _collected((other, code) for code, other in _pairs(rows["successors"])),
        _collected(_pairs(rows["parts"])),
    )


def _by_place(
    agencies: Iterable[AgencyFacts],
) -> dict[tuple[str, str], tuple[tuple[str, Spell], ...]]:
    found: dict[tuple[str, str], list[tuple[str, Spell]]] = defaultdict(list)
    for agency in agencies:
        for place in agency.places:
            found[agency.kind, place.code].append((agency.code, place))
    return {key: tuple(pairs) for key, pairs in found.items()}


def _pairs(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return [(row["code"], row["other"]) for row in rows]


def _collected(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["reference"]].append(row)
    return found


def _ordered(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    return tuple(
        sorted(
            spells,
            key=lambda spell: (
                spell.valid_from or datetime.date.min,
                spell.valid_to or datetime.date.max,
                spell.code,
            ),
        )
    )
