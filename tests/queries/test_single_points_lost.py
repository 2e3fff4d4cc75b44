"""Whose departure would leave cases alone: tried out, and told without names."""

import datetime
from dataclasses import replace

import pytest

from graph.records import Changes, EdgeState
from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.states import every_state
from graph.store import Store
from graph.worlds import agency, edge, node, put, world
from queries.analysis import Analysis, Asked, run
from queries.coverage import examples
from queries.coverage_gaps import COVERAGE_GAPS
from queries.single_points_lost import SINGLE_POINTS_LOST
from queries.thin_coverage import ONE_CONTACT, THIN_COVERAGE
from tests.queries.worlds import POLICY, START, by_chance

DAY = START + datetime.timedelta(days=100)


@pytest.mark.parametrize("seed", range(20))
def test_the_named_cases_are_at_risk_once_the_person_leaves(embedded: Store, seed: int) -> None:
    """A warning that does not come true, or a loss without a warning, helps nobody."""
    put(embedded, by_chance(seed)[1])
    asked = Asked(OPERATOR, DAY, DAY, POLICY)
    points = [
        row
        for row in run(SINGLE_POINTS_LOST, embedded, asked).rows
        if row["kind"] == "would_be_lost"
    ]

    found = []
    for row in points:
        with embedded.trial() as trial:
            trial.apply(Changes(put=tuple(departure(embedded, row["person"]))))
            gaps = run(COVERAGE_GAPS, trial, asked).rows
        at_risk = {
            gap["case"]
            for gap in gaps
            if gap["kind"] == "no_contact" and gap["missing"] == row["types"]
        }
        found.append((row["person"], sorted(set(row["cases"]) - at_risk)))

    assert [(row["person"], []) for row in points] == found


def departure(store: Store, person: str) -> list[EdgeState]:
    """Return the person's work as a contact, over from the day on."""
    return [
        replace(state, properties={**state.properties, "valid_to": DAY})
        for state in every_state(store)
        if isinstance(state, EdgeState)
        and (state.type, state.from_key) == ("REPRESENTS", person)
        and (state.properties.get("valid_to") or datetime.date.max) > DAY  # type: ignore[operator]
    ]


@pytest.mark.parametrize("question", [SINGLE_POINTS_LOST, THIN_COVERAGE], ids=lambda one: one.slug)
@pytest.mark.parametrize(
    ("sees", "name"), [(frozenset({"names"}), "Invented Person"), (frozenset(), "")]
)
def test_names_are_for_those_who_may_see_them(
    embedded: Store, question: Analysis, sees: frozenset[str], name: str
) -> None:
    """The code of a contact is enough to act on; a name is personal data."""
    put(embedded, ONE_CONTACT)
    scope = Scope(None, EVERY_CATEGORY, sees=sees)
    asked = Asked(scope, examples.DAY, examples.DAY, examples.POLICY)

    rows = run(question, embedded, asked).rows

    assert [("R1", name)] == [(row["person"], row["name"]) for row in rows]


def test_a_contact_of_another_area_does_not_keep_this_one(embedded: Store) -> None:
    """An agency may have people everywhere but here."""
    left = edge(
        "REPRESENTS",
        "R1",
        "TRUST",
        valid_from=examples.OPENED,
        valid_to=examples.SECOND,
        area="cheshire",
    )
    there = edge("REPRESENTS", "R2", "TRUST", valid_from=examples.OPENED, area="kent")
    put(
        embedded,
        world(
            examples.PRESENT_TRUST,
            agency("TRUST", "NHST", "cheshire"),
            *(node("Representative", code) for code in ("R1", "R2")),
            node("Area", "kent", name="Kent"),
            left,
            there,
        ),
    )
    asked = Asked(OPERATOR, examples.DAY, examples.DAY, examples.POLICY)

    (row,) = run(SINGLE_POINTS_LOST, embedded, asked).rows

    assert ("lost", "cheshire", examples.SECOND, ["C2"]) == (
        row["kind"], row["area"], row["since"], row["cases"],
    )  # fmt: skip
