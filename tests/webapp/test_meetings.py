"""The page of a meeting: what a chair reads before it, by name and in words."""

import datetime
import re

import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import case, discussion, edge, node, put, world
from queries.coverage import examples
from tests.site import ClientAs
from tests.webapp.test_pages import words

NEXT = datetime.date(2026, 2, 9)


def test_the_first_page_leads_to_the_next_meeting(client: FlaskClient) -> None:
    """What a chair opens in the morning."""
    text = words(client, "/panels")
    page = client.get("/panels").text

    assert "Next: A panel, 9 February 2026" in text
    assert "1 case 1 empty chair 0 required and not yet invited 1 action overdue" in text
    assert 'href="/meetings/M-D6"' in page
    assert "✓ held" in text


@pytest.mark.feature(10)
def test_a_meeting_names_its_empty_chairs_and_what_is_overdue(client: FlaskClient) -> None:
    """A number tells that somebody is missing; a name tells whom to telephone."""
    text = words(client, "/meetings/M-D6")

    assert "Empty chairs Agency TRUST C1" in text
    assert "Everybody who is required is invited" in text
    assert "Overdue actions Agency TRUST 1 overdue" in text


@pytest.mark.feature(10)
def test_each_case_says_who_is_due_who_came_last_time_and_why(client: FlaskClient) -> None:
    """Required, invited, came, missing: one line an agency, each in words and with a sign."""
    text = words(client, "/meetings/M-D6")

    assert "1. Case C1 Level 3" in text
    assert "Last discussed 22 December 2025 Next after this nothing planned" in text
    assert (
        "Agency TRUST NHS trust Missing sent apologies ✗ sent apologies ✓ invited HEALTH-L3" in text
    )
    assert 'href="/cases/C1/why?rule=HEALTH-L3"' in client.get("/meetings/M-D6").text
    assert "A1 An invented action Agency TRUST 10 January 2026 ! 21 days overdue" in text


def test_who_is_required_and_not_invited_is_named(store: Store, client: FlaskClient) -> None:
    """An empty chair is cheapest to fill before the meeting."""
    put(store, world(discussion("D9", "C2", NEXT, {"HOUSING": "awaited"}, state="planned")))

    text = words(client, "/meetings/M-D9")

    assert "Required and not yet invited Agency TRUST C2" in text
    assert "✓ took part from elsewhere ✗ not invited" in text
    assert "Also invited: Agency HOUSING." in text


def test_what_changed_since_the_last_meeting_is_told_with_its_day(
    store: Store, client: FlaskClient
) -> None:
    """A chair reads what is new before what is known."""
    later = datetime.date(2026, 1, 5)
    put(
        store,
        world(
            edge("AT_LEVEL", "C1", "3", valid_from=examples.OPENED, valid_to=later, dated="exact"),
            edge("AT_LEVEL", "C1", "2", valid_from=later, dated="exact"),
            node("Action", "A2", {"RAISED_AT": ["D2"], "OWNED_BY": ["HOUSING"]}, closed_on=later,
                 outcome="done"),
        ),
    )  # fmt: skip

    text = words(client, "/meetings/M-D6")

    changes = text[text.index("Changed since 22 December 2025") :]
    assert "22 December 2025 + New action A1, Agency TRUST" in changes
    assert "5 January 2026 • Level 3 became Level 2" in changes
    assert "5 January 2026 ✓ Action A2 closed, Agency HOUSING: done" in changes


def test_a_meeting_that_was_held_says_who_was_missing_there(client: FlaskClient) -> None:
    """Judged as it began: what was decided there does not change who was required."""
    text = words(client, "/meetings/M-D2")

    assert "judged as things stood the day before, 21 December 2025" in text
    assert "Who was missing Agency TRUST C1" in text
    assert "✓ came in person ✗ sent apologies ! missing for HEALTH-L3 HEALTH-L3" in text


