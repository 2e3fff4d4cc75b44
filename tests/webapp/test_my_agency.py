"""An agency's contact and a lay adviser: their own pages, and what stands on neither."""

import csv
import io
import re

import flask
import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import case, edge, node, put, world
from tests.site import EVERYTHING, ClientAs, signed_in
from webapp.database.opening import Database
from webapp.few import Few

CASE = re.compile(r"\b[CR]\d\b")
RESTRICTED = world(
    case("R1", level="3", restricted=True),
    node("Discussion", "DR", {"AT_MEETING": ["M-D1"], "CONSIDERS": ["R1"]}, item=3),
    edge("INVITED", "DR", "TRUST", outcome="no_show"),
    node("Action", "AR", {"RAISED_AT": ["DR"], "OWNED_BY": ["TRUST"]}, text="An invented action"),
)


@pytest.fixture
def contact(site: flask.Flask, sqlite: Database) -> FlaskClient:
    """Give a browser of the contact of the trust."""
    return signed_in(site, sqlite, "invented", ("contact",), agency=("TRUST",))


def words(browser: FlaskClient, address: str) -> str:
    """Return the text of the main part of a page, in one line."""
    page = browser.get(address).text
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_a_contact_begins_at_what_is_asked_of_their_agency(contact: FlaskClient) -> None:
    """Come or send a report, do what was promised, fill the empty chair."""
    assert "/my-agency" == contact.get("/").location

    text = words(contact, "/my-agency")

    assert "Agency TRUST 1 meeting to come that you are invited to" in text
    assert "9 February 2026 A panel C1 answer awaited none yet" in text
    assert "A1 An invented action C1 monitoring 10 January 2026 ! 21 days" in text
    assert (
        "C1 Missing sent apologies 22 December 2025 NHS trust at the table HEALTH-L3, must" in text
    )


@pytest.mark.feature(14)
def test_a_hidden_case_leaves_no_trace_with_a_contact(contact: FlaskClient, store: Store) -> None:
    """Not in the invitations, not in the promises, and not in the counts of the letter."""
    addresses = ("/my-agency", "/my-agency/letter?quarter=2025-Q4")
    without = [words(contact, address) for address in addresses]

    put(store, RESTRICTED)

    assert without == [words(contact, address) for address in addresses]


def test_the_letter_counts_and_names_no_case(contact: FlaskClient) -> None:
    """It is handed to people who may see none."""
    page = contact.get("/my-agency/letter?quarter=2025-Q4").text
    table = list(
        csv.DictReader(
            io.StringIO(contact.get("/my-agency/letter?quarter=2025-Q4&format=csv").text)
        )
    )

    text = words(contact, "/my-agency/letter?quarter=2025-Q4")
    assert "From 1 October 2025 To 31 December 2025" in text
    assert (
        "You were invited 3 times. Of the 3 whose outcome is recorded, somebody came to 2" in text
    )
    assert [] == CASE.findall(page)
    assert [] == CASE.findall(str(table))
    assert ("3", "2", "1") == (
        table[0]["invited"], table[0]["attended"], table[0]["apologies"],
    )  # fmt: skip


@pytest.mark.parametrize("quarter", ["2024-Q1", "2025-Q5", "x", "2026-Q2"])
def test_a_letter_that_cannot_be_whole_is_not_written(contact: FlaskClient, quarter: str) -> None:
    """A contact is shown a year of invitations; more would be counted short."""
    answer = contact.get(f"/my-agency/letter?quarter={quarter}")

    assert 400 == answer.status_code
    assert "there are letters of: 2026-Q1, 2025-Q4" in answer.text


def test_a_contact_of_no_agency_is_told_whom_to_ask(site: flask.Flask, sqlite: Database) -> None:
    """The first morning, before anybody gave them an agency."""
    browser = signed_in(site, sqlite, "invented", ("contact",))

    assert "No agency is yours yet" in words(browser, "/my-agency")


def test_the_page_is_a_contacts_alone(client_as: ClientAs) -> None:
    """Nobody else has an agency of their own."""
    browser = client_as(*EVERYTHING)

    assert 403 == browser.get("/my-agency").status_code
    assert "Your agency" not in browser.get("/panels").text


def test_a_lay_adviser_reads_totals_with_what_they_are_part_of(client_as: ClientAs) -> None:
    """Statute gives them no part in single cases."""
    adviser = client_as("adviser")

    assert "/totals" == adviser.get("/").location
    page = adviser.get("/totals").text

    text = words(adviser, "/totals")
    assert "Level 3 fewer than 5" in text
    assert "NHS trust fewer than 5 too few to say (fewer than 5) 0 fewer than 5 0" in text
    assert "Numbers from 1 to 4 are shown as" in text
    assert [] == CASE.findall(page)
    assert "TRUST" not in page


@pytest.mark.parametrize(
    ("number", "shown", "as_sum"),
    [(0, "0", "0"), (4, "fewer than 5", "fewer than 5"), (5, "5", "about 5"),
     (1_933, "1,935", "about 1,935")],
)  # fmt: skip
def test_few_is_not_told_and_cannot_be_worked_out(number: int, shown: str, as_sum: str) -> None:
    """Of three people at Level 3 in a district everybody knows one."""
    assert (shown, as_sum) == (Few(5).few(number), Few(5).rounded(number))


def test_a_rate_stands_with_its_whole() -> None:
    """A hundred per cent of one is no rate."""
    assert ["about 65% of 5", "too few to say (fewer than 5)", "none"] == [
        Few(5).share(4, 6), Few(5).share(1, 1), Few(5).share(0, 0),
    ]  # fmt: skip
