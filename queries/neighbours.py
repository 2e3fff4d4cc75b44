"""What stands next to cases, agencies and panels: their ties, how many more, and which are next.

A case stands next to the agencies that work on it and the panels that speak of it, an agency next
to the open cases that it works on, a panel next to the cases on its agendas. Nothing is counted
before it was asked whether the asker may see the case. A contact is told at which panels their
own agencies were asked to sit.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.coverage.facts import AgencyFacts, directory
from queries.narrowing import Narrowed
from queries.predicates import current, is_open, is_own, visible

RECENT = datetime.timedelta(days=365)
"""How far back a panel's agendas are looked at."""
MOST_ADDED = 50
"""Things that one opening adds at most; the limit is in the text, so that more are never read."""
NO_LEVEL = "none"
MOST_KEPT = 256
CASE, AGENCY, PANEL = "case", "agency", "panel"
Thing = tuple[str, str]
"""A kind and a key."""

LEVEL = f"[(matter)-[spell:AT_LEVEL]->(level:Level) WHERE {current('spell')} | level.code]"
TALKED = (
    "sitting.on > $recent AND sitting.state <> 'cancelled'\n"
    "  AND (sitting.on <= $as_of OR sitting.state = 'planned')"
)

WORKS_TEXT = f"""UNWIND $cases AS wanted
MATCH (matter:MappaCase {{ref: wanted}})-[work:LED_BY|INVOLVES]->(agency:Agency)
WHERE {current("work")} AND {visible("matter")}
RETURN wanted AS reference, agency.code AS agency, coalesce(work.role, 'lead') AS role,
       min(work.valid_from) AS since, max(work.valid_to) AS until
ORDER BY reference, agency, role"""

TALKS_TEXT = f"""UNWIND $cases AS wanted
MATCH (matter:MappaCase {{ref: wanted}})<-[:CONSIDERS]-(talk:Discussion)
      -[:AT_MEETING]->(sitting:Meeting)-[:OF_PANEL]->(panel:Panel)
WHERE {TALKED}
  AND {visible("matter")}
RETURN wanted AS reference, panel.code AS panel, panel.name AS name,
       count(DISTINCT talk.code) AS times, min(sitting.on) AS since
ORDER BY reference, panel"""

SEATS_TEXT = f"""UNWIND $panels AS wanted
MATCH (panel:Panel {{code: wanted}})<-[:OF_PANEL]-(sitting:Meeting)<-[:AT_MEETING]-(talk:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {TALKED}
  AND {visible("matter")}
MATCH (talk)-[:INVITED]->(agency:Agency)
WHERE agency.code IN $agencies
  AND {is_own("agency")}
RETURN wanted AS panel, agency.code AS agency, count(DISTINCT talk.code) AS times,
       min(sitting.on) AS since
ORDER BY panel, agency"""

LEVELS_TEXT = f"""UNWIND $cases AS wanted
MATCH (matter:MappaCase {{ref: wanted}})
WHERE {visible("matter")}
RETURN wanted AS reference, {LEVEL} AS levels
ORDER BY reference"""

MORE_OF_AGENCIES_TEXT = f"""UNWIND $agencies AS wanted
MATCH (agency:Agency {{code: wanted}})<-[work:LED_BY|INVOLVES]-(matter:MappaCase)
WHERE {current("work")} AND {is_open("matter")} AND NOT matter.ref IN $shown
  AND {visible("matter")}
WITH DISTINCT wanted, matter
WITH wanted, matter.ref AS reference, {LEVEL} AS levels
RETURN wanted AS key, levels, count(*) AS times
ORDER BY key, levels"""

