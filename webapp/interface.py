"""Where the JSON interface stands, and whether a request is to it, and by a token."""

from flask import request

ROOT = "/api/v1"
SCHEME = "bearer"
LONGEST = 200
"""Characters of a token that are looked at."""


def is_of_the_interface() -> bool:
    """Say whether the request is to the JSON interface."""
    return request.path == ROOT or request.path.startswith(f"{ROOT}/")


def token_sent() -> str:
    """Return the token that a request to the interface brings; a page takes none, ever."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not is_of_the_interface() or scheme.lower() != SCHEME:
        return ""
    return token.strip()[:LONGEST] or "none"
