"""What one row of a source becomes by a mapping: rows of ours, a reason to skip it, or problems."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from graph.errors import InputError, Problem
from graph.values import join
from loaders.mapping_cells import Cell, Known, Refused, texts, without_secret
from loaders.mapping_language import Skip, SourceMapping, Target, Wide
from loaders.tables import Row, Table

NO_TARGET = "no row of ours asks for it"
COMPARE = "Compare [wide] with the header of the file"
RENAME = "Let [wide] call its own columns something else"
ALL_CELLS = "each of its cells was skipped"

Values = Mapping[str, str]


@dataclass
class Fate:
    """What became of one source row: with a problem it yields nothing.

    `cells` are those of a wide row that were used or skipped: the column and the reason, which is
    empty for one that was used.
    """

    made: list[tuple[str, Row]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: str = ""
    cells: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Add what is wrong, each once: several rows of ours may read one cell."""
        self.problems = list(dict.fromkeys([*self.problems, *problems]))


class RowMaker:
    """Turns rows of one source table into rows of ours, one at a time."""

    def __init__(self, mapping: SourceMapping, known: Known, table: Table) -> None:
        self._known = known
        self._file, self._sheet, self._header = table.file, table.sheet, table.header
        self._width, self._empty = len(table.columns), dict.fromkeys(table.columns, "")
        self._wide = mapping.wide
        self._headers = _headers(mapping, table) if mapping.wide else []
        more = {mapping.wide.name, mapping.wide.value} if mapping.wide else set()
        self._skips = [skip for skip in mapping.skips if skip.condition.column not in more]
        self._cell_skips = [skip for skip in mapping.skips if skip.condition.column in more]
        self._targets = [target for target in mapping.targets if not more & target.columns()]
        self._cell_targets = [target for target in mapping.targets if more & target.columns()]
        if mapping.wide:
            self._refuse_headers(mapping, mapping.wide)

    def only(self, table: str) -> "RowMaker":
        """Return one that makes rows of one table of ours, for rows that nothing else refuses."""
        found = copy(self)
        found._targets = [target for target in self._targets if target.table == table]
        found._cell_targets = [target for target in self._cell_targets if target.table == table]
        return found

    def fate(self, row: Row) -> Fate:
        """Return what becomes of a row."""
        fate = Fate()
        if row.problem:
            fate.refuse([row.problem])
            return fate
        values = row.values
        if len(values) < self._width:  # a JSON line that leaves something out
            values = {**self._empty, **values}
        fate.skipped = _reason(self._skips, values)
        if fate.skipped:
            return fate
        self._make(fate, self._targets, row.number, values, "")
        if self._wide:
            self._make_cells(fate, self._wide, row.number, dict(values))
        if fate.problems:
            fate.made = []
        elif not fate.made:
            reasons = {reason for _, reason in fate.cells} or {NO_TARGET}
            fate.skipped = reasons.pop() if len(reasons) == 1 else ALL_CELLS
        return fate

    def _make_cells(self, fate: Fate, wide: Wide, number: int, values: dict[str, str]) -> None:
        """Make rows of ours of each cell under the columns that stand side by side."""
        for header, text in [(header, values[header]) for header in self._headers]:
            values[wide.name], values[wide.value] = header, text
            reason = _reason(self._cell_skips, values)
            if not reason and not values[wide.value].strip() and not wide.keep_empty:
                reason = wide.reason
            if not reason and not self._make(fate, self._cell_targets, number, values, header):
                reason = NO_TARGET
            fate.cells.append((header, reason))

    def _make(
        self, fate: Fate, targets: Sequence[Target], number: int, values: Values, header: str
    ) -> bool:
        """Make rows of ours or problems; say whether there are any."""
        before, is_refused = len(fate.made), False
        for target in targets:
            if not all(condition.holds(values) for condition in target.conditions):
                continue
            found, refused = _found(target, values, self._known)
            if refused:
                is_refused = True
                fate.refuse([self._problem(said, number, header) for said in refused])
            else:
                fate.made += [(target.table, ours) for ours in _rows(target, number, found)]
        return is_refused or len(fate.made) > before

    def _problem(self, refused: Refused, number: int, header: str) -> Problem:
        of_cell = self._wide is not None and refused.column in (self._wide.name, self._wide.value)
        return refused.problem(self._file, self._sheet, number, header if of_cell else "")

    def _refuse_headers(self, mapping: SourceMapping, wide: Wide) -> None:
        """Raise InputError for headers that cannot be read: every row would be refused for them."""
        problems = [
            self._of_names("name-taken", f"the file has a column {name!r} of its own", RENAME)
            for name in (wide.name, wide.value)
            if name in self._empty
        ]
        skips = [skip for skip in self._cell_skips if skip.condition.column == wide.name]
        for header in self._headers:
            if not _reason(skips, {wide.name: header}):
                problems += self._of_header(wide, header)
        if not self._headers:
            what = f"the mapping {mapping.name} finds none of the columns that stand side by side"
            problems.append(self._of_names("no-wide-column", what, COMPARE))
        if problems:
            problems = list(dict.fromkeys(problems))
            raise InputError("\n".join(map(str, problems)), problems)

    def _of_header(self, wide: Wide, header: str) -> Iterator[Problem]:
        values = {wide.name: header}
        for cell in self._cells_of(wide.name, values):
            try:
                texts(cell, values, self._known)
            except Refused as refused:
                refused.fix = f"{refused.fix}, or leave the column out by the mapping"
                yield without_secret(refused, cell).problem(
                    self._file, self._sheet, self._header, header
                )

    def _cells_of(self, column: str, values: Values) -> Iterator[Cell]:
        """Yield the cells that read a header, of targets that ask for it."""
        for target in self._cell_targets:
            tests = [test for test in target.conditions if test.column == column]
            if all(test.holds(values) for test in tests):
                for cell in target.cells.values():
                    yield from (part for part in (cell, *cell.parts) if part.column == column)

    def _of_names(self, code: str, message: str, fix: str) -> Problem:
        return Problem(code, message, fix, self._file, self._sheet, self._header)


def _headers(mapping: SourceMapping, table: Table) -> list[str]:
    return mapping.wide.chosen(table.columns, mapping.read_by_name()) if mapping.wide else []


def _reason(skips: Sequence[Skip], values: Values) -> str:
    return next((skip.reason for skip in skips if skip.condition.holds(values)), "")


def _found(
    target: Target, values: Values, known: Known
) -> tuple[dict[str, Sequence[str]], list[Refused]]:
    """Return the texts of each cell, and what is wrong with the others."""
    found: dict[str, Sequence[str]] = {}
    refused: list[Refused] = []
    for name, cell in target.cells.items():
        try:
            found[name] = texts(cell, values, known)
        except Refused as why:
            refused.append(without_secret(why, cell))
    return found, refused


def _rows(target: Target, number: int, found: dict[str, Sequence[str]]) -> Iterator[Row]:
    for name, other in target.unlike.items():
        found[name] = [text for text in found[name] if text not in found[other]]
    whole = {
        name: join(made) if target.cells[name].listed else "".join(made)
        for name, made in found.items()
    }
    if not target.each:
        yield Row(number, whole)
    else:
        for text in found[target.each]:
            yield Row(number, {**whole, target.each: text})
