"""Writing: in which order, in which pieces, and what is recorded of it."""

import datetime
import json
import re
from dataclasses import replace

import pytest

from graph.errors import Conflict, StoreError
from graph.records import Changes, LoadEntry, Provenance, State
from graph.states import from_json
from graph.store import Store
from graph.worlds import agency, case, edge, node, put, reference, world
from graph.writing import (
    STATES_A_PART,
    Statement,
    change_statements,
    ensure_done,
    entry_statements,
    next_number,
)

AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def entry(*before: State, made_on: int = 4) -> LoadEntry:
    """Return an entry that remembers earlier states."""
    return LoadEntry("load", "s", "b", AT, made_on, {"a.csv": "hash"}, {"area": 1}, "p", before)


def test_nodes_are_there_before_anything_points_at_them() -> None:
    """A file may name a thing before the row that makes it."""
    told = world(case("C1"), edge("LED_BY", "C1", "POL:1", valid_from=None), agency("POL:1", "POL"))

    texts = [statement.text for statement in change_statements(told.changes(), 1)]

    order = [("CREATE (n:" in text, "MERGE (n)-" in text, "CREATE (a)-" in text) for text in texts]
    assert sorted(order, reverse=True) == order
    assert len(texts) == len([found for found in order if any(found)])


def test_edges_are_dropped_before_their_ends() -> None:
    """What is dropped with its end would be looked for in vain."""
    told = world(case("C1"), edge("LED_BY", "C1", "POL:1", valid_from=None))

    texts = [found.text for found in change_statements(Changes(drop=told.states), 1)]

    ways = ["DETACH" in text for text in texts]
    assert sorted(ways) == ways
    assert {True, False} == set(ways)


def test_no_value_stands_in_a_text() -> None:
    """Values are parameters: nothing that a file says can become a clause."""
    told = world(node("Area", "x'}) DETACH DELETE n //", name="'; DROP"), case("C'1"))

    texts = [found.text for found in change_statements(told.changes(), 1)]

    assert not [text for text in texts if re.search("DETACH|DROP|C'1", text)]


def test_earlier_states_are_kept_a_thousand_a_part() -> None:
    """An undo of a national load must not need one property of a hundred megabytes."""
    before = [state for n in range(STATES_A_PART + 1) for state in node("Area", f"a{n}").states]

    parts = [found for found in entry_statements(entry(*before), 5) if found.about == "LoadPart"]

    rows = [row for found in parts for row in found.rows]
    assert [("5:0", STATES_A_PART), ("5:1", 1)] == [
        (row["key"], len(row["states"])) for row in rows
    ]
    assert before == [from_json(json.loads(text)) for row in rows for text in row["states"]]


def test_what_an_undo_needs_is_stored_with_the_load(store: Store) -> None:
    """A load that cannot be undone must never be recorded as one that can."""
    put(store, reference())
    [before] = node("Area", "cheshire", name="Cheshire").states
    [after] = node("Area", "cheshire", name="New").states
    after = replace(after, provenance=Provenance("world", first_load=1))

    store.apply(Changes(put=(after,)), entry(before, made_on=1))

    [row] = store.read(
        "MATCH (load:Load {number: 2})\nMATCH (part:LoadPart {number: 2})\n"
        "RETURN load.files AS files, load.counts AS counts, load.at AS at, part.states AS states"
    )
    assert ({"a.csv": "hash"}, {"area": 1}) == (json.loads(row["files"]), json.loads(row["counts"]))
    assert "2026-01-01T00:00:00+00:00" == row["at"]
    assert [before] == [from_json(json.loads(text)) for text in row["states"]]


def test_the_next_load_follows_the_one_that_the_plan_read() -> None:
    """Numbers go up by one, whoever loads."""
    assert 5 == next_number(4, entry(made_on=4))
    with pytest.raises(Conflict, match="from load 4 to load 6"):
        next_number(6, entry(made_on=4))


@pytest.mark.parametrize("rows", [[], [{"done": 1}]])
def test_a_statement_that_reached_too_little_is_an_error(rows: list[dict[str, int]]) -> None:
    """An edge to nobody would vanish without a word."""
    statement = Statement("…", [{}, {}], "LED_BY")

    with pytest.raises(StoreError, match="A change of LED_BY points at something that is not"):
        ensure_done(statement, rows)
    ensure_done(statement, [{"done": 2}])
