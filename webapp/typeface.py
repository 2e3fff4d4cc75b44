"""Which signs the typeface of what the server draws has: an accessible file holds no other.

A PDF that claims to be accessible may hold no text that its fonts cannot show. What a store holds
is anybody's text, so that the signs are looked up in the font's own table (cmap, ISO 14496-22).
"""

import struct
from collections.abc import Iterator
from functools import cache
from typing import Any

from webapp.assets import DIST

FONT = DIST / "fonts" / "SourceSans3_400Regular.ttf"
OURS = frozenset("✓✗◐◇•→…□")
"""Signs of our own words; those that the typeface lacks come from a font of the typesetter's."""
MISSING = "□"
SEGMENTS, GROUPS = 4, 12
"""Formats of the table: for signs up to U+FFFF, and for all."""
LAST_OF_PLANE = 0xFFFF


def shown_as(value: Any) -> Any:
    """Return values with each sign that cannot be shown replaced by an empty box."""
    if isinstance(value, dict):
        return {name: shown_as(found) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [shown_as(found) for found in value]
    if not isinstance(value, str):
        return value
    known = signs()
    return "".join(
        sign if sign in OURS or ord(sign) in known else MISSING for sign in " ".join(value.split())
    )


@cache
def signs() -> frozenset[int]:
    """Return the code points that the typeface has. Raises OSError where it was not built."""
    font = FONT.read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    for place in range(12, 12 + 16 * tables, 16):
        name, _, start, _ = struct.unpack_from(">4sLLL", font, place)
        if name == b"cmap":
            return frozenset(_of_table(font, start))
    return frozenset()


def _of_table(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", font, start + 2)
    for place in range(start + 4, start + 4 + 8 * count, 8):
        _, _, offset = struct.unpack_from(">HHL", font, place)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == SEGMENTS:
            yield from _segments(font, start + offset)
        elif form == GROUPS:
            yield from _groups(font, start + offset)


def _segments(font: bytes, start: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, start + 6)
    ends = struct.unpack_from(f">{double // 2}H", font, start + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, start + 16 + double)
    for first, last in zip(starts, ends, strict=True):
        yield from (code for code in range(first, last + 1) if code != LAST_OF_PLANE)


def _groups(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", font, start + 12)
    for place in range(start + 16, start + 16 + 12 * count, 12):
        first, last, _ = struct.unpack_from(">LLL", font, place)
        yield from range(first, last + 1)
