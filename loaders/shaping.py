"""Texts of registers, brought into the form in which people read them."""

import re
import unicodedata

SMALL = frozenset({"and", "of", "for", "the", "in", "on", "upon", "with", "by", "under", "le"})
CAPITALS = frozenset({"NHS", "HMP", "HMYOI", "YOI", "IRC", "STC", "UK"})
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")


def title(text: str) -> str:
    """Write a name in capitals as people write it: small joining words, NHS in capitals.

    A name that has small letters is left as its publisher writes it.
    """
    if text != text.upper():
        return text
    return _WORD.sub(lambda found: _word(found[0], first=found.start() == 0), text)


def slug(text: str) -> str:
    """Write a name in small letters with hyphens: Avon and Somerset -> avon-and-somerset."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def folded(text: str) -> str:
    """Return a text without regard to capitals and to how many spaces stand where."""
    return " ".join(text.split()).casefold()


def _word(word: str, *, first: bool) -> str:
    if word in CAPITALS:
        return word
    if word.lower() in SMALL and not first:
        return word.lower()
    return word.capitalize()