def test_a_case_that_is_hidden_is_on_no_agenda_and_numbers_have_no_hole(
    store: Store, client_as: ClientAs
) -> None:
    """A number that is left out would tell that there is something between."""
    put(
        store,
        world(
            case("R1", level="3", restricted=True),
            case("C9", level="2"),
            node("Discussion", "D-R1", {"AT_MEETING": ["M-D6"], "CONSIDERS": ["R1"]}, item=2),
            node("Discussion", "D-C9", {"AT_MEETING": ["M-D6"], "CONSIDERS": ["C9"]}, item=3),
        ),
    )

    page = client_as("chair").get("/meetings/M-D6").text

    assert ["1. C1", "2. C9"] == re.findall(r'href="#item-\d+">(\d+\. \w+)<', page)
    assert "R1" not in page


def test_wording_of_actions_is_for_those_who_may_read_it(client_as: ClientAs) -> None:
    """An analyst sees that something was promised, not what."""
    page = client_as("analyst").get("/meetings/M-D6").text

    assert "A1" in page
    assert "An invented action" not in page


def test_a_meeting_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    """A clear page."""
    assert 404 == client.get("/meetings/NOWHERE").status_code


def test_a_panel_shows_who_came_over_time_and_what_it_carries_forward(
    store: Store, client: FlaskClient
) -> None:
    """One absence is an accident, a row of them is a pattern."""
    put(
        store,
        node("Action", "A7", {"RAISED_AT": ["D1"], "OWNED_BY": ["HOUSING"]},
             due_on=datetime.date(2026, 2, 20), first_due_on=datetime.date(2026, 1, 20)),
    )  # fmt: skip

    text = words(client, "/panels/PANEL")

    assert "Next meeting: 9 February 2026 , 1 case." in text
    assert "10 Nov 2025" in text
    assert "Agency TRUST 2 of 3 67% ✓ 1 of 1" in text
    assert "✗ 0 of 1" in text
    assert "C1 22 December 2025 9 February 2026 2 ! 1" in text
    assert "A7 C1 Agency HOUSING moved 20 January 2026 20 February 2026" in text


@pytest.mark.feature(10)
def test_what_is_due_before_the_meeting_says_so(store: Store, client: FlaskClient) -> None:
    """It will be asked about there, though it is not late today."""
    due = datetime.date(2026, 2, 5)
    put(store, node("Action", "A3", {"RAISED_AT": ["D2"], "OWNED_BY": ["HOUSING"]}, due_on=due))

    text = words(client, "/meetings/M-D6")

    assert "A3 Agency HOUSING 5 February 2026 due before the meeting" in text


def test_a_meeting_stands_under_meetings_in_the_navigation(client: FlaskClient) -> None:
    """Whoever is lost looks up."""
    page = client.get("/meetings/M-D6").text

    navigation = page[page.index("govuk-service-navigation__list") : page.index("</header>")]
    assert ["Meetings"] == re.findall(
        r"service-navigation__item--active.*?<strong[^>]*>([^<]+)<", navigation, re.DOTALL
    )


def test_a_day_that_is_past_and_not_recorded_says_what_to_do(client: FlaskClient) -> None:
    """An empty column must not look like an empty room."""
    text = words(client, "/meetings/M-D6?as_of=2026-02-11")

    assert "still on record as planned: nobody counts as present or missing" in text


def test_a_board_says_who_came_and_claims_nothing_about_cases(
    store: Store, client: FlaskClient
) -> None:
    """Nobody is required at a board by a rule about cases: no tick may say that all is well."""
    put(
        store,
        world(
            node("Panel", "SMB", {"FOR_AREA": ["cheshire"]}, name="A board", kind="smb"),
            node("Meeting", "B1", {"OF_PANEL": ["SMB"]}, on=examples.SECOND, state="held"),
            node("Discussion", "BD", {"AT_MEETING": ["B1"]}, item=1),
            edge("INVITED", "BD", "TRUST", outcome="apologies"),
        ),
    )

    text = words(client, "/meetings/B1")

    assert "Who was invited Agency What came of it Agency TRUST \u2717 sent apologies" in text
    assert "Everybody who is required" not in text
    assert "BD,TRUST,apologies" in client.get("/meetings/B1/return.csv").text
