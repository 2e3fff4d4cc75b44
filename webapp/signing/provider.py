"""Asks the organisation's provider who somebody is: OpenID Connect, a code with PKCE."""

import datetime
import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from webapp.provider import Provider, is_safe

AWAY, STATE, REFUSED, LATE, TOKEN = "away", "state", "refused there", "too late", "token"
"""Why nobody came in, as the audit has it."""
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
"""Signatures with a key of the provider's that we do not have: never `none`, never one of ours."""
KEEP_SECONDS = 3600
"""How long what the provider says of itself is believed; a key that is not known is asked for."""
TIMEOUT_SECONDS = 5
LINE_SECONDS, QUIET_SECONDS = 2, 5
"""How long somebody waits for another's asking, and how long nobody asks after one that failed."""
LEEWAY_SECONDS = 60
"""Clocks differ."""
UNDER_WAY = datetime.timedelta(minutes=10)
"""How long somebody may take at the provider, second factor and all."""
LONGEST_SUBJECT = 255
"""Characters; OpenID Connect Core 1.0, section 2."""
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SILENT: Mapping[str, Any] = {"withhold_token": True, "allow_redirects": False}


class NotVouched(Exception):
    """The provider did not say who somebody is; `why` is for the audit."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Pending:
    """What the browser keeps, signed, while somebody is at the provider; it counts once."""

    state: str
    nonce: str
    verifier: str
    at: float

    @classmethod
    def new(cls, now: datetime.datetime) -> "Pending":
        """Return one that nobody can guess."""
        made = [secrets.token_urlsafe(32) for _ in range(3)]
        return cls(made[0], made[1], made[2], now.timestamp())

    @classmethod
    def of(cls, kept: Any) -> "Pending":
        """Read what the browser kept. Raises NotVouched."""
        try:
            return cls(**kept)
        except TypeError as error:
            raise NotVouched(STATE) from error


@dataclass
class Asking:
    """A provider, with what it said of itself lately."""

    provider: Provider
    _said: dict[str, Any] = field(default_factory=dict)
    _keys: KeySet | None = None
    _until: float = 0
    _quiet_until: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def address(self, pending: Pending, back: str) -> str:
        """Return where to send the browser. Raises NotVouched."""
        with self._session(back) as session:
            address, _ = session.create_authorization_url(
                self._about()["authorization_endpoint"],
                state=pending.state, nonce=pending.nonce, code_verifier=pending.verifier,
            )  # fmt: skip
        return str(address)

    def way_out(self, back: str) -> str:
        """Return where to sign out of the provider, which leads back; empty = it names no place.

        OpenID Connect RP-Initiated Logout 1.0. The site is named by `client_id`: the token of who
        somebody is (`id_token_hint`) is not kept anywhere, so the provider may ask whether they
        mean it. Raises NotVouched.
        """
        named = self._about().get("end_session_endpoint")
        if not isinstance(named, str) or not named.isascii() or not is_safe(named):
            return ""
        parts = urlsplit(named)
        told = {"client_id": self.provider.client_id, "post_logout_redirect_uri": back}
        query = "&".join(filter(None, [parts.query, urlencode(told)]))
        return urlunsplit(parts._replace(query=query, fragment=""))

    def subject(
        self, pending: Pending, answer: Mapping[str, str], back: str, now: datetime.datetime
    ) -> str:
        """Return who came back, as the provider calls them. Raises NotVouched."""
        if not hmac.compare_digest(answer.get("state", "").encode(), pending.state.encode()):
            raise NotVouched(STATE)
        if not 0 <= now.timestamp() - pending.at <= UNDER_WAY.total_seconds():
            raise NotVouched(LATE)
        if "error" in answer or not answer.get("code"):
            raise NotVouched(REFUSED)
        self._refuse_another(answer)
        token = self._token(pending, answer["code"], back)
        return self._checked(token, pending.nonce, now)

    def _refuse_another(self, answer: Mapping[str, str]) -> None:
        """Refuse what another provider answered (RFC 9207), where this one says who it is."""
        says = self._about().get("authorization_response_iss_parameter_supported") is True
        if answer.get("iss", "" if says else self.provider.issuer) != self.provider.issuer:
            raise NotVouched(STATE)

    def _token(self, pending: Pending, code: str, back: str) -> Mapping[str, Any]:
        try:
            with self._session(back) as session:
                token: Mapping[str, Any] = session.fetch_token(
                    self._about()["token_endpoint"],
                    code=code, code_verifier=pending.verifier, allow_redirects=False,
                )  # fmt: skip
        except requests.RequestException as error:
            raise NotVouched(AWAY) from error
        except (AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            raise NotVouched(TOKEN) from error
        return token

    def _checked(self, token: Mapping[str, Any], nonce: str, now: datetime.datetime) -> str:
        """Return whom the token names; its keys are asked for again where one is not known."""
        for _ in range(2):
            try:
                return self._read(token["id_token"], str(token.get("access_token")), nonce, now)
            except InvalidKeyIdError:
                self._until = 0
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise NotVouched(TOKEN) from error
        raise NotVouched(TOKEN)

    def _read(self, text: str, access: str, nonce: str, now: datetime.datetime) -> str:
        said = self._about()
        named = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(
            algorithms=sorted(ALGORITHMS & set(named)), strict_check_header=False
        )
        assert self._keys is not None  # noqa: S101 - `_about` has asked for them
        found = jwt.decode(text, key=self._keys, registry=registry)
        return subject_of(found, self.provider, access, nonce, now)

    def _about(self) -> dict[str, Any]:
        """Return what the provider says of itself, asked for now and then. Raises NotVouched.

        One asks at a time, and the others do not stand in line for a provider that hangs.
        """
        if time.monotonic() < self._until:
            return self._said
        if time.monotonic() < self._quiet_until or not self._lock.acquire(timeout=LINE_SECONDS):
            raise NotVouched(AWAY)
        try:
            self._said, self._keys = self._asked()
            self._until = time.monotonic() + KEEP_SECONDS
        except (requests.RequestException, JoseError, ValueError, TypeError) as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            raise NotVouched(AWAY) from error
        finally:
            self._lock.release()
        return self._said

    def _asked(self) -> tuple[dict[str, Any], KeySet]:
        issuer = self.provider.issuer
        with self._session("") as session:
            found = session.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", **SILENT)
            found.raise_for_status()
            said: dict[str, Any] = found.json()
            if said.get("issuer") != issuer:
                raise ValueError("it is not the one that it should be")
            if not all(is_safe(str(said.get(name, ""))) for name in NEEDED):
                raise ValueError("it names an address that can be read on the way")
            keys = session.get(said["jwks_uri"], **SILENT)
            keys.raise_for_status()
            return said, KeySet.import_key_set(keys.json())

    def _session(self, back: str) -> Any:
        methods = self._said.get("token_endpoint_auth_methods_supported")
        only_posted = isinstance(methods, list) and "client_secret_basic" not in methods
        return OAuth2Session(
            self.provider.client_id, self.provider.secret, scope="openid",
            redirect_uri=back or None,
            token_endpoint_auth_method="client_secret_post" if only_posted else None,
            code_challenge_method="S256", default_timeout=TIMEOUT_SECONDS,
        )  # fmt: skip


def subject_of(
    found: jwt.Token, provider: Provider, access: str, nonce: str, now: datetime.datetime
) -> str:
    """Return whom a token names whose signature is good. Raises JoseError, ValueError."""
    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": nonce},
    }
    told = {"nonce": nonce, "client_id": provider.client_id, "access_token": access}
    claims = CodeIDToken(found.claims, found.header, wanted, told)
    claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    subject = claims["sub"]
    if not is_subject(subject):
        raise ValueError("it names nobody")
    return str(subject)


def is_subject(text: object) -> bool:
    """Say whether a provider can call somebody so."""
    return isinstance(text, str) and 0 < len(text) <= LONGEST_SUBJECT and text.isprintable()
