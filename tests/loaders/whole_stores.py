"""Stores with one of everything that the model has, for the tests of export and restore."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from graph.history import history_of
from graph.model import MODEL
from graph.records import Changes, EdgeState, LoadEntry, NodeState, Provenance, State
from graph.schema import Kind, Property
from graph.states import every_state, table_states
from graph.store import Reader, Store
from graph.values import LONGEST_TEXT, NO_BREAK_SPACE, Value, clean
from loaders.export import export
from loaders.restore import restore, taken_at

AT = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
AWKWARD = (
    "=1+1", "'=1+1", "''=1+1", "'", "'t Hart", "-7", "+44 1632 960000", "@SUM(A1)", "-2+3|x",
    'quo"ted', "a;b", "a\\;b", "back\\", "\\", ";", "a,b", "Cyngor Sir Gâr", "\N{PILE OF POO}",
    "|",
    "yes", "2024-02-29", "x" * LONGEST_TEXT, "=" + ";" * (LONGEST_TEXT - 1), "sep=;",
    "$x {y} \\u0041",
)  # fmt: skip
"""Texts that some reader, writer, engine or spreadsheet takes for something else."""


SIGNS = st.characters(
    exclude_categories=("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"),
    exclude_characters=[NO_BREAK_SPACE],
)
TEXTS = st.sampled_from(AWKWARD) | st.text(SIGNS, max_size=12).map(clean).filter(bool)
KEYS = st.sampled_from(AWKWARD[:9]) | st.text(SIGNS, min_size=1, max_size=8).map(clean).filter(bool)
LOADS = st.integers(1, 2)


def values(declared: Property) -> st.SearchStrategy[Any]:
    """Return the values that a property may have."""
    found: Mapping[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: TEXTS,
        Kind.DATE: st.dates(),
        Kind.INTEGER: st.integers(-999_999_999, 999_999_999),
        Kind.YES_NO: st.booleans(),
        Kind.CHOICE: st.sampled_from([*declared.choices] or ["none"]),
        Kind.LIST: st.lists(TEXTS, min_size=1, max_size=4),
    }
    return found[declared.kind]


@st.composite
def worlds(draw: st.DrawFn) -> Changes:
    """Return two nodes of every label with every plain edge, and one dated edge of every type."""
    keys = {
        label: draw(st.lists(KEYS, min_size=2, max_size=2, unique=True))
        for label in MODEL.node_types
    }
    origins = st.builds(Provenance, TEXTS, LOADS, LOADS)
    states: list[State] = []
    for node in MODEL.node_types.values():
        ends = {
            type_: tuple(sorted(keys[edge.target][: 2 if edge.many else 1]))
            for type_, edge in node.edges.items()
        }
        for key in keys[node.label]:
            told = draw(_some(node.properties, without=node.key))
            states.append(
                NodeState(node.label, key, told, draw(st.sampled_from([ends, {}])), draw(origins))
            )
    for type_, dated in MODEL.dated_edges.items():
        told = draw(_some(dated.properties))
        first, last = keys[dated.origin][0], keys[dated.edge.target][-1]
        if dated.edge.symmetric:
            first, last = sorted((first, last))
        states.append(EdgeState(type_, first, last, dated.mark(told), told, draw(origins)))
    return Changes(put=tuple(states))


def _some(
    properties: Mapping[str, Property], without: str = ""
) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries(
        {}, optional={name: values(of) for name, of in properties.items() if name != without}
    )


def fill(store: Store, changes: Changes) -> None:
    """Write a world in two loads: the second replaces something, and keeps it."""
    store.apply(changes, _entry(0))
    before = next(table_states(store, "area"))
    origin = replace(before.provenance, load=None)
    after = replace(before, properties={"name": "'=New"}, provenance=origin)
    store.apply(Changes(put=(after,)), _entry(1, before))


def _entry(made_on: int, *before: State) -> LoadEntry:
    return LoadEntry(
        "load", "'=a source", "a tester", AT, made_on, {"a;b.csv": "00"}, {"area created": 1},
        "policy", before,
    )  # fmt: skip


def everything(reader: Reader) -> dict[str, Any]:
    """Return all that a store holds, the model and what stands beside it."""
    history = history_of(reader)
    return {
        "states": [*every_state(reader)],
        "info": history.info,
        "loads": history.loads,
        "parts": [*history.parts],
        "version": reader.version(),
    }


def taken_over(source: Store, target: Store, folder: Path) -> None:
    """Export one store and put it back into another."""
    export(source, folder, at=AT)
    restore(target, taken_at(folder), by="a tester", at=AT)
