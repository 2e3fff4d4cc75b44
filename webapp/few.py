"""Numbers too small to be told to those who see totals alone: from few, somebody can be guessed.

How few is a row of the policy, as for questions (`webapp/small_numbers.py`). What is not small is
told to the nearest of them: else two totals that differ by one, taken from each other, are one.
"""

from dataclasses import dataclass

from queries.clauses import percent


@dataclass(frozen=True)
class Few:
    """Words for numbers of which none below `least` is told."""

    least: int

    def few(self, number: int) -> str:
        """Return a number to the nearest `least`, or that it is below; none at all is told."""
        if 0 < number < self.least:
            return f"fewer than {self.least}"
        return f"{nearest(number, self.least):,}"

    def rounded(self, number: int) -> str:
        """Return a sum as being about so many: what is kept back cannot be worked out from it."""
        return self.few(number) if number < self.least else f"about {self.few(number)}"

    def share(self, part: int, whole: int) -> str:
        """Return a percentage with what it is of, both to the nearest; nothing of too few."""
        if whole < self.least:
            return "none" if not whole else f"too few to say (fewer than {self.least})"
        rate = nearest(percent(part, whole) or 0, self.least)
        return f"about {rate}% of {nearest(whole, self.least):,}"


def nearest(number: int, step: int) -> int:
    """Return the multiple of a step that a number is nearest to; half of a step goes up."""
    return step * ((number + step // 2) // step) if step > 1 else number
