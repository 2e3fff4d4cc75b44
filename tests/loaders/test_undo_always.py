"""What holds of every history of loads: each can be taken back, whole, or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.records import Provenance, State
from graph.states import every_state
from graph.store import Store, open_store
from loaders.joined import left_hanging
from loaders.undo import apply_undo, plan_undo
from tests.loaders.bundles import AT
from tests.loaders.histories import BUNDLES, FIXED, FULL, GROUND, Bundle, load_bundle
from tests.loaders.steps import take_back

MANY = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HISTORIES = st.lists(BUNDLES, min_size=1, max_size=4)
Factory = pytest.TempPathFactory


@MANY
@given(history=HISTORIES)
def test_loads_taken_back_from_the_last_to_the_first_leave_what_was(
    tmp_path_factory: Factory, history: list[Bundle]
) -> None:
    """An administrator can go back step by step to any day, provenance included."""
    with fresh(tmp_path_factory) as (store, path):
        taken_back_one_by_one(store, path, [GROUND, FULL, *history])


def test_a_history_is_taken_back_on_both_engines(store: Store, tmp_path: Path) -> None:
    """Updates, endings, withdrawals, circumstances that follow, snapshots: on a server too."""
    taken_back_one_by_one(store, tmp_path, [GROUND, FULL, *FIXED])


@MANY
@given(history=HISTORIES)
def test_a_load_undone_and_loaded_again_is_the_load_but_for_its_number(
    tmp_path_factory: Factory, history: list[Bundle]
) -> None:
    """An undo leaves nothing behind that a later load would stumble over."""
    with fresh(tmp_path_factory) as (store, path):
        load_all(store, path, [GROUND, FULL, *history[:-1]])
        number = load_bundle(store, path / "last", history[-1]) or 0
        first = renumbered(every_state(store), number, 0)

        if number:
            take_back(store, number)
        again = load_bundle(store, path / "again", history[-1]) or 0

        assert bool(number) == bool(again)
        assert first == renumbered(every_state(store), again, 0)


@MANY
@given(history=HISTORIES, which=st.integers(0, 11))
def test_an_undo_from_the_midst_takes_all_of_a_load_and_nothing_else_or_is_refused(
    tmp_path_factory: Factory, history: list[Bundle], which: int
) -> None:
    """Whatever came later stands on firm ground: nothing names what is gone."""
    with fresh(tmp_path_factory) as (store, path):
        load_all(store, path, [GROUND, FULL, *history])
        before = {state.identity: state for state in every_state(store)}
        undo = plan_undo(store, 2 + which % (store.version() - 1))

        if not undo.refusals:
            apply_undo(store, undo, by="a tester", at=AT)

        after = list(every_state(store))
        touched = {state.identity for state in (*undo.changes.put, *undo.changes.drop)}
        others = [state for identity, state in before.items() if identity not in touched]
        assert [] == list(left_hanging(store, after))
        if undo.refusals:
            assert list(before.values()) == after
        else:
            assert others == [state for state in after if state.identity not in touched]
            assert not any(undo.number in loads_of(state) for state in after)


@contextmanager
def fresh(factory: Factory) -> Iterator[tuple[Store, Path]]:
    """Give an empty embedded store and a folder for bundles."""
    path = factory.mktemp("history")
    with closing(open_store(f"embedded:{path / 'store'}")) as store:
        yield store, path


def load_all(store: Store, path: Path, history: Sequence[Bundle]) -> None:
    """Load one bundle after the other."""
    for place, bundle in enumerate(history):
        load_bundle(store, path / str(place), bundle)


def taken_back_one_by_one(store: Store, path: Path, history: Sequence[Bundle]) -> None:
    """Load all of a history, take it back from its end, and look each time."""
    done: list[tuple[int, list[State]]] = []
    for place, bundle in enumerate(history):
        before = list(every_state(store))
        number = load_bundle(store, path / str(place), bundle)
        if number:
            done.append((number, before))

    for number, before in reversed(done):
        take_back(store, number)

        assert before == list(every_state(store))


def loads_of(state: State) -> tuple[int | None, int | None]:
    """Return the loads that made and last changed an element."""
    return (state.provenance.first_load, state.provenance.load)


def renumbered(states: Iterator[State], number: int, other: int) -> list[State]:
    """Return states as another load would have left them."""
    return [
        replace(
            state,
            provenance=Provenance(
                state.provenance.source,
                *(other if found == number else found for found in loads_of(state)),
            ),
        )
        for state in states
    ]
