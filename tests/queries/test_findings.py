"""What data-quality, expiring and directory-health say, and what they keep to themselves."""

import datetime

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import (
    LONG_AGO,
    World,
    agency,
    case,
    discussion,
    edge,
    node,
    put,
    reference,
    world,
)
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.coverage.policy_file import default_policy
from queries.data_quality import DATA_QUALITY
from queries.directory_health import DIRECTORY_HEALTH
from queries.expiring import EXPIRING
from queries.looks_under_levelled import LOOKS_UNDER_LEVELLED

DAY = datetime.date(2026, 1, 31)
SOON = datetime.date(2026, 2, 10)
A, B, C = (datetime.date(2025, month, 1) for month in (1, 3, 5))
CHESHIRE = Scope(frozenset({"cheshire"}), EVERY_CATEGORY)
GROUND: World = world(
    reference([("POL", "area")], areas=("cheshire", "kent")),
    agency("POLICE", "POL", "cheshire", memorandum_signed_on=A),
)


def quality(store: Store, scope: Scope = OPERATOR) -> list[tuple[str, str, list[str]]]:
    """Return kind, case and keys of each finding, by the small policy of the examples."""
    rows = run(DATA_QUALITY, store, Asked(scope, DAY, DAY, examples.POLICY)).rows
    return [(row["kind"], row["case"], row["keys"]) for row in rows]


def test_spells_overlap_when_one_begins_in_another(store: Store) -> None:
    """Spells that touch follow each other; those that share a day contradict each other."""
    put(
        store,
        world(
            GROUND,
            case("C1", level="1", opened_on=A),
            edge("LED_BY", "C1", "POLICE", valid_from=A, valid_to=B),
            edge("LED_BY", "C1", "POLICE", valid_from=B, valid_to=C),
            case("C2", level="1", opened_on=A),
            edge("LED_BY", "C2", "POLICE", valid_from=A, valid_to=C),
            edge("LED_BY", "C2", "POLICE", valid_from=B),
        ),
    )

    assert [("overlapping_spells", "C2", ["POLICE", "POLICE"])] == quality(store)


def test_two_answers_to_one_question_overlap_and_to_two_do_not(store: Store) -> None:
    """Somebody may be in custody and have no home: only one question has one answer."""
    put(
        store,
        world(
            GROUND,
            reference(circumstances=["in_custody", "no_fixed_abode"]),
            case("C1", level="1", opened_on=A),
            edge("HAS_CIRCUMSTANCE", "C1", "in_custody", valid_from=A, answer="yes"),
            edge("HAS_CIRCUMSTANCE", "C1", "no_fixed_abode", valid_from=A, answer="yes"),
            edge("HAS_CIRCUMSTANCE", "C1", "in_custody", valid_from=B, answer="no"),
        ),
    )

    assert [("overlapping_spells", "C1", ["in_custody", "in_custody"])] == quality(store)


def test_a_category_3_case_with_another_ground_may_be_at_level_1(store: Store) -> None:
    """It is the other ground that it is managed on."""
    put(
        store,
        world(
            GROUND,
            case("C1", level="1", category="3", opened_on=A),
            edge("IN_CATEGORY", "C1", "1", valid_from=A),
        ),
    )

    assert ["overlapping_spells"] == [kind for kind, _, _ in quality(store)]


def test_what_is_wrong_with_a_hidden_case_is_hidden(store: Store) -> None:
    """A finding names its case: nobody may learn from it that the case exists."""
    put(
        store,
        world(
            GROUND,
            case("C1", area="kent", level=None),
            case("C2", restricted=True, level=None),
            case("C3", level=None, opened_on=A),
            discussion("D1", "C1", A),
            node("Action", "A1", {"RAISED_AT": ["D1"]}),
            node("Offender", "O-ALONE"),
        ),
    )

    assert [("level_unknown", "C3", [])] == quality(store, CHESHIRE)


def test_a_past_meeting_of_another_area_is_not_ours_to_put_right(store: Store) -> None:
    """A list that holds other people's work is not worked through."""
    put(
        store,
        world(
            GROUND,
            node("Panel", "KENT", {"FOR_AREA": ["kent"]}, name="Kent", kind="mappa"),
            node("Meeting", "M1", {"OF_PANEL": ["KENT"]}, on=A, state="planned"),
            node("Meeting", "M2", {"OF_PANEL": ["PANEL"]}, on=A, state="planned"),
            node("Meeting", "M3", {"OF_PANEL": ["PANEL"]}, on=DAY, state="planned"),
        ),
    )

    assert [("meeting_still_planned", "", ["M2"])] == quality(store, CHESHIRE)


def test_a_waiver_of_a_hidden_case_is_hidden(store: Store) -> None:
    """Waivers are kept beside the graph; whose they are is asked of the graph."""
    put(store, world(GROUND, case("C1", area="kent"), case("C2")))
    waivers = [
        {"case": ref, "rule": "LHA-NFA", "level": "2", "until": SOON} for ref in ("C1", "C2")
    ]
    asked = Asked(CHESHIRE, DAY, DAY, default_policy(), waivers=waivers)

    found = [(row["kind"], row["case"], row["days"]) for row in run(EXPIRING, store, asked).rows]

    assert [("waiver", "C2", 10)] == found


def test_a_case_that_may_not_be_seen_is_not_counted_for_an_agency(store: Store) -> None:
    """The directory is everybody's; which cases an agency leads is not."""
    put(
        store,
        world(
            GROUND,
            agency("UNIT", "POL", "cheshire", active_to=B),
            case("C1", area="kent"),
            case("C2"),
            edge("LED_BY", "C1", "UNIT", valid_from=LONG_AGO),
            edge("LED_BY", "C2", "UNIT", valid_from=LONG_AGO),
        ),
    )
    asked = Asked(CHESHIRE, DAY, DAY, default_policy(), {"kind": "ended_leading"})

    rows = run(DIRECTORY_HEALTH, store, asked).rows

    assert [("UNIT", ["C2"], 1)] == [(row["agency"], row["cases"], row["count"]) for row in rows]


def test_units_of_two_bodies_may_share_a_name(embedded: Store) -> None:
    """Every region has its headquarters: a warning about each of them is read by nobody."""
    regions = [agency(code, "POL", "cheshire") for code in ("NORTH", "SOUTH")]
    units = [
        node("Agency", f"HQ-{whole}", {"OF_TYPE": ["POL"], "PART_OF": [whole]}, name="Headquarters")
        for whole in ("NORTH", "SOUTH")
    ]
    put(embedded, world(GROUND, *regions, *units))
    asked = Asked(OPERATOR, DAY, DAY, default_policy(), {"kind": "same_name"})

    assert [] == run(DIRECTORY_HEALTH, embedded, asked).rows


def test_how_many_agencies_are_several_may_be_asked(embedded: Store) -> None:
    """What looks like much in one area is usual in another."""
    others = [agency(code, "POL", "cheshire") for code in ("X", "Y")]
    works = [edge("INVOLVES", "C1", code, valid_from=A, role="core") for code in ("X", "Y")]
    put(embedded, world(GROUND, *others, case("C1", level="1"), *works))

    counts = [
        run(LOOKS_UNDER_LEVELLED, embedded, Asked(OPERATOR, DAY, DAY, default_policy(), told)).count
        for told in ({}, {"n": 2}, {"n": 3})
    ]

    assert [1, 1, 0] == counts
