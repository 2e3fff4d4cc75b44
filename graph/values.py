"""Text as people write it, and the values that the graph holds: one way there, one way back."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from graph.schema import Kind, Property

Value = str | int | bool | datetime.date | list[str] | None

YES = {"yes": True, "no": False}
LONGEST_TEXT = 2_000
"""Characters in one cell; the longest thing that belongs in one is an action's wording."""

NO_BREAK_SPACE = "\u00a0"
FORMULA_SIGNS = frozenset("=@+-")
FORMULA = re.compile(r"[=@]|[+-].*([A-Za-z]\(|[|!])", re.DOTALL)
"""What a spreadsheet would run; a telephone number or a negative number is none."""
RUN_SIGNS = "=@+\\-\t\r\n\uff1d\uff20\uff0b\uff0d"
"""Signs, wide ones too, at which some spreadsheet takes a cell for a formula, or passes it on."""
RUNS = re.compile(f"'*[{RUN_SIGNS}]")
MADE_INERT = re.compile(f"'+[{RUN_SIGNS}]")
UNSEEN = frozenset({"Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
"""Categories of signs that nobody sees: joiners, directions, halves of signs, separators."""
_OTHER_DATE = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{2,4})")


class Unusable(ValueError):
    """A text that is no value of its kind: `args` hold a code, what is wrong, and what to do."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(code, message, fix)
        self.code, self.message, self.fix = code, message, fix


def parse(declared: Property, text: str) -> Value:
    """Read a cell; an empty one is None. Raises Unusable."""
    cleaned = clean(text)
    if cleaned == "":
        return None
    if declared.kind is Kind.TEXT:
        return cleaned
    readers: dict[Kind, Callable[[str], Value]] = {
        Kind.DATE: _date,
        Kind.INTEGER: _integer,
        Kind.YES_NO: _yes_no,
        Kind.LIST: split,
    }
    if declared.kind is Kind.CHOICE:
        return _choice(declared, cleaned)
    return readers[declared.kind](cleaned)


def to_text(value: Value) -> str:
    """Write a value so that `parse` reads it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return _day(value)
    if isinstance(value, list):
        return join(value)
    return str(value)


@lru_cache(maxsize=50_000)
def _day(day: datetime.date) -> str:
    """Return a day as text, the same text each time: it marks a million edges."""
    return day.isoformat()


def read_back(declared: Property, text: str) -> Value:
    """Read what `to_text` wrote, exactly: nothing is cleaned, no length is refused.

    Raises Unusable for a text that `to_text` cannot have written.
    """
    if text == "" or declared.kind is Kind.TEXT:
        return text or None
    if declared.kind is Kind.LIST:
        return split(text)
    return parse(declared, text)


def inert(text: str) -> str:
    """Write a cell so that no spreadsheet runs it: an apostrophe before a sign that starts one.

    A text that has apostrophes before such a sign gets one more, so that `as_meant` has one way.
    """
    return f"'{text}" if RUNS.match(text) else text


def as_meant(text: str) -> str:
    """Return what a cell means that `inert` wrote, or a person who knows spreadsheets."""
    return text[1:] if MADE_INERT.match(text) else text


def split(text: str) -> list[str]:
    r"""Split a cell at `;`; a `;` or `\` that belongs to the text is written `\;` or `\\`."""
    parts = [""]
    for piece in re.findall(r"\\[\\;]|;|[^\\;]+|\\", text):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece[1:] if len(piece) == 2 and piece[0] == "\\" else piece
    return [part for part in (part.strip() for part in parts) if part]


def join(values: Sequence[str]) -> str:
    r"""Write several texts into one cell; `split` reads them back."""
    return ";".join(value.replace("\\", "\\\\").replace(";", "\\;") for value in values)


def clean(text: str) -> str:
    """Strip and normalise (NFC); raises Unusable for control characters and for a cell too long."""
    if len(text) > LONGEST_TEXT:
        raise Unusable(
            "too-long",
            f"the cell holds {len(text):,} characters, more than {LONGEST_TEXT:,}",
            "Shorten it",
        )
    if text.isascii() and text.isprintable():  # most cells: nothing below can be true of them
        normal = text.strip()
    else:
        normal = unicodedata.normalize("NFC", text.replace(NO_BREAK_SPACE, " ")).strip()
        _refuse_unseen(normal)
    return normal


def refuse_formula(text: str) -> None:
    """Raise Unusable for a cell that a spreadsheet would run: its author means what it comes to."""
    if text[:1] in FORMULA_SIGNS and FORMULA.match(text):
        raise Unusable(
            "formula",
            "the cell holds a formula",
            "Put its value there; before a text that begins so, put an apostrophe",
        )


def _refuse_unseen(text: str) -> None:
    """Raise Unusable for signs that nobody sees: two texts would look alike and differ."""
    for sign in text:
        category = unicodedata.category(sign)
        if category == "Cc":
            raise Unusable("control-character", "the cell holds a control character", "Remove it")
        if category in UNSEEN:
            raise Unusable(
                "invisible-character",
                f"the cell holds a sign that nobody sees (U+{ord(sign):04X})",
                "Type the text again",
            )


def _date(text: str) -> datetime.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise Unusable("not-a-date", "is no date", _how_to_write(text))
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        what = "is no day of the calendar"
        if text.endswith("-02-29"):
            what = f"is no day of the calendar: {text[:4]} has no 29 February"
        raise Unusable("not-a-date", what, "Correct the day") from error


def _how_to_write(text: str) -> str:
    """Say how a date is written; where it can be read in two ways, say both."""
    found = _OTHER_DATE.fullmatch(text)
    readings = []
    if found and len(found[3]) == 4:
        day, month, year = (int(part) for part in found.groups())
        readings = [_iso(year, month, day), _iso(year, day, month)]
    said = " or ".join(dict.fromkeys(reading for reading in readings if reading))
    return f"Write it as {said or '2026-01-31'} (year-month-day)"


def _iso(year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise Unusable("not-a-number", "is no whole number", "Write digits only")
    return int(text)


def _yes_no(text: str) -> bool:
    if text.lower() not in YES:
        raise Unusable("not-yes-or-no", "is neither yes nor no", "Write yes or no")
    return YES[text.lower()]


def _choice(declared: Property, text: str) -> str:
    if text not in declared.choices:
        raise Unusable(
            "not-a-choice",
            "is not one of the choices",
            f"Write one of: {', '.join(declared.choices)}",
        )
    return text
