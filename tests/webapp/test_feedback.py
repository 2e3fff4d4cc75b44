"""Feedback: who can give it, what is kept of it, who reads it, and where each role begins."""

import re

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.site import ClientAs, token_of
from tests.webapp.audit.entries import latest
from webapp.database.feedback import LONGEST, Feedback
from webapp.database.opening import Database
from webapp.views.feedback import MOST_A_DAY


def send(browser: FlaskClient, said: str, page: str = "cases.shown") -> tuple[int, str]:
    """Send feedback as the form does; return the status and the page."""
    token = token_of(browser, "/feedback")
    data = {"csrf_token": token, "said": said, "page": page}
    answer = browser.post("/feedback", data=data, follow_redirects=True)
    return answer.status_code, answer.text


def kept(database: Database) -> list[Feedback]:
    """Return all feedback that is kept."""
    with database.reading() as session:
        return list(session.scalars(select(Feedback).order_by(Feedback.id)))


def test_what_somebody_says_is_kept_with_the_name_of_the_page_alone(
    client: FlaskClient, sqlite: Database
) -> None:
    """Which case was open is nobody's business who reads it."""
    link = re.search(r'href="(/feedback[^"]*)"', client.get("/cases/C1").text)
    assert link is not None

    status, page = send(client, "The table is hard to read")

    (found,) = kept(sqlite)
    assert "/feedback?page=cases.shown" == link[1]
    assert (200, "cases.shown", "The table is hard to read") == (status, found.page, found.said)
    assert "Thank you" in page
    assert "hard to read" not in "".join(entry.what for entry in latest(sqlite, 20))


@pytest.mark.parametrize(
    ("said", "problem"),
    [("   ", "Say what was wrong"), ("x" * (LONGEST + 1), "2,000 letters or fewer")],
)
def test_nothing_and_too_much_are_not_sent(
    client: FlaskClient, sqlite: Database, said: str, problem: str
) -> None:
    """What was typed stays in the form, with what to do."""
    status, page = send(client, said)

    assert 400 == status
    assert problem in page
    assert [] == kept(sqlite)


def test_a_page_that_is_none_of_ours_is_left_out(client: FlaskClient, sqlite: Database) -> None:
    """Whoever makes the address must not make what the administrator reads."""
    send(client, "Something", page="/cases/C1?name=Zebedee")

    assert [""] == [one.page for one in kept(sqlite)]


def test_one_person_cannot_fill_the_disk(client: FlaskClient, sqlite: Database) -> None:
    """A script that hangs, or a grudge."""
    for number in range(MOST_A_DAY):
        send(client, f"number {number}")

    status, page = send(client, "one more")

    assert 400 == status
    assert "You have sent 20 today" in page
    assert MOST_A_DAY == len(kept(sqlite))


def test_whoever_is_not_signed_in_sends_nothing(site: flask.Flask, sqlite: Database) -> None:
    """Anybody on the network could otherwise write to an administrator."""
    visitor = site.test_client()
    token = token_of(visitor, "/sign-in")

    answer = visitor.post("/feedback", data={"csrf_token": token, "said": "x"})

    assert "/sign-in" == answer.location
    assert [] == kept(sqlite)
    assert "/feedback" not in visitor.get("/sign-in").text


def test_an_administrator_reads_it_as_text_and_marks_it_done(
    client: FlaskClient, client_as: ClientAs, sqlite: Database
) -> None:
    """What somebody typed is never markup, and what is done moves down."""
    send(client, "<b>first</b>")
    send(client, "another")
    reader = client_as("people")
    token = token_of(reader, "/feedback/received")

    reader.post("/feedback/2/done", data={"csrf_token": token})

    page = reader.get("/feedback/received").text
    assert "&lt;b&gt;first&lt;/b&gt;" in page
    assert page.index("first") < page.index("another") < page.index("done by invented-people")
    assert "1 not done, 1 done" in page
    assert [None, "invented-people"] == [one.done_by for one in kept(sqlite)]


HOMES = {
    "chair": "/panels",
    "analyst": "/coverage",
    "administrator": "/",
    "auditor": "/audit",
    "people": "/people",
}


@pytest.mark.parametrize("role", HOMES)
def test_each_role_begins_at_its_work(client_as: ClientAs, role: str) -> None:
    """Nobody looks for their own desk."""
    answer = client_as(role).get("/")

    assert 302 == answer.status_code
    assert answer.location.startswith(HOMES[role])


def test_whoever_has_several_roles_chooses(client_as: ClientAs) -> None:
    """One page cannot be the first of both."""
    page = client_as("auditor", "people").get("/").text

    assert ["/audit", "/people"] == re.findall(r'<a class="govuk-link" href="(/\w+)">[AU]', page)
    assert "Where do you want to begin?" in page


def test_whoever_has_no_role_is_led_to_what_they_were_given(client_as: ClientAs) -> None:
    """On the first morning, before anybody gave them anything."""
    assert "/account" == client_as().get("/").location
