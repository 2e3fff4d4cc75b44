"""Waivers: made by a chair for a case that they see, told to whoever sees it and nobody else."""

import datetime
import re

import flask
import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import case, put, world
from queries.coverage import examples
from tests.site import TODAY, made_site, signed_in, token_of
from tests.webapp.audit.entries import command
from tests.webapp.test_pages import words
from webapp.accounts import Change
from webapp.database.opening import Database
from webapp.settings import Settings
from webapp.waivers import Waiving, open_waivers
from webapp.waivers import waive as put_waiver

DAY = datetime.timedelta(days=1)
WHY = "The panel decided so, an invented reason"
UNTIL = TODAY + 30 * DAY


@pytest.fixture
def door(embedded: Store, settings: Settings, sqlite: Database) -> flask.Flask:
    """Give a site with a case that lacks its health trust, and a restricted one."""
    put(embedded, world(examples.ABSENT_TRUST, case("R1", level="3", restricted=True)))
    return made_site(embedded, settings, sqlite)


@pytest.fixture
def ann(door: flask.Flask, sqlite: Database) -> FlaskClient:
    """Give a chair's browser."""
    return signed_in(door, sqlite, "ann", ("chair",), area=("cheshire",))


def waive(browser: FlaskClient, **told: str) -> tuple[int, str]:
    """Send the form; return the status and the text of the answer, without its tokens."""
    data = {"case": "C1", "rule": "HEALTH-L3", "level": "3", "why": WHY, "until": str(UNTIL)}
    token = token_of(browser, "/account")
    answer = browser.post("/waivers/new", data={"csrf_token": token, **data, **told})
    return answer.status_code, plain(answer.text)


def plain(text: str) -> str:
    """Return a page without tokens."""
    return re.sub(r'(name="csrf_token" value|data-token)="[^"]+"', "", text)


def test_a_waived_gap_is_shown_as_waived_and_comes_back_when_withdrawn(
    ann: FlaskClient, sqlite: Database
) -> None:
    """A waiver hides nothing."""
    said = f"waived until {UNTIL.day} {UNTIL:%B %Y}"
    before = said in words(ann, "/cases/C1")

    status, _ = waive(ann)
    pages = [words(ann, address) for address in ("/cases/C1", "/coverage/gaps", "/waivers")]
    (made,) = open_waivers(sqlite, TODAY)
    token = {"csrf_token": token_of(ann, "/account")}
    ann.post(f"/waivers/{made.id}/withdraw", data=token)

    assert (False, 303) == (before, status)
    assert [True, True] == [said in page for page in pages[:2]]
    assert all("Missing" in page and "HEALTH-L3" in page for page in pages[:2])
    assert [True, False, True] == [WHY in page for page in pages]
    assert said not in words(ann, "/cases/C1")
    assert [] == open_waivers(sqlite, TODAY)


def test_the_explanation_leads_to_the_form_with_case_and_rule(ann: FlaskClient) -> None:
    """Where it is decided, nothing is typed twice."""
    page = ann.get("/cases/C1/why?rule=HEALTH-L3").text
    (led,) = re.findall(r'href="(/waivers/new[^"]*)"', page)

    form = ann.get(led.replace("&amp;", "&")).text

    assert 'name="case" type="text" value="C1"' in form
    assert '<option value="HEALTH-L3" selected>' in form


def test_a_hidden_case_and_one_that_is_not_there_answer_alike(
    ann: FlaskClient, sqlite: Database
) -> None:
    """And a waiver of a case opens it to nobody."""
    answers = {ref: waive(ann, case=ref) for ref in ("R1", "X9", "X\x009")}

    assert {400} == {status for status, _ in answers.values()}
    assert 1 == len({text.replace(ref, "REF") for ref, (_, text) in answers.items()})
    assert [] == open_waivers(sqlite, TODAY)


def test_a_waiver_of_a_hidden_case_is_not_on_my_list_and_opens_nothing(
    ann: FlaskClient, sqlite: Database
) -> None:
    """It would tell that the case is there."""
    before = plain(ann.get("/waivers").text)
    url = f"sqlite:///{sqlite.engine.url.database}"
    done = command(
        "waivers", "add", "R1", "SENIOR-L3-POL", "3", "--why", WHY, "--until", "2099-01-01",
        MAPPA_DATABASE=url,
    )  # fmt: skip
    with sqlite.writing() as session:
        change = Change("the tests", datetime.datetime.now(datetime.UTC))
        put_waiver(session, Waiving("R1", "HEALTH-L3", "3", WHY, UNTIL), change)
    (hidden,) = open_waivers(sqlite, TODAY)
    token = {"csrf_token": token_of(ann, "/account")}

    answers = [ann.post(f"/waivers/{number}/withdraw", data=token) for number in (hidden.id, 999)]

    assert 0 != done.exit_code  # the day is too far
    assert before == plain(ann.get("/waivers").text)
    assert [404, 404] == [answer.status_code for answer in answers]
    assert plain(answers[0].text) == plain(answers[1].text)
    assert 404 == ann.get("/cases/R1").status_code


MISTAKES = (
    ({"case": ""}, "case", "Give the reference of a case"),
    ({"rule": "NO-SUCH-RULE"}, "rule", "Choose a rule of the policy in force"),
    ({"level": "1"}, "level", "HEALTH-L3 is asked at other levels: 3"),
    ({"why": "no"}, "why", "Say why in 10 to 500 characters"),
    ({"until": ""}, "until", "Choose a day after today, at most 183 days from now"),
    ({"until": str(TODAY + 184 * DAY)}, "until", "at most 183 days from now"),
    ({"until": "soon"}, "until", "is no day of the calendar"),
)  # fmt: skip


def test_what_cannot_be_waived_is_said_at_its_field(ann: FlaskClient, sqlite: Database) -> None:
    """And nothing is waived; nor is a rule waived twice."""
    answers = [waive(ann, **told) for told, _, _ in MISTAKES]
    none = open_waivers(sqlite, TODAY)

    twice = [waive(ann), waive(ann)]

    assert {400} == {status for status, _ in answers}
    for (_, field, said), (_, text) in zip(MISTAKES, answers, strict=True):
        assert re.search(rf'id="{field}-error".*{said}', text), said
    assert [] == none
    assert [303, 400] == [status for status, _ in twice]
    assert f"The rule is waived until {UNTIL} already" in twice[1][1]


def test_the_commands_do_the_same(sqlite: Database) -> None:
    """A site without a chair at hand is looked after by its operator."""
    url = f"sqlite:///{sqlite.engine.url.database}"
    until = datetime.datetime.now(datetime.UTC).date() + 30 * DAY
    told = ("C1", "RA-POL-L23", "3", "--why", WHY, "--until", str(until))

    made = command("waivers", "add", *told, MAPPA_DATABASE=url, MAPPA_STORE="embedded:/nowhere")
    listed = command("waivers", "list", "--format", "csv", MAPPA_DATABASE=url)
    gone = command("waivers", "withdraw", "1", MAPPA_DATABASE=url)
    again = command("waivers", "withdraw", "1", MAPPA_DATABASE=url)
    wrong = command("waivers", "add", "C1", "NONE", *told[2:], MAPPA_DATABASE=url)

    assert [0, 0, 0] == [done.exit_code for done in (made, listed, gone)], made.output
    assert f"1,C1,RA-POL-L23,3,{until},{chr(34)}{WHY}{chr(34)}" in listed.output
    assert "There is no such waiver" in str(again.exception)
    assert "Choose a rule of the policy in force" in str(wrong.exception)
