"""The lists that forms and the JSON interface offer: cases, agencies, what can be chosen."""

import datetime

import pytest

from graph.errors import NotFound
from graph.scope import OPERATOR, Scope
from graph.store import Store
from graph.worlds import agency, case, edge, node, put, reference, world
from queries.agency_list import agency_list, one_agency
from queries.analysis import Asked
from queries.case_list import case_list
from queries.choices import choices
from queries.coverage import examples

ENDED = datetime.date(2025, 12, 1)
WORLD = world(
    examples.ABSENT_TRUST,
    examples.NOT_KNOWN,
    node("Area", "kent", name="Kent", region="South East", jurisdiction="england"),
    agency("TRUST:KENT", "NHST", "kent"),
    node("Agency", "WARD", {"OF_TYPE": ["NHST"], "PART_OF": ["TRUST"]}, name="Ward"),
    case("K1", area="kent", level="2", opened_on=examples.OPENED),
    case("C9", level="3", opened_on=examples.OPENED, closed_on=ENDED),
    edge("LED_BY", "C1", "TRUST", valid_from=examples.OPENED),
    node("Representative", "R1", job="an invented post", name="Invented Person", grade="manager"),
    edge("REPRESENTS", "R1", "TRUST", valid_from=examples.OPENED, single_point_of_contact=True),
    edge("REPRESENTS", "R1", "HOUSING", valid_from=examples.OPENED, valid_to=ENDED),
)
CHESHIRE = Scope(frozenset({"cheshire"}), frozenset({"1", "2", "3", "unknown"}))


def asked(scope: Scope = OPERATOR) -> Asked:
    """Ask on the day of the examples."""
    return Asked(scope, examples.DAY, examples.DAY, examples.POLICY)


def test_the_open_cases_are_listed_with_what_tells_them_apart(store: Store) -> None:
    """A list by reference alone would have to be opened one by one."""
    put(store, WORLD)

    rows, count = case_list(store, asked(), area=None, level=None, limit=2)

    assert (["C1", "C4"], 3) == ([row["case"] for row in rows], count)
    assert {
        "case": "C1", "area": "cheshire", "level": "3", "categories": ["1"], "lead": ["TRUST"],
        "opened_on": examples.OPENED, "next_review_on": None,
    } == rows[0]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "area", "level", "expected"),
    [
        (OPERATOR, "kent", None, ["K1"]),
        (OPERATOR, None, "3", ["C1"]),
        (CHESHIRE, None, None, ["C1", "C4"]),
        (CHESHIRE, "kent", None, []),
    ],
)
def test_cases_are_narrowed_by_area_level_and_scope(
    store: Store, scope: Scope, area: str | None, level: str | None, expected: list[str]
) -> None:
    """The count is of what may be seen, and of nothing beside it."""
    put(store, WORLD)

    rows, count = case_list(store, asked(scope), area=area, level=level, limit=9)

    assert (expected, len(expected)) == ([row["case"] for row in rows], count)


def test_agencies_are_listed_with_their_areas(store: Store) -> None:
    """Whom to invite is a question of where they work."""
    put(store, WORLD)

    every = agency_list(store, asked())
    trusts = agency_list(store, asked(), area="kent", kind="NHST")

    assert ["HOUSING", "TRUST", "TRUST:KENT", "WARD"] == [row["code"] for row in every]
    assert [("TRUST:KENT", ["kent"])] == [(row["code"], row["areas"]) for row in trusts]
    assert ("TRUST", []) == (every[3]["part_of"], every[3]["areas"])


@pytest.mark.parametrize(("scope", "name"), [(OPERATOR, "Invented Person"), (CHESHIRE, None)])
def test_an_agency_has_branches_and_contacts_by_name_for_those_who_may(
    store: Store, scope: Scope, name: str | None
) -> None:
    """A name is for those who may see names; that there is somebody is for everyone."""
    put(store, WORLD)

    found = one_agency(store, "TRUST", asked(scope))

    assert ["WARD"] == found["branches"]
    assert [("R1", "an invented post", True, name)] == [
        (row["contact"], row["job"], row["single_point_of_contact"], row["name"])
        for row in found["contacts"]
    ]
    assert [] == one_agency(store, "HOUSING", asked(scope))["contacts"]


def test_an_agency_that_is_not_there_is_not_found(embedded: Store) -> None:
    """A misspelt code must not look like an agency without anybody."""
    with pytest.raises(NotFound, match="no agency of that code"):
        one_agency(embedded, "NOBODY", asked())


def test_a_form_offers_the_agencies_of_the_askers_areas(store: Store) -> None:
    """A national body and a ward too; not the thousand of a directory that work nowhere yet."""
    nowhere = node("Agency", "NOWHERE", {"OF_TYPE": ["NHST"]}, name="Trust of no area")
    national = node("Agency", "NATION", {"OF_TYPE": ["NSD"]}, name="National body")
    put(store, world(WORLD, reference([("NSD", "anywhere")]), nowhere, national))
    of_a_trust = Scope(frozenset(), frozenset({"1"}), agencies=frozenset({"TRUST:KENT"}))

    offered = {
        name: choices(store, asked(scope))
        for name, scope in (("all", OPERATOR), ("area", CHESHIRE), ("agency", of_a_trust))
    }

    assert {
        "all": ["HOUSING", "NATION", "NOWHERE", "TRUST", "TRUST:KENT", "WARD"],
        "area": ["HOUSING", "NATION", "TRUST", "WARD"],
        "agency": ["NATION", "TRUST:KENT"],
    } == {name: sorted(found.agencies) for name, found in offered.items()}
    assert {"R1": "an invented post, Agency TRUST"} == offered["area"].contacts
    assert {"cheshire", "kent"} == set(offered["agency"].areas)


def test_a_name_that_one_agency_alone_has_stands_for_its_code(store: Store) -> None:
    """Nobody knows codes by heart; of two that are called alike none is guessed."""
    twin = node("Agency", "WARD:2", {"OF_TYPE": ["NHST"]}, name="ward")
    put(store, world(WORLD, twin))

    offered = choices(store, asked())

    told = ["agency trust ", "TRUST", "Ward", "No such body"]
    assert ["TRUST", "TRUST", "Ward", "No such body"] == [offered.code_of(one) for one in told]
