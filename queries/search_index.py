"""What search looks in: every name, by its folded words, and what one scope may see of them.

Both are kept with the state of the graph that they were read from.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.once import alone, once
from queries.predicates import visible
from queries.search_words import beginning_with, folded, squeezed

MANY = 5_000
"""Entries of one beginning from which on their order is kept: few beginnings have so many."""
MOST_SCOPES = 32
"""Scopes of which it is kept what they may see; the oldest goes first."""

TEXTS: Mapping[str, str] = {
    "Area": """MATCH (area:Area)
RETURN area.code AS key, area.name AS name, area.former_names AS former,
       area.name_welsh AS welsh
ORDER BY key""",
    "Agency": """MATCH (agency:Agency)
RETURN agency.code AS key, agency.name AS name, agency.aliases AS former
ORDER BY key""",
    "Panel": """MATCH (panel:Panel)
RETURN panel.code AS key, panel.name AS name
ORDER BY key""",
    "MappaCase": """MATCH (matter:MappaCase)
RETURN matter.ref AS key
ORDER BY key""",
    "Offender": """MATCH (person:Offender)
RETURN person.ref AS key, person.name AS name
ORDER BY key""",
    "Representative": """MATCH (person:Representative)
RETURN person.code AS key, person.name AS name
ORDER BY key""",
}
"""What is in the index; no hit leaves it without the next text."""

SEEN_TEXT = f"""MATCH (person:Offender)<-[:CONCERNS]-(matter:MappaCase)
WHERE {visible("matter")}
RETURN matter.ref AS reference, person.ref AS person
ORDER BY reference"""


class Entry(NamedTuple):
    """One name of one thing."""

    label: str
    key: str
    name: str
    text: str
    how: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """Every word of every name, in order, with the entries that it stands in."""

    entries: Sequence[Entry]
    words: Sequence[str]
    places: Sequence[int]
    """The entry of each word, at the word's place."""
    known: dict[str, Sequence[int]] = field(default_factory=dict, compare=False)
    """What begins with a few letters, of which there is much: putting it in order takes long."""

    def beginning_with(self, prefix: str) -> Sequence[int]:
        """Return the entries that have a word that begins with a prefix, in their order."""
        if prefix in self.known:
            return self.known[prefix]
        found = beginning_with(self.words, prefix)
        ordered = sorted({self.places[place] for place in found})
        if len(ordered) >= MANY:
            self.known[prefix] = ordered
        return ordered


@dataclass(frozen=True)
class Seen:
    """What one scope may see: cases, and people with their cases."""

    cases: frozenset[str]
    people: Mapping[str, tuple[str, ...]]

    def has(self, entry: Entry) -> bool:
        """Whether the scope may see the thing; directory facts are everybody's."""
        if entry.label == "MappaCase":
            return entry.key in self.cases
        return entry.label != "Offender" or entry.key in self.people


def seen_by(reader: Reader, asked: Asked) -> Seen:
    """Ask what a scope may see; kept with the state of the graph, a few scopes only."""

    def found() -> Seen:
        people: dict[str, list[str]] = {}
        for row in reader.read(SEEN_TEXT, asked.values(), seconds=asked.seconds):
            people.setdefault(row["person"], []).append(row["reference"])
        return Seen(
            frozenset(reference for cases in people.values() for reference in cases),
            {person: tuple(cases) for person, cases in people.items()},
        )

    key = (asked.scope, asked.today)
    return once(reader, "search.seen", key, found, most=MOST_SCOPES, seconds=asked.seconds)


def index_of(reader: Reader, asked: Asked) -> Index:
    """Read every name once for each state of the graph; who comes meanwhile waits for it."""
    kept = reader.kept
    if "search.index" not in kept:
        with alone(reader, "search.index", seconds=asked.seconds):
            if "search.index" not in kept:
                kept["search.index"] = _index(_read(reader, asked))
    found: Index = kept["search.index"]
    return found


def _read(reader: Reader, asked: Asked) -> dict[str, list[Row]]:
    return reader.read_each(
        {label: (text, {}) for label, text in TEXTS.items()}, seconds=asked.seconds
    )


def _index(rows: Mapping[str, Iterable[Row]]) -> Index:
    entries = [
        entry for label, found in rows.items() for row in found for entry in _entries(label, row)
    ]
    pairs = sorted(
        (word, place) for place, entry in enumerate(entries) for word in set(entry.words)
    )
    return Index(entries, [word for word, _ in pairs], [place for _, place in pairs])


def _entries(label: str, row: Row) -> Iterator[Entry]:
    name = row.get("name") or row["key"]
    yield Entry(label, row["key"], name, row["key"], "reference", (squeezed(row["key"]),))
    others = [
        ("name", row.get("name")),
        ("Welsh name", row.get("welsh")),
        *(("former name", other) for other in row.get("former") or ()),
    ]
    for how, text in others:
        words = tuple(folded(text or "").split())
        if words:
            yield Entry(label, row["key"], name, text, how, words)
