"""Keys that look like another key: other capitals or spaces, zeros that a spreadsheet ate."""

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"0*(\d+)$")


class Lookalikes:
    """Keys by the form in which two that are easily confused are the same.

    Each form keeps the key that it was given first.
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys: dict[str, str] = {}
        for key in keys:
            self.first_of(key)

    def first_of(self, key: str) -> str:
        """Return the first key that had the form of this one: the key itself, if it is new."""
        return self._keys.setdefault(_form(key), key)

    def other_than(self, key: str) -> str:
        """Return a key that looks like this one and is another, or an empty text."""
        found = self._keys.get(_form(key), "")
        return "" if found == key else found


def difference(key: str, other: str) -> str:
    """Say in what two keys that look alike differ."""
    return "capitals or spaces" if _folded(key) == _folded(other) else "leading zeros"


def _form(key: str) -> str:
    """Fold a key; what stands after its last colon, if it is a number, loses leading zeros."""
    start, colon, end = _folded(key).rpartition(":")
    number = _NUMBER.fullmatch(end)
    return f"{start}{colon}{number[1] if number else end}"


def _folded(key: str) -> str:
    return "".join(key.split()).casefold()
