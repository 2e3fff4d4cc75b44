"""A meeting as its chair reads it: who is due at each case, asked, late; as things stood."""

import datetime
from dataclasses import replace

import pytest

from graph.errors import NotFound
from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import World, case, discussion, edge, node, put, world
from queries.analysis import Asked
from queries.chairs import Chair
from queries.coverage import examples
from queries.coverage.policy import Policy
from queries.coverage.policy_file import parse_policy
from queries.meeting_day import Item, meeting_day

NEXT = datetime.date(2026, 2, 9)
POLICY = parse_policy(
    examples.POLICY_TEXT
    + """
[[seat]]
id = "HEALTH-SENIOR"
requires = ["NHST"]
levels = ["3"]
grades = ["senior"]
by = ["in_person"]
strength = "should"
basis = "an example"
status = "unverified"

[[link]]
id = "HOUSING-LINK"
requires = ["LHA"]
levels = ["3"]
roles = ["core"]
grace_days = 0
strength = "consider"
basis = "an example"
status = "unverified"
""",
    "more",
)


def first_item(
    store: Store, given: World, policy: Policy = examples.POLICY, meeting: str = "M-D6"
) -> Item:
    """Return the first case on the agenda of a world."""
    put(store, given)
    asked = Asked(OPERATOR, examples.DAY, examples.DAY, policy)
    with store.snapshot() as reader:
        return meeting_day(reader, meeting, asked).items[0]


def told(chairs: tuple[Chair, ...]) -> list[tuple[str, ...]]:
    """Return what is said of each seat in short."""
    return [(chair.verdict.state, *chair.rules) for chair in chairs]


def test_rules_that_ask_for_the_same_agency_are_one_chair(store: Store) -> None:
    """A chair counts people round a table, not rules; each rule can still be asked why."""
    item = first_item(store, examples.PLANNED, POLICY)

    assert [("gap", "HEALTH-L3", "HEALTH-SENIOR"), ("gap", "HOUSING-LINK")] == told(item.chairs)
    assert 1 == len(item.missing)


AT_OTHER_GRADE = world(
    examples.GROUND,
    case("C1", level="3", opened_on=examples.OPENED, circumstances={"no_fixed_abode": "no"}),
    discussion("D1", "C1", examples.FIRST, {"TRUST": "in_person"}, grades={"TRUST": "senior"}),
    discussion("D2", "C1", examples.SECOND, {"TRUST": "in_person"}, grades={"TRUST": "manager"}),
    discussion("D6", "C1", NEXT, {"TRUST": "awaited"}, state="planned"),
)
"""The trust came both times, the second time without somebody senior."""


def test_the_rule_that_flags_a_chair_is_the_first_to_be_asked_why(store: Store) -> None:
    """The link beside an empty chair must not lead to a rule that is met."""
    item = first_item(store, AT_OTHER_GRADE, POLICY)

    assert ("gap", "HEALTH-SENIOR", "HEALTH-L3") == told(item.chairs)[0]


def test_who_came_to_a_held_meeting_and_counts_as_missing_is_told_by_which_rule(
    store: Store,
) -> None:
    """Somebody who sat there and is listed as missing would else be taken for a mistake."""
    held = first_item(store, AT_OTHER_GRADE, POLICY, meeting="M-D2").chairs[-1]
    before = first_item(store, AT_OTHER_GRADE, POLICY, meeting="M-D1").chairs[-1]

    assert (("HEALTH-SENIOR",), True) == (held.missed, held.came_at_other_grade)
    assert ((), False) == (before.missed, before.came_at_other_grade)


def test_a_link_that_is_missing_is_no_empty_chair(store: Store) -> None:
    """It is mended by a load and not by an invitation."""
    item = first_item(store, examples.PLANNED, POLICY)

    (link,) = [chair for chair in item.chairs if not chair.is_seat]
    assert (False, False) == (link.is_empty, link.is_required)
    assert [] == [chair for chair in item.uninvited if not chair.is_seat]


