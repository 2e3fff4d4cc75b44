"""Promises: who may read their wording, and chains that were made in error or lead elsewhere."""

import datetime
from dataclasses import replace

import pytest

from graph.errors import InputError
from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import World, case, discussion, node, put, reference, world
from queries.actions_carried_forward import ACTIONS_CARRIED_FORWARD
from queries.actions_overdue import ACTIONS_OVERDUE
from queries.analysis import Analysis, Asked, run
from queries.coverage.policy_file import default_policy

DAY = datetime.date(2026, 1, 31)
RAISED = datetime.date(2025, 11, 10)
DUE = datetime.date(2025, 12, 1)
PROMISED = "Invented words"
KENT = Scope(frozenset({"kent"}), EVERY_CATEGORY)


def promise(code: str, talk: str, follows: str = "") -> World:
    """Return an action with its words."""
    edges = {"RAISED_AT": [talk], "FOLLOWS": [follows] if follows else []}
    return node("Action", code, dict(edges), text=PROMISED, due_on=DUE)


GROUND: World = world(
    reference(areas=("cheshire", "kent")),
    case("C1"),
    case("C2", area="kent"),
    discussion("D1", "C1", RAISED),
    discussion("D2", "C2", RAISED),
)


def asked(
    analysis: Analysis, store: Store, scope: Scope = OPERATOR, **told: object
) -> list[dict[str, object]]:
    """Ask one question."""
    return list(run(analysis, store, Asked(scope, DAY, DAY, default_policy(), told)).rows)


@pytest.mark.parametrize("analysis", [ACTIONS_OVERDUE, ACTIONS_CARRIED_FORWARD])
def test_the_wording_needs_its_permission(store: Store, analysis: Analysis) -> None:
    """What is to be done about a person is more than that something is late."""
    put(store, world(GROUND, promise("A1", "D1"), promise("A2", "D1", "A1")))
    blind = replace(OPERATOR, sees=frozenset({"names", "identifiers", "links"}))

    words = [
        {row["wording"] for row in asked(analysis, store, scope)} for scope in (OPERATOR, blind)
    ]

    assert [{PROMISED}, {None}] == words


def test_a_promise_carried_on_says_so(store: Store) -> None:
    """Two late rows for one promise must not read as two promises."""
    put(store, world(GROUND, promise("A1", "D1"), promise("A2", "D1", "A1")))

    carried = {row["action"]: row["carried_on"] for row in asked(ACTIONS_OVERDUE, store)}

    assert {"A1": True, "A2": False} == carried


def test_a_chain_into_a_case_that_is_not_seen_is_not_told(store: Store) -> None:
    """That two cases belong together would be a disclosure."""
    put(store, world(GROUND, promise("A1", "D1"), promise("A2", "D2", "A1")))

    chains = [asked(ACTIONS_CARRIED_FORWARD, store, scope) for scope in (OPERATOR, KENT)]

    assert [[["A1", "A2"]], []] == [[row["chain"] for row in rows] for rows in chains]


def test_a_chain_out_of_a_case_that_is_not_seen_is_not_told(store: Store) -> None:
    """Nor may its late action say that another case carries it on."""
    put(store, world(GROUND, promise("A1", "D2"), promise("A2", "D1", "A1")))

    rows = asked(ACTIONS_OVERDUE, store, KENT)

    assert [("A1", False)] == [(row["action"], row["carried_on"]) for row in rows]


def test_a_ring_of_promises_ends(store: Store) -> None:
    """Two rows that carry each other are an error of the data, not of the question."""
    put(store, world(GROUND, promise("A1", "D1", "A2"), promise("A2", "D1", "A1")))
    put(store, promise("A3", "D1", "A2"))

    rows = asked(ACTIONS_CARRIED_FORWARD, store)

    assert [("A3", 3)] == [(row["action"], row["times"]) for row in rows]


def test_carried_less_than_once_is_refused(store: Store) -> None:
    """A number that means nothing is a slip of the hand."""
    with pytest.raises(InputError, match="n must be a whole number, 1 or more; it was 0"):
        asked(ACTIONS_CARRIED_FORWARD, store, n=0)
