"""Names to sign in with: small letters, digits and three signs, so that two never look alike."""

import re

from graph.errors import InputError

NAME = re.compile(r"[a-z][a-z0-9._-]{1,62}[a-z0-9]")


def plain_name(text: str) -> str:
    """Return a name as it is kept: without blanks round it, in small letters."""
    return text.strip().casefold()


def is_name(name: str) -> bool:
    """Say whether somebody can have a name."""
    return NAME.fullmatch(name) is not None


def new_name(text: str) -> str:
    """Read the name of a new user. Raises InputError that says what a name is made of."""
    name = plain_name(text)
    if not is_name(name):
        raise InputError(
            f"{text[:64]!r} cannot be a name to sign in with. Use 3 to 64 small letters, digits, "
            f"'.', '_' or '-', beginning with a letter"
        )
    return name
