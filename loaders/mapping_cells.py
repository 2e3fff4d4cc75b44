"""How one cell of ours is made from a row of somebody else's table."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.errors import Problem
from loaders.shaping import slug, title

SHAPES = {"title": title, "slug": slug, "upper": str.upper, "lower": str.lower}
SHOWN_CHARACTERS = 40

Lookups = Mapping[str, Mapping[str, Sequence[str]]]
"""Each look-up by its name: the answers that it has for a text, one if it is of use."""


@dataclass(frozen=True)
class Cell:
    """How one cell of ours is made: from a column, a constant, or several parts in a row.

    `listed` says that it may hold several texts: it follows from the model and is not written.
    `unlike` names a cell of the same row whose text is left out here.
    """

    column: str = ""
    constant: str = ""
    parts: tuple["Cell", ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    split: str = ""
    lookup: str = ""
    shape: str = ""
    prefix: str = ""
    dates: tuple[str, ...] = ()
    each: bool = False
    required: bool = False
    unlike: str = ""
    listed: bool = False


class Refused(Exception):
    """A source row cannot be mapped; `problem` says why of a row of a file."""

    def __init__(self, code: str, message: str, fix: str, column: str, value: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix
        self.column, self.value = column, value

    def problem(self, file: str, row: int) -> Problem:
        """Say it of a row."""
        shown = self.value[:SHOWN_CHARACTERS]
        return Problem(self.code, self.message, self.fix, file, "", row, self.column, shown)


def texts(cell: Cell, row: Mapping[str, str], lookups: Lookups) -> Sequence[str]:
    """Return the texts of one cell: none where it is empty, several where it is split.

    Raises Refused.
    """
    if cell.constant:
        return [cell.constant]
    if cell.parts:
        return ["".join("".join(texts(part, row, lookups)) for part in cell.parts)]
    text = row[cell.column].strip()
    pieces = [piece.strip() for piece in text.split(cell.split)] if cell.split else [text]
    found = [made for made in (_made(cell, piece, lookups) for piece in pieces) if made]
    if not found and cell.required:
        raise Refused("empty-cell", "the cell must not be empty", "Fill it in", cell.column, text)
    return list(dict.fromkeys(found))


def _made(cell: Cell, text: str, lookups: Lookups) -> str:
    """Return a text in its final form; an empty one gets no prefix, for it says nothing."""
    text = cell.values.get(text, text)
    if text and cell.lookup:
        text = _looked_up(cell, text, lookups[cell.lookup])
    if text and cell.dates:
        text = _date(cell, text)
    if cell.shape:
        text = SHAPES[cell.shape](text)
    text = re.sub(r"\s+", " ", text)
    return f"{cell.prefix}{text}" if text else ""


def _looked_up(cell: Cell, text: str, known: Mapping[str, Sequence[str]]) -> str:
    answers = known.get(text, ())
    if not answers:
        raise Refused(
            "not-in-look-up", f"the look-up {cell.lookup} does not have it",
            "Correct it, or add it to the look-up", cell.column, text,
        )  # fmt: skip
    if len(answers) > 1:
        raise Refused(
            "ambiguous-in-look-up",
            f"the look-up {cell.lookup} has {len(answers)} answers for it: {', '.join(answers)}",
            "Let the mapping look up something that is unique", cell.column, text,
        )  # fmt: skip
    return answers[0]


def _date(cell: Cell, text: str) -> str:
    for form in cell.dates:
        try:
            return datetime.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    forms = " or ".join(cell.dates)
    raise Refused("not-a-date", f"is no date of the form {forms}", "Correct it", cell.column, text)
