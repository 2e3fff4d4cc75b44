"""Who was required at a meeting: the best outcome of a type, periods, and hidden cases."""

import datetime

import pytest

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import World, agency, case, discussion, node, put, world
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.meeting_coverage import BEST_FIRST, MEETING_COVERAGE

DAY = examples.DAY
MET = {"came"}
TWO_TRUSTS: World = world(
    examples.GROUND,
    agency("TRUST-2", "NHST", "cheshire"),
    case("C1", level="3", opened_on=examples.OPENED, circumstances={"no_fixed_abode": "no"}),
)


def rows_of(store: Store, scope: Scope = OPERATOR, **told: object) -> list[dict[str, object]]:
    """Ask of meetings, by the policy of the examples."""
    return list(run(MEETING_COVERAGE, store, Asked(scope, DAY, DAY, examples.POLICY, told)).rows)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("remote", "no_show", "came"),
        ("no_show", "report_only", "reported"),
        ("awaited", "apologies", "apologies"),
        ("awaited", "no_show", "absent"),
        ("awaited", "awaited", "not_recorded"),
    ],
)
def test_a_type_is_told_by_its_best_outcome(
    store: Store, first: str, second: str, said: str
) -> None:
    """Two trusts answer for one chair: it is filled when one of them comes."""
    put(
        store,
        world(
            TWO_TRUSTS,
            discussion("D1", "C1", examples.FIRST, {"TRUST": first, "TRUST-2": second}),
        ),
    )

    [row] = rows_of(store)

    names = [name for name, _ in BEST_FIRST]
    assert {name: int(name == said) for name in names} == {name: row[name] for name in names}
    assert (1, 1, int(said in MET)) == (row["required"], row["invited"], row["met"])


def test_a_period_tells_every_meeting_of_it(store: Store) -> None:
    """A chair looks back over a quarter."""
    put(store, examples.ABSENT_TRUST)

    asked = [
        [row["meeting"] for row in rows_of(store, **told)]
        for told in ({}, {"from": examples.FIRST}, {"from": examples.SECOND}, {"meeting": "M-D1"})
    ]

    assert [["M-D2"], ["M-D1", "M-D2"], ["M-D2"], ["M-D1"]] == asked


def test_a_case_that_is_not_seen_counts_for_nobody(store: Store) -> None:
    """A number that is one higher for a hidden case tells that there is one."""
    hidden = world(
        case("C9", area="kent", level="3", opened_on=examples.OPENED),
        node("Discussion", "D9", {"AT_MEETING": ["M-D2"], "CONSIDERS": ["C9"]}, item=2),
    )
    cheshire = Scope(frozenset({"cheshire"}), EVERY_CATEGORY)
    put(store, world(examples.ABSENT_TRUST, node("Area", "kent", name="Kent")))
    without = rows_of(store, cheshire)

    put(store, hidden)

    assert without == rows_of(store, cheshire)
    assert [2] == [row["required"] for row in rows_of(store) if row["type"] == "NHST"]


def test_a_meeting_of_today_is_judged_as_it_began(store: Store) -> None:
    """The case left at this very meeting; it was a Level 3 case at the table all the same."""
    left = world(
        TWO_TRUSTS,
        case("C1", level="3", opened_on=examples.OPENED, closed_on=DAY),
        discussion("D1", "C1", DAY, {"TRUST": "no_show"}),
    )
    put(store, left)

    [row] = [row for row in rows_of(store) if row["type"] == "NHST"]

    assert (1, 1, datetime.date(2026, 1, 31)) == (row["required"], row["absent"], row["on"])
