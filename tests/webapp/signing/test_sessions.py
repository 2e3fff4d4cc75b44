"""Sessions: how long they last, what ends them, and what is no session at all."""

import flask
import pytest
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.site import CHANGE
from tests.webapp.signing.visitors import PASSWORD, Town, Visitor
from webapp import accounts
from webapp.database.sign_ins import Session
from webapp.signing.sessions import hash_of

COOKIE = "__Host-mappa"


@pytest.fixture
def ann(town: Town) -> Visitor:
    """Give somebody who is signed in."""
    town.settle("ann.invented")
    visitor = town.visitor()
    visitor.is_in_already("ann.invented")
    return visitor


def number_of(browser: FlaskClient) -> str:
    """Return the number that the cookie holds."""
    with browser.session_transaction() as cookie:
        found: str = cookie["id"]
        return found


def test_the_cookie_is_for_this_host_alone_and_for_no_script(town: Town) -> None:
    """What a script can read, a script can send away."""
    town.settle("ann.invented", with_factor=False)

    sent = town.visitor().tries("ann.invented").headers["Set-Cookie"]

    name, _, rest = sent.partition("=")
    assert COOKIE == name
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} == set(rest.split("; ")[1:])


def test_only_a_hash_of_the_number_is_kept(town: Town, ann: Visitor) -> None:
    """Whoever reads a backup cannot be anybody."""
    number = number_of(ann.browser)

    with town.database.reading() as session:
        kept = session.scalars(select(Session.id_hash)).all()

    assert [hash_of(number)] == kept
    assert number not in kept


def test_a_session_that_is_not_used_ends(town: Town, ann: Visitor) -> None:
    """An office that was left for lunch."""
    town.clock.passes(minutes=29)
    used = ann.is_in()
    town.clock.passes(minutes=29)
    used_again = ann.is_in()
    town.clock.passes(minutes=30)
    left = ann.is_in()

    assert (True, True, False) == (used, used_again, left)
    assert "your session had ended" in ann.opens("/sign-in").text


def test_a_session_that_is_used_ends_after_ten_hours(town: Town, ann: Visitor) -> None:
    """A stolen one must not live for ever."""
    lasted = []
    for _ in range(30):
        town.clock.passes(minutes=20)
        lasted.append(ann.is_in())

    assert [True] * 29 + [False] == lasted


def test_staying_is_told_in_seconds_and_is_not_for_ever(town: Town, ann: Visitor) -> None:
    """The warning has a button, and the button has a limit."""
    town.clock.passes(minutes=20)
    soon = ann.browser.post(
        "/session/extend",
        headers={"Accept": "application/json", "X-CSRFToken": _token(ann)},
    ).json
    for _ in range(19):
        town.clock.passes(minutes=29)
        ann.opens("/account")
    late = ann.browser.post(
        "/session/extend",
        headers={"Accept": "application/json", "X-CSRFToken": _token(ann)},
    ).json

    assert ({"seconds_left": 1800}, {"seconds_left": 1740}) == (soon, late)


def _token(visitor: Visitor) -> str:
    text = visitor.opens("/account").text
    return text.partition('data-token="')[2].partition('"')[0]


def test_without_a_script_a_page_says_when_it_ends_and_has_the_button(ann: Visitor) -> None:
    """Everything works without a script."""
    text = ann.opens("/session").text
    answer = ann.sends("/session/extend", form="/session")

    assert "you are signed out at 12:30 (UTC)" in text
    assert (303, "/session") == (answer.status_code, answer.location)


def test_a_number_of_before_signing_out_is_worth_nothing(town: Town, ann: Visitor) -> None:
    """Signing out ends the session, not only the cookie."""
    stolen = ann.browser.get_cookie(COOKIE)
    assert stolen is not None

    ann.sends("/sign-out", form="/account")
    thief = town.visitor()
    thief.browser.set_cookie(COOKIE, stolen.value)

    assert (False, False) == (ann.is_in(), thief.is_in())