MORE_OF_PANELS_TEXT = f"""UNWIND $panels AS wanted
MATCH (panel:Panel {{code: wanted}})<-[:OF_PANEL]-(sitting:Meeting)<-[:AT_MEETING]-(:Discussion)
      -[:CONSIDERS]->(matter:MappaCase)
WHERE {TALKED}
  AND {is_open("matter")} AND NOT matter.ref IN $shown
  AND {visible("matter")}
WITH DISTINCT wanted, matter
WITH wanted, matter.ref AS reference, {LEVEL} AS levels
RETURN wanted AS key, levels, count(*) AS times
ORDER BY key, levels"""

_NEXT = f"""WITH DISTINCT matter
WITH matter.ref AS reference, {LEVEL} AS levels
WHERE $every_level OR any(one IN levels WHERE one IN $levels)
  OR ($no_level AND size(levels) = 0)
RETURN reference, levels
ORDER BY levels DESC, reference
LIMIT {MOST_ADDED}"""

NEXT_OF_AGENCY_TEXT = f"""MATCH (agency:Agency {{code: $key}})
      <-[work:LED_BY|INVOLVES]-(matter:MappaCase)
WHERE {current("work")} AND {is_open("matter")} AND NOT matter.ref IN $shown
  AND {visible("matter")}
{_NEXT}"""

NEXT_OF_PANEL_TEXT = f"""MATCH (panel:Panel {{code: $key}})<-[:OF_PANEL]-(sitting:Meeting)
      <-[:AT_MEETING]-(:Discussion)-[:CONSIDERS]->(matter:MappaCase)
WHERE {TALKED}
  AND {is_open("matter")} AND NOT matter.ref IN $shown
  AND {visible("matter")}
{_NEXT}"""

TEXTS: Mapping[str, str] = {
    "works": WORKS_TEXT,
    "talks": TALKS_TEXT,
    "seats": SEATS_TEXT,
    "levels": LEVELS_TEXT,
    "more of agencies": MORE_OF_AGENCIES_TEXT,
    "more of panels": MORE_OF_PANELS_TEXT,
    "next of agency": NEXT_OF_AGENCY_TEXT,
    "next of panel": NEXT_OF_PANEL_TEXT,
}


@dataclass(frozen=True)
class Work:
    """An agency that works on a case."""

    reference: str
    agency: str
    roles: tuple[str, ...]
    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True)
class Next:
    """One thing to add: kind, key, name, the group by which it is chosen; an agency's type."""

    kind: str
    key: str
    label: str
    group: str
    type: str = ""


@dataclass(frozen=True)
class Ties:
    """Everything that ties the things shown to each other, and what of each is not shown."""

    works: Sequence[Work]
    talks: Sequence[Row]
    seats: Sequence[Row]
    levels: Mapping[str, str]
    hidden: Mapping[Thing, Mapping[str, int]] = field(default_factory=dict)
    """By thing, by group of neighbours: how many are not shown."""


