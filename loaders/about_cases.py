"""Which cases an element is about: a discussion about one, an action about its discussion's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph.model import MODEL
from graph.records import NodeState, State
from graph.states import batches, node_states
from graph.store import Reader

Name = tuple[str, str]
"""Label and key of a node."""
Edges = Mapping[str, Iterable[str]]

CASE, PERSON = "MappaCase", "Offender"
WAYS: Mapping[str, Name] = {
    "Discussion": ("CONSIDERS", CASE),
    "Referral": ("FOR_CASE", CASE),
    "Review": ("OF_CASE", CASE),
    "RiskAssessment": ("OF_CASE", CASE),
    "Action": ("RAISED_AT", "Discussion"),
}
"""By label: the plain edge that leads towards a case, and where it arrives."""

OF_PEOPLE_TEXT = """UNWIND $keys AS wanted
MATCH (person:Offender {ref: wanted})<-[:CONCERNS]-(matter:MappaCase)
RETURN person.ref AS person, matter.ref AS reference
ORDER BY person, reference"""


class AboutCases:
    """Finds the cases of nodes: by what is told of them, and by what the store has."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._leads: dict[Name, set[str]] = defaultdict(set)
        self._read: set[Name] = set()

    def tell(self, label: str, key: str, edges: Edges) -> None:
        """Hear what a file, or a state that is to come, says of a node."""
        if label == CASE:
            for person in edges.get("CONCERNS", ()):
                self._leads[PERSON, person].add(key)
        elif label in WAYS:
            self._leads[label, key].update(edges.get(WAYS[label][0], ()))

    def read(self, names: Iterable[Name]) -> None:
        """Read of the store where these nodes lead, and where that leads."""
        wanted: dict[str, dict[str, None]] = defaultdict(dict)
        for label, key in names:
            if (label == PERSON or label in WAYS) and (label, key) not in self._read:
                self._read.add((label, key))
                wanted[label][key] = None
        for piece in batches(wanted.pop(PERSON, {})):
            for row in self._reader.read(OF_PEOPLE_TEXT, {"keys": piece}):
                self._leads[PERSON, row["person"]].add(row["reference"])
        for label, keys in wanted.items():
            way = WAYS[label][0]
            for state in node_states(self._reader, MODEL.node_types[label], list(keys)):
                self._leads[label, state.key].update(state.plain_edges.get(way, ()))
        onward = [
            (WAYS[label][1], key)
            for label, keys in wanted.items()
            for start in keys
            for key in self._leads[label, start]
        ]
        if onward:
            self.read(onward)

    def of(self, label: str, key: str) -> frozenset[str]:
        """Return the cases that a node is about; none for what is of the directory."""
        if label == CASE:
            return frozenset({key})
        if label == PERSON:
            return frozenset(self._leads[label, key])
        if label not in WAYS:
            return frozenset()
        onward = WAYS[label][1]
        found = [self.of(onward, other) for other in self._leads[label, key]]
        return frozenset().union(*found)


def cases_of(reader: Reader, states: Iterable[State]) -> list[tuple[State, frozenset[str]]]:
    """Return states with the cases that each is about, as they are and as the store has them."""
    found = list(states)
    about = AboutCases(reader)
    for state in found:
        if isinstance(state, NodeState):
            about.tell(state.label, state.key, state.plain_edges)
    names = [name for state in found for name in names_of(state)]
    about.read(names)
    return [
        (state, frozenset().union(*(about.of(*name) for name in names_of(state))))
        for state in found
    ]


def names_of(state: State) -> tuple[Name, ...]:
    """Return the nodes that say which cases an element is about: itself, or its ends."""
    if isinstance(state, NodeState):
        return ((state.label, state.key),)
    return ends_of(state.type, state.from_key, state.to_key)


def ends_of(type_: str, from_key: str, to_key: str) -> tuple[Name, ...]:
    """Return both ends of a dated edge."""
    declared = MODEL.dated_edges[type_]
    return (declared.origin, from_key), (declared.edge.target, to_key)
