"""What an agency's contact is told of coverage and of actions: their own agencies' alone."""

from collections.abc import Collection

import pytest

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import World, agency, edge, node, put, world
from queries.actions_carried_forward import ACTIONS_CARRIED_FORWARD
from queries.actions_overdue import ACTIONS_OVERDUE
from queries.analysis import Analysis, Asked, run
from queries.coverage import examples
from queries.coverage_gaps import COVERAGE_GAPS
from queries.coverage_matrix import COVERAGE_MATRIX
from queries.explain_gap import EXPLAIN_GAP
from queries.meeting_day import meeting_day
from queries.scene import case_scene
from tests.queries.plain import DAY as A_DAY

LATER = examples.DAY + 60 * A_DAY
"""The trust has been absent, and the meeting is late as well."""
WORLD: World = world(
    examples.ABSENT_TRUST,
    agency("WARD", "NHST", "cheshire", part_of="TRUST"),
    agency("OTHER", "NHST", "cheshire"),
    edge("INVOLVES", "C1", "TRUST", role="core", valid_from=examples.OPENED),
    edge("LED_BY", "C1", "HOUSING", valid_from=examples.OPENED),
    edge("INVOLVES", "C1", "OTHER", role="informed", valid_from=examples.OPENED),
    *(
        node(
            "Action", f"A-{owner}", {"RAISED_AT": ["D1"], "OWNED_BY": [owner]},
            text=f"Invented words of {owner}", due_on=examples.SECOND, pillar="monitoring",
        )
        for owner in ("TRUST", "WARD", "HOUSING")
    ),
    *(
        node(
            "Action", f"B-{owner}",
            {"RAISED_AT": ["D2"], "OWNED_BY": [owner], "FOLLOWS": [f"A-{owner}"]},
            text=f"Invented words of {owner}", due_on=examples.SECOND, pillar="monitoring",
        )
        for owner in ("WARD", "HOUSING")
    ),
)  # fmt: skip


def contact(*agencies: str) -> Scope:
    """Return the scope of a contact of agencies, who may read the wording of actions."""
    return Scope(
        frozenset(), EVERY_CATEGORY, agencies=frozenset(agencies), sees=frozenset({"actions"})
    )


def asked(scope: Scope, **told: str) -> Asked:
    """Ask on a day on which a seat is missing and a meeting is late."""
    return Asked(scope, LATER, LATER, examples.POLICY, told)


def rules(store: Store, analysis: Analysis, scope: Scope) -> list[str]:
    """Return the rules of the rows of a question."""
    return [row["rule"] for row in run(analysis, store, asked(scope)).rows]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (OPERATOR, ["HEALTH-L3", "MEET-L3"]),
        (contact("TRUST"), ["HEALTH-L3"]),
        (contact("WARD"), ["HEALTH-L3"]),
        (contact("HOUSING"), []),
        (contact("OTHER"), []),
        (contact("HOUSING", "TRUST"), ["HEALTH-L3"]),
    ],
    ids=["operator", "the trust", "a branch of it", "another type", "another trust", "of both"],
)
def test_a_contact_is_told_of_the_gaps_of_their_own_agencies(
    embedded: Store, who: Scope, expected: list[str]
) -> None:
    """Whose chair else is empty is the chair's business: list, case, panel and matrix agree."""
    put(embedded, WORLD)

    listed = rules(embedded, COVERAGE_GAPS, who)
    with embedded.snapshot() as reader:
        scene = case_scene(reader, "C1", asked(who))
        day = meeting_day(reader, "M-D2", asked(who))

    assert expected == listed
    assert expected == [
        one.rule.id for one in scene.requirements if one.verdict.state in {"gap", "no_meeting"}
    ]
    told = {rule for item in day.items for chair in item.chairs for rule in chair.rules}
    assert ("HEALTH-L3" in expected) == ("HEALTH-L3" in told)
    assert [rule for rule in expected if rule != "MEET-L3"] == [
        row["rule"]
        for row in run(COVERAGE_MATRIX, embedded, asked(who)).rows
        if row["state"] == "gap"
    ]


def test_a_rule_of_others_is_not_explained(embedded: Store) -> None:
    """The address of an explanation can be typed."""
    put(embedded, WORLD)

    own = run(EXPLAIN_GAP, embedded, asked(contact("TRUST"), case="C1", rule="HEALTH-L3")).rows
    others = run(EXPLAIN_GAP, embedded, asked(contact("HOUSING"), case="C1", rule="HEALTH-L3")).rows

    assert own
    assert [] == list(others)


@pytest.mark.parametrize(
    ("who", "read"),
    [
        (contact("TRUST"), {"TRUST", "WARD"}),
        (contact("WARD"), {"WARD"}),
        (contact("HOUSING"), {"HOUSING"}),
        (Scope(None, EVERY_CATEGORY, sees=frozenset({"actions"})), {"TRUST", "WARD", "HOUSING"}),
        (Scope(None, EVERY_CATEGORY), set()),
    ],
    ids=["the trust", "a branch", "another", "a chair", "an analyst"],
)
def test_the_wording_of_actions_is_read_by_their_owners(
    store: Store, who: Scope, read: Collection[str]
) -> None:
    """That something was promised, by whom and by when, is known round the table; not the words."""
    put(store, WORLD)

    late = run(ACTIONS_OVERDUE, store, asked(who)).rows
    carried = run(ACTIONS_CARRIED_FORWARD, store, asked(who)).rows
    with store.snapshot() as reader:
        scene = case_scene(reader, "C1", asked(who))

    assert 5 == len(late) == len(scene.actions)
    for rows in (late, carried, scene.actions):
        owners = {row["owner"] for row in rows}
        assert set(read) & owners == {row["owner"] for row in rows if row["wording"]}
