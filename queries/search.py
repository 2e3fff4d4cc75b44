"""Finds cases, agencies, panels, areas and, with permission, people, by the beginning of a word.

An index of folded words is kept with the state of the graph that it was read from; what the asker
may see is asked of the store, once for each scope, before anything is found.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from graph.store import Reader, Row
from queries.analysis import Asked
from queries.narrowing import Narrowed
from queries.predicates import current, visible
from queries.search_index import Entry, Index, Seen, index_of, seen_by
from queries.search_words import beginning_with, folded, near, squeezed

KINDS = {
    "case": "MappaCase",
    "agency": "Agency",
    "panel": "Panel",
    "area": "Area",
    "person": "Offender",
    "contact": "Representative",
}
"""What can be found, in the order in which equal hits are shown, with its label."""
NAMES_ONLY = frozenset({"Offender", "Representative"})
"""Found only by those who may see names."""
LIMIT = 20
MOST = 200
LOOKED_AT = 2_000
"""Hits that are put in order; so short a beginning asks for more letters, not for more hits."""

AREAS: Mapping[str, str] = {
    "MappaCase": f"""UNWIND $keys AS wanted
MATCH (matter:MappaCase {{ref: wanted}})-[home:IN_AREA]->(area:Area)
WHERE home.standing = 'home' AND {current("home")} AND {visible("matter")}
RETURN wanted AS key, area.name AS area
ORDER BY key, area""",
    "Agency": f"""UNWIND $keys AS wanted
MATCH (agency:Agency {{code: wanted}})-[place:OPERATES_IN]->(area:Area)
WHERE {current("place")}
RETURN wanted AS key, area.name AS area
ORDER BY key, area""",
    "Panel": """UNWIND $keys AS wanted
MATCH (panel:Panel {code: wanted})-[:FOR_AREA]->(area:Area)
RETURN wanted AS key, area.name AS area
ORDER BY key, area""",
    "Offender": f"""UNWIND $keys AS wanted
MATCH (person:Offender {{ref: wanted}})<-[:CONCERNS]-(matter:MappaCase)
      -[home:IN_AREA]->(area:Area)
WHERE home.standing = 'home' AND {current("home")} AND {visible("matter")}
RETURN DISTINCT wanted AS key, area.name AS area
ORDER BY key, area""",
    "Representative": f"""UNWIND $keys AS wanted
MATCH (person:Representative {{code: wanted}})-[contact:REPRESENTS]->(agency:Agency)
      -[place:OPERATES_IN]->(area:Area)
WHERE {current("contact")} AND {current("place")}
  AND (contact.area IS NULL OR contact.area = area.code)
RETURN DISTINCT wanted AS key, area.name AS area
ORDER BY key, area""",
}
"""Where what was found is, on the day; areas are where they are."""

WORKS_FOR = f"""UNWIND $keys AS wanted
MATCH (person:Representative {{code: wanted}})-[contact:REPRESENTS]->(agency:Agency)
WHERE {current("contact")}
RETURN DISTINCT wanted AS key, agency.code AS agency, agency.name AS name
ORDER BY key, name, agency"""
"""The agencies that a contact speaks for on the day."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: what it is, and by which of its names."""

    kind: str
    label: str
    key: str
    name: str
    matched: str
    how: str
    """reference, name, former name or Welsh name; "like" before it where letters were forgiven."""
    areas: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """Of a person: the cases that the asker may see."""
    agencies: tuple[tuple[str, str], ...] = ()
    """Of a contact: code and name of the agencies that they speak for on the day."""


Scored = tuple[tuple[Any, ...], Entry]


def search(
    reader: Reader,
    text: str,
    asked: Asked,
    *,
    kinds: Collection[str] = (),
    limit: int = LIMIT,
) -> list[Hit]:
    """Return what begins with the words of a text, the best first; an empty text finds nothing."""
    labels = {KINDS[kind] for kind in kinds or KINDS}
    if "names" not in asked.scope.sees:
        labels -= NAMES_ONLY
    wanted = folded(text).split()
    if not wanted or not labels:
        return []
    reader = Narrowed(reader, asked.scope)
    lens = Lens(index_of(reader, asked), seen_by(reader, asked), labels)
    best: dict[tuple[str, str], Scored] = {}
    for found in _matching(lens, squeezed(text), wanted):
        thing = (found[1].label, found[1].key)
        if thing not in best or found[0] < best[thing][0]:
            best[thing] = found
    hits = sorted(best.values(), key=lambda found: found[0])[: min(limit, MOST)]
    return _shown(reader, asked, hits, lens.seen)


