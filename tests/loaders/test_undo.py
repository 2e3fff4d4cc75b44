"""Taking a load back: what goes, what comes back, and what is on record of it."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import Conflict
from graph.model import MODEL
from graph.records import Changes, LoadEntry, NodeState
from graph.states import every_state, loads, node_states
from graph.store import Store
from loaders.history import touched_by
from loaders.undo import apply_undo, coming_back, plan_undo
from tests.loaders.bundles import AT, AT_LEVEL
from tests.loaders.steps import AGENCY, CASE, ground, step, take_back


def test_what_a_load_made_goes_and_what_it_changed_or_dropped_comes_back(
    store: Store, tmp_path: Path
) -> None:
    """The whole promise, with the provenance of every element as it was."""
    ground(store, tmp_path)
    step(store, tmp_path, agency=AGENCY, at_level=AT_LEVEL, **CASE)
    before = list(every_state(store))
    rows = "mappa_case,level,valid_from,withdraw\nC1,2,2024-06-01,yes\nC1,3,2025-01-01,\n"
    agencies = "code,name,of_type,part_of\nPOL:1,New,POL,POL:2\nPOL:2,Second,POL,\n"
    step(store, tmp_path, agency=agencies, at_level=rows)
    undo = plan_undo(store, 3)

    number = apply_undo(store, undo, by="a tester", at=AT, policy="rules")

    assert before == list(every_state(store))
    assert {
        "agency": {"removed": 1, "restored": 1, "brought_back": 0},
        "at_level": {"removed": 1, "restored": 0, "brought_back": 1},
    } == undo.tables
    assert {
        "number": 4,
        "kind": "undo",
        "source": "a source",
        "by": "a tester",
        "at": "2026-01-01T00:00:00+00:00",
        "files": "{}",
        "counts": '{"agency removed": 1, "agency restored": 1, "at_level brought_back": 1, '
        '"at_level removed": 1}',
        "policy": "rules",
        "undoes": 3,
    } == loads(store)[-1]
    assert 4 == number


def test_a_later_load_that_was_undone_stands_in_nobodys_way(store: Store, tmp_path: Path) -> None:
    """The advice to undo the later load first has to lead somewhere."""
    ground(store, tmp_path)
    before = list(every_state(store))
    step(store, tmp_path, agency=AGENCY, at_level=AT_LEVEL, **CASE)
    rows = "mappa_case,level,valid_from,withdraw\nC1,2,2024-06-01,yes\n"
    step(store, tmp_path, agency="code,name\nPOL:1,New\n", at_level=rows)
    take_back(store, 3)

    take_back(store, 2)

    assert before == list(every_state(store))


def test_an_undo_planned_on_an_older_version_is_refused(store: Store, tmp_path: Path) -> None:
    """What was loaded between the look and the button may build on what is to go."""
    ground(store, tmp_path)
    step(store, tmp_path, agency=AGENCY)
    undo = plan_undo(store, 2)
    step(store, tmp_path, agency="code,name\nPOL:1,New\n")
    before = store.digest()

    with pytest.raises(Conflict, match="moved from load 2 to load 3"):
        apply_undo(store, undo, by="a tester", at=AT)

    assert before == store.digest()


def test_a_load_tells_what_it_created_replaced_and_dropped(store: Store, tmp_path: Path) -> None:
    """Who looks into a load of last month sees what it did, and what has become of that."""
    ground(store, tmp_path)
    step(store, tmp_path, agency=AGENCY, at_level=AT_LEVEL, **CASE)
    rows = "mappa_case,level,valid_from,withdraw\nC1,2,2024-06-01,yes\nC1,3,2025-01-01,\n"
    step(store, tmp_path, agency="code,name\nPOL:1,New\n", at_level=rows)
    step(store, tmp_path, agency="code,name\nPOL:1,Newer\n")

    touched = touched_by(store, 3)

    assert [("AT_LEVEL", "C1", "3", "2025-01-01")] == [s.identity for s in touched.created]
    assert [("POL:1", "First")] == [
        (s.key, s.properties["name"]) for s in touched.replaced if isinstance(s, NodeState)
    ]
    assert [("AT_LEVEL", "C1", "2", "2024-06-01")] == [s.identity for s in touched.dropped]
    assert [(("Agency", "POL:1"), 4, True)] == [
        (found.state.identity, found.by, found.is_there) for found in touched.later
    ]


def test_what_comes_back_is_shown_beside_what_stands_there(embedded: Store, tmp_path: Path) -> None:
    """An administrator looks at the two before saying yes."""
    ground(embedded, tmp_path)
    step(embedded, tmp_path, agency=AGENCY)
    step(embedded, tmp_path, agency="code,name\nPOL:1,New\n")

    [item] = coming_back(embedded, plan_undo(embedded, 3), most=5)

    assert [("name", "New", "First")] == item.changed()


def test_a_text_that_no_cell_may_hold_comes_back_as_it_was(embedded: Store, tmp_path: Path) -> None:
    """A list grows over the years beyond what one cell may hold; an undo must not stumble there."""
    ground(embedded, tmp_path)
    many = [";".join(f"former name {n}" for n in range(start, start + 90)) for start in (0, 90)]
    step(embedded, tmp_path, agency=f"code,name,of_type,aliases\nPOL:1,First,POL,{many[0]}\n")
    [stored] = node_states(embedded, MODEL.node_types["Agency"])
    long = [f"{name}, known by it for a long time" for name in stored.properties["aliases"]]  # type: ignore[union-attr]
    _put_aliases(embedded, stored, long)
    step(embedded, tmp_path, agency="code,name\nPOL:1,New\n")

    take_back(embedded, 4)

    [found] = node_states(embedded, MODEL.node_types["Agency"])
    assert long == found.properties["aliases"]


def _put_aliases(store: Store, stored: NodeState, aliases: list[str]) -> None:
    entry = LoadEntry("load", "s", "b", datetime.datetime.now(datetime.UTC), store.version())
    after = replace(stored, properties={**stored.properties, "aliases": aliases})
    store.apply(Changes((after,)), entry)
