"""Six questions against plain programs, over scenes, days, scopes and policies by chance.

Coverage, attendance, late actions, reviews, thin cover and co-attendance: the programs in
`plain*.py` are written from the pages, walk records without a graph, and know nothing of the
product's texts.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.store import Reader, Store, open_store
from graph.worlds import put
from queries.actions_overdue import ACTIONS_OVERDUE
from queries.analysis import Analysis, Asked, run
from queries.attendance import ATTENDANCE
from queries.co_attendance import CO_ATTENDANCE
from queries.coverage.facts import fetch
from queries.coverage.judge import judge
from queries.narrowing import Narrowed
from queries.review_overdue import REVIEW_OVERDUE
from queries.thin_coverage import THIN_COVERAGE
from tests.conftest import wipe
from tests.queries import plain_meetings
from tests.queries.askings import Asking, asking_by_chance, asking_of_a_server
from tests.queries.plain import answers, home_of
from tests.queries.plain_fragile import thin, together
from tests.queries.plain_scope import own_of, seen
from tests.queries.review_worlds import plain_overdue
from tests.queries.scenes import Scene, scene_by_chance

WORLDS_ON_A_SERVER = range(25)
"""A fixed list: filling a server takes its time."""
PATIENT = 300.0
"""Seconds: a server just started plans its first questions slowly on a busy machine."""
Rows = set[tuple[Any, ...]]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000), other=st.integers(0, 1_000_000))
def test_six_questions_say_what_plain_programs_say(
    tmp_path_factory: pytest.TempPathFactory, seed: int, other: int
) -> None:
    """Two programs written from one page by different ways must not differ in one row."""
    scene, told = scene_by_chance(seed)
    asking = asking_by_chance(other, scene)
    with closing(open_store(f"embedded:{tmp_path_factory.mktemp('scene')}")) as store:
        put(store, told)

        found = differences(store, scene, asking)

    assert {} == found


def test_six_questions_say_so_on_a_server(neo4j_url: str) -> None:
    """One Cypher text runs unchanged on both, and means the same."""
    found = {}
    for seed in WORLDS_ON_A_SERVER:
        scene, told = scene_by_chance(seed)
        wipe(neo4j_url)
        with closing(open_store(neo4j_url)) as store:
            put(store, told)
            found[seed] = differences(store, scene, asking_of_a_server(seed, scene))

    assert {seed: {} for seed in WORLDS_ON_A_SERVER} == found


def differences(store: Store, scene: Scene, asking: Asking) -> dict[str, object]:
    """Return, by question, what only the product says and what only the plain program says."""
    with store.snapshot() as reader:
        product = dict(by_the_product(reader, scene, asking))
    plain = dict(by_hand(scene, asking))
    return {
        name: (sorted(product[name] - plain[name], key=str),
               sorted(plain[name] - product[name], key=str))
        for name in plain
        if product[name] != plain[name]
    }  # fmt: skip


def by_the_product(reader: Reader, scene: Scene, asking: Asking) -> Iterator[tuple[str, Rows]]:
    """Yield each question with its rows, in the plain programs' form."""
    yield "coverage", judged(reader, scene, asking)
    period: dict[str, Any] = {"from": asking.first, "area": asking.area}
    yield "attendance", columns(
        ATTENDANCE, reader, asking, {**period, "level": asking.level}, "agency", "invited",
        "attended", "reported", "apologies", "absent", "not_recorded", "rate", "uninvited",
    )  # fmt: skip
    yield "late actions", columns(
        ACTIONS_OVERDUE, reader, asking, {"area": asking.area, "agency": asking.agency}, "action",
        "case", "owner", "due_on", "days_late", "first_due_on", "carried_on",
    )  # fmt: skip
    yield "reviews", columns(
        REVIEW_OVERDUE, reader, asking, {"area": asking.area}, "case", "state", "clock", "due",
        "overdue_of_lead", "cases_of_lead",
    )  # fmt: skip
    yield "thin cover", columns(
        THIN_COVERAGE, reader, asking, {"area": asking.area}, "case", "types", "rests_on",
        "agencies", "people",
    )  # fmt: skip
    yield "co-attendance", columns(CO_ATTENDANCE, reader, asking, period, "agency", "other", "met")


def by_hand(scene: Scene, asking: Asking) -> Iterator[tuple[str, Rows]]:
    """Yield each question with what a plain program says."""
    visible = seen(scene, asking.scope, asking.today)
    country = replace(
        scene.country, matters=[one for one in scene.country.matters if one.ref in visible]
    )
    at_home = replace(
        country,
        matters=[one for one in country.matters if asking.area in {None, home(one, asking)}],
    )
    day, area, own = asking.day, asking.area, own_of(scene, asking.scope)
    yield "coverage", set(answers(at_home, asking.policy, day))
    yield (
        "attendance",
        set(plain_meetings.attendance(scene, visible, day, asking.first, area, asking.level, own)),
    )
    yield "late actions", set(plain_meetings.overdue(scene, visible, day, area, asking.agency))
    yield "reviews", set(plain_overdue(country, scene.looks, asking.policy, day, area))
    yield "thin cover", set(thin(at_home, asking.policy, day, own))
    met = together(country, area, asking.first, day, own)
    yield "co-attendance", {(*pair, times) for pair, times in met.items()}


def home(matter: Any, asking: Asking) -> str:
    """Return the home area of a case on the day that is asked about."""
    found = home_of(matter, asking.day)
    return found.code if found else ""


def judged(reader: Reader, scene: Scene, asking: Asking) -> Rows:
    """Return what the judge says of the cases that the asker may see."""
    values = {
        **asking.scope.parameters(asking.today),
        "as_of": asking.day,
        "levels": ["1", "2", "3"],
        "areas": [asking.area] if asking.area else None,
        "references": [one.ref for one in scene.country.matters] if asking.by_name else None,
    }
    facts = fetch(Narrowed(reader, asking.scope), values, seconds=PATIENT)
    return {
        (v.reference, v.rule, v.state, v.kind, v.since, v.missed)
        for found in judge(asking.policy, facts.cases, facts.directory, asking.day)
        for v in found.verdicts
    }


def columns(
    analysis: Analysis, reader: Reader, asking: Asking, told: dict[str, Any], *names: str
) -> Rows:
    """Ask one question, and return some columns of its rows; lists as texts."""
    asked = Asked(asking.scope, asking.day, asking.today, asking.policy, told, seconds=PATIENT)
    return {tuple(map(plain, map(row.get, names))) for row in run(analysis, reader, asked).rows}


def plain(value: object) -> object:
    """Return a value as the plain programs write it."""
    return ";".join(value) if isinstance(value, list | tuple) else value
