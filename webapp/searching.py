"""What was searched for, sealed into the address of the results: it may be a name.

Nobody can read it there, and nothing is kept of it: the key comes of the site's secret and of the
number in the cookie of whoever searched, of which we hold a hash alone. When the session is over
the address opens for nobody any more, also not for us.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

LONGEST = 200
"""Letters of a text that are looked for."""


def sealed(text: str, session: str, secret: str) -> str:
    """Return what a session looks for as the address of the results holds it."""
    told = text[:LONGEST].encode(errors="replace")
    return _fernet(session, secret).encrypt(told).decode().rstrip("=")


def opened(token: str, session: str, secret: str) -> str | None:
    """Return what was looked for; None for the search of another session, and for none at all."""
    whole = (token + "=" * (-len(token) % 4)).encode(errors="replace")
    try:
        return _fernet(session, secret).decrypt(whole).decode()
    except (InvalidToken, ValueError):
        return None


def _fernet(session: str, secret: str) -> Fernet:
    derived = hmac.new(secret.encode(), f"search {session}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(derived))
