"""How an element is named to people: by its table and its keys, and by nothing sensitive."""

from collections.abc import Mapping

from graph.model import MODEL
from graph.records import EdgeState, NodeState, State
from graph.states import to_json
from graph.values import to_text
from loaders.derived import SOURCE, TABLE

SENSITIVE = "(sensitive)"
SPELL_ENDS = ("valid_from", "valid_to")


def in_words(state: State) -> str:
    """Name an element in a line."""
    name = named(state)
    if isinstance(state, NodeState):
        return f"{state.label} {state.key}"
    mark = " ".join(part for part in name["mark"].split("|") if part)
    what = f"{MODEL.dated_edges[state.type].origin} {state.from_key} {state.type} {name['to_key']}"
    return f"{what} ({mark})" if mark and mark != SENSITIVE else what


def named(state: State) -> dict[str, str]:
    """Name an element by its parts.

    That two cases are linked is told of one of them only. A circumstance that follows from a date
    begins on it: its first day would tell when somebody was born.
    """
    if isinstance(state, NodeState):
        return {"label": state.label, "key": state.key}
    hides_end = MODEL.dated_edges[state.type].edge.sensitive
    return {
        "edge": state.type,
        "from_key": state.from_key,
        "to_key": SENSITIVE if hides_end else state.to_key,
        "mark": SENSITIVE if may_be_derived(state) else state.mark,
    }


def facts(state: State) -> Mapping[str, str | list[str]]:
    """Return what an element says, without what is sensitive."""
    if isinstance(state, NodeState):
        declared = MODEL.node_types[state.label].properties
    else:
        declared = MODEL.dated_edges[state.type].properties
    hidden = SPELL_ENDS if may_be_derived(state) else ()
    told = {
        name: SENSITIVE if declared[name].sensitive or name in hidden else to_text(value)
        for name, value in state.properties.items()
    }
    return {**told, **to_json(state).get("plain_edges", {})}


def table_of(state: State) -> str:
    """Return the name of the table that an element stands in."""
    if isinstance(state, NodeState):
        return MODEL.node_types[state.label].table
    return MODEL.dated_edges[state.type].table


def may_be_derived(state: State) -> bool:
    """Whether an element follows from a date; so it may, where its source is not known."""
    return (
        isinstance(state, EdgeState)
        and table_of(state) == TABLE
        and state.provenance.source in {"", SOURCE}
    )
