"""Invitations ahead: links are reasons too, a family answers for its own, not asked is apart."""

import datetime

from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import World, agency, case, discussion, edge, put, world
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.coverage.policy import Policy
from queries.coverage.policy_file import parse_policy
from queries.invitation_check import INVITATION_CHECK

DAY = examples.DAY
NEXT = datetime.date(2026, 2, 9)
LINKED = parse_policy(
    examples.POLICY_TEXT
    + """
[[link]]
id = "HOUSING-INFORMED"
requires = ["LHA"]
levels = ["3"]
roles = ["informed"]
strength = "should"
basis = "an example"
status = "unverified"
""",
    "example",
)
MATTER: World = world(examples.GROUND, case("C1", level="3", opened_on=examples.OPENED))


def planned(code: str, *invited: str, on: datetime.date = NEXT) -> World:
    """Return a planned discussion of C1."""
    return discussion(code, "C1", on, dict.fromkeys(invited, "awaited"), state="planned")


def found(
    store: Store, policy: Policy = examples.POLICY, **told: object
) -> list[tuple[object, ...]]:
    """Ask, and return discussion, finding, agency and role of each row."""
    rows = run(INVITATION_CHECK, store, Asked(OPERATOR, DAY, DAY, policy, told)).rows
    return [(row["discussion"], row["finding"], row["agency"], row["role"]) for row in rows]


def test_nobody_asked_is_neither_required_nor_not(store: Store) -> None:
    """Housing is invited, and whether the person has a home was never asked."""
    put(store, world(MATTER, planned("D1", "TRUST", "HOUSING")))

    assert [("D1", "not_asked", "HOUSING", "")] == found(store)


def test_a_rule_that_links_is_reason_enough_to_be_asked(store: Store) -> None:
    """Who must be kept informed is not told to stay away; nor is it missing at the table."""
    put(store, world(MATTER, planned("D1", "TRUST", "HOUSING"), planned("D2", "TRUST")))

    assert [] == found(store, LINKED)


def test_a_branch_answers_for_its_core_agency(store: Store) -> None:
    """The ward that comes for its trust is the trust; another trust is not."""
    put(
        store,
        world(
            MATTER,
            edge("INVOLVES", "C1", "TRUST", role="core", valid_from=examples.OPENED),
            agency("WARD", "NHST", "cheshire", part_of="TRUST"),
            agency("OTHER", "NHST", "cheshire"),
            planned("D1", "WARD"),
            planned("D2", "OTHER", on=datetime.date(2026, 2, 23)),
        ),
    )

    assert [("D2", "not_invited", "TRUST", ""), ("D2", "not_required", "OTHER", "")] == found(store)


def test_one_finding_can_be_asked_for(store: Store) -> None:
    """An administrator who writes invitations wants the missing ones alone."""
    put(store, world(MATTER, planned("D1", "HOUSING")))

    assert [("D1", "not_invited", "TRUST", "")] == found(store, finding="not_invited")


def test_a_planned_day_that_is_past_is_not_checked(store: Store) -> None:
    """Data-quality lists it; nobody can be invited to it any more."""
    put(store, world(MATTER, planned("D1", on=datetime.date(2026, 1, 30))))

    assert [] == found(store)
