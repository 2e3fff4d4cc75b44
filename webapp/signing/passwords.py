"""Passwords: kept as argon2 hashes; long ones are asked for, and common ones refused."""

import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
"""Characters. Length is what makes guessing dear; rules of composition are not asked for."""
TOO_LITTLE = 8
"""Characters that must be left of a password without the words that go with its user."""
TEMPORARY_LENGTH = 20
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody confuses when they are read out."""
ROWS = (
    "qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "qwertzuiopasdfghjklyxcvbnm",
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
RUN = 4
"""Signs that stand beside each other on a keyboard from which a run is a run."""
LOOKS_LIKE = str.maketrans("013457@$!", "oleastasi")

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """Return the hash of a password, with its own salt."""
    return _HASHER.hash(_plain(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Say whether a password is right; without a hash it takes as long, and is not."""
    try:
        _HASHER.verify(password_hash or _nobodys(), _plain(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Say whether a hash is cheaper to guess than one made today."""
    return _HASHER.check_needs_rehash(password_hash)


def temporary() -> str:
    """Return a password that nobody chose; it must be changed when it is first used."""
    signs = [secrets.choice(LETTERS) for _ in range(TEMPORARY_LENGTH)]
    return "-".join("".join(signs[place : place + 5]) for place in range(0, TEMPORARY_LENGTH, 5))


def problem_with(password: str, *about: str) -> str:
    """Say why a new password cannot be taken; nothing where it can.

    `about` are the words that go with its user: name, how they are called, the product.
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return f"Use at least {SHORTEST} characters: three or four words are easy to remember"
    if len(plain) > LONGEST:
        return f"Use at most {LONGEST} characters"
    if _is_run(plain.casefold()) or _is_common(plain):
        return (
            "Many people use a password like this, so it is guessed soon. Use three or four words "
            "that have nothing to do with each other"
        )
    if _left_without(plain.casefold(), about) < TOO_LITTLE:
        return "Leave your own name and the name of this service out of the password"
    return ""


@cache
def common() -> frozenset[str]:
    """Return the words that people make passwords of."""
    text = (files("webapp.signing") / "common_passwords.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def _plain(password: str) -> str:
    """Return a password in one form of Unicode: two keyboards write one letter in two ways."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


def _is_run(text: str) -> bool:
    """Say whether a text is one sign, one short piece again and again, or runs of a keyboard."""
    if len(set(text)) <= RUN or re.fullmatch(r"(.{1,5}?)\1{2,}.{0,4}", text):
        return True
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    pieces = [text[place : place + RUN] for place in range(len(text) - RUN + 1)]
    runs = sum(any(piece in row for row in rows) for piece in pieces)
    return runs * 2 > len(pieces)


def _is_common(text: str) -> bool:
    """Say whether little but one or two common words is left of a text without its trimmings."""
    inner = re.sub(r"^[^a-z]+|[^a-z]+$", "", text.casefold())
    ways = (inner, inner.translate(LOOKS_LIKE))
    return any(_is_made_of_common(re.sub(r"[^a-z]", "", way)) for way in ways)


def _is_made_of_common(letters: str) -> bool:
    if re.fullmatch(r"(.+?)\1+", letters):
        letters = re.sub(r"^(.+?)\1+$", r"\1", letters)
    if letters in common():
        return True
    return any(
        letters[:place] in common() and letters[place:] in common()
        for place in range(2, len(letters) - 1)
    )


def _left_without(text: str, about: tuple[str, ...]) -> int:
    for words in (*about, "mappa explorer"):
        for word in re.findall(r"[^\W_]{3,}", words.casefold()):
            text = text.replace(word, "")
    return len(re.sub(r"[\W_]", "", text))
