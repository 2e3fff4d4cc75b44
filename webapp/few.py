"""Numbers too small to be told to those who see totals alone: from few, somebody can be guessed."""

LEAST = 5
"""Numbers below it are not told; common in the statistics of public bodies, here a default."""


def few(number: int) -> str:
    """Return a number, or that it is below the least; none at all is told."""
    return f"fewer than {LEAST}" if 0 < number < LEAST else f"{number:,}"


def rounded(number: int) -> str:
    """Return a sum to the nearest five, so that what is kept back cannot be worked out from it."""
    return f"about {LEAST * ((number + LEAST // 2) // LEAST):,}" if number >= LEAST else few(number)


def share(part: int, whole: int) -> str:
    """Return a part in a hundred with what it is a part of; nothing of too few."""
    if whole < LEAST:
        return "none" if not whole else f"too few to say: of fewer than {LEAST}"
    return f"{(200 * part + whole) // (2 * whole)} of 100, of {whole:,}"
