"""Numbers too small to be told to those who see totals alone: from few, somebody can be guessed."""

from queries.clauses import percent

LEAST = 5
"""Numbers below it are not told; common in the statistics of public bodies, here a default."""


def few(number: int) -> str:
    """Return a number, or that it is below the least; none at all is told."""
    return f"fewer than {LEAST}" if 0 < number < LEAST else f"{number:,}"


def rounded(number: int) -> str:
    """Return a sum to the nearest five, so that what is kept back cannot be worked out from it."""
    return f"about {LEAST * ((number + LEAST // 2) // LEAST):,}" if number >= LEAST else few(number)


def share(part: int, whole: int) -> str:
    """Return a percentage with what it is of; nothing of too few."""
    if whole < LEAST:
        return "none" if not whole else f"too few to say (fewer than {LEAST})"
    return f"{percent(part, whole)}% of {whole:,}"
