"""Look-ups of a mapping: from the text that a source has to the one that we need.

The answers stand in the same file, in one beside it, in the store, or in the mapping itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from graph.errors import InputError
from graph.model import MODEL
from graph.records import NodeState
from graph.states import node_states
from graph.store import Reader
from graph.values import to_text
from loaders.mapping_columns import refuse_missing
from loaders.opening import read_source
from loaders.shaping import folded
from loaders.tables import Row

MOST_HINTS = 200
"""Texts for which something near is sought; each is compared with every known one."""


@dataclass(frozen=True)
class Lookup:
    """A table from one column's texts to another's.

    `file` stands beside the source, `store` is a node type of ours, `values` are written in the
    mapping; with none of them the source looks things up in itself. `also` names more columns of
    the store to look in, `where` what its answers must have.
    """

    name: str
    start: str = ""
    end: str = ""
    file: str = ""
    store: str = ""
    also: tuple[str, ...] = ()
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether the source looks things up in itself."""
        return not (self.file or self.store or self.values)

    @property
    def is_sensitive(self) -> bool:
        """Whether what it is asked for must not be shown."""
        if not self.store:
            return False
        properties = MODEL.node_types[self.store].properties
        asked = [properties.get(name) for name in (self.start, *self.also)]
        return any(declared is not None and declared.sensitive for declared in asked)


class Answers:
    """What a look-up knows.

    A text that it has not as it is written is sought without regard to capitals and spaces.
    """

    def __init__(self, lookup: Lookup, found: Mapping[str, Sequence[str]]) -> None:
        self.is_sensitive = lookup.is_sensitive
        self.fix = "Correct it, or "
        self.fix += f"load that {lookup.store} first" if lookup.store else "add it to the look-up"
        self._hints = MOST_HINTS if lookup.store and not lookup.is_sensitive else 0
        self._found = found
        self._folded: dict[str, list[str]] = defaultdict(list)
        self._written: dict[str, str] = {}
        for text, answers in found.items():
            self._written.setdefault(folded(text), text)
            into = self._folded[folded(text)]
            into.extend(answer for answer in answers if answer not in into)

    def of(self, text: str) -> Sequence[str]:
        """Return the answers for a text: one if it is of use."""
        return self._found.get(text) or self._folded.get(folded(text)) or ()

    def hint(self, text: str) -> str:
        """Return a question that helps to correct a text, or an empty text."""
        self._hints -= 1
        near = get_close_matches(folded(text), self._written, n=1) if self._hints >= 0 else []
        return f"Did you mean {self._written[near[0]]!r}? " if near else ""


def answers(
    name: str, lookup: Lookup, path: Path, own: Callable[[], Iterable[Row]], reader: Reader | None
) -> Answers:
    """Read what a look-up knows. Raises InputError where what it reads is not there or broken."""
    if lookup.values:
        return Answers(lookup, {text: [answer] for text, answer in lookup.values.items()})
    if lookup.store:
        return Answers(lookup, _of_store(name, lookup, reader))
    rows = _beside(name, lookup, path) if lookup.file else own()
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if not row.problem:  # of the source's own rows; the file beside it has none
            start, end = row.values.get(lookup.start, ""), row.values.get(lookup.end, "")
            _add(found, start.strip(), end.strip())
    return Answers(lookup, found)


def _add(found: dict[str, list[str]], start: str, end: str) -> None:
    """Add an answer once; a row with an empty end answers nothing."""
    if end and end not in found[start]:
        found[start].append(end)


def _beside(name: str, lookup: Lookup, path: Path) -> Iterable[Row]:
    table = read_source(path.parent / lookup.file, known=frozenset({lookup.start, lookup.end}))
    refuse_missing(name, table, {lookup.start, lookup.end})
    rows = list(table.rows)
    broken = [row.problem for row in rows if row.problem]
    if broken:
        raise InputError("\n".join(map(str, broken)), broken)
    return rows


def _of_store(name: str, lookup: Lookup, reader: Reader | None) -> Mapping[str, Sequence[str]]:
    if reader is None:
        raise InputError(
            f"The mapping {name} looks things up in the store, and there is none here. Name one"
        )
    found: dict[str, list[str]] = defaultdict(list)
    anything = False
    for state in node_states(reader, MODEL.node_types[lookup.store]):
        anything = True
        if all(wanted & set(_texts(state, of) or [""]) for of, wanted in lookup.where.items()):
            for column in (lookup.start, *lookup.also):
                for start in _texts(state, column):
                    for end in _texts(state, lookup.end):
                        _add(found, start.strip(), end)
    if not anything:
        raise InputError(
            f"The mapping {name} looks for {lookup.store} in the store, and the store has none. "
            f"Load them first"
        )
    return found


def _texts(state: NodeState, column: str) -> Iterator[str] | Sequence[str]:
    """Return the texts that a node has in a column of its table."""
    if column == MODEL.node_types[state.label].key:
        return [state.key]
    if column.upper() in MODEL.node_types[state.label].edges:
        return state.plain_edges.get(column.upper(), ())
    value = state.properties.get(column)
    if isinstance(value, list):
        return value
    return [] if value is None else [to_text(value)]