def test_signing_out_everywhere_ends_every_session(town: Town, ann: Visitor) -> None:
    """The laptop is in the taxi."""
    town.clock.passes(minutes=1)
    other = town.visitor()
    other.is_in_already("ann.invented")
    both = (ann.is_in(), other.is_in())

    other.sends("/account/sign-out-everywhere", form="/account")

    assert ((True, True), (False, False)) == (both, (ann.is_in(), other.is_in()))


def test_a_cookie_that_somebody_else_signed_is_nobody(town: Town, ann: Visitor) -> None:
    """Even one with a number that is right."""
    number, thief = number_of(ann.browser), town.visitor()
    other = flask.Flask("other")
    other.secret_key = PASSWORD * 2
    signer = SecureCookieSessionInterface().get_signing_serializer(other)
    assert signer is not None

    thief.browser.set_cookie(COOKIE, str(signer.dumps({"id": number})))

    assert (True, False) == (ann.is_in(), thief.is_in())


@pytest.mark.parametrize("number", ["", "x", "' OR 1=1 --", 7, None, ["x"], "0" * 100_000])
def test_a_number_that_nobody_was_given_is_nobody(town: Town, number: object) -> None:
    """Guessing, and whatever else a cookie may hold."""
    thief = town.visitor()
    with thief.browser.session_transaction() as cookie:
        cookie["id"] = number

    assert not thief.is_in()


def test_a_new_password_ends_every_other_session(town: Town, ann: Visitor) -> None:
    """Whoever knew the old one is out."""
    town.clock.passes(minutes=1)
    thief = town.visitor()
    thief.is_in_already("ann.invented")
    new = "a lantern above the canal"

    ann.sends("/account/password", present=PASSWORD, new=new, again=new)

    assert (True, False) == (ann.is_in(), thief.is_in())


@pytest.mark.parametrize(
    ("present", "new", "again", "said"),
    [
        ("wrong", "a lantern above the canal", "a lantern above the canal", "not your present"),
        (PASSWORD, "a lantern above the canal", "another one altogether", "are not the same"),
        (PASSWORD, "short", "short", "at least 12 characters"),
        (PASSWORD, PASSWORD, PASSWORD, "that is not the present one"),
        (PASSWORD, "Password2026!!", "Password2026!!", "Many people use a password like this"),
    ],
)
def test_a_password_that_cannot_be_taken_changes_nothing(
    ann: Visitor, present: str, new: str, again: str, said: str
) -> None:
    """And the page says what to do."""
    answer = ann.sends("/account/password", present=present, new=new, again=again)

    assert 400 == answer.status_code
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert ann.is_in()


def test_a_disabled_user_is_out_at_once(town: Town, ann: Visitor) -> None:
    """Somebody leaves the service in the middle of a morning."""
    with town.database.writing() as session:
        town.user(session, "ann.invented").disabled_at = town.clock.now

    assert not ann.is_in()
    assert 400 == town.visitor().tries("ann.invented").status_code


def test_a_role_that_is_given_or_taken_counts_from_the_next_page_on(
    town: Town, ann: Visitor
) -> None:
    """Nobody has to sign out for it, and nobody keeps what was taken."""
    before = ann.opens("/coverage/gaps").status_code
    with town.database.writing() as session:
        user = town.user(session, "ann.invented")
        accounts.take(session, user, "role", "analyst")
        accounts.give(session, user, "role", "adviser", CHANGE)

    after = ann.opens("/coverage/gaps").status_code

    assert (200, 403, 200) == (before, after, ann.opens("/analysis").status_code)


def test_what_has_ended_is_tidied_away(town: Town, ann: Visitor) -> None:
    """The table does not grow for ever."""
    town.clock.passes(hours=11)

    town.visitor().tries("ann.invented")

    with town.database.reading() as session:
        assert 1 == session.scalar(select(func.count()).select_from(Session))
    assert not ann.is_in()
