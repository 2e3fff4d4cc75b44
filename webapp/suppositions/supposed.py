"""What every supposition is made of: elements that end, elements that begin, keys that exist."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from graph.errors import InputError, NotFound
from graph.model import MODEL
from graph.records import EdgeState, NodeState, Provenance, State
from graph.states import edge_states, existing_keys
from graph.store import Reader
from graph.values import Value
from queries.analysis import Asked, find_case
from webapp.effect import Question

SUPPOSED = "supposed"
"""Source of what is only supposed, and how its keys begin: no load makes such a key."""
BY_KEY: Mapping[str, str] = {}
"""Names of nothing: things are told by their keys."""


class Supposition(Protocol):
    """Something that is supposed to be so from a day on; `case` if it touches that case alone."""

    @property
    def case(self) -> str | None:
        """Return the one case that it touches, or None."""
        ...

    def states(self, reader: Reader, question: Question) -> Iterator[State]:
        """Yield the elements as they would be. Raises NotFound and InputError."""
        ...

    def in_words(self, called: Mapping[str, str] = BY_KEY) -> str:
        """Say it; `called` are names of agencies by code."""
        ...


def holds(edge: EdgeState, day: datetime.date) -> bool:
    """Whether a dated edge holds on a day."""
    start, end = edge.properties.get("valid_from"), edge.properties.get("valid_to")
    begun = not isinstance(start, datetime.date) or start <= day
    return begun and (not isinstance(end, datetime.date) or end > day)


def with_property(state: State, name: str, value: Value) -> State:
    """Return an element with one property as it would be; None leaves it out."""
    # Replaced, not changed by a load: it keeps the numbers of the loads that it has.
    properties = {**state.properties, name: value}
    return replace(state, properties={key: v for key, v in properties.items() if v is not None})


def new_node(
    label: str, key: str, properties: Mapping[str, Value], edges: Mapping[str, tuple[str, ...]]
) -> NodeState:
    """Return a node that no load made."""
    return NodeState(label, key, properties, edges, Provenance(SUPPOSED))


def new_edge(type_: str, from_key: str, to_key: str, facts: Mapping[str, Value]) -> EdgeState:
    """Return a dated edge that no load made."""
    told = {name: value for name, value in facts.items() if value not in (None, "")}
    mark = MODEL.dated_edges[type_].mark(told)
    return EdgeState(type_, from_key, to_key, mark, told, Provenance(SUPPOSED))


def instead(
    reader: Reader, type_: str, case: str, code: str, day: datetime.date, what: str
) -> Iterator[State]:
    """Yield what a case has of a kind of which one holds at a time, ended; then the one instead.

    Raises InputError where one began on the day itself: both would hold from then on.
    """
    for edge in edge_states(reader, MODEL.dated_edges[type_], [case]):
        if edge.properties.get("valid_from") == day and edge.to_key != code:
            raise InputError(f"{case} has a {what} that begins on {day}. Ask as of the day after")
        if holds(edge, day):
            yield with_property(edge, "valid_to", day)
    dated = {"dated": "exact"} if "dated" in MODEL.dated_edges[type_].edge.properties else {}
    yield new_edge(type_, case, code, {"valid_from": day, **dated})


def ensure(reader: Reader, label: str, key: str) -> None:
    """Raise NotFound for a key that the store does not have."""
    if not existing_keys(reader, MODEL.node_types[label], [key]):
        raise NotFound(f"There is no {label} {key!r}. Write its key: a search finds it by name")


def ensure_agency(reader: Reader, code: str) -> None:
    """Raise NotFound for an agency that is neither there nor supposed to be."""
    if not code.startswith(f"{SUPPOSED} "):
        ensure(reader, "Agency", code)


def ensure_choice(value: str, type_: str, name: str) -> None:
    """Raise InputError for a value that is no choice of a dated edge's property."""
    choices = MODEL.dated_edges[type_].edge.properties[name].choices
    if value not in choices:
        raise InputError(f"{value!r} is no {name}. Write one of {', '.join(choices)}")


def ensure_case(reader: Reader, case: str, question: Question) -> None:
    """Raise NotFound, in the same words, for a case that is not there or not to be seen."""
    find_case(reader, case, Asked(question.scope, question.as_of, question.today, question.policy))
