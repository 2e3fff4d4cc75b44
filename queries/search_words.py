"""Words as people type them: folded, and forgiven one slip or two."""

import difflib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase

SHORTEST_FORGIVEN = 4
"""Letters of a word in which one slip is forgiven; in shorter ones everything is near."""
SHORTEST_FORGIVEN_TWICE = 8
ALIKE = 0.85
"""How alike a long word with two slips must be, as difflib measures it."""
MOST_ALIKE = 5

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "&": " and "})
_LEFT_OUT = re.compile("['\u2019\u02bc`]")
"""Apostrophes, straight and typeset: St Mary's is looked for as st marys."""
_APART = re.compile("[^a-z0-9]+")


def folded(text: str) -> str:
    """Return a text in small letters without accents, apostrophes and signs, one space a gap."""
    letters = text.casefold().translate(_LETTERS)
    if not letters.isascii():  # most names are, and there are a hundred thousand of them
        plain = unicodedata.normalize("NFKD", letters)
        letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _APART.sub(" ", _LEFT_OUT.sub("", letters)).strip()


def squeezed(text: str) -> str:
    """Return a reference as it is looked for, however it is split: c0100001 for C01-00001."""
    return folded(text).replace(" ", "")


def beginning_with(ordered: Sequence[str], prefix: str) -> range:
    """Return the places of an ordered sequence whose texts begin with a prefix."""
    first = bisect_left(ordered, prefix)
    return range(first, bisect_left(ordered, prefix + "\uffff", first))


def near(word: str, begins: Callable[[str], bool], alike: Callable[[str], set[str]]) -> list[str]:
    """Return beginnings of known words that a mistyped word may have meant, the nearest first.

    One letter too many, too few, wrong or swapped; a long word may have two such slips after its
    first letter. Words with digits are references and are not forgiven. `begins` says whether a
    word begins so, `alike` gives the words that begin with a letter: both of what may be seen.
    """
    if len(word) < SHORTEST_FORGIVEN or not word.isalpha():
        return []
    found = [other for other in sorted(set(_one_slip(word))) if other and begins(other)]
    if found or len(word) < SHORTEST_FORGIVEN_TWICE:
        return found
    return difflib.get_close_matches(word, sorted(alike(word[0])), MOST_ALIKE, ALIKE)


def _one_slip(word: str) -> Iterator[str]:
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    for left, right in parts:
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
