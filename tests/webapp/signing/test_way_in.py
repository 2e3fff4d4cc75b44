"""The way in: what lets in, what does not, and what the answer tells."""

import pytest
from sqlalchemy import select

from graph.store import Store
from tests.site import CHANGE
from tests.webapp.signing.visitors import PASSWORD, Town, made_town, said
from webapp import accounts
from webapp.database.opening import Database
from webapp.database.sign_ins import SignIn
from webapp.guard import own_page


def test_name_password_and_code_lead_to_the_page_that_was_wanted(
    empty_store: Store, database: Database
) -> None:
    """A chair follows a link in the morning and is where it leads."""
    town = made_town(empty_store, database)
    town.settle("ann.invented")
    visitor = town.visitor()

    asked = visitor.opens("/panels?as_of=2026-01-01")
    half = visitor.tries("Ann.Invented ")
    whole = visitor.sends("/sign-in/code", code=town.code("ann.invented"))

    assert ("/sign-in", "/sign-in/code") == (asked.location, half.location)
    assert "/panels?as_of=2026-01-01" == whole.location


def test_a_new_user_changes_the_password_and_sets_up_the_second_factor_first(town: Town) -> None:
    """Whoever handed the password over knows it too."""
    with town.database.writing() as session:
        _, temporary = accounts.add_user(session, "new.invented", "", CHANGE)
    visitor = town.visitor()

    first = visitor.tries("new.invented", temporary).location
    kept_out = visitor.opens("/account").location
    second = visitor.sends(
        "/account/password", present=temporary, new=PASSWORD, again=PASSWORD
    ).location
    page = visitor.opens("/account/second-factor").text
    key = page.partition("<code>")[2].partition("</code>")[0]
    town.secrets["new.invented"] = key.replace(" ", "")
    third = visitor.sends("/account/second-factor", code=town.code("new.invented"))

    assert ["/account/password", "/account/password"] == [first, kept_out]
    assert "/account/second-factor" == second
    assert 10 == third.text.count("<li><code>")
    assert visitor.is_in()


def test_a_second_factor_is_not_asked_for_where_the_deployer_says_so(
    empty_store: Store, sqlite: Database
) -> None:
    """An organisation may have one of its own before the site."""
    town = made_town(empty_store, sqlite, second_factor="optional")
    town.settle("ann.invented", with_factor=False)
    visitor = town.visitor()

    visitor.tries("ann.invented")

    assert visitor.is_in()


def test_the_answer_is_the_same_for_a_name_that_nobody_has(town: Town) -> None:
    """Who has an account here is nobody's business."""
    for name in ("ann.invented", "gone.invented", "no.password"):
        town.settle(name)
    with town.database.writing() as session:
        accounts.disable(session, town.user(session, "gone.invented"), CHANGE)
        town.user(session, "no.password").password_hash = None

    wrong = [
        town.visitor().tries("ann.invented", "wrong"),
        town.visitor().tries("nobody.at.all"),
        town.visitor().tries("gone.invented"),
        town.visitor().tries("no.password"),
        town.visitor().tries("not a name \x00 ' --"),
    ]

    assert {400} == {answer.status_code for answer in wrong}
    assert 1 == len({said(answer) for answer in wrong})
    assert "The name or the password is not right" in wrong[0].text


def test_a_name_that_nobody_has_is_not_kept(town: Town) -> None:
    """People type their password into the field of the name."""
    town.visitor().tries("my secret password")

    with town.database.reading() as session:
        kept = session.scalars(select(SignIn)).all()

    assert [(None, "bad", "192.0.2.1")] == [(one.user_id, one.outcome, one.address) for one in kept]


def test_a_temporary_password_ends(town: Town) -> None:
    """One that lay in a drawer for a week lets nobody in."""
    with town.database.writing() as session:
        _, temporary = accounts.add_user(session, "new.invented", "", CHANGE)
    town.clock.passes(days=accounts.TEMPORARY_DAYS)

    assert 400 == town.visitor().tries("new.invented", temporary).status_code


def test_half_way_in_opens_nothing(town: Town) -> None:
    """A password alone is what a thief has."""
    town.settle("ann.invented", "chair", "people", "auditor")
    visitor = town.visitor()
    visitor.tries("ann.invented")

    pages = ("/", "/coverage/gaps", "/account", "/account/password", "/account/second-factor",
             "/account/recovery-codes", "/session")  # fmt: skip
    led = {visitor.opens(page).location for page in pages}
    interface = visitor.opens("/api/v1/analysis/caseload").status_code

    assert ({"/sign-in/code"}, 401) == (led, interface)


def test_the_number_of_a_session_is_new_at_each_step(town: Town) -> None:
    """A number that somebody planted in the browser must never become a session."""
    town.settle("ann.invented")
    visitor = town.visitor()
    numbers = {"planted"}
    with visitor.browser.session_transaction() as cookie:
        cookie["id"] = "planted"

    visitor.tries("ann.invented")
    with visitor.browser.session_transaction() as cookie:
        numbers.add(cookie["id"])
    visitor.sends("/sign-in/code", code=town.code("ann.invented"))
    with visitor.browser.session_transaction() as cookie:
        numbers.add(cookie["id"])

    assert 3 == len(numbers)
    assert visitor.is_in()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
        "\\\\evil.example", "/%0d%0aLocation:x\r\n", "javascript:alert(1)", "evil.example",
        "/nowhere", "/sign-in/code\n", "", "http:/account", "/session/extend", " /account",
        "/account\x00", "//account", "/../account",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(town: Town, address: str) -> None:
    """A link to our sign-in that ends at a copy of it steals passwords."""
    with town.app.test_request_context():
        assert "" == own_page(address)


def test_a_planted_address_leads_home(town: Town) -> None:
    """The cookie is signed, and what it holds is looked at all the same."""
    town.settle("ann.invented")
    visitor = town.visitor()
    with visitor.browser.session_transaction() as cookie:
        cookie["next"] = "//evil.example/"

    assert "/" == visitor.signs_in("ann.invented").location


def test_a_page_that_is_not_for_the_role_leads_home(town: Town) -> None:
    """The first thing that somebody sees is not a refusal."""
    town.settle("ann.invented", "auditor")
    visitor = town.visitor()
    visitor.opens("/coverage/gaps")

    assert "/" == visitor.signs_in("ann.invented").location


def test_an_address_that_is_too_long_to_be_kept_does_not_lose_the_cookie(town: Town) -> None:
    """Whoever follows it is asked to sign in, and can."""
    town.settle("ann.invented")
    visitor = town.visitor()
    visitor.opens(f"/coverage/gaps?area={'x' * 5000}")

    assert "/" == visitor.signs_in("ann.invented").location


def test_a_form_that_is_far_too_large_is_refused(town: Town) -> None:
    """Nobody's password is a hundred thousand characters."""
    answer = town.visitor().tries("ann.invented", "x" * 100_000)

    assert 413 == answer.status_code
    assert "Too much was sent" in answer.text


def test_signing_in_as_somebody_else_ends_the_session_before(town: Town) -> None:
    """Two people at one machine."""
    town.settle("ann.invented")
    town.settle("bob.invented", with_factor=False)
    visitor = town.visitor()
    visitor.is_in_already("ann.invented")
    with visitor.browser.session_transaction() as cookie:
        before = dict(cookie)

    visitor.sends("/sign-in", form="/account", name="bob.invented", password=PASSWORD)
    thief = town.visitor()
    with thief.browser.session_transaction() as cookie:
        cookie.update(before)

    led = (visitor.opens("/account").location, thief.opens("/account").location)
    assert ("/account/second-factor", "/sign-in") == led