def test_who_may_be_required_is_not_counted_as_uninvited(store: Store) -> None:
    """Nobody is told to invite housing while nobody knows whether there is a home."""
    item = first_item(
        store,
        world(examples.NOT_KNOWN, discussion("D6", "C4", NEXT, {}, state="planned")),
    )

    assert [("unknown", "HOUSING-NFA")] == told(item.chairs)
    assert ((), ()) == (item.uninvited, item.missing)


def test_a_case_that_was_discussed_too_long_ago_says_so(store: Store) -> None:
    """Lateness is the clock's business."""
    later = examples.SECOND + datetime.timedelta(days=75)
    put(store, examples.PLANNED)
    asked = Asked(OPERATOR, later, later, examples.POLICY)

    with store.snapshot() as reader:
        (item,) = meeting_day(reader, "M-D6", asked).items

    assert item.late is not None
    assert ("MEET-L3", examples.SECOND + datetime.timedelta(days=71)) == (
        item.late.rule,
        item.late.since,
    )


def test_a_waived_chair_is_still_empty_and_says_until_when(store: Store) -> None:
    """A waiver explains an absence; it fills no chair."""
    until = datetime.date(2026, 6, 1)
    put(store, examples.PLANNED)
    waiver = {"case": "C1", "rule": "HEALTH-L3", "level": "3", "until": until}
    asked = Asked(OPERATOR, examples.DAY, examples.DAY, examples.POLICY, waivers=[waiver])

    with store.snapshot() as reader:
        (item,) = meeting_day(reader, "M-D6", asked).items

    assert [(True, until)] == [(chair.is_empty, chair.waived_until) for chair in item.chairs]


def test_what_a_meeting_decided_changes_nobody_who_was_required_there(store: Store) -> None:
    """The case was stepped down at it: the trust was required all the same, and missing."""
    item = first_item(
        store,
        world(
            examples.ABSENT_TRUST,
            edge("AT_LEVEL", "C1", "3", valid_from=examples.OPENED, valid_to=examples.SECOND),
            edge("AT_LEVEL", "C1", "2", valid_from=examples.SECOND),
        ),
        meeting="M-D2",
    )

    assert ("3", [("met", "HEALTH-L3")]) == (item.level, told(item.chairs))
    assert (("TRUST", "apologies"),) == item.chairs[0].outcomes
    assert 1 == len(item.missing)


def test_a_case_that_was_taken_on_there_required_nobody_yet(store: Store) -> None:
    """It had no level before: nothing was asked of anybody, and nothing has changed."""
    item = first_item(
        store,
        world(
            examples.GROUND,
            case("C6", level="3", opened_on=examples.FIRST),
            discussion("D9", "C6", examples.FIRST, {"TRUST": "no_show"}),
        ),
        meeting="M-D9",
    )

    assert ((), (), None) == (item.chairs, item.changes, item.last)
    assert ("TRUST",) == item.others


def test_a_closed_case_asks_for_nobody(store: Store) -> None:
    """It is over; that it is still on an agenda is for the agenda."""
    item = first_item(
        store,
        world(
            examples.PLANNED,
            node("MappaCase", "C1", {"CONCERNS": ["O-C1"]}, opened_on=examples.OPENED,
                 closed_on=datetime.date(2026, 1, 20)),
        ),
    )  # fmt: skip

    assert ((), None) == (item.chairs, item.late)


def test_an_action_of_a_later_meeting_is_not_told_of_an_earlier_one(store: Store) -> None:
    """Page and pack of a day must not know the future."""
    given = world(
        examples.PLANNED,
        node("Action", "A1", {"RAISED_AT": ["D1"]}, due_on=examples.SECOND),
        node("Action", "A2", {"RAISED_AT": ["D2"]}, due_on=examples.SECOND),
    )

    item = first_item(store, given, meeting="M-D2")

    assert ["A1"] == [one.code for one in item.promises]
    assert [0] == [one.days_late for one in item.promises]


def test_a_meeting_that_is_not_there_is_not_found(store: Store) -> None:
    """In the same words for everybody."""
    put(store, examples.PLANNED)
    asked = replace(Asked(OPERATOR, examples.DAY, examples.DAY, examples.POLICY))

    with store.snapshot() as reader, pytest.raises(NotFound, match="no meeting of that code"):
        meeting_day(reader, "NOWHERE", asked)
