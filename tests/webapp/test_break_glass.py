"""Break-glass: a chair opens a restricted case to themselves, and the auditor sees it at once."""

import dataclasses
import datetime
import json
import re
from contextlib import closing

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from graph.errors import InputError
from graph.store import Store
from graph.worlds import case, node, put, world
from tests.site import NOW, TODAY, WORLD, back, signed_in, token_of
from tests.webapp.audit.entries import latest
from webapp.accounts import Change, Opening, add_user
from webapp.app import create_app
from webapp.database.grants import Grant
from webapp.database.opening import Database
from webapp.database.versions import downgrade
from webapp.granting import MOST_IN_VAIN, break_glass
from webapp.settings import Settings, settings_from

WHY = "An invented reason"


class Clock:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime.datetime:
        """Return the moment."""
        return self.moment

    def today(self) -> datetime.date:
        """Return its day."""
        return self.moment.date()


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still until it is turned on."""
    return Clock()


@pytest.fixture
def door(embedded: Store, settings: Settings, sqlite: Database, clock: Clock) -> flask.Flask:
    """Give a site that allows break-glass, with restricted cases in and out of the area."""
    put(embedded, world(
        WORLD, node("Area", "kent", name="Kent", region="South East", jurisdiction="england"),
        case("R1", level="3", restricted=True), case("K1", area="kent", restricted=True),
        case("T1", category="4", restricted=True),
    ))  # fmt: skip
    allowed = dataclasses.replace(settings, break_glass="on", idle_minutes=10_000)
    return create_app(allowed, embedded, sqlite, clock.today, now=clock.now)


@pytest.fixture
def ann(door: flask.Flask, sqlite: Database) -> FlaskClient:
    """Give a chair's browser."""
    return signed_in(door, sqlite, "ann", ("chair",), area=("cheshire",))


def tried(browser: FlaskClient, case: str = "R1", **told: str) -> tuple[int, str]:
    """Try it; return the status and the text of the answer, without its tokens."""
    data = {"case": case, "why": WHY, "number": "3", "unit": "hours", **told}
    token = token_of(browser, "/account")
    answer = browser.post("/grants/break-glass", data={"csrf_token": token, **data})
    return answer.status_code, plain(answer.text)


def plain(text: str) -> str:
    """Return a page without tokens and the seconds that are left of a session."""
    return re.sub(r'(name="csrf_token" value|data-token)="[^"]+"', "", text)


def test_a_chair_opens_a_case_for_hours_and_it_closes_by_itself(
    ann: FlaskClient, clock: Clock
) -> None:
    """To the minute, on the day on which it was opened."""
    before = ann.get("/cases/R1").status_code
    status, _ = tried(ann)
    during, banner = ann.get("/cases/R1").status_code, ann.get("/panels").text

    clock.moment = NOW + datetime.timedelta(hours=2, minutes=59)
    late = ann.get("/cases/R1").status_code
    clock.moment = NOW + datetime.timedelta(hours=3)

    assert (404, 303, 200, 200) == (before, status, during, late)
    assert 404 == ann.get("/cases/R1").status_code
    assert "Break-glass is in use" in banner
    assert "R1" not in banner
    assert "Break-glass is in use" not in ann.get("/panels").text


def test_the_auditor_sees_it_at_once_with_who_why_and_until_when(
    door: flask.Flask, ann: FlaskClient, sqlite: Database, clock: Clock
) -> None:
    """At the head of the first page, whether it is open or was."""
    auditor = signed_in(door, sqlite, "eve", ("auditor",))
    quiet = "open now" in auditor.get("/audit").text
    tried(ann, number="2", unit="days")

    page = auditor.get("/audit").text
    clock.moment = NOW + datetime.timedelta(days=2)
    entry = next(one for one in latest(sqlite, 20) if one.event == "break_glass")

    assert not quiet
    assert "Break-glass: 1 open now" in page
    assert all(word in page for word in ("ann", "R1", WHY, "2 February 2026, 12:00:00"))
    assert "Break-glass: none open now" in back(door, sqlite, "eve").get("/audit").text
    assert ("ann", "R1") == (entry.who, json.loads(entry.what)["case"])
    assert WHY in back(door, sqlite, "eve").get(f"/audit/entries/{entry.number}").text


def test_the_chair_closes_it_when_done(ann: FlaskClient, sqlite: Database) -> None:
    """What is no longer needed is not left open."""
    tried(ann)
    with sqlite.reading() as session:
        number = session.scalars(select(Grant.id)).one()

    token = {"csrf_token": token_of(ann, "/account")}
    ann.post(f"/grants/{number}/withdraw", data=token)

    assert 404 == ann.get("/cases/R1").status_code