@dataclass(frozen=True)
class Lens:
    """The index as one asker sees it: what is hidden changes no answer, not even a guess."""

    index: Index
    seen: Seen
    labels: Collection[str]

    def entries(self, *prefixes: str) -> Iterator[Entry]:
        """Yield what may be seen and has a word that begins with a prefix, in the index's order."""
        index, before = self.index, -1
        for place in merge(*(index.beginning_with(prefix) for prefix in {*prefixes})):
            if place != before and self._shows(index.entries[place]):
                yield index.entries[place]
            before = place

    def begins(self, prefix: str) -> bool:
        """Whether anything that may be seen has a word that begins so, in whatever order."""
        index = self.index
        return any(
            self._shows(index.entries[index.places[place]])
            for place in beginning_with(index.words, prefix)
        )

    def _shows(self, entry: Entry) -> bool:
        return entry.label in self.labels and self.seen.has(entry)

    def alike(self, letter: str) -> set[str]:
        """Return the words of what may be seen that begin with a letter."""
        return {
            word
            for entry in self.entries(letter)
            for word in entry.words
            if word.startswith(letter) and word.isalpha()
        }


def _matching(lens: Lens, reference: str, wanted: Sequence[str]) -> Iterator[Scored]:
    """Yield entries by what was typed; where nothing is found, by what may have been meant."""
    found = list(_by_words(lens, reference, wanted, like=False))
    if found:
        yield from found
        return
    meant = [
        [word] if lens.begins(word) else near(word, lens.begins, lens.alike) for word in wanted
    ]
    if all(meant):
        for words in _each(meant):
            yield from _by_words(lens, "".join(words), words, like=True)


def _each(meant: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Yield the ways of taking one meaning of each word, the first of each first; not too many."""
    longest = max(len(words) for words in meant)
    for place in range(longest):
        yield [words[min(place, len(words) - 1)] for words in meant]


def _by_words(lens: Lens, reference: str, wanted: Sequence[str], *, like: bool) -> Iterator[Scored]:
    """Yield what fits; the rarest word is looked up, which changes nothing but the time."""
    rarest = min(wanted, key=lambda word: len(beginning_with(lens.index.words, word)))
    fitting = (
        entry for entry in lens.entries(reference, rarest) if _fits(entry, reference, wanted)
    )
    for entry in islice(fitting, LOOKED_AT):
        yield _score(entry, reference, wanted, like=like), entry


def _fits(entry: Entry, reference: str, wanted: Sequence[str]) -> bool:
    if entry.how == "reference":
        return entry.words[0].startswith(reference)
    return all(any(word.startswith(part) for word in entry.words) for part in wanted)


def _score(entry: Entry, reference: str, wanted: Sequence[str], *, like: bool) -> tuple[Any, ...]:
    """Return what puts a hit in its place: the whole before a beginning, names before others."""
    whole = "".join(entry.words) == reference
    begins = entry.words[0].startswith(wanted[0])
    labels = list(KINDS.values())
    return (
        like, not whole, not begins, entry.how not in {"reference", "name"},
        labels.index(entry.label), entry.text.casefold(), entry.key,
    )  # fmt: skip


def _shown(reader: Reader, asked: Asked, hits: Sequence[Scored], seen: Seen) -> list[Hit]:
    areas: dict[tuple[str, str], list[str]] = {}
    for label, text in AREAS.items():
        for row in _about(reader, asked, text, label, hits):
            areas.setdefault((label, row["key"]), []).append(row["area"])
    agencies: dict[str, list[tuple[str, str]]] = {}
    for row in _about(reader, asked, WORKS_FOR, "Representative", hits):
        agencies.setdefault(row["key"], []).append((row["agency"], row["name"]))
    kinds = {label: kind for kind, label in KINDS.items()}
    return [
        Hit(
            kinds[entry.label],
            entry.label,
            entry.key,
            entry.name,
            entry.text,
            f"like {entry.how}" if score[0] else entry.how,
            tuple(areas.get((entry.label, entry.key), ())),
            seen.people.get(entry.key, ()) if entry.label == "Offender" else (),
            tuple(agencies.get(entry.key, ())) if entry.label == "Representative" else (),
        )
        for score, entry in hits
    ]


def _about(
    reader: Reader, asked: Asked, text: str, label: str, hits: Sequence[Scored]
) -> list[Row]:
    """Ask a text about the hits of one kind; nothing where there are none."""
    keys = [entry.key for _, entry in hits if entry.label == label]
    if not keys:
        return []
    return reader.read(text, {**asked.values(), "keys": keys}, seconds=asked.seconds)
