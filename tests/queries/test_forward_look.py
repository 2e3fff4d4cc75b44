"""What lies ahead: who may know of a birthday, how far it looks, what is late and planned."""

import datetime
from dataclasses import replace

import pytest

from graph.errors import InputError
from graph.scope import OPERATOR, Scope
from graph.store import Store
from graph.worlds import World, case, discussion, node, put, world
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.forward_look import FORWARD_LOOK

DAY = examples.DAY
BIRTHDAY = datetime.date(2026, 3, 1)
CHILD: World = world(
    examples.GROUND,
    case("C1", level="1"),
    node("Offender", "O-C1", date_of_birth=datetime.date(2008, 3, 1)),
)


def ahead(store: Store, scope: Scope = OPERATOR, **told: object) -> list[dict[str, object]]:
    """Ask what lies ahead, by the policy of the examples."""
    return list(run(FORWARD_LOOK, store, Asked(scope, DAY, DAY, examples.POLICY, told)).rows)


def test_a_birthday_is_told_to_those_who_may_read_dates_of_birth(store: Store) -> None:
    """A date of birth must not leak through a list of what is coming."""
    put(store, CHILD)

    told = [row["on"] for row in ahead(store)]

    assert [BIRTHDAY] == told


@pytest.mark.parametrize("sees", [frozenset(), frozenset({"names", "actions", "links"})])
def test_nobody_else_learns_that_there_is_one(store: Store, sees: frozenset[str]) -> None:
    """Moving the day from which one looks would find the birthday: so not even its week."""
    put(store, CHILD)

    assert [] == ahead(store, replace(OPERATOR, sees=sees))


def test_it_looks_as_far_as_it_is_told(store: Store) -> None:
    """A chair who plans four weeks does not want to read of twelve."""
    put(store, CHILD)

    found = [len(ahead(store, weeks=weeks)) for weeks in (4, 5)]

    assert [0, 1] == found


def test_no_week_at_all_is_refused(store: Store) -> None:
    """An empty answer would read as: nothing is due."""
    with pytest.raises(InputError, match="weeks must be a whole number, 1 or more; it was 0"):
        ahead(store, weeks=0)


def test_what_is_late_and_planned_comes_on_its_planned_day(store: Store) -> None:
    """What was due last week and is planned for next week is still ahead, and late."""
    planned = datetime.date(2026, 3, 9)
    put(store, world(examples.ABSENT_TRUST, discussion("D9", "C1", planned, state="planned")))
    day = datetime.date(2026, 3, 3)

    rows = run(FORWARD_LOOK, store, Asked(OPERATOR, day, day, examples.POLICY)).rows

    assert [("discussion", planned, datetime.date(2026, 3, 2), "planned_late", "D9")] == [
        (row["kind"], row["on"], row["due_on"], row["state"], row["discussion"]) for row in rows
    ]


def test_what_is_late_and_not_planned_is_not_ahead(store: Store) -> None:
    """It is a gap of today: another question lists it, once."""
    put(store, examples.ABSENT_TRUST)
    day = datetime.date(2026, 3, 3)

    rows = run(FORWARD_LOOK, store, Asked(OPERATOR, day, day, examples.POLICY)).rows

    assert [] == list(rows)