def test_what_is_not_mine_to_open_and_what_is_not_there_answer_alike(
    ann: FlaskClient, sqlite: Database
) -> None:
    """Another area, Category 4, nothing: one answer. Each try is on record, keys alone by name."""
    answers = {ref: tried(ann, ref) for ref in ("K1", "T1", "X9")}

    told = [
        json.loads(one.what)["case"]
        for one in latest(sqlite, 20)
        if one.event == "break_glass_in_vain"
    ]
    assert {400} == {status for status, _ in answers.values()}
    assert 1 == len({text.replace(ref, "REF") for ref, (_, text) in answers.items()})
    assert ["2 letters", "T1", "K1"] == told


def test_nothing_is_looked_up_before_the_reason_is_given(
    ann: FlaskClient, sqlite: Database
) -> None:
    """A form that is not whole says the same of every case, and leaves no try behind."""
    forms = ({"why": "no"}, {"number": "0"}, {"number": "4", "unit": "days"})
    said = ("Say why in 10 to 500 characters", "Give a whole number", "at most 72 hours in all")

    pages = [
        {tried(ann, ref, **told)[1].replace(ref, "REF") for ref in ("R1", "X9", "C1")}
        for told in forms
    ]

    assert [1, 1, 1] == [len(found) for found in pages]
    assert all(words in found.pop() for words, found in zip(said, pages, strict=True))
    assert [] == [one for one in latest(sqlite, 50) if one.event.startswith("break_glass")]


def test_after_some_tries_that_opened_nothing_nothing_is_opened_for_a_day(
    door: flask.Flask, ann: FlaskClient, sqlite: Database, clock: Clock
) -> None:
    """References are numbers, and a script can try them all."""
    for number in range(MOST_IN_VAIN):
        tried(ann, f"X{number}")

    status, text = tried(ann)
    clock.moment = NOW + datetime.timedelta(days=1, minutes=1)

    assert 400 == status
    assert "You have tried 5 times within a day" in text
    assert 303 == tried(back(door, sqlite, "ann"))[0]


def test_what_was_opened_by_break_glass_is_not_given_on(
    door: flask.Flask, ann: FlaskClient, sqlite: Database
) -> None:
    """It is for an emergency of one person."""
    signed_in(door, sqlite, "bob", ("analyst",), area=("cheshire",))
    tried(ann)
    ends = str(TODAY + datetime.timedelta(days=1))
    data = {"case": "R1", "name": "bob", "why": WHY, "starts": "", "ends": ends}

    answer = ann.post("/grants/new", data={**data, "csrf_token": token_of(ann, "/account")})

    assert 400 == answer.status_code
    assert "You see this case by break-glass alone" in answer.text


def test_where_the_deployer_does_not_allow_it_there_is_none(
    embedded: Store, settings: Settings, sqlite: Database
) -> None:
    """Off unless somebody says so; a form that is sent all the same opens nothing."""
    app = create_app(settings, embedded, sqlite, NOW.date, now=lambda: NOW)
    browser = signed_in(app, sqlite, "ann", ("chair",))

    status, _ = tried(browser)

    assert 403 == status
    assert "Break-glass is not used on this site" in browser.get("/grants/break-glass").text
    assert "break-glass" not in browser.get("/grants").text
    assert "on" == settings_from({"MAPPA_BREAK_GLASS": "on"}).break_glass
    with pytest.raises(InputError, match="MAPPA_BREAK_GLASS is 'yes'"):
        settings_from({"MAPPA_BREAK_GLASS": "yes"})


def test_a_program_that_knows_no_moments_is_left_no_open_glass(database: Database) -> None:
    """Taken back to the version before, it would stay open to the end of its last day."""
    change = Change("the tests", NOW)
    with closing(database):
        with database.writing() as session:
            user, _ = add_user(session, "ann.invented", "", change)
            opening = Opening("R1", WHY, TODAY, TODAY + datetime.timedelta(days=2))
            break_glass(session, user, opening, NOW + datetime.timedelta(hours=1), change)
        with database.writing() as session:
            downgrade(session.connection(), "0002")
        with database.reading() as session:
            rows = session.execute(select(Grant.withdrawn_by, Grant.withdrawn_at)).all()

    assert ["downgrade"] == [row.withdrawn_by for row in rows]
    assert all(row.withdrawn_at for row in rows)
