"""Where things stand: the same each time, and never on one another."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.pictures.drawing import label_lines
from webapp.pictures.picture import Line, Node, Place
from webapp.pictures.places import (
    ACTIONS_RING,
    CENTRE,
    ROOM,
    TALL,
    beside,
    close_to,
    in_a_chain,
    in_columns,
    in_full_rings,
    on_rings,
    ordered_after,
)
from webapp.pictures.shapes import LINE_HEIGHT
from webapp.style import look_of

SOMEWHERE = st.builds(Place, st.floats(-2000, 2000), st.floats(-2000, 2000))


def touch(one: Place, other: Place) -> bool:
    """Say whether two things stand on one another."""
    return abs(one.x - other.x) < ROOM and abs(one.y - other.y) < TALL


@given(parent=SOMEWHERE, taken=st.lists(SOMEWHERE, max_size=20), count=st.integers(0, 50))
def test_what_is_added_stands_on_nothing(parent: Place, taken: list[Place], count: int) -> None:
    """Whatever stands there already, and wherever it stands."""
    new = beside(parent, CENTRE, count, [parent, *taken])

    assert count == len(new)
    assert [] == [pair for pair in combinations(new, 2) if touch(*pair)]
    assert [] == [(one, other) for one in new for other in (parent, *taken) if touch(one, other)]
    assert new == beside(parent, CENTRE, count, [parent, *taken])
    assert new[: count // 2] == beside(parent, CENTRE, count // 2, [parent, *taken])


def test_what_is_added_stands_away_from_the_middle_first() -> None:
    """New things between the old ones would cross every line."""
    (first,) = beside(Place(300.0, 0.0), CENTRE, 1, [CENTRE, Place(300.0, 0.0)])

    assert first.x > 300
    assert Place(5.0, 5.0) == close_to(Place(5.0, 5.0), [])
    assert not touch(CENTRE, close_to(CENTRE, [CENTRE]))


@pytest.mark.parametrize("count", [1, 7, 40, 298])
def test_full_rings_hold_all_and_the_middle_alone_is_in_the_middle(count: int) -> None:
    """Three hundred things are as many as a picture begins with."""
    ids = [f"case:{number}" for number in range(count)]

    places, rings = in_full_rings("agency:A", [[], ids])

    assert {"agency:A", *ids} == set(places) == set(rings)
    assert [CENTRE] == [place for place in places.values() if place == CENTRE]
    assert count + 1 == len(set(places.values()))


def test_columns_and_chains_keep_the_order_that_they_are_given() -> None:
    """An agenda is read from the top, a path from its start."""
    places = in_columns(["a", "b", "c"], ["x"])
    chain = in_a_chain(["1", "2", "3", "4", "5"])

    assert sorted(["a", "b", "c"], key=lambda id_: places[id_].y) == ["a", "b", "c"]
    assert places["x"].y == places["b"].y
    assert (chain["4"].x, True) == (chain["5"].x, chain["5"].y > chain["4"].y)
    assert ["y", "x"] == ordered_after(["x", "y"], {"x": ["b"], "y": ["a"]}, ["a", "b"])


def test_rings_are_the_same_whatever_else_was_asked_before() -> None:
    """A chair who comes back must find everything where it was."""
    nodes = [Node("case:C1", "case", "C1", "case", 0, "")] + [
        Node(f"agency:{number}", "agency", "A", "agency", 1 + number % 3, "")
        for number in range(12)
    ]

    once, again = on_rings(nodes, []), on_rings(nodes, [])

    assert once == again
    assert len(nodes) == len(set(once.values()))


def test_an_action_stands_clear_of_the_name_of_whoever_promised_it() -> None:
    """A late promise that covers a name hides who is late."""
    case = Node("case:C1", "case", "C1", "case", 0, "")
    label = "Council of a long name, children's social care"
    owner = Node("agency:A", "agency", label, "agency missing", 2, "", hidden={"": 5})
    action = Node("action:X", "action", "X", "action overdue", ACTIONS_RING, "")

    places = on_rings([case, owner, action], [Line(owner.id, action.id, "promised", "involved")])

    lines, away = len(label_lines(owner)), abs(places[action.id].y - places[owner.id].y)
    halves = (look_of(owner.classes).size + look_of(action.classes).size) / 2
    assert away > lines * LINE_HEIGHT + halves
