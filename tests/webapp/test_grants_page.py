"""Restricted cases opened to others by a chair: for a reason, with an end, telling nothing."""

import datetime
import re

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from graph.store import Store
from graph.worlds import case, node, put, world
from tests.site import CHANGE, TODAY, WORLD, back, made_site, signed_in, token_of
from webapp.accounts import Opening, grant, user_named
from webapp.database.grants import Grant
from webapp.database.opening import Database
from webapp.settings import Settings

DAY = datetime.timedelta(days=1)
WHY = "An invented reason"


@pytest.fixture
def door(embedded: Store, settings: Settings, sqlite: Database) -> flask.Flask:
    """Give a site with restricted cases: of the area, of another, of Category 4."""
    put(embedded, world(
        WORLD, node("Area", "kent", name="Kent", region="South East", jurisdiction="england"),
        case("R1", level="3", restricted=True), case("R2", level="3", restricted=True),
        case("K1", area="kent", restricted=True), case("T1", category="4", restricted=True),
    ))  # fmt: skip
    return made_site(embedded, settings, sqlite)


def user(
    door: flask.Flask, sqlite: Database, name: str, role: str, area: str = "cheshire"
) -> FlaskClient:
    """Return a browser of somebody of an area."""
    return signed_in(door, sqlite, name, (role,), area=(area,))


@pytest.fixture
def ann(door: flask.Flask, sqlite: Database) -> FlaskClient:
    """Give a chair's browser, to whom R1 is open for thirty days; beside an analyst, bob."""
    browser = user(door, sqlite, "ann", "chair")
    user(door, sqlite, "bob", "analyst")
    opened(sqlite, "ann", "R1", 30)
    return browser


def opened(sqlite: Database, name: str, ref: str, days: int) -> None:
    """Open a case to somebody, as the command line does."""
    with sqlite.writing() as session:
        opening = Opening(ref, WHY, TODAY, TODAY + days * DAY)
        grant(session, user_named(session, name), opening, CHANGE)


def give(browser: FlaskClient, **told: str) -> tuple[int, str]:
    """Send the form; return the status and the text of the answer, without its tokens."""
    data = {"case": "R1", "name": "bob", "why": WHY, "starts": "", "ends": str(TODAY + 7 * DAY)}
    answer = browser.post(
        "/grants/new", data={**data, "csrf_token": token_of(browser, "/account"), **told}
    )
    return answer.status_code, plain(answer.text)


def plain(text: str) -> str:
    """Return a page without tokens."""
    return re.sub(r'(name="csrf_token" value|data-token)="[^"]+"', "", text)


def grants(sqlite: Database) -> list[Grant]:
    """Return all grants, in the order in which they were made."""
    with sqlite.reading() as session:
        return list(session.scalars(select(Grant).order_by(Grant.id)))


def test_a_chair_opens_a_case_and_closes_it_again(
    door: flask.Flask, ann: FlaskClient, sqlite: Database
) -> None:
    """It acts at the next page, both ways."""
    bob = back(door, sqlite, "bob")
    before = bob.get("/cases/R1").status_code

    status, _ = give(ann)
    during = bob.get("/cases/R1").status_code
    page = ann.get("/grants").text
    made = grants(sqlite)[-1]
    ann.post(f"/grants/{made.id}/withdraw", data={"csrf_token": token_of(ann, "/account")})

    assert (404, 303, 200, 404) == (before, status, during, bob.get("/cases/R1").status_code)
    assert ("ann", WHY, TODAY + 7 * DAY) == (made.made_by, made.why, made.ends_on)
    assert "Invented" not in page
    assert all(word in page for word in ("R1", "bob", WHY, "by ann"))
    assert "ann" == grants(sqlite)[-1].withdrawn_by


def test_a_hidden_case_and_one_that_is_not_there_answer_alike(ann: FlaskClient) -> None:
    """Else the form is a way to ask which cases there are."""
    answers = {ref: give(ann, case=ref) for ref in ("R2", "K1", "T1", "X9")}

    assert {400} == {status for status, _ in answers.values()}
    assert 1 == len({text.replace(ref, "REF") for ref, (_, text) in answers.items()})
    assert "There is no restricted case of that reference that you may open" in answers["R2"][1]


MISTAKES = (
    ({"case": "C1"}, "case", "That case is not restricted"),
    ({"name": "ann"}, "ends", "Nobody opens a case to themselves"),
    ({"name": "nobody.of.that.name"}, "name", "no user who would see the case"),
    ({"name": "eve\x00"}, "name", "no user who would see the case"),
    ({"name": "eve"}, "name", "no user who would see the case"),
    ({"name": "keeper"}, "name", "no user who would see the case"),
    ({"why": "short"}, "why", "Say why in 10 to 500 characters"),
    ({"ends": ""}, "ends", "it comes after the first day"),
    ({"ends": str(TODAY)}, "ends", "it comes after the first day"),
    ({"ends": "soon"}, "ends", "is no day of the calendar"),
    ({"starts": str(TODAY - DAY)}, "starts", "The first day is today or later"),
    ({"ends": str(TODAY + 31 * DAY)}, "ends", "Nobody gives more than they have"),
)  # fmt: skip


def test_what_cannot_be_given_is_said_at_its_field(
    door: flask.Flask, ann: FlaskClient, sqlite: Database
) -> None:
    """And nothing is made. Eve is of another area, the keeper sees no case."""
    user(door, sqlite, "eve", "analyst", "kent")
    user(door, sqlite, "keeper", "people")

    answers = [give(ann, **told) for told, _, _ in MISTAKES]

    assert {400} == {status for status, _ in answers}
    for (_, field, said), (_, text) in zip(MISTAKES, answers, strict=True):
        assert re.search(rf'id="{field}-error".*{said}', text), said
    assert 1 == len(grants(sqlite))


def test_a_grant_lasts_no_longer_than_the_site_allows(ann: FlaskClient, sqlite: Database) -> None:
    """The deployer's limit stands above the giver's own end."""
    opened(sqlite, "ann", "R1", 300)

    status, text = give(ann, ends=str(TODAY + 93 * DAY))

    assert 400 == status
    assert "A case is opened for at most 92 days from today" in text


def test_the_list_tells_nothing_of_cases_that_are_not_open_to_me(
    ann: FlaskClient, sqlite: Database
) -> None:
    """A colleague's grant would tell that the case is there; nor can it be withdrawn."""
    before = plain(ann.get("/grants").text)
    opened(sqlite, "bob", "R2", 20)
    hidden = grants(sqlite)[-1].id
    token = {"csrf_token": token_of(ann, "/account")}

    answers = [ann.post(f"/grants/{number}/withdraw", data=token) for number in (hidden, 999)]

    assert before == plain(ann.get("/grants").text)
    assert [404, 404] == [answer.status_code for answer in answers]
    assert plain(answers[0].text) == plain(answers[1].text)
    assert None is grants(sqlite)[-1].withdrawn_at
