"""What each indicator of a board makes of what it counts."""

import datetime
from typing import Any

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import (
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
from queries.board_indicators import BOARD_INDICATORS
from queries.coverage.policy_file import default_policy

DAY = datetime.date(2026, 1, 31)
START = datetime.date(2025, 4, 1)


def ago(days: int) -> datetime.date:
    """Return a day so many days ago."""
    return DAY - datetime.timedelta(days=days)


GROUND: World = world(
    reference(areas=("cheshire", "kent")),
    node("AgencyType", "POL", name="POL", standing="responsible_authority", reach="area"),
    node("AgencyType", "LHA", name="LHA", standing="duty_to_cooperate", reach="area"),
    agency("POLICE", "POL", "cheshire"),
    agency("HOUSING", "LHA", "cheshire"),
    case("C1", opened_on=ago(600)),
)


def asked(indicator: str, scope: Scope = OPERATOR, **more: Any) -> Asked:
    """Ask for the rows behind an indicator."""
    return Asked(scope, DAY, DAY, default_policy(), {"indicator": indicator, **more})


def made(store: Store, indicator: str, scope: Scope = OPERATOR, **more: Any) -> dict[str, str]:
    """Return what was made of each row behind an indicator, by its key."""
    rows = run(BOARD_INDICATORS, store, asked(indicator, scope, **more)).rows
    return {row["key"]: row["made"] for row in rows}


def test_a_report_is_no_attendance_and_awaited_is_not_known(store: Store) -> None:
    """What counts as having come decides the number that an agency is held to."""
    outcomes = ("in_person", "remote", "report_only", "apologies", "no_show", "awaited")
    talks = [discussion(f"D-{o}", "C1", ago(20 + n), {"HOUSING": o}) for n, o in
             enumerate(outcomes)]  # fmt: skip
    put(store, world(GROUND, *talks))

    found = made(store, "K4")

    expected = dict.fromkeys((f"D-{o}" for o in outcomes), "missed")
    expected |= {"D-in_person": "met", "D-remote": "met", "D-awaited": "unknown"}
    assert expected == found


def test_who_came_without_being_asked_is_not_among_the_invited(store: Store) -> None:
    """A denominator of invitations has only invitations in it."""
    put(
        store,
        world(
            GROUND,
            discussion("D1", "C1", ago(20)),
            edge("INVITED", "D1", "HOUSING", outcome="in_person", uninvited=True),
        ),
    )

    assert {} == made(store, "K4")


def test_only_held_discussions_of_the_period_and_area_count(store: Store) -> None:
    """A cancelled meeting that counted would make everybody absent."""
    put(
        store,
        world(
            GROUND,
            discussion("D1", "C1", ago(20)),
            discussion("D2", "C1", ago(21), state="cancelled"),
            discussion("D3", "C1", ago(-5)),
            discussion("D4", "C1", START - datetime.timedelta(days=1)),
            discussion("D5", "C1", START),
        ),
    )

    found = [sorted(made(store, "K6", area=area)) for area in (None, "cheshire", "kent")]

    assert [["D1", "D5"], ["D1", "D5"], []] == found


def test_a_discussion_is_of_the_level_that_the_case_had_before_it(store: Store) -> None:
    """The meeting that steps a case down to Level 1 was a Level 2 meeting."""
    put(
        store,
        world(
            GROUND,
            edge("AT_LEVEL", "C1", "2", valid_from=ago(600), valid_to=ago(20), dated="exact"),
            edge("AT_LEVEL", "C1", "1", valid_from=ago(20), decided_at="D1"),
            discussion("D1", "C1", ago(20)),
            discussion("D2", "C1", ago(10)),
        ),
    )

    found = run(BOARD_INDICATORS, store, asked("K6")).rows

    assert [("D1", "2")] == [(row["key"], row["level"]) for row in found]


def test_minutes_are_late_the_day_after_they_were_due(store: Store) -> None:
    """Minutes that are not due yet are neither in time nor late."""
    sent = {"D1": (60, 46), "D2": (61, 46), "D3": (62, None), "D4": (5, None), "D5": (6, 2)}
    parts = [
        world(
            discussion(code, "C1", ago(met)),
            node(
                "Discussion", code, {"AT_MEETING": [f"M-{code}"], "CONSIDERS": ["C1"]}, item=1,
                minutes_sent_on=None if out is None else ago(out),
            ),
        )
        for code, (met, out) in sent.items()
    ]  # fmt: skip
    put(store, world(GROUND, *parts))

    found = made(store, "K7")

    assert {"D1": "met", "D2": "missed", "D3": "missed", "D5": "met"} == found


def test_an_action_is_done_when_it_was_done_and_in_time(store: Store) -> None:
    """Closed is not done: what was overtaken or given up must not count as kept."""
    states = {
        "A1": (ago(10), "done"),
        "A2": (ago(9), "done"),
        "A3": (ago(11), "not_done"),
        "A4": (ago(11), "overtaken"),
        "A5": (ago(11), None),
        "A6": (None, None),
    }
    actions = [
        node("Action", code, {"RAISED_AT": ["D1"], "OWNED_BY": ["HOUSING"]}, due_on=ago(10),
             closed_on=closed, outcome=outcome)
        for code, (closed, outcome) in states.items()
    ]  # fmt: skip
    put(store, world(GROUND, discussion("D1", "C1", ago(90)), *actions))

    found = made(store, "K10")

    expected = {"A1": "met", "A2": "missed", "A3": "missed", "A5": "unknown", "A6": "missed"}
    assert expected == found


def test_a_member_of_the_board_comes_once_a_meeting(store: Store) -> None:
    """Two items of one board meeting are one attendance."""
    board = node("Panel", "PANEL", {"FOR_AREA": ["cheshire"]}, name="Board", kind="smb")
    put(
        store,
        world(
            GROUND,
            board,
            discussion("D1", None, ago(30), {"HOUSING": "in_person", "POLICE": "apologies"}),
            node("Discussion", "D2", {"AT_MEETING": ["M-D1"]}, item=2),
            edge("INVITED", "D2", "HOUSING", outcome="no_show"),
        ),
    )

    rows = run(BOARD_INDICATORS, store, asked("K5")).rows

    assert [("HOUSING", "met"), ("POLICE", "missed")] == [
        (row["agency"], row["made"]) for row in rows
    ]


def test_a_case_that_may_not_be_seen_is_in_no_number(store: Store) -> None:
    """A total that moves with a hidden case tells of it."""
    put(
        store,
        world(
            GROUND,
            discussion("D1", "C1", ago(20)),
            case("C2", restricted=True, release_on=ago(5)),
            discussion("D2", "C2", ago(20)),
        ),
    )
    scope = Scope(frozenset({"cheshire"}), EVERY_CATEGORY)

    found = {name: made(store, name, scope) for name in ("K2", "K3", "K6", "K8")}

    assert {"K2": {}, "K3": {"D1": "missed"}, "K6": {"D1": "unknown"}, "K8": {}} == found
