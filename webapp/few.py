"""Numbers too small to be told to those who see totals alone: from few, somebody can be guessed.

How few is a row of the policy, as for questions (`webapp/small_numbers.py`).
"""

from dataclasses import dataclass

from queries.clauses import percent


@dataclass(frozen=True)
class Few:
    """Words for numbers of which none below `least` is told."""

    least: int

    def few(self, number: int) -> str:
        """Return a number, or that it is below the least; none at all is told."""
        return f"fewer than {self.least}" if 0 < number < self.least else f"{number:,}"

    def rounded(self, number: int) -> str:
        """Return a sum to the nearest `least`: what is kept back cannot be worked out from it."""
        if number < self.least:
            return self.few(number)
        return f"about {self.least * ((number + self.least // 2) // self.least):,}"

    def share(self, part: int, whole: int) -> str:
        """Return a percentage with what it is of; nothing of too few."""
        if whole < self.least:
            return "none" if not whole else f"too few to say (fewer than {self.least})"
        return f"{percent(part, whole)}% of {whole:,}"
