"""The organisation's own provider (OpenID Connect): which one, and how the site is known to it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import InputError
from webapp.secret import read_secret

ISSUER, CLIENT, NAME = "MAPPA_OIDC_ISSUER", "MAPPA_OIDC_CLIENT_ID", "MAPPA_OIDC_NAME"
SECRET, SECRET_FILE = "MAPPA_OIDC_CLIENT_SECRET", "MAPPA_OIDC_CLIENT_SECRET_FILE"
CALLED = "your organisation's account"
LONGEST_NAME = 60
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Provider:
    """Who vouches for people: the address that names it, and what it knows the site by."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    shown: str = CALLED
    """What the button calls it: Sign in with ..."""


def provider_from(environment: Mapping[str, str] | None = None) -> Provider | None:
    """Return the provider that the deployer has named, if any. Raises InputError."""
    given = os.environ if environment is None else environment
    issuer, client = given.get(ISSUER, ""), given.get(CLIENT, "")
    if not issuer and not client:
        return None
    if not issuer or not client:
        raise InputError(f"{ISSUER} and {CLIENT} go together. Set both, or neither")
    if not is_safe(issuer):
        raise InputError(f"{ISSUER} is {issuer[:100]!r}; write the address, beginning with https:")
    shown = given.get(NAME, "").strip() or CALLED
    if len(shown) > LONGEST_NAME or not shown.isprintable():
        raise InputError(f"{NAME} is what a button says; use at most {LONGEST_NAME} characters")
    return Provider(issuer, client, _secret(given), shown)


def issuer_from(environment: Mapping[str, str] | None = None) -> str:
    """Return the address that names the provider. Raises InputError where none is named."""
    given = os.environ if environment is None else environment
    issuer = given.get(ISSUER, "")
    if not is_safe(issuer):
        raise InputError(f"No provider is named. Set {ISSUER}: docs/serving.md")
    return issuer


def is_safe(address: str) -> bool:
    """Say whether what is sent to an address cannot be read on the way: TLS, or this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or not address.isprintable() or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in HERE)


def _secret(given: Mapping[str, str]) -> str:
    file, text = given.get(SECRET_FILE, ""), given.get(SECRET, "")
    if file and text:
        raise InputError(f"{SECRET} and {SECRET_FILE} are both set. Set one of them")
    found = read_secret(Path(file)) if file else text
    if not found:
        raise InputError(
            f"The provider gave the site a secret. Put it into a file that nobody else can read, "
            f"and name the file in {SECRET_FILE}"
        )
    return found
