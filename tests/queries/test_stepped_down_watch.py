"""Falls of a level: what is one, and what is told of it."""

import datetime

import pytest

from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import World, agency, case, discussion, edge, put, reference, world
from queries.analysis import Asked, run
from queries.coverage.facts import Spell
from queries.coverage.policy_file import default_policy
from queries.stepped_down_watch import STEPPED_DOWN_WATCH, falls

DAY = datetime.date(2026, 1, 31)
A, B, C, D = (datetime.date(2025, month, 1) for month in (1, 3, 5, 7))
RUNS: dict[str, tuple[list[Spell], list[tuple[str, datetime.date]]]] = {
    "one after another": ([Spell("3", A, B), Spell("2", B, C), Spell("1", C, None)],
                          [("3", B), ("2", C)]),
    "with days between of which nothing is known": ([Spell("2", A, B), Spell("1", C, None)],
                                                    [("2", C)]),
    "the higher of two ends": ([Spell("2", A, C), Spell("1", B, None)], [("2", C)]),
    "up and down again": ([Spell("1", A, B), Spell("2", B, C), Spell("1", C, None)], [("2", C)]),
    "a level that ended with nothing after it": ([Spell("2", A, B)], []),
    "the same level again": ([Spell("2", A, B), Spell("2", B, None)], []),
    "a fall still to come": ([Spell("2", A, D), Spell("1", DAY + datetime.timedelta(1), None)], []),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_a_fall_is_a_change_to_a_lower_level(name: str) -> None:
    """A watch list that misses one kind of fall watches the wrong cases."""
    spells, expected = RUNS[name]

    found = [(fall.code, fall.day) for fall in falls(spells, DAY)]

    assert expected == found


GROUND: World = world(
    reference([("POL", "area")], areas=("cheshire", "kent")),
    agency("POLICE", "POL", "cheshire"),
    case("C1", level=None, opened_on=A),
    edge("AT_LEVEL", "C1", "2", valid_from=A, valid_to=D),
    case("C2", area="kent", opened_on=A),
    discussion("D2", "C2", C, {"POLICE": "in_person"}),
)


def test_a_discussion_of_another_case_is_no_proof(store: Store) -> None:
    """A code that was mistyped must not show who sat round somebody else's case."""
    put(store, world(GROUND, edge("AT_LEVEL", "C1", "1", valid_from=D, decided_at="D2")))

    rows = run(
        STEPPED_DOWN_WATCH, store, Asked(OPERATOR, DAY, DAY, default_policy(), {"n": 365})
    ).rows

    assert [("C1", "", [])] == [(row["case"], row["decided_at"], row["present"]) for row in rows]


def test_how_long_it_watches_is_a_row_of_the_policy(embedded: Store) -> None:
    """An interval that nobody decided on is not for the program to decide."""
    put(embedded, world(GROUND, edge("AT_LEVEL", "C1", "1", valid_from=D)))
    policy = default_policy()
    days = policy.clocks_of("watch", DAY)[0].then_within_days or 0

    counts = [
        run(STEPPED_DOWN_WATCH, embedded, Asked(OPERATOR, day, day, policy)).count
        for day in (D + datetime.timedelta(days=days - 1), D + datetime.timedelta(days=days))
    ]

    assert [1, 0] == counts
