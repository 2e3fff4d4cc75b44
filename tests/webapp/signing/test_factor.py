"""The second factor: each code counts once, and what the database keeps is no code."""

import datetime

import pyotp
import pytest

from graph.store import Store
from tests.site import NOW, SECRET
from tests.webapp.signing.visitors import Town, Visitor, made_town
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.signing import factor

STEP = datetime.timedelta(seconds=30)


@pytest.fixture
def ann(database: Database) -> User:
    """Give a user with a second factor, in a database of each kind."""
    user = User(
        name="ann.invented", made_at=NOW, made_by="the tests",
        factor_secret=factor.sealed(KEY, SECRET), factor_at=NOW,
    )  # fmt: skip
    with database.writing() as session:
        session.add(user)
        session.flush()
        factor.keep_recovery_codes(session, user, CODES, NOW)
    return user


KEY = factor.new_secret()
CODES = factor.recovery_codes()


def taken(database: Database, user: User, code: str, now: datetime.datetime = NOW) -> bool:
    """Say whether a code is taken."""
    with database.writing() as session:
        return factor.take_code(session, user, code, SECRET, now)


def test_a_code_counts_once(database: Database, ann: User) -> None:
    """Whoever looks over a shoulder has thirty seconds, and nothing to do with them."""
    code = pyotp.TOTP(KEY).at(NOW)

    assert (True, False) == (taken(database, ann, code), taken(database, ann, code))


def test_a_code_of_before_does_not_count_after_a_later_one(database: Database, ann: User) -> None:
    """The one before is still of the time that is allowed for slow fingers."""
    earlier, later = pyotp.TOTP(KEY).at(NOW - STEP), pyotp.TOTP(KEY).at(NOW)

    assert (True, False) == (taken(database, ann, later), taken(database, ann, earlier))


@pytest.mark.parametrize(
    ("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(
    database: Database, ann: User, steps: int, good: bool
) -> None:
    """And no more."""
    assert good == taken(database, ann, pyotp.TOTP(KEY).at(NOW + steps * STEP))


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "1e5000", "0" * 1000]
)
def test_what_is_no_code_is_refused(database: Database, ann: User, code: str) -> None:
    """Digits of other scripts too."""
    assert not taken(database, ann, code)


def test_a_code_may_have_a_blank_in_the_middle(database: Database, ann: User) -> None:
    """Apps show it so."""
    code = pyotp.TOTP(KEY).at(NOW)

    assert taken(database, ann, f" {code[:3]} {code[3:]} ")


def test_a_recovery_code_counts_once_however_it_is_written(database: Database, ann: User) -> None:
    """It is on paper, and typed in a hurry."""
    got = []
    for text in (CODES[0].lower().replace("-", " "), CODES[0], CODES[1], "AAAA-AAAA-AAAA-AAAA", ""):
        with database.writing() as session:
            got.append(factor.take_recovery_code(session, ann, text, NOW))

    assert [True, False, True, False, False] == got


def test_what_the_database_keeps_is_no_second_factor(database: Database, ann: User) -> None:
    """A backup that is stolen opens nothing."""
    assert ann.factor_secret is not None
    assert KEY not in ann.factor_secret
    assert KEY == factor.opened(ann.factor_secret, SECRET)
    assert factor.opened(ann.factor_secret, "another secret") is None


def test_a_recovery_code_lets_in_and_the_account_says_how_many_are_left(town: Town) -> None:
    """The day without the telephone."""
    town.settle("ann.invented")
    with town.database.writing() as session:
        user = town.user(session, "ann.invented")
        factor.keep_recovery_codes(session, user, CODES, town.clock.now)
    visitor = town.visitor()
    visitor.tries("ann.invented")

    visitor.sends("/sign-in/code", code=CODES[3])

    assert "9 recovery codes left" in visitor.opens("/account").text


def test_a_factor_that_is_set_up_cannot_be_set_up_again(town: Town) -> None:
    """Whoever finds a session open would else put their own app in place of it."""
    town.settle("ann.invented")
    visitor: Visitor = town.visitor()
    visitor.is_in_already("ann.invented")

    assert "/account" == visitor.opens("/account/second-factor").location


def test_a_site_whose_secret_has_changed_takes_no_code(
    empty_store: Store, sqlite: Database
) -> None:
    """It cannot read them, and must not let in for that."""
    town = made_town(empty_store, sqlite)
    town.settle("ann.invented")
    with town.database.writing() as session:
        town.user(session, "ann.invented").factor_secret = factor.sealed(KEY, "another secret")
    visitor = town.visitor()
    visitor.tries("ann.invented")

    assert 400 == visitor.sends("/sign-in/code", code=pyotp.TOTP(KEY).at(NOW)).status_code
