"""Providers of OpenID Connect on loopback: a real one in a process, and one that lies."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import flask
import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

from tests.servers import WATCHDOG, CannotStart, free_port
from webapp.provider import Provider

CLIENT, SECRET = "mappa", "a secret that the provider gave the site"
SHOWN = "the invented organisation"
START_SECONDS = 30


@contextmanager
def real_provider() -> Iterator[Provider]:
    """Give a provider that runs in a process of its own. Raises CannotStart."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    process = subprocess.Popen(
        ["sh", "-c", WATCHDOG, "watchdog", *command, "true"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"{issuer}/.well-known/openid-configuration", process)
        yield Provider(issuer, CLIENT, SECRET, SHOWN)
    finally:
        process.communicate()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise CannotStart("the provider ended, or did not answer in time")


def vouches_for(address: str, subject: str) -> str:
    """Sign in at the provider, as somebody does in a browser; return where it leads back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://localhost")


@cache
def key_of(kid: str, whose: str = "the provider") -> RSAKey:
    """Return a key to sign with; making one takes long."""
    del whose
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class Liar:
    """A provider that says whatever a test lets it say."""

    def __init__(self, issuer: str) -> None:
        self.provider = Provider(issuer, CLIENT, SECRET, SHOWN)
        self.key = key_of("1")
        self.about: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        self.token: Any = {}
        self.sent: dict[str, str] = {}

    def signed(self, claims: Mapping[str, Any], key: Any = None, **header: str) -> str:
        """Return a token over claims, signed with the provider's key unless told otherwise."""
        told = {"alg": "RS256", "kid": "1", **header}
        return jwt.encode(told, dict(claims), key or self.key, algorithms=[told["alg"]])

    def app(self) -> flask.Flask:
        """Return what it serves."""
        made = flask.Flask(__name__)
        keys = lambda: KeySet([self.key]).as_dict(private=False)  # noqa: E731 - it changes its key
        made.add_url_rule("/.well-known/openid-configuration", "about", lambda: self.about)
        made.add_url_rule("/keys", "keys", keys)
        made.add_url_rule("/token", "token", self._token, methods=["POST"])
        return made

    def _token(self) -> Any:
        self.sent = dict(flask.request.form)
        return self.token


@contextmanager
def lying_provider() -> Iterator[Liar]:
    """Serve a provider that lies."""
    port = free_port()
    liar = Liar(f"http://127.0.0.1:{port}")
    server = make_server("127.0.0.1", port, liar.app())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield liar
    server.shutdown()
    thread.join()
    server.server_close()
