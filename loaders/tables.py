"""Tables as they come out of files: named columns, rows of text, each row with its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One row: its number as a person sees it in the file (the header is row 1) and its cells."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """One table of ours (`name` as in `graph.model.MODEL.tables`) or of somebody else's file.

    Iterating `rows` may read the file as it goes, and may be done once only. A column that is not
    in `columns` leaves its property alone; an empty cell clears it.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    sheet: str = ""
