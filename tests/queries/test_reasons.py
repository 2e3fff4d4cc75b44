"""What a verdict says beside its state: whose chair it was, what came of it, since when."""

import datetime
from dataclasses import replace

import pytest

from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import World, agency, case, discussion, edge, node, put, reference, world
from queries.coverage.facts import fetch
from queries.coverage.family import rules_by_id
from queries.coverage.judge import Verdict, judge
from queries.coverage.policy import Clock, Policy
from queries.coverage.policy_file import parse_policy
from queries.coverage.words import clears

DAY = datetime.date(2025, 6, 1)
TALK = datetime.date(2025, 3, 1)
OPENED = datetime.date(2025, 1, 1)
IN_FORCE = datetime.date(2025, 2, 1)
POLICY = parse_policy(
    """
name = "p"
version = "1"
[[seat]]
id = "SEAT"
requires = ["NHST"]
levels = ["2"]
categories = ["1"]
circumstances = ["tagged"]
grades = ["senior"]
from = 2025-02-01
strength = "must"
basis = "b"
status = "verified"
[[link]]
id = "LINK"
requires = ["NHST"]
levels = ["2"]
roles = ["informed"]
strength = "must"
basis = "b"
status = "verified"
"""
)
GROUND = world(
    reference([("NHST", "area")], circumstances=["tagged"]),
    agency("TRUST", "NHST", "cheshire"),
    case("C1", opened_on=OPENED, circumstances={"tagged": "yes"}),
)
CORE = edge("INVOLVES", "C1", "TRUST", role="core", valid_from=OPENED)
OTHER = agency("OTHER", "NHST", "cheshire")


def verdicts(store: Store, given: World, policy: Policy = POLICY) -> dict[str, Verdict]:
    """Judge the one case of a world, by rule."""
    put(store, world(GROUND, given))
    told = {
        **OPERATOR.parameters(DAY), "as_of": DAY, "levels": list(policy.levels), "areas": None,
        "references": None,
    }  # fmt: skip
    facts = fetch(store, told, seconds=30)
    (found,) = judge(policy, facts.cases, facts.directory, DAY)
    return {verdict.rule: verdict for verdict in found.verdicts}


def contact(code: str, of: str, **spell: datetime.date) -> World:
    """Return somebody who speaks for an agency."""
    return world(node("Representative", code), edge("REPRESENTS", code, of, **spell))


def talked(outcome: str, grade: str = "senior") -> World:
    """Return a discussion of the case with the trust."""
    return discussion("D1", "C1", TALK, {"TRUST": outcome}, grades={"TRUST": grade})


@pytest.mark.parametrize(
    ("outcome", "grade", "expected"),
    [
        ("in_person", "senior", ("met", "", False)),
        ("report_only", "senior", ("met", "", True)),
        ("in_person", "practitioner", ("gap", "wrong_grade", False)),
        ("in_person", "", ("unknown", "awaited", False)),
    ],
)
def test_a_report_is_told_apart_and_a_wrong_grade_is_named(
    embedded: Store, outcome: str, grade: str, expected: tuple[str, str, bool]
) -> None:
    """Who sent paper did not sit at the table, and who came was not nobody."""
    found = verdicts(embedded, talked(outcome, grade))["SEAT"]

    assert expected == (found.state, found.kind, found.report_only)
    assert "TRUST" == found.agency


def test_what_a_rule_of_a_grade_needs_says_the_grade(embedded: Store) -> None:
    """Who came at another grade did come: to ask for it again would change nothing."""
    found = verdicts(embedded, talked("in_person", "practitioner"))["SEAT"]

    (told,) = clears(rules_by_id(POLICY)["SEAT"], found, "Agency TRUST")

    assert told.startswith("At the next discussion Agency TRUST ")
    assert told.endswith(" at grade senior.")


