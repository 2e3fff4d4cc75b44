"""Waiting after failures: guessing a password or a code takes longer than anybody has."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.site import NOW
from tests.webapp.signing.visitors import PASSWORD, Town
from webapp.database.opening import Database
from webapp.database.sign_ins import SignIn, Wait
from webapp.signing import waits
from webapp.signing.sessions import Limits
from webapp.signing.way_in import Try, by_password

SECONDS = datetime.timedelta(seconds=1)


def begun(
    database: Database, limit: waits.Limit, subject: str, now: datetime.datetime
) -> datetime.timedelta:
    """Begin one try."""
    with database.writing() as session:
        return waits.begin_try(session, limit, subject, now)


def test_waits_grow_up_to_a_quarter_of_an_hour(database: Database) -> None:
    """Four slips cost nothing; a program that guesses gets four tries an hour."""
    now = NOW
    waited: list[int] = []
    for _ in range(12):
        assert not begun(database, waits.OF_A_NAME, "ann", now)
        wait = begun(database, waits.OF_A_NAME, "ann", now) if len(waited) >= 3 else 0 * SECONDS
        waited.append(wait // SECONDS)
        now += wait

    assert [0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900] == waited


def test_what_failed_long_ago_is_forgotten(database: Database) -> None:
    """A bad evening last week is nobody's burden."""
    for _ in range(6):
        begun(database, waits.OF_A_NAME, "ann", NOW)
    later = NOW + datetime.timedelta(days=2)

    begun(database, waits.OF_A_NAME, "ann", later)

    assert not begun(database, waits.OF_A_NAME, "ann", later)


def test_tries_at_once_do_not_outrun_the_count(database: Database) -> None:
    """A program guesses with a hundred hands."""
    with ThreadPoolExecutor(8) as hands:
        tries = [hands.submit(begun, database, waits.OF_A_NAME, "ann", NOW) for _ in range(24)]
        let_in = sum(not one.result() for one in tries)

    assert waits.OF_A_NAME.free == let_in


def test_one_connection_cannot_be_many_by_its_last_numbers(database: Database) -> None:
    """Whoever has one IPv6 address has 18 million million million of them."""
    let_in = [
        begun(database, waits.OF_AN_ADDRESS, f"2001:db8::{place:x}", NOW) for place in range(40)
    ]

    assert waits.OF_AN_ADDRESS.free == sum(not wait for wait in let_in)


@pytest.mark.parametrize("name", ["ann.invented", "nobody.at.all"])
def test_a_name_waits_whether_somebody_has_it_or_not(town: Town, name: str) -> None:
    """Waiting must not tell who has an account; and waiting, even the right password waits."""
    town.settle("ann.invented")
    answers = [town.visitor().tries(name, "wrong").status_code for _ in range(4)]

    answer = town.visitor("192.0.2.9").tries(name)

    assert [400] * 4 == answers
    assert 429 == answer.status_code
    assert "There have been too many tries. Wait a minute, then try again" in answer.text


def test_after_the_wait_the_right_password_lets_in(town: Town) -> None:
    """A wait is no lock: whoever is attacked is not shut out for ever."""
    town.settle("ann.invented")
    for _ in range(4):
        begun(town.database, waits.OF_A_NAME, "ann.invented", town.clock.now)
    town.clock.passes(seconds=16)
    visitor = town.visitor()

    visitor.signs_in("ann.invented")

    assert visitor.is_in()


def test_a_password_alone_does_not_forget_failures_of_the_code(town: Town) -> None:
    """Whoever has the password would else guess codes without end."""
    town.settle("ann.invented")
    got = []
    for _ in range(5):
        visitor = town.visitor()
        visitor.tries("ann.invented")
        got.append(visitor.sends("/sign-in/code", code="000000").status_code)

    right = visitor.sends("/sign-in/code", code=town.code("ann.invented"))

    assert [400, 400, 400, 400, 429] == got
    assert 429 == right.status_code


def test_one_address_cannot_try_one_password_on_everybody(town: Town) -> None:
    """The commonest password and a list of names."""
    now = town.clock.now
    for _ in range(waits.OF_AN_ADDRESS.free):
        begun(town.database, waits.OF_AN_ADDRESS, "192.0.2.1", now)

    here = town.visitor("192.0.2.1").tries("another.name").status_code
    elsewhere = town.visitor("192.0.2.2").tries("another.name").status_code

    assert (429, 400) == (here, elsewhere)


def test_hundreds_of_wrong_passwords_let_nobody_in_and_leave_little(town: Town) -> None:
    """An attack of a night costs us a few rows."""
    town.settle("ann.invented")
    outcomes = [
        by_password(
            town.database,
            Try("ann.invented", f"198.51.100.{place % 20}", town.clock.now),
            "wrong" if place < 299 else PASSWORD,
            Limits(),
        )
        for place in range(300)
    ]

    with town.database.reading() as session:
        tries = session.scalar(select(func.count()).select_from(SignIn))
        rows = session.scalar(select(func.count()).select_from(Wait))
    assert 4 == sum(not outcome.wait for outcome in outcomes)
    assert not any(outcome.good for outcome in outcomes)
    assert (4, 21) == (tries, rows)
