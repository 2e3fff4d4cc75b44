"""The digest: the same whatever the order and however much fits into memory."""

import random

import pytest

from graph import digest
from graph.digest import Digest
from graph.records import State
from graph.worlds import case, world

STATES = world(*(case(f"C{number}") for number in range(20))).states
LOADS = [{"number": 1, "source": "a test"}]


def result(states: tuple[State, ...]) -> tuple[str, str]:
    """Return the digest without the loads and with them."""
    with Digest() as taking:
        for state in states:
            taking.add(state)
        return taking.result(), taking.result(LOADS)


def test_the_order_of_states_does_not_matter() -> None:
    """Two engines may answer in two orders."""
    mixed = random.Random(1).sample(STATES, len(STATES))  # noqa: S311 -- no secret

    assert result(STATES) == result(tuple(mixed))


@pytest.mark.parametrize("lines", [1, 7, 100])
def test_what_does_not_fit_into_memory_comes_to_the_same(
    monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    """A million elements are digested in the memory of some thousands."""
    whole = result(STATES)
    monkeypatch.setattr(digest, "LINES_IN_MEMORY", lines)

    assert whole == result(STATES)


def test_a_state_more_or_a_load_less_shows() -> None:
    """It stands for everything."""
    assert 4 == len({*result(STATES), *result(STATES[:-1])})
