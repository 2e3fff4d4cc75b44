"""Texts of registers, brought into the form in which people read them."""

import re
import unicodedata

SMALL = frozenset({"and", "of", "for", "the", "in", "on", "upon", "with"})
CAPITALS = frozenset({"NHS", "HMP", "YOI", "IRC", "UK"})


def title(text: str) -> str:
    """Write a name in capitals as people write it: small joining words, NHS in capitals."""
    words = [_word(word, first=place == 0) for place, word in enumerate(text.split())]
    return " ".join(words)


def slug(text: str) -> str:
    """Write a name in small letters with hyphens: Avon and Somerset -> avon-and-somerset."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _word(word: str, *, first: bool) -> str:
    if word.upper() in CAPITALS:
        return word.upper()
    if word.lower() in SMALL and not first:
        return word.lower()
    return re.sub(r"[A-Za-z]+('[A-Za-z]+)?", lambda found: found[0].capitalize(), word)
