"""Numbers in addresses: those that can be one of something; of others nothing is even read.

Python refuses to read a number of thousands of digits, and a database one of more than 19.
"""

from werkzeug.routing import IntegerConverter

MOST_DIGITS = 15


class Number(IntegerConverter):
    """A number in a part of an address; what is too long for one is an address of nothing."""

    regex = rf"[0-9]{{1,{MOST_DIGITS}}}"


def is_number(text: str) -> bool:
    """Say whether a text is a whole number that can be one of something."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
