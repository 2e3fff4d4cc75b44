"""What if: things are supposed, the main question is asked before and after, nothing is written.

The same trial and the same comparison tell what a load would do (`webapp/effect.py`).
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from graph.errors import InputError, NotFound
from graph.model import MODEL
from graph.records import Changes, EdgeState, NodeState, Provenance, State
from graph.states import edge_states, node_states
from graph.store import Reader, Store
from graph.values import Value
from queries.analysis import Asked, find_case
from webapp.effect import Effect, Question, effect_of

SUPPOSED = "supposed"
"""Source of what is only supposed, and how its keys begin: no load makes such a key."""
MOST_BRANCHES = 3
"""How deep the branches of an agency are followed, as in the scope."""


class Supposition(Protocol):
    """Something that is supposed to be so from a day on; `case` if it touches that case alone."""

    @property
    def case(self) -> str | None:
        """Return the one case that it touches, or None."""
        ...

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the elements as they would be. Raises NotFound and InputError."""
        ...

    def in_words(self) -> str:
        """Say it."""
        ...


@dataclass(frozen=True)
class Withdrawn:
    """An agency, with its branches, no longer works in an area, or anywhere."""

    agency: str
    area: str = ""
    case = None

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield its work as it would end on the day."""
        _ensure(reader, "Agency", self.agency)
        if self.area:
            _ensure(reader, "Area", self.area)
        rows = reader.read(
            f"MATCH (branch:Agency)-[:PART_OF*0..{MOST_BRANCHES}]->(whole:Agency {{code: $code}})\n"
            f"RETURN DISTINCT branch.code AS code\nORDER BY code",
            {"code": self.agency},
        )
        codes = [row["code"] for row in rows]
        for edge in edge_states(reader, MODEL.dated_edges["OPERATES_IN"], codes):
            if self.area in ("", edge.to_key) and _holds(edge, question.as_of):
                yield _ended(edge, "valid_to", question.as_of)
        if not self.area:
            for node in node_states(reader, MODEL.node_types["Agency"], codes):
                over = node.properties.get("active_to")
                if not isinstance(over, datetime.date) or over > question.as_of:
                    yield _ended(node, "active_to", question.as_of)

    def in_words(self) -> str:
        """Say it."""
        return f"{self.agency} no longer works {f'in {self.area}' if self.area else 'anywhere'}"


@dataclass(frozen=True)
class Left:
    """A contact no longer speaks for anybody."""

    representative: str
    case = None

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield whom the contact speaks for, as it would end on the day."""
        _ensure(reader, "Representative", self.representative)
        spoken_for = MODEL.dated_edges["REPRESENTS"]
        for edge in edge_states(reader, spoken_for, [self.representative]):
            if _holds(edge, question.as_of):
                yield _ended(edge, "valid_to", question.as_of)

    def in_words(self) -> str:
        """Say it."""
        return f"contact {self.representative} leaves"


@dataclass(frozen=True)
class Moved:
    """A case is at another level from the day on."""

    case: str
    level: str

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the level it has, ended, and the one it would have."""
        _ensure_case(reader, self.case, question)
        _ensure(reader, "Level", self.level)
        at_level = MODEL.dated_edges["AT_LEVEL"]
        for edge in edge_states(reader, at_level, [self.case]):
            if edge.properties.get("valid_from") == question.as_of:
                raise InputError(
                    f"{self.case} has a level that begins on {question.as_of}. Ask as of the day "
                    f"after"
                )
            if _holds(edge, question.as_of):
                yield _ended(edge, "valid_to", question.as_of)
        facts: dict[str, Value] = {"valid_from": question.as_of, "dated": "exact"}
        yield _new_edge("AT_LEVEL", self.case, self.level, facts)

    def in_words(self) -> str:
        """Say it."""
        return f"{self.case} is at Level {self.level}"


@dataclass(frozen=True)
class Planned:
    """A case is to be discussed on a day, with some agencies invited."""

    case: str
    on: datetime.date
    invited: tuple[str, ...] = ()

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the meeting, the discussion and the invitations."""
        _ensure_case(reader, self.case, question)
        if self.on < question.as_of:
            raise InputError(f"{self.on} is past on {question.as_of}. Plan it on a later day")
        for agency in self.invited:
            _ensure(reader, "Agency", agency)
        panel = reader.read(
            "MATCH (panel:Panel)-[:FOR_AREA]->(place:Area)<-[home:IN_AREA]-"
            "(matter:MappaCase {ref: $case})\nWHERE panel.kind = 'mappa'\n"
            "RETURN panel.code AS code\nORDER BY code\nLIMIT 1",
            {"case": self.case},
        )
        key = f"{SUPPOSED} {self.case} {self.on}"
        of_panel = {"OF_PANEL": (panel[0]["code"],)} if panel else {}
        yield _new_node("Meeting", key, {"on": self.on, "state": "planned"}, of_panel)
        edges = {"AT_MEETING": (key,), "CONSIDERS": (self.case,)}
        yield _new_node("Discussion", key, {"item": 1}, edges)
        for agency in self.invited:
            yield _new_edge("INVITED", key, agency, {"outcome": "awaited"})

    def in_words(self) -> str:
        """Say it."""
        who = f" with {', '.join(self.invited)} invited" if self.invited else ""
        return f"{self.case} is to be discussed on {self.on}{who}"


def suppose(
    store: Store, supposed: Sequence[Supposition], question: Question, *, then: Question
) -> Effect:
    """Ask, suppose, ask again (by `then`, which may have another policy); writes nothing.

    Of what touches single cases alone, only those are asked about. Raises NotFound and InputError
    for what cannot be supposed, TimeLimit.
    """
    cases = [one.case for one in supposed]
    if supposed and question.policy == then.policy and None not in cases:
        named = tuple(sorted({case for case in cases if case is not None}))
        question, then = replace(question, cases=named), replace(then, cases=named)
    return effect_of(store, lambda trial: changes_of(trial, supposed, question), question, then)


def changes_of(reader: Reader, supposed: Sequence[Supposition], question: Question) -> Changes:
    """Return what all that is supposed would change. Raises NotFound and InputError."""
    states: dict[tuple[str, ...], State] = {}
    for one in supposed:
        states.update({state.identity: state for state in one.states(reader, question)})
    return Changes(put=tuple(states.values()))


def _holds(edge: EdgeState, day: datetime.date) -> bool:
    start, end = edge.properties.get("valid_from"), edge.properties.get("valid_to")
    begun = not isinstance(start, datetime.date) or start <= day
    return begun and (not isinstance(end, datetime.date) or end > day)


def _ended(state: State, name: str, day: datetime.date) -> State:
    # Replaced, not changed by a load: it keeps the numbers of the loads that it has.
    return replace(state, properties={**state.properties, name: day})


def _new_node(
    label: str, key: str, properties: Mapping[str, Value], edges: Mapping[str, tuple[str, ...]]
) -> NodeState:
    return NodeState(label, key, properties, edges, Provenance(SUPPOSED))


def _new_edge(type_: str, from_key: str, to_key: str, facts: Mapping[str, Value]) -> EdgeState:
    mark = MODEL.dated_edges[type_].mark(facts)
    return EdgeState(type_, from_key, to_key, mark, facts, Provenance(SUPPOSED))


def _ensure(reader: Reader, label: str, key: str) -> None:
    if not any(True for _ in node_states(reader, MODEL.node_types[label], [key])):
        raise NotFound(f"There is no {label} {key!r}. Check the key")


def _ensure_case(reader: Reader, case: str, question: Question) -> None:
    find_case(reader, case, Asked(question.scope, question.as_of, question.today, question.policy))
