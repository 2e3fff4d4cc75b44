"""Rows from a server many to a message: a message for each row costs more than the row.

Of a text whose columns are known by name the rows come as lists, a thousand of them at a time.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

ROWS = 1_000
"""Rows of a message."""
MESSAGES = 20
"""Messages that are fetched at once: the driver would ask for a thousand, a million rows."""
_NAMED = re.compile(r"(?:\bAS\s+|^)(\w+)$", re.IGNORECASE)
_WORDS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|\w+|\S|\s+")
_ENDS = frozenset({"ORDER", "SKIP", "LIMIT", "OFFSET", "UNION"})


def packed(text: str, columns: tuple[str, ...]) -> str:
    """Return a text whose rows are lists of up to a thousand rows of another, in its order."""
    return (
        f"CALL () {{\n{text}\n}}\nWITH collect([{', '.join(columns)}]) AS packed_rows\n"
        f"UNWIND range(0, size(packed_rows) - 1, {ROWS}) AS packed_first\n"
        f"RETURN packed_rows[packed_first..packed_first + {ROWS}] AS packed_rows"
    )


@lru_cache(maxsize=1_000)
def columns_of(text: str) -> tuple[str, ...] | None:
    """Return what a text calls its columns; None where it does not name each of them.

    Only what is outside every bracket and quotation counts: subqueries have columns of their own.
    """
    items: list[str] | None = None
    for word, depth in _outside(text):
        if depth == 0 and word.upper() == "RETURN":
            items = [""]
        elif items is None:
            continue
        elif depth == 0 and word.upper() in _ENDS:
            break
        elif depth == 0 and word == ",":
            items.append("")
        elif word.upper() != "DISTINCT" or items[-1].strip() or len(items) > 1:
            items[-1] += word
    names = [_NAMED.search(item.strip()) for item in items or ()]
    found = tuple(name.group(1) for name in names if name)
    return found if found and len(found) == len(names) else None


def _outside(text: str) -> Iterator[tuple[str, int]]:
    """Yield each word, mark and blank of a text with the number of brackets round it."""
    depth = 0
    for match in _WORDS.finditer(text):
        word = match.group()
        if word in "([{":
            depth += 1
        elif word in ")]}":
            depth -= 1
        yield word, depth
