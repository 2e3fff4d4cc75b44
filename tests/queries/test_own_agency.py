"""What is asked of an agency: its own with its branches, of cases that may be seen, by quarter."""

import datetime

import pytest

from graph.scope import Scope
from graph.store import Store
from graph.worlds import World, agency, case, discussion, edge, node, put, reference, world
from queries.analysis import Asked
from queries.coverage.policy_file import default_policy
from queries.own_agency import Quarter, counted, own_agency, quarters

DAY = datetime.date(2026, 1, 31)
AUTUMN = Quarter(2025, 4)
HELD = datetime.date(2025, 11, 10)
AHEAD = datetime.date(2026, 2, 9)
CATEGORIES = frozenset({"1", "2", "3", "unknown"})
OF_HOUSING = Scope(
    frozenset(), CATEGORIES, agencies=frozenset({"HOUSING"}), sees=frozenset({"actions"})
)


def _board(code: str, on: datetime.date, state: str, outcome: str) -> World:
    """Return a meeting of a board, about no case, that housing is asked to."""
    return world(
        node("Meeting", f"M-{code}", {"OF_PANEL": ["BOARD"]}, on=on, state=state),
        node("Discussion", code, {"AT_MEETING": [f"M-{code}"]}, item=1),
        edge("INVITED", code, "HOUSING", outcome=outcome),
    )


WORLD: World = world(
    reference([("LHA", "area"), ("POL", "area")]),
    node("Panel", "BOARD", {"FOR_AREA": ["cheshire"]}, name="A board", kind="smb"),
    agency("HOUSING", "LHA", "cheshire"),
    agency("EAST", "LHA", "cheshire", part_of="HOUSING"),
    agency("POLICE", "POL", "cheshire"),
    case("C1"),
    case("C2"),
    case("R1", restricted=True),
    discussion("D1", "C1", HELD, {"HOUSING": "in_person", "POLICE": "no_show"}),
    discussion("D2", "C2", HELD, {"EAST": "apologies"}),
    discussion("DR", "R1", HELD, {"HOUSING": "no_show"}),
    discussion("P1", "C1", AHEAD, {"HOUSING": "awaited", "POLICE": "awaited"}, state="planned"),
    discussion("PR", "R1", AHEAD, {"HOUSING": "awaited"}, state="planned"),
    _board("B1", HELD, "held", "report_only"),
    _board("B2", AHEAD, "planned", "awaited"),
    node("Action", "A1", {"RAISED_AT": ["D1"], "OWNED_BY": ["HOUSING"]}, text="An invented action",
         due_on=datetime.date(2026, 1, 1)),
    node("Action", "A2", {"RAISED_AT": ["D2"], "OWNED_BY": ["EAST"]}, text="Another"),
    node("Action", "A3", {"RAISED_AT": ["D1"], "OWNED_BY": ["POLICE"]}, text="Not theirs"),
    node("Action", "A4", {"RAISED_AT": ["D1"], "OWNED_BY": ["HOUSING"]}, text="Done",
         closed_on=datetime.date(2026, 1, 5)),
    node("Action", "AR", {"RAISED_AT": ["DR"], "OWNED_BY": ["HOUSING"]}, text="Hidden"),
)  # fmt: skip


def asked(scope: Scope = OF_HOUSING) -> Asked:
    """Ask on a day."""
    return Asked(scope, DAY, DAY, default_policy())


def test_invitations_and_promises_are_the_agencys_and_its_branches_own(store: Store) -> None:
    """What others are asked, and what is hidden, is not on the page of a contact."""
    put(store, WORLD)

    with store.snapshot() as reader:
        found = own_agency(reader, asked(), {"HOUSING"})

    assert ["EAST", "HOUSING"] == sorted(row["code"] for row in found.family)
    assert [("C1", AHEAD), ("", AHEAD)] == sorted(
        ((row["reference"], row["day"]) for row in found.invitations), reverse=True
    )
    assert ["A1", "A2"] == [row["code"] for row in found.actions]


def test_wording_is_for_those_who_see_it(store: Store) -> None:
    """An analyst who is a contact as well sees no wording by the one role."""
    put(store, WORLD)
    blind = Scope(frozenset(), CATEGORIES, agencies=frozenset({"HOUSING"}))

    with store.snapshot() as reader:
        found = own_agency(reader, asked(blind), {"HOUSING"})

    assert {None} == {row["wording"] for row in found.actions}


def test_a_quarter_counts_each_invitation_by_meeting_and_no_hidden_case(store: Store) -> None:
    """Who came to what, as the board and the agency's own management read it."""
    put(store, WORLD)

    with store.snapshot() as reader:
        found = counted(reader, asked(), {"HOUSING"}, AUTUMN)
        before = counted(reader, asked(), {"HOUSING"}, AUTUMN.before)

    told = {key: {name: n for name, n in counts.items() if n} for key, counts in found.items()}
    assert {
        ("mappa", ""): {"invited": 2, "attended": 1, "apologies": 1},
        ("smb", ""): {"invited": 1, "reported": 1},
    } == told
    assert {} == before


@pytest.mark.parametrize(
    ("day", "name", "first", "until"),
    [
        ("2026-01-01", "2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-06-30", "2026-Q2", "2026-04-01", "2026-07-01"),
        ("2025-12-31", "2025-Q4", "2025-10-01", "2026-01-01"),
    ],
)
def test_a_quarter_is_three_months(day: str, name: str, first: str, until: str) -> None:
    """The last day of a year belongs to it, and the first of the next does not."""
    one = Quarter.of(datetime.date.fromisoformat(day))

    assert (name, first, until) == (one.name, str(one.first), str(one.until))


def test_letters_are_of_quarters_that_the_contact_sees_whole() -> None:
    """Half of a quarter would look like half of the invitations."""
    assert ["2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2"] == [
        one.name for one in quarters(asked(), 365)
    ]