class Neighbourhood:
    """Reads on behalf of one asker what stands next to what, on one day."""

    def __init__(self, reader: Reader, asked: Asked) -> None:
        self._reader = Narrowed(reader, asked.scope)
        self._asked = asked
        self._told = {**asked.values(), "recent": asked.as_of - RECENT}

    @property
    def agencies(self) -> Mapping[str, AgencyFacts]:
        """Return every agency by its code."""
        return directory(self._reader, seconds=self._asked.seconds).agencies

    def ties(self, things: Iterable[Thing]) -> Ties:
        """Return the ties among things, and how many neighbours of each are not among them."""
        found = list(things)
        cases, agencies, panels = (_keys(found, kind) for kind in (CASE, AGENCY, PANEL))
        works = self._works(cases)
        talks = self._read("talks", cases=cases) if cases else []
        seats = self._kept("seats", panels=panels, agencies=agencies) if panels and agencies else []
        hidden: dict[Thing, dict[str, int]] = {}
        for kind, name, keys in (
            (AGENCY, "more of agencies", agencies), (PANEL, "more of panels", panels),
        ):  # fmt: skip
            rows = self._kept(name, shown=cases, **{_PLURAL[kind]: keys}) if keys else []
            for row in rows:
                groups = hidden.setdefault((kind, row["key"]), {})
                group = f"level {level_of(row['levels'])}"
                groups[group] = groups.get(group, 0) + row["times"]
        for work in works:
            if work.agency not in agencies:
                _count(hidden, (CASE, work.reference), AGENCY)
        for row in talks:
            if row["panel"] not in panels:
                _count(hidden, (CASE, row["reference"]), PANEL)
        return Ties(works, talks, seats, self.levels(cases), hidden)

    def levels(self, cases: Sequence[str]) -> dict[str, str]:
        """Return the level of each case."""
        rows = self._read("levels", cases=list(cases)) if cases else []
        return {row["reference"]: level_of(row["levels"]) for row in rows}

    def next_to(
        self, thing: Thing, shown: Iterable[Thing], groups: Sequence[str], most: int
    ) -> list[Next]:
        """Return what to add next to a thing, Level 3 first; never more than `most`."""
        kind, key = thing
        there = list(shown)
        most = max(0, min(most, MOST_ADDED))
        if kind == CASE:
            return self._next_to_case(key, there, groups)[:most]
        levels = [group.removeprefix("level ") for group in groups]
        rows = self._read(
            f"next of {kind}", key=key, shown=_keys(there, CASE), every_level=not levels,
            levels=levels, no_level=NO_LEVEL in levels,
        )  # fmt: skip
        return [
            Next(CASE, row["reference"], row["reference"], f"level {level_of(row['levels'])}")
            for row in rows[:most]
        ]

    def _next_to_case(self, key: str, there: list[Thing], groups: Sequence[str]) -> list[Next]:
        agencies = [
            Next(AGENCY, found.code, found.name, AGENCY, found.kind)
            for work in self._works([key])
            if (found := self.agencies.get(work.agency))
        ]
        panels = [
            Next(PANEL, row["panel"], row["name"], PANEL)
            for row in self._read("talks", cases=[key])
        ]
        return [
            one
            for one in (*agencies, *panels)
            if (one.kind, one.key) not in there and (not groups or one.group in groups)
        ]

    def _works(self, cases: list[str]) -> list[Work]:
        """Return the agencies that work on cases, each pair once with all its roles."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self._read("works", cases=cases) if cases else []:
            found.setdefault((row["reference"], row["agency"]), []).append(row)
        return [
            Work(
                reference, agency, tuple(dict.fromkeys(row["role"] for row in rows)),
                min((row["since"] for row in rows if row["since"]), default=None),
                max((row["until"] for row in rows if row["until"]), default=None)
                if all(row["until"] for row in rows) else None,
            )
            for (reference, agency), rows in found.items()
        ]  # fmt: skip

    def _read(self, name: str, **more: Any) -> list[Row]:
        return self._reader.read(TEXTS[name], {**self._told, **more}, seconds=self._asked.seconds)

    def _kept(self, name: str, **more: list[str]) -> list[Row]:
        """Read what takes long for an agency that works on thousands of cases, once a state."""
        kept: dict[Any, list[Row]] = self._reader.kept.setdefault("neighbours", {})
        asked = self._asked
        key = (name, asked.as_of, asked.today, asked.scope, repr(sorted(more.items())))
        if key not in kept:
            rows = self._read(name, **more)
            if len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)), None)
            kept[key] = rows
        return kept[key]


_PLURAL = {AGENCY: "agencies", PANEL: "panels"}


def _keys(things: Iterable[Thing], kind: str) -> list[str]:
    return sorted(key for of, key in things if of == kind)


def level_of(levels: Sequence[str]) -> str:
    """Return the level of a case from the list of it."""
    return levels[0] if levels else NO_LEVEL


def _count(hidden: dict[Thing, dict[str, int]], thing: Thing, group: str) -> None:
    groups = hidden.setdefault(thing, {})
    groups[group] = groups.get(group, 0) + 1
