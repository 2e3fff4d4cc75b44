"""The reviews that forward-look sees coming, against an independent program, by chance."""

import datetime
from collections.abc import Sequence
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.store import open_store
from graph.worlds import put
from queries.analysis import Asked, run
from queries.coverage.policy import Clock
from queries.forward_look import FORWARD_LOOK
from tests.queries.askings import asking_by_chance
from tests.queries.plain import DAY, Day, Matter
from tests.queries.plain_scope import seen
from tests.queries.review_worlds import BANDS, Looks, is_open, level_on
from tests.queries.scenes import Scene, scene_by_chance

TWELVE_WEEKS = datetime.timedelta(weeks=12)
NAMES = ("on", "case", "state", "due_on", "planned_on")


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000), other=st.integers(0, 1_000_000))
def test_the_reviews_to_come_are_what_a_plain_program_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int, other: int
) -> None:
    """A review that is not seen coming is the one that is missed."""
    scene, told = scene_by_chance(seed)
    asking = asking_by_chance(other, scene)
    asked = Asked(asking.scope, asking.day, asking.today, asking.policy, {"kind": "review"})
    with closing(open_store(f"embedded:{tmp_path_factory.mktemp('scene')}")) as store:
        put(store, told)

        rows = run(FORWARD_LOOK, store, asked).rows

    visible = seen(scene, asking.scope, asking.today)
    expected = reviews_ahead(scene, asking.policy.clocks, asking.day)
    assert [row for row in expected if row[1] in visible] == [
        tuple(row[name] for name in NAMES) for row in rows
    ]


def reviews_ahead(scene: Scene, clocks: Sequence[Clock], day: Day) -> list[tuple[object, ...]]:
    """Return the day that comes, case, state, day by the clock and planned day of each review."""
    rows = []
    for matter in scene.country.matters:
        if not is_open(matter, day):
            continue
        due = review_due(matter, scene.looks, clocks, day)
        planned = scene.looks.own[matter.ref]
        if planned is not None and planned < day:
            planned = None
        comes = due if due is not None and due >= day else planned
        if comes is None or comes >= day + TWELVE_WEEKS:
            continue
        state = "not_planned"
        if planned is not None:
            state = "planned" if due is None or planned <= due else "planned_late"
        rows.append((comes, matter.ref, state, due, planned))
    return sorted(rows, key=lambda row: row[:2])


def review_due(matter: Matter, looks: Looks, clocks: Sequence[Clock], day: Day) -> Day | None:
    """Return the day on which the clock of Level 1 runs out."""
    known = sorted((on, BANDS.index(band)) for on, band in looks.bands[matter.ref] if on <= day)
    if level_on(matter, day) != "1" or not known:
        return None
    begun = [spell.start for spell in matter.levels if spell.code == "1" and spell.on(day)]
    start = max(one for one in begun if one is not None)
    (clock,) = (one for one in clocks if one.of == "review" and BANDS[known[-1][1]] in one.bands)
    done = [on for on in looks.reviews[matter.ref] if start <= on <= day]
    first = clock.first_within_days or clock.then_within_days
    return max([start, *done]) + DAY * ((clock.then_within_days if done else first) or 0)
