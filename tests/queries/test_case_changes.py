"""What changed about a case: each thing with the day on which it did."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import World, discussion, edge, put, world
from queries.analysis import Asked
from queries.case_changes import Change, changes_between, moves
from queries.coverage import examples
from queries.coverage.facts import Spell, known_of
from queries.meeting_day import called_of

DAY = datetime.timedelta(days=1)
CHANGED = datetime.date(2026, 1, 12)
WORLD: World = world(
    examples.ABSENT_TRUST,
    edge("LED_BY", "C1", "TRUST", valid_from=examples.OPENED, valid_to=CHANGED),
    edge("LED_BY", "C1", "HOUSING", valid_from=CHANGED),
)


def changes(store: Store, first: datetime.date, last: datetime.date) -> list[Change]:
    """Return what changed about C1 between two days."""
    asked = Asked(OPERATOR, last, last, examples.POLICY)
    with store.snapshot() as reader:
        (case,) = known_of(reader, ["C1"], seconds=5)
        called = called_of(reader, asked)
    return changes_between(case, [], called, examples.POLICY, first, last)


def test_a_lead_that_moved_is_one_change_on_its_day(store: Store) -> None:
    """The end of one and the beginning of the next are one thing to a chair."""
    put(store, WORLD)

    found = changes(store, examples.SECOND + DAY, CHANGED)

    assert [Change(CHANGED, "lead", "Lead agency: Agency TRUST became Agency HOUSING")] == found


def test_nothing_is_told_of_days_before_or_after(store: Store) -> None:
    """What was known at the last meeting is no news."""
    put(store, WORLD)

    assert [] == changes(store, CHANGED + DAY, CHANGED + 9 * DAY)
    assert [] == changes(store, examples.SECOND + DAY, CHANGED - DAY)


def test_a_gap_that_opened_and_one_that_closed_have_their_days(store: Store) -> None:
    """Day by day a rule flags the case or does not: the day it turned is told."""
    later = datetime.date(2026, 1, 20)
    put(store, world(WORLD, discussion("D8", "C1", later, {"TRUST": "in_person"})))

    opened = changes(store, examples.SECOND, examples.SECOND + DAY)
    closed = changes(store, CHANGED + DAY, later + 3 * DAY)

    assert [Change(examples.SECOND, "gap_opened", "Agency TRUST: missing (HEALTH-L3)")] == opened
    assert [Change(later, "gap_closed", "Agency TRUST: no longer missing (HEALTH-L3)")] == closed


def test_a_circumstance_says_what_it_was_and_what_it_is(store: Store) -> None:
    """From no home known to a home is what changes who must come."""
    put(
        store,
        world(
            WORLD,
            edge("HAS_CIRCUMSTANCE", "C1", "no_fixed_abode", valid_from=examples.OPENED,
                 valid_to=CHANGED, answer="no", dated="exact"),
            edge("HAS_CIRCUMSTANCE", "C1", "no_fixed_abode", valid_from=CHANGED, answer="yes",
                 dated="exact"),
        ),
    )  # fmt: skip

    found = changes(store, CHANGED, CHANGED)

    assert "No fixed abode: no became yes" in [change.words for change in found]


DAYS = st.integers(0, 12).map(lambda days: examples.OPENED + days * DAY)
SPELLS = st.lists(
    st.builds(Spell, st.sampled_from("123"), st.none() | DAYS, st.none() | DAYS), max_size=5
)


@given(SPELLS, DAYS, DAYS)
def test_each_day_on_which_something_turned_is_told_and_no_other(
    spells: list[Spell], first: datetime.date, last: datetime.date
) -> None:
    """Against looking at every day: gaps, overlaps and spells without ends included."""

    def held(day: datetime.date) -> tuple[str, ...]:
        return tuple(sorted({one.code for one in spells if one.holds(day)}))

    days = [first + n * DAY for n in range((last - first).days + 1)]
    expected = [(day, held(day - DAY), held(day)) for day in days if held(day - DAY) != held(day)]

    assert expected == list(moves(spells, first, last))
