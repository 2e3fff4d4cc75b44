"""What a mapping can say, as it was read and checked; `docs/mappings.md` teaches it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from loaders.files import Told
from loaders.mapping_cells import Cell
from loaders.mapping_lookups import Lookup
from loaders.opening import AS_RECOGNISED
from loaders.reading import REFUSED_COLUMNS

NO_TEXT = "an empty cell"


@dataclass(frozen=True)
class Condition:
    """A test of a source row: a column has (or has not) one of some values."""

    column: str
    values: frozenset[str]
    wanted: bool = True

    def holds(self, row: Mapping[str, str]) -> bool:
        """Whether it is true of a row."""
        return (row[self.column].strip() in self.values) is self.wanted


@dataclass(frozen=True)
class Skip:
    """Rows that are left out, with the reason that is counted."""

    condition: Condition
    reason: str


@dataclass(frozen=True)
class Target:
    """One row of ours that a source row becomes, if its conditions hold."""

    table: str
    cells: Mapping[str, Cell]
    conditions: tuple[Condition, ...] = ()

    @cached_property
    def each(self) -> str:
        """Return the name of the cell of which each text makes a row, if there is one."""
        return next((name for name, cell in self.cells.items() if cell.each), "")

    @cached_property
    def unlike(self) -> Mapping[str, str]:
        """Return the cells whose texts are left out in another."""
        return {name: cell.unlike for name, cell in self.cells.items() if cell.unlike}

    def columns(self) -> set[str]:
        """Return the source columns that it reads."""
        of_cells = set().union(*(cell.columns() for cell in self.cells.values()))
        return of_cells | {condition.column for condition in self.conditions}


@dataclass(frozen=True)
class Wide:
    """Columns of one kind side by side: each cell under them becomes a row with two more columns.

    `name` is what the header is called in such a row, `value` what the cell is called. The columns
    are named, or are all but some, or have headers of one form; what the mapping reads by its own
    name is never one of them.
    """

    name: str
    value: str
    columns: tuple[str, ...] = ()
    all_but: tuple[str, ...] = ()
    matching: str = ""
    keep_empty: bool = False
    reason: str = NO_TEXT

    def chosen(self, columns: Sequence[str], read: set[str]) -> list[str]:
        """Return those of a file's columns that stand side by side."""
        if self.columns:
            return list(self.columns)
        others = {*read, *self.all_but, *REFUSED_COLUMNS}
        left = [name for name in columns if name not in others]
        form = re.compile(self.matching or ".*", re.DOTALL)
        return [name for name in left if form.fullmatch(name)]


@dataclass(frozen=True)
class SourceMapping:
    """A mapping that was read and checked."""

    name: str
    title: str
    publisher: str
    licence: str
    file: str
    targets: tuple[Target, ...]
    skips: tuple[Skip, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    wide: Wide | None = None
    told: Told = AS_RECOGNISED
    """How its file is written, where it says so."""
    keep_former_names: bool = False

    def read_by_name(self) -> set[str]:
        """Return the source columns that cells, conditions and its own look-ups name."""
        named = {skip.condition.column for skip in self.skips}
        named = named.union(*(target.columns() for target in self.targets))
        for lookup in self.lookups:
            named |= {lookup.start, lookup.end} if lookup.is_own else set()
        return named - ({self.wide.name, self.wide.value} if self.wide else set())

    def columns(self) -> set[str]:
        """Return the columns that a file must have."""
        wide = {*self.wide.columns, *self.wide.all_but} if self.wide else set()
        return self.read_by_name() | wide

    def tables(self) -> list[str]:
        """Return the tables of ours that it makes rows of."""
        return list(dict.fromkeys(target.table for target in self.targets))
