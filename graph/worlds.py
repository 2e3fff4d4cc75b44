"""Small invented worlds, for the examples of questions and for tests."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.model import MODEL
from graph.records import Changes, EdgeState, LoadEntry, NodeState, Provenance, State
from graph.states import every_state
from graph.store import Reader, Store
from graph.values import Value

LONG_AGO = datetime.date(2020, 1, 1)


@dataclass(frozen=True)
class World:
    """States that belong together; `+` joins two worlds, later states win."""

    states: tuple[State, ...] = ()

    def __add__(self, other: "World") -> "World":
        """Join two worlds."""
        return World(self.states + other.states)

    def changes(self) -> Changes:
        """Return what puts this world into a store, each element once."""
        last = {state.identity: state for state in self.states}
        return Changes(put=tuple(last.values()))


def world(*parts: World) -> World:
    """Join several worlds."""
    return World(tuple(state for part in parts for state in part.states))


def node(
    label: str, key: str, edges: dict[str, Sequence[str]] | None = None, **properties: Value
) -> World:
    """Return one node; `edges` are its plain edges by type."""
    plain = {type_: tuple(sorted(keys)) for type_, keys in (edges or {}).items() if keys}
    state = NodeState(label, key, _set(properties), plain, Provenance("world"))
    return World((state,))


def edge(type_: str, from_key: str, to_key: str, **properties: Value) -> World:
    """Return one dated edge; its mark follows from its declared identity."""
    declared = MODEL.dated_edges[type_].edge
    mark = MODEL.dated_edges[type_].mark(properties)
    if declared.symmetric and to_key < from_key:
        from_key, to_key = to_key, from_key
    state = EdgeState(type_, from_key, to_key, mark, _set(properties), Provenance("world"))
    return World((state,))


def agency(
    code: str,
    kind: str,
    *areas: str,
    part_of: str = "",
    replaced_by: Sequence[str] = (),
    since: datetime.date | None = None,
    **properties: Value,
) -> World:
    """Return an agency of a type that operates in areas."""
    edges = {"OF_TYPE": [kind], "PART_OF": [part_of] if part_of else [], "REPLACED_BY": replaced_by}
    places = [edge("OPERATES_IN", code, area, valid_from=since) for area in areas]
    return world(node("Agency", code, edges, name=f"Agency {code}", **properties), *places)


def case(
    ref: str,
    *,
    area: str | None = "cheshire",
    level: str | None = "2",
    category: str | None = "1",
    opened_on: datetime.date = LONG_AGO,
    circumstances: dict[str, str] | None = None,
    **properties: Value,
) -> World:
    """Return a case with its person, at home in an area, at a level, in a category."""
    parts = [
        node("Offender", f"O-{ref}"),
        node("MappaCase", ref, {"CONCERNS": [f"O-{ref}"]}, opened_on=opened_on, **properties),
    ]
    if area:
        parts.append(edge("IN_AREA", ref, area, valid_from=opened_on, standing="home"))
    if level:
        parts.append(edge("AT_LEVEL", ref, level, valid_from=opened_on, dated="exact"))
    if category:
        parts.append(edge("IN_CATEGORY", ref, category, valid_from=opened_on, dated="exact"))
    for code, answer in (circumstances or {}).items():
        parts.append(
            edge("HAS_CIRCUMSTANCE", ref, code, valid_from=opened_on, answer=answer, dated="exact")
        )
    return world(*parts)


def discussion(
    code: str,
    ref: str | None,
    on: datetime.date,
    outcomes: dict[str, str] | None = None,
    *,
    state: str = "held",
    panel: str = "PANEL",
    item: int = 1,
    grades: dict[str, str] | None = None,
) -> World:
    """Return a discussion of a case at a meeting of its own, with what came of each invitation."""
    seats = [
        edge("INVITED", code, invited, outcome=outcome, grade=(grades or {}).get(invited))
        for invited, outcome in (outcomes or {}).items()
    ]
    return world(
        node("Meeting", f"M-{code}", {"OF_PANEL": [panel]}, on=on, state=state),
        node(
            "Discussion",
            code,
            {"AT_MEETING": [f"M-{code}"], "CONSIDERS": [ref] if ref else []},
            item=item,
        ),
        *seats,
    )


def reference(
    kinds: Iterable[tuple[str, str]] = (),
    areas: Sequence[str] = ("cheshire",),
    circumstances: Iterable[str] = (),
) -> World:
    """Return what every world stands on: areas, levels, categories, a panel, agency types."""
    return world(
        *(node("Area", area, name=area.title()) for area in areas),
        *(node("Level", code, name=f"Level {code}", order=int(code)) for code in "123"),
        *(node("Category", code, name=f"Category {code}") for code in "1234"),
        node("Category", "unknown", name="Not known"),
        *(
            node("AgencyType", code, name=code, standing="duty_to_cooperate", reach=reach)
            for code, reach in kinds
        ),
        *(node("Circumstance", code, name=code.replace("_", " ")) for code in circumstances),
        node("Panel", "PANEL", {"FOR_AREA": [areas[0]]}, name="A panel", kind="mappa"),
    )


def put(store: Store, given: World, *, by: str = "a test", drop: Sequence[State] = ()) -> int:
    """Write a world into a store as one load, over what is there; return the load's number."""
    entry = LoadEntry(
        kind="load",
        source="world",
        by=by,
        at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        made_on=store.version(),
    )
    return store.apply(replace(changes_over(store, given), drop=tuple(drop)), entry)


def changes_over(reader: Reader, given: World) -> Changes:
    """Return what puts a world over what is there: what is there already keeps its first load."""
    there = {state.identity: state for state in every_state(reader)}
    states: list[State] = []
    for state in given.changes().put:
        before = there.get(state.identity)
        first = before.provenance.first_load if before else None
        states.append(replace(state, provenance=replace(state.provenance, first_load=first)))
    return Changes(put=tuple(states))


def _set(properties: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value is not None}