def test_every_day_that_the_duty_is_the_latest_of_is_told(embedded: Store) -> None:
    """Why a rule asks only since then is the first thing that is doubted."""
    found = verdicts(embedded, talked("in_person"))["SEAT"]

    assert found.duty is not None
    assert (IN_FORCE, {
        "case opened": OPENED, "at a level of the rule": OPENED,
        "in a category of the rule": OPENED, "circumstance": OPENED,
        "in its home area": OPENED, "rule in force": IN_FORCE,
    }) == (found.duty.start, dict(found.duty.reasons))  # fmt: skip


def test_the_agency_of_the_case_is_looked_for_where_there_are_two(embedded: Store) -> None:
    """Of two trusts the one that knows the person is asked, and said to be missing."""
    found = verdicts(embedded, world(OTHER, CORE, talked("no_show")))

    assert ("gap", "no_show", "TRUST", ("TRUST",)) == (
        found["SEAT"].state, found["SEAT"].kind, found["SEAT"].agency, found["SEAT"].candidates,
    )  # fmt: skip


def test_a_link_says_who_is_linked_or_who_could_be(embedded: Store) -> None:
    """A gap that names nobody is nobody's."""
    missing = verdicts(embedded, world())["LINK"]
    informed = edge("INVOLVES", "C1", "TRUST", role="informed", valid_from=DAY)

    linked = verdicts(embedded, informed)["LINK"]

    assert [("gap", "TRUST", ("TRUST",)), ("met", "TRUST", ("TRUST",))] == [
        (found.state, found.agency, found.candidates) for found in (missing, linked)
    ]


def test_what_is_not_known_still_says_who_would_be_asked(embedded: Store) -> None:
    """Whoever answers the question can be told for whom it matters."""
    unknown = edge("HAS_CIRCUMSTANCE", "C1", "tagged", answer="unknown", valid_from=OPENED)

    found = verdicts(embedded, unknown)["SEAT"]

    assert ("unknown", "TRUST") == (found.state, found.agency)


def test_who_leaves_on_the_day_asked_about_has_left(embedded: Store) -> None:
    """The chair who asks in the morning must not count on who left the evening before."""
    leaves = contact("R1", "TRUST", valid_from=OPENED, valid_to=DAY)

    found = verdicts(embedded, world(leaves, talked("in_person")))["SEAT"]

    assert ("at_risk", "no_contact", DAY) == (found.state, found.kind, found.since)


def test_an_agency_that_leaves_the_area_on_the_day_asked_about_has_left(embedded: Store) -> None:
    """An agency answers for an area until the day before it gives it up."""
    leaves = edge("OPERATES_IN", "TRUST", "cheshire", valid_to=DAY)

    found = verdicts(embedded, world(leaves, talked("in_person")))["SEAT"]

    assert ("at_risk", "no_agency", DAY) == (found.state, found.kind, found.since)


def test_who_begins_on_the_day_asked_about_is_there(embedded: Store) -> None:
    """Where one hands over to another the agency has a contact on the day itself."""
    handed_over = world(
        contact("R1", "TRUST", valid_from=OPENED, valid_to=DAY),
        contact("R2", "TRUST", valid_from=DAY),
    )

    found = verdicts(embedded, world(handed_over, talked("in_person")))["SEAT"]

    assert ("met", "") == (found.state, found.kind)


def test_a_level_that_only_a_clock_of_discussions_names_is_looked_at(embedded: Store) -> None:
    """A case at a level of which the policy asks nobody else is discussed in time all the same."""
    monthly = Clock("MONTHLY", "discussion", ("2",), "b", "verified", 28, 28)
    yearly = Clock("YEARLY", "review", ("1",), "b", "verified", 365, 365)
    policy = replace(POLICY, seats=(), links=(), clocks=(monthly, yearly))

    found = verdicts(embedded, world(), policy)

    assert ("2",) == policy.levels
    assert {"MONTHLY": "no_meeting"} == {rule: verdict.state for rule, verdict in found.items()}
