"""Attendance, late promises and reviews ahead against an independent program, by chance."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.states import every_state
from graph.store import Reader, Store, open_store
from graph.worlds import World, put
from queries.actions_overdue import ACTIONS_OVERDUE
from queries.analysis import Analysis, Asked, run
from queries.attendance import ATTENDANCE
from queries.coverage.policy_file import parse_policy
from queries.forward_look import FORWARD_LOOK
from tests.queries import plain_meetings as plain
from tests.queries.meetings_by_chance import START, Country, by_chance

POLICY = parse_policy(
    """
name = "by chance"
version = "1"
[[clock]]
id = "HIGH"
of = "review"
levels = ["1"]
bands = ["high", "very_high"]
then_within_days = 60
basis = "b"
status = "verified"
[[clock]]
id = "OTHER"
of = "review"
levels = ["1"]
bands = ["low", "medium"]
then_within_days = 120
basis = "b"
status = "verified"
"""
)
SCOPES = {None: OPERATOR, "kent": Scope(frozenset({"kent"}), EVERY_CATEGORY)}
WORLDS_ON_A_SERVER = 5
"""A fixed few: filling a server takes its time."""
PATIENT = 300.0
"""Seconds: a server just started plans its first questions slowly on a busy machine."""
BY_CHANCE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@BY_CHANCE
@given(seed=st.integers(0, 1_000_000), days=st.integers(0, 220), back=st.integers(0, 220))
def test_three_questions_say_what_a_plain_program_says(
    tmp_path_factory: pytest.TempPathFactory, seed: int, days: int, back: int
) -> None:
    """Two programs written from one page by different ways must not differ in one row."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('world')}")
    country, told = by_chance(seed)
    put(store, told)
    day = START + datetime.timedelta(days=days)

    found = list(differences(store, country, day, day - datetime.timedelta(days=back)))

    assert [] == found


def test_three_questions_say_so_on_both_stores(store: Store) -> None:
    """One Cypher text runs unchanged on both, and means the same."""
    found: list[object] = []
    for seed in range(WORLDS_ON_A_SERVER):
        country, told = by_chance(seed)
        put(store, World(), drop=list(every_state(store)))
        put(store, told)
        day = START + datetime.timedelta(days=150)
        with store.snapshot() as reader:
            found.extend(differences(reader, country, day, day - datetime.timedelta(days=60)))

    assert [] == found


def differences(
    reader: Reader, country: Country, day: datetime.date, first: datetime.date
) -> Iterator[object]:
    """Yield each way of asking in which the product and the plain program differ, with both."""
    for area, scope in SCOPES.items():
        seen = {area} if area else None
        ways: list[dict[str, Any]] = [{}, {"from": first, "area": "kent"}, {"level": "2"}]
        for told in ways:
            product = attended(reader, day, scope, told)
            by_hand = plain.attendance(
                country, day, told.get("from"), told.get("area"), told.get("level"), seen
            )
            if product != by_hand:
                yield "attendance", area, told, product, by_hand
        for told in ({}, {"area": "cheshire"}, {"agency": "TRUST"}):
            late = overdue(reader, day, scope, told)
            by_hand = plain.overdue(country, day, told.get("area"), told.get("agency"), seen)
            if late != by_hand:
                yield "overdue", area, told, late, by_hand
    ahead = reviews(reader, day)
    if ahead != plain.reviews_ahead(country, day, 12):
        yield "reviews", ahead, plain.reviews_ahead(country, day, 12)


def asked(
    analysis: Analysis, reader: Reader, day: datetime.date, scope: Scope, told: dict[str, Any]
) -> list[dict[str, Any]]:
    """Ask one question with the parameters told."""
    return list(run(analysis, reader, Asked(scope, day, day, POLICY, told, seconds=PATIENT)).rows)


def attended(
    reader: Reader, day: datetime.date, scope: Scope, told: dict[str, Any]
) -> list[tuple[object, ...]]:
    """Return what attendance says, in the plain program's form."""
    names = ("agency", "invited", "attended", "reported", "apologies", "absent", "not_recorded",
             "rate", "uninvited")  # fmt: skip
    return [
        tuple(row[name] for name in names) for row in asked(ATTENDANCE, reader, day, scope, told)
    ]


def overdue(
    reader: Reader, day: datetime.date, scope: Scope, told: dict[str, Any]
) -> list[tuple[object, ...]]:
    """Return what actions-overdue says, in the plain program's form."""
    names = ("action", "case", "owner", "due_on", "days_late", "first_due_on", "carried_on")
    return [
        tuple(row[name] for name in names)
        for row in asked(ACTIONS_OVERDUE, reader, day, scope, told)
    ]


def reviews(reader: Reader, day: datetime.date) -> list[tuple[object, ...]]:
    """Return the reviews of forward-look, in the plain program's form."""
    names = ("on", "case", "state", "due_on", "planned_on")
    rows = asked(FORWARD_LOOK, reader, day, OPERATOR, {"kind": "review"})
    return [tuple(row[name] for name in names) for row in rows]
