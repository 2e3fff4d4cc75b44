"""A provider that lies, or somebody in its place: what it says is checked, not believed."""

import base64
import dataclasses
import datetime
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from joserfc.jwk import OctKey

from tests.providers import CLIENT, SECRET, Liar, key_of, lying_provider
from webapp.signing.provider import Asking, NotVouched, Pending

NOW = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
BACK = "https://mappa.example/sign-in/provider/back"
PENDING = Pending("state", "nonce", "verifier", NOW.timestamp())
ANSWER = {"state": "state", "code": "code"}
UNSIGNED = b'{"alg":"none","kid":"1"}'
HASHED = b'{"alg":"HS256","kid":"1"}'
Lie = Callable[[Liar], None]


@pytest.fixture
def liar() -> Iterator[Liar]:
    """Give a provider that tells the truth until it is told otherwise."""
    with lying_provider() as started:
        yield started


def claims(liar: Liar, **other: Any) -> dict[str, Any]:
    """Return what a provider says of ann; what is none is left out."""
    now = int(NOW.timestamp())
    said = {
        "iss": liar.provider.issuer, "aud": CLIENT, "sub": "ann", "nonce": "nonce",
        "iat": now, "exp": now + 300, **other,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def says(**other: Any) -> Lie:
    """Return a lie in the claims, well signed."""

    def lie(liar: Liar) -> None:
        liar.token = _bearer(liar.signed(claims(liar, **other)))

    return lie


def tells(**other: Any) -> Lie:
    """Return a lie of the provider about itself."""

    def lie(liar: Liar) -> None:
        says()(liar)
        liar.about = {**liar.about, **other}

    return lie


def sends(**other: Any) -> Lie:
    """Return a token endpoint that sends something else."""

    def lie(liar: Liar) -> None:
        liar.token = {"access_token": "x", "token_type": "Bearer", **other}

    return lie


def unsigned(liar: Liar) -> None:
    """Say it without a signature."""
    body = liar.signed(claims(liar)).split(".")[1]
    liar.token = _bearer(f"{_encoded(UNSIGNED)}.{body}.")


def signed_with_public_key(liar: Liar) -> None:
    """Sign with what everybody can read, as if it were a secret."""
    body = liar.signed(claims(liar)).split(".")[1]
    text = f"{_encoded(HASHED)}.{body}"
    made = hmac.digest(liar.key.as_pem(private=False), text.encode(), "sha256")
    liar.token = _bearer(f"{text}.{_encoded(made)}")


def signed_with(key: Callable[[Liar], Any], **header: str) -> Lie:
    """Return a token that another key signed."""

    def lie(liar: Liar) -> None:
        liar.token = _bearer(liar.signed(claims(liar), key(liar), **header))

    return lie


def _bearer(text: str) -> dict[str, str]:
    return {"access_token": "x", "token_type": "Bearer", "id_token": text}


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


LIES: dict[str, tuple[Lie, str]] = {
    "no signature": (unsigned, "token"),
    "signed with the secret of the site": (
        signed_with(lambda _: OctKey.import_key(SECRET), alg="HS256"), "token",
    ),
    "signed with its public key": (signed_with_public_key, "token"),
    "signed by somebody else": (
        signed_with(lambda _: key_of("1", "another")), "token",
    ),
    "a key that is not there": (
        signed_with(lambda _: key_of("2"), kid="2"), "token",
    ),
    "of another provider": (says(iss="https://evil.example"), "token"),
    "for another site": (says(aud="another"), "token"),
    "for others too, and issued to another": (says(aud=[CLIENT, "x"], azp="x"), "token"),
    "for nobody": (says(aud=None), "token"),
    "another sign-in": (says(nonce="another"), "token"),
    "no sign-in": (says(nonce=None), "token"),
    "ended": (says(exp=int(NOW.timestamp()) - 61), "token"),
    "without an end": (says(exp=None), "token"),
    "from the future": (says(iat=int(NOW.timestamp()) + 3600), "token"),
    "another access token": (says(at_hash="x"), "token"),
    "nobody": (says(sub=None), "token"),
    "an empty name": (says(sub=""), "token"),
    "a name that is none": (says(sub=["ann"]), "token"),
    "a name with an end of line": (says(sub="ann\n"), "token"),
    "no token": (sends(), "token"),
    "a token that is none": (sends(id_token="x.y.z"), "token"),  # noqa: S106 - no password
    "a number for a token": (sends(id_token=5), "token"),
    "an error": (sends(error="invalid_grant"), "token"),
    "a provider of another name": (tells(issuer="https://evil.example"), "away"),
    "a token's address that can be read on the way": (
        tells(token_endpoint="http://provider.example/token"), "away",  # noqa: S106 - no password
    ),
    "an address that is a script": (tells(authorization_endpoint="javascript:x"), "away"),
    "no keys": (tells(jwks_uri=None), "away"),
    "an answer that does not say whose": (
        tells(authorization_response_iss_parameter_supported=True), "state",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_lie_lets_nobody_in(liar: Liar, name: str) -> None:
    """The list is that of OpenID Connect Core 3.1.3.7, and of what was done to others."""
    lie, why = LIES[name]
    lie(liar)

    with pytest.raises(NotVouched) as caught:
        Asking(liar.provider).subject(PENDING, ANSWER, BACK, NOW)

    assert why == caught.value.why


def test_the_truth_lets_in_and_the_proof_goes_with_the_code(liar: Liar) -> None:
    """The same provider, not lying: else the list above proves nothing."""
    says()(liar)

    subject = Asking(liar.provider).subject(PENDING, ANSWER, BACK, NOW)

    assert "ann" == subject
    assert {
        "grant_type": "authorization_code", "code": "code", "redirect_uri": BACK,
        "code_verifier": "verifier",
    } == liar.sent  # fmt: skip


def test_new_keys_of_the_provider_are_asked_for(liar: Liar) -> None:
    """Providers change their keys, and nobody starts the site again for it."""
    asking = Asking(liar.provider)
    says()(liar)
    asking.subject(PENDING, ANSWER, BACK, NOW)
    liar.key = key_of("2")
    liar.token = _bearer(liar.signed(claims(liar), kid="2"))

    assert "ann" == asking.subject(PENDING, ANSWER, BACK, NOW)


def test_a_provider_that_takes_the_secret_in_the_form_alone_gets_it_there(liar: Liar) -> None:
    """Some know no other way."""
    tells(token_endpoint_auth_methods_supported=["client_secret_post"])(liar)
    asking = Asking(liar.provider)

    asking.address(PENDING, BACK)
    asking.subject(PENDING, ANSWER, BACK, NOW)

    assert SECRET == liar.sent["client_secret"]


def test_after_a_failure_nobody_stands_in_line(liar: Liar) -> None:
    """A provider that hangs must not hold everybody's pages."""
    asking = Asking(dataclasses.replace(liar.provider, issuer=f"{liar.provider.issuer}/nowhere"))
    for _ in range(2):
        with pytest.raises(NotVouched, match="away"):
            asking.address(PENDING, BACK)

    asking.provider = liar.provider

    with pytest.raises(NotVouched, match="away"):
        asking.address(PENDING, BACK)


OUT = "https://mappa.example/signed-out"
TOLD = f"client_id={CLIENT}&post_logout_redirect_uri=https%3A%2F%2Fmappa.example%2Fsigned-out"
WAYS_OUT = {
    "plain": ("https://id.example/out", f"https://id.example/out?{TOLD}"),
    "with a query": ("https://id.example/out?p=1#x", f"https://id.example/out?p=1&{TOLD}"),
    "none": (None, ""),
    "no text": (["https://id.example/out"], ""),
    "readable on the way": ("http://id.example/out", ""),
    "a script": ("javascript:alert(1)", ""),
    "of this site": ("/out", ""),
    "somebody else's name": ("https://mappa.example@id.example/out", ""),
    "a line more": ("https://id.example/out\r\nSet-Cookie: a=b", ""),
    "letters of no header": ("https://id.example/\u00fc", ""),
}


@pytest.mark.parametrize("name", WAYS_OUT)
def test_a_way_out_is_an_address_of_the_provider_or_none(liar: Liar, name: str) -> None:
    """Where a browser is sent to sign out is told by the provider alone, and is looked at."""
    named, wanted = WAYS_OUT[name]
    liar.about["end_session_endpoint"] = named

    assert wanted == Asking(liar.provider).way_out(OUT)
