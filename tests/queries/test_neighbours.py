"""What stands next to what: counted after it was asked who may see it."""

import datetime

import pytest

from graph.errors import NotFound
from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import agency, case, discussion, edge, put, reference, world
from queries.agency_round import agency_round
from queries.analysis import Asked, run
from queries.co_attendance import CO_ATTENDANCE
from queries.coverage import examples
from queries.neighbours import AGENCY, CASE, MOST_ADDED, PANEL, Neighbourhood

DAY = datetime.date(2026, 1, 31)
MET = datetime.date(2025, 12, 1)
LAST_YEAR = datetime.date(2024, 6, 1)
AREAS = ("cheshire", "kent")
GROUND = world(
    reference([("POL", "area"), ("LHA", "area"), ("NHST", "area")], areas=AREAS),
    agency("POLICE", "POL", "cheshire"),
    agency("HOUSING", "LHA", "cheshire"),
    agency("TRUST", "NHST", "cheshire"),
    case("C1", level="3"),
    case("C2", level="2"),
    case("C3", level=None),
    case("K1", level="3", area="kent"),
    case("OVER", closed_on=datetime.date(2026, 1, 1)),
    *(edge("LED_BY", ref, "POLICE", valid_from=MET) for ref in ("C1", "C2", "K1", "OVER")),
    edge("INVOLVES", "C3", "POLICE", role="core", valid_from=MET),
    edge("INVOLVES", "C1", "HOUSING", role="core", valid_from=MET, valid_to=DAY),
    edge("INVOLVES", "C2", "HOUSING", role="core", valid_from=MET),
    discussion("D1", "C1", MET, {"POLICE": "in_person", "TRUST": "remote"}),
    discussion("D2", "K1", MET, {"POLICE": "in_person", "TRUST": "in_person"}),
    discussion("D3", "C2", LAST_YEAR, {"POLICE": "in_person"}),
)
OF_CHESHIRE = Scope(frozenset({"cheshire"}), EVERY_CATEGORY)


def asked(scope: Scope = OPERATOR) -> Asked:
    """Ask on the day."""
    return Asked(scope, DAY, DAY, examples.POLICY)


def test_what_is_not_shown_is_counted_by_level_and_only_what_may_be_seen(store: Store) -> None:
    """A badge of a hidden case would tell that it exists."""
    put(store, GROUND)

    with store.snapshot() as reader:
        everything = Neighbourhood(reader, asked()).ties([(CASE, "C1"), (AGENCY, "POLICE")])
        some = Neighbourhood(reader, asked(OF_CHESHIRE)).ties([(CASE, "C1"), (AGENCY, "POLICE")])

    of_police = {"level 2": 1, "level 3": 1, "level none": 1}
    assert of_police == dict(everything.hidden[AGENCY, "POLICE"])
    assert {"level 2": 1, "level none": 1} == dict(some.hidden[AGENCY, "POLICE"])
    assert {"panel": 1} == dict(some.hidden[CASE, "C1"])
    assert [("C1", "POLICE", ("lead",))] == [(w.reference, w.agency, w.roles) for w in some.works]


def test_the_next_to_be_added_are_the_highest_level_first_and_never_what_is_there(
    store: Store,
) -> None:
    """Of two hundred cases a chair wants those at Level 3."""
    put(store, GROUND)
    shown = [(CASE, "C2"), (AGENCY, "POLICE")]

    with store.snapshot() as reader:
        near = Neighbourhood(reader, asked())
        every = near.next_to((AGENCY, "POLICE"), shown, (), MOST_ADDED)
        first = near.next_to((AGENCY, "POLICE"), shown, (), 1)
        chosen = near.next_to((AGENCY, "POLICE"), shown, ("level none",), MOST_ADDED)
        of_panel = near.next_to((PANEL, "PANEL"), shown, (), MOST_ADDED)
        of_case = near.next_to((CASE, "C1"), [], (), MOST_ADDED)

    assert {"C1", "K1", "C3"} == {one.key for one in every}
    assert ["level 3"] == [one.group for one in first]
    assert ["C3"] == [one.key for one in chosen]
    assert ["C1", "K1"] == [one.key for one in of_panel]
    assert [(AGENCY, "POLICE"), (PANEL, "PANEL")] == [(one.kind, one.key) for one in of_case]


def test_whom_an_agency_met_is_what_co_attendance_says(store: Store) -> None:
    """Two pages must not count differently."""
    put(store, GROUND)
    told = Asked(
        OF_CHESHIRE, DAY, DAY, examples.POLICY,
        {"agency": "POLICE", "from": DAY - datetime.timedelta(days=364)},
    )  # fmt: skip

    with store.snapshot() as reader:
        found = agency_round(reader, "POLICE", asked(OF_CHESHIRE))
        pairs = run(CO_ATTENDANCE, reader, told).rows

    assert [(row["other"], row["met"]) for row in pairs] == [
        (row["code"], row["met"]) for row in found.met
    ]
    assert ({"3": 1, "2": 1, "none": 1}, 3) == (dict(found.counts), found.total)
    assert [("PANEL", 1)] == [(row["code"], row["times"]) for row in found.panels]


def test_an_agency_that_the_directory_lacks_is_not_found(embedded: Store) -> None:
    """A page of nothing would look like an agency without cases."""
    put(embedded, GROUND)

    with embedded.snapshot() as reader, pytest.raises(NotFound, match="no agency of that code"):
        agency_round(reader, "NOBODY", asked())
