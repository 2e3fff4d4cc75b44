"""The pages of a case that look back: history, timeline, actions."""

import datetime
import re

import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import discussion, edge, node, put, world
from queries.coverage import examples
from tests.site import ClientAs
from tests.webapp.test_pages import words

CHANGED = datetime.date(2026, 1, 12)


def test_history_says_what_held_from_when_to_when_and_why(
    store: Store, client: FlaskClient
) -> None:
    """History is never overwritten: a chair sees when the level changed, and at which meeting."""
    put(
        store,
        world(
            edge("AT_LEVEL", "C1", "3", valid_from=examples.OPENED, valid_to=CHANGED,
                 dated="first_seen"),
            edge("AT_LEVEL", "C1", "2", valid_from=CHANGED, dated="exact", decided_at="D2",
                 reason="risk_reduced"),
        ),
    )  # fmt: skip

    text = words(client, "/cases/C1/history")

    assert "Level 2 12 January 2026 still risk had fallen 22 December 2025" in text
    assert "Level 3 1 October 2025 at the latest: first seen then 12 January 2026" in text
    assert "Agency TRUST core 1 October 2025 still" in text


def test_the_load_that_brought_a_fact_is_told_to_those_who_load(client_as: ClientAs) -> None:
    """Where a row came from is a question for whoever mends it."""
    chair, loader = (
        client_as(role).get("/cases/C1/history").text for role in ("chair", "administrator")
    )

    assert "load 1" not in chair
    assert "load 1" in loader


def test_days_that_would_tell_a_birthday_are_left_out(store: Store, client_as: ClientAs) -> None:
    """Under 18 begins on the day of birth, which few may see."""
    born = datetime.date(2010, 5, 4)
    put(
        store,
        world(
            node("Circumstance", "under_18", name="under 18"),
            edge("HAS_CIRCUMSTANCE", "C1", "under_18", valid_from=born, answer="yes"),
        ),
    )

    analyst, chair = (
        client_as(role).get("/cases/C1/history").text for role in ("analyst", "chair")
    )

    assert ("2010" in analyst, "2010" in chair) == (False, True)
    assert "their days would tell it" in analyst


def test_the_timeline_draws_what_its_table_says(store: Store, client: FlaskClient) -> None:
    """One list, two readings: a mark for each line of the table, and a bar for each part."""
    page = client.get("/cases/C1/timeline").text

    drawn = page[page.index('<svg class="app-timeline"') :].partition("</svg>")[0]
    table = page[page.index('id="table"') :]
    titles = re.findall(r"<title>Agency TRUST, ([^<]+)</title>", drawn)
    lines = re.findall(r"[✓✗…◐] (\d+ \w+ \d{4}: [^<]+)</span>", table)
    assert titles == lines
    assert 3 == len(titles)
    assert {"lead", "core"} == set(re.findall(r"app-timeline__bar--(\w+)", drawn))
    assert 'role="img" aria-label="Timeline of case C1: 1 agency,' in page
    assert " style=" not in page


def test_who_dropped_out_is_seen_to_have_ended(store: Store, client: FlaskClient) -> None:
    """An agency that left quietly is what a timeline is for."""
    put(
        store,
        edge("INVOLVES", "C1", "HOUSING", role="core", valid_from=examples.OPENED,
             valid_to=CHANGED),
    )  # fmt: skip

    text = words(client, "/cases/C1/timeline")

    assert "Agency HOUSING core since 1 October 2025, until 12 January 2026 never invited" in text


def test_a_timeline_speaks_of_its_day(client: FlaskClient) -> None:
    """What was held later had not happened."""
    text = words(client, "/cases/C1/timeline?as_of=2025-12-01")

    assert "✓ 10 November 2025: came in person" in text
    assert "22 December 2025" not in text


def test_actions_show_what_was_moved_and_carried_on(store: Store, client: FlaskClient) -> None:
    """A promise that is made three times is not three promises."""
    put(
        store,
        world(
            discussion("D8", "C1", CHANGED),
            node("Action", "A1", {"RAISED_AT": ["D2"], "OWNED_BY": ["TRUST"]},
                 due_on=datetime.date(2026, 1, 10), closed_on=CHANGED, outcome="not_done"),
            node("Action", "A2", {"RAISED_AT": ["D8"], "OWNED_BY": ["TRUST"], "FOLLOWS": ["A1"]},
                 due_on=datetime.date(2026, 1, 30), first_due_on=datetime.date(2026, 1, 20)),
        ),
    )  # fmt: skip

    text = words(client, "/cases/C1/actions")

    assert "1 open, 1 of them overdue." in text
    assert (
        "A2 carries on A1 Agency TRUST \u2013 none 12 January 2026 30 January 2026 20 January 2026 "
        "! 1 day overdue" in text
    )
    assert "A1 carried on by A2 Agency TRUST" in text
    assert "12 January 2026 not done" in text


@pytest.mark.feature(11)
def test_every_place_counts_the_same_actions(store: Store, client: FlaskClient) -> None:
    """List, case, meeting, question: a number that differs is a number that nobody trusts."""
    put(
        store,
        node("Action", "A5", {"RAISED_AT": ["D1"], "OWNED_BY": ["HOUSING"]},
             due_on=datetime.date(2026, 3, 1)),
    )  # fmt: skip

    listed = words(client, "/actions?case=C1")
    case = words(client, "/cases/C1/actions")
    meeting = words(client, "/meetings/M-D6")
    asked = client.get("/api/v1/analysis/actions-overdue?case=C1").get_json()
    downloaded = client.get("/actions?case=C1&format=csv").text.splitlines()

    assert "2 actions are open, 1 of them overdue" in listed
    assert "2 open, 1 of them overdue" in case
    assert "1 action overdue" in meeting
    assert (1, 3) == (asked["count"], len(downloaded))


def test_the_list_of_actions_filters_and_says_so(store: Store, client: FlaskClient) -> None:
    """Filters combine, and each shows as a chip."""
    put(
        store,
        node("Action", "A5", {"RAISED_AT": ["D1"], "OWNED_BY": ["HOUSING"]},
             due_on=datetime.date(2026, 3, 1)),
    )  # fmt: skip

    text = words(client, "/actions?state=open&type=LHA")

    assert "A5" in text
    assert "A1" not in text
    assert "Remove the filter State: Open, not yet due" in text
    assert "1 action is open, 0 of them overdue" in text


def test_who_is_to_do_it_is_named_to_those_who_may_see_names(
    store: Store, client_as: ClientAs
) -> None:
    """A promise of an agency is kept by a person."""
    put(
        store,
        world(
            node("Representative", "P1", name="Invented Person", grade="manager"),
            node(
                "Action", "A6", {"RAISED_AT": ["D2"], "OWNED_BY": ["TRUST"], "ASSIGNED_TO": ["P1"]}
            ),
        ),
    )

    for role, called in (("chair", "Invented Person"), ("analyst", "P1")):
        browser = client_as(role)
        for address in ("/cases/C1/actions", "/actions?case=C1"):
            assert f"Agency TRUST {called}" in words(browser, address)
