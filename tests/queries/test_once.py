"""What is found once for a state of the graph, whoever else asks meanwhile."""

import threading
from typing import Any

import pytest

from graph.errors import StoreError, TimeLimit
from queries.once import BEING_FOUND, alone, once

PATIENCE = 30


class State:
    """A state of the graph of which nothing is read, with what was kept of it."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def read(self, *_: Any, **__: Any) -> list[Any]:
        """Return nothing."""
        return []

    def read_each(self, *_: Any, **__: Any) -> dict[str, list[Any]]:
        """Return nothing."""
        return {}

    def version(self) -> int:
        """Return that nothing was loaded."""
        return 0


def asks(state: State, find: Any, key: str = "gaps", most: int = 2) -> Any:
    """Ask for something that is kept once it is found."""
    return once(state, "answers", key, find, most=most, seconds=PATIENCE)


def test_ten_who_ask_at_once_are_answered_by_one_search() -> None:
    """After a load each page would else be worked out by everybody who reads it."""
    state, begun, may_go_on = State(), threading.Event(), threading.Event()
    searches: list[int] = []
    answers: list[object] = []

    def find() -> object:
        searches.append(1)
        begun.set()
        assert may_go_on.wait(PATIENCE)
        return object()

    threads = [
        threading.Thread(target=lambda: answers.append(asks(state, find))) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(PATIENCE)
    may_go_on.set()
    for thread in threads:
        thread.join(PATIENCE)

    assert (1, 10, 1) == (len(searches), len(answers), len(set(map(id, answers))))
    assert {} == state.kept[BEING_FOUND]


def test_what_failed_is_tried_again_by_the_next() -> None:
    """A server that was away for a moment must not be away for everybody."""
    state = State()

    def fail() -> int:
        raise StoreError("away")

    with pytest.raises(StoreError):
        asks(state, fail)

    assert 7 == asks(state, lambda: 7) == asks(state, fail)


def test_the_oldest_goes_first() -> None:
    """What is kept is bounded, however many questions there are."""
    state = State()

    for number, key in enumerate(("one", "two", "three")):
        asks(state, lambda number=number: number, key)

    assert {"two": 1, "three": 2} == state.kept["answers"]


def test_nobody_waits_longer_than_they_said() -> None:
    """Whoever asks for a second is told after a second, not after the minute of somebody else."""
    state = State()

    with (
        alone(state, "the country", seconds=PATIENCE),
        pytest.raises(TimeLimit, match="somebody else asks the same"),
        alone(state, "the country", seconds=0.01),
    ):
        pass
    with alone(state, "the country", seconds=0.01):
        assert state.kept[BEING_FOUND]
