"""How one cell of ours is made from a row of somebody else's table."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graph.errors import Problem
from graph.schema import Kind, Property
from graph.values import Unusable, parse
from loaders.mapping_lookups import Answers
from loaders.shaping import folded, slug, title

SHAPES = {"title": title, "slug": slug, "upper": str.upper, "lower": str.lower}
SHOWN_CHARACTERS = 40
CACHED_TEXTS = 50_000
ISO = "%Y-%m-%d"
"""How a workbook's own dates are read: it can mean one day only, whatever a mapping says."""
READ_FREELY = (Kind.TEXT, Kind.LIST)
"""Kinds of properties that any text can be."""


@dataclass(frozen=True)
class Cell:
    """How one cell of ours is made: from a column, a constant, several parts, the day of the load.

    `of` and `listed` follow from the model and are not written: the property that it becomes, and
    whether it may hold several texts. `unlike` names a cell of the same row whose text is left out
    here.
    """

    column: str = ""
    constant: str = ""
    day_of_load: bool = False
    parts: tuple["Cell", ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    split: str = ""
    pick: str = ""
    lookup: tuple[str, ...] = ()
    all: bool = False
    shape: str = ""
    prefix: str = ""
    dates: tuple[str, ...] = ()
    each: bool = False
    required: bool = False
    unlike: str = ""
    listed: bool = False
    of: Property | None = None

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """Return `values`, to be asked without regard to capitals and spaces."""
        return {folded(theirs): ours for theirs, ours in self.values.items()}

    @cached_property
    def is_plain(self) -> bool:
        """Whether the text is taken as it is: most are, and a file has a million of them."""
        done = (self.split, self.pick, self.values, self.dates, self.lookup, self.shape)
        return not any(done) and (self.of is None or self.of.kind in READ_FREELY)

    def valued(self, text: str) -> str:
        """Return what a text becomes by `values`: as it is written if it is there so."""
        if not self.values:
            return text
        found = self.values.get(text)
        return self._folded.get(folded(text), text) if found is None else found

    def columns(self) -> set[str]:
        """Return the source columns that it reads."""
        of_parts = set().union(*(part.columns() for part in self.parts))
        return of_parts | ({self.column} if self.column else set())


@dataclass(frozen=True)
class Known:
    """What a cell may ask beside its row: the answers of each look-up, and the day of the load."""

    lookups: Mapping[str, Answers]
    day: str = ""
    made: dict[tuple[int, str], Sequence[str]] = field(default_factory=dict)
    """What texts became: columns repeat themselves. By cell and text, and never many."""


class Refused(Exception):
    """A source row cannot be mapped: why, in which of its columns, with which text."""

    def __init__(self, code: str, message: str, fix: str, column: str, value: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix
        self.column, self.value = column, value

    def problem(self, file: str, sheet: str, row: int, column: str = "") -> Problem:
        """Say it of a row, and of the column as the file calls it."""
        shown = self.value[:SHOWN_CHARACTERS]
        name = column or self.column
        return Problem(self.code, self.message, self.fix, file, sheet, row, name, shown)


def texts(cell: Cell, row: Mapping[str, str], known: Known) -> Sequence[str]:
    """Return the texts of one cell: none where it is empty, several where it is split.

    Raises Refused.
    """
    if cell.constant:
        return [cell.constant]
    if cell.day_of_load:
        return [known.day]
    if cell.parts:
        return ["".join("".join(texts(part, row, known)) for part in cell.parts)]
    text = row[cell.column].strip()
    if text and cell.is_plain:
        return [_finished(cell, text)]
    place = (id(cell), text)
    if place in known.made:
        return known.made[place]
    found = _of_column(cell, text, known)
    if len(known.made) < CACHED_TEXTS:
        known.made[place] = found
    return found


def without_secret(refused: Refused, cell: Cell) -> Refused:
    """Return why a cell is refused, without its text where that must not be shown."""
    if cell.of is not None and cell.of.sensitive:
        refused.value = ""
    return refused


def _of_column(cell: Cell, text: str, known: Known) -> Sequence[str]:
    pieces = [piece.strip() for piece in text.split(cell.split)] if cell.split else [text]
    found = [made for piece in pieces for made in _made(cell, piece, known) if made]
    if not found and cell.required:
        raise Refused("empty-cell", "the cell must not be empty", "Fill it in", cell.column, text)
    if cell.of is not None and cell.of.kind not in READ_FREELY:
        for made in found:
            _refuse_unusable(cell, cell.of, made)
    return list(dict.fromkeys(found))


def _made(cell: Cell, text: str, known: Known) -> list[str]:
    """Return a text in its final form; an empty one gets no prefix, for it says nothing."""
    if text and cell.pick:
        text = _picked(cell, text)
    text = cell.valued(text)
    if text and cell.dates:
        text = _date(cell, text)
    found = [text]
    for place, name in enumerate(cell.lookup if text else (), start=1):
        one = not cell.all or place < len(cell.lookup)
        found = [made for each in found for made in _looked_up(cell, each, name, known, one)]
    return [_finished(cell, made) for made in found]


def _finished(cell: Cell, text: str) -> str:
    if cell.shape:
        text = SHAPES[cell.shape](text)
    text = " ".join(text.split())
    return f"{cell.prefix}{text}" if text else ""


def _picked(cell: Cell, text: str) -> str:
    found = re.search(cell.pick, text)
    if found is None:
        raise Refused(
            "nothing-to-pick", f"has no part of the form {cell.pick}", "Correct it",
            cell.column, text,
        )  # fmt: skip
    return (found[1] or "").strip()


def _looked_up(cell: Cell, text: str, name: str, known: Known, one: bool) -> Sequence[str]:
    """Return the answers of a look-up; `one` if there must be no more."""
    lookup = known.lookups[name]
    answers = lookup.of(text)
    shown = "" if lookup.is_sensitive else text
    if not answers:
        raise Refused(
            "not-in-look-up", f"the look-up {name} does not have it",
            f"{lookup.hint(text)}{lookup.fix}", cell.column, shown,
        )  # fmt: skip
    if len(answers) > 1 and one:
        raise Refused(
            "ambiguous-in-look-up",
            f"the look-up {name} has {len(answers)} answers for it: {', '.join(answers)}",
            "Let the mapping look up something that is unique", cell.column, shown,
        )  # fmt: skip
    return answers


def _date(cell: Cell, text: str) -> str:
    for form in (*cell.dates, ISO):
        try:
            return datetime.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    forms = " or ".join(cell.dates)
    raise Refused("not-a-date", f"is no date of the form {forms}", "Correct it", cell.column, text)


def _refuse_unusable(cell: Cell, of: Property, text: str) -> None:
    """Refuse what the model cannot use here, where the source's own column can be named."""
    try:
        parse(of, text)
    except Unusable as error:
        fix = f"{error.fix}, or let the mapping say what it becomes"
        raise Refused(error.code, error.message, fix, cell.column, text) from error
