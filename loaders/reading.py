"""Turns rows of a table into records: typed values, with a problem for each that cannot be used."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from sys import intern

from graph.errors import InputError, Problem
from graph.model import MODEL
from graph.progress import begin, is_watched, told_by
from graph.schema import Edge, Kind, NodeType, Property
from graph.values import (
    FORMULA_SIGNS,
    Unusable,
    Value,
    as_meant,
    clean,
    parse,
    refuse_formula,
    split,
)
from loaders.example import example_note, is_example
from loaders.tables import Row, Table

PROVENANCE_COLUMNS = ("source", "first_load", "load")
"""Written by an export; honoured by a restore, otherwise left aside."""
REFUSED_COLUMNS = ("problem_code", "what_to_do")
"""Written beside refused rows; left aside when they are mended and loaded again."""
FOR_READERS = "_"
"""A column whose name begins so is for people who read the table: it is left aside, as a sheet is
whose name begins so."""
SHOWN_CHARACTERS = 40
CACHED_TEXTS = 50_000
ROWS_TOLD = 1_000
"""How many rows are read before it is said how far reading has come."""


Place = tuple[str, str, int]
"""Where a row stands: file, sheet, row; row 0 stands for all rows of the table."""


@dataclass(slots=True)
class Record:
    """One row as a record: what it names, what it says, and where it stands."""

    table: str
    file: str
    row: int
    sheet: str = ""
    key: str = ""
    to_key: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    edges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    withdraw: bool = False
    also: tuple[Place, ...] = ()
    """Where the same is said again."""

    @property
    def place(self) -> Place:
        """Return where the row stands."""
        return (self.file, self.sheet, self.row)

    def problem(
        self, code: str, message: str, fix: str, column: str = "", value: str = ""
    ) -> Problem:
        """Return a problem of this row."""
        return Problem(
            code, message, fix, self.file, self.sheet, self.row, column, shortened(value)
        )


class TableReader:
    """Reads the rows of one table of ours, `most` of them."""

    def __init__(self, table: Table, most: int) -> None:
        self.table = table
        self._most = most
        self.declared = MODEL.tables[table.name]
        self.problems: list[Problem] = []
        self.refusals: list[tuple[Record, Problem]] = []
        self.count = 0
        self._is_node = isinstance(self.declared, NodeType)
        self._cells = self._columns()
        self.of_header = self.problems[0] if self.problems else None

    def records(self) -> Iterator[Record]:
        """Yield a record for each row that can be used; the others leave their problems.

        With a header that cannot be used, no row can; they are counted. An example of a template is
        no row, and is told as a note. Raises InputError for too many rows.
        """
        key, examples, first = self.declared.key_columns[0], 0, 0
        begin(f"reading {self.table.place}", self.table.length() if is_watched() else None)
        for row in told_by(ROWS_TOLD, self.table.rows):
            if is_example(row.values.get(key, "")):
                examples, first = examples + 1, first or row.number
                continue
            self.count += 1
            if self.count > self._most:
                raise self._too_many(row.number)
            if self.of_header:
                continue
            record = Record(self.table.name, self.table.file, row.number, self.table.sheet)
            problem = self._read(row, record)
            if problem is None:
                yield record
            else:
                self.refusals.append((record, problem))
        if examples:
            place = (self.table.file, self.table.sheet, first, key)
            self.problems.append(example_note(examples, place))

    def _too_many(self, row: int) -> InputError:
        what = "one load has too many rows: it would not fit into memory"
        problem = Problem(
            "too-many-rows", what, "Load it in parts", self.table.file, self.table.sheet, row
        )
        return InputError(str(problem), [problem])

    def _columns(self) -> dict[str, Callable[[Record, str], None]]:
        declared, ends = self.declared, self.declared.key_columns
        known: dict[str, Callable[[Record, str], None]] = {
            name: _value_setter(name, of) for name, of in declared.properties.items()
        }
        if isinstance(declared, NodeType):
            known.update(
                {type_.lower(): _edge_setter(type_, edge) for type_, edge in declared.edges.items()}
            )
        else:
            known["withdraw"] = _set_withdraw
        known.update(zip(ends, (_set_key, _set_to_key), strict=False))
        for name in (*PROVENANCE_COLUMNS, *REFUSED_COLUMNS):
            known[name] = _leave
        self._check_header(known, ends)
        known.update({name: _leave for name in self.table.columns if name.startswith(FOR_READERS)})
        return {name: known[name] for name in self.table.columns if name in known}

    def _check_header(self, known: Mapping[str, object], ends: tuple[str, ...]) -> None:
        ours = [name for name in known if name not in (*PROVENANCE_COLUMNS, *REFUSED_COLUMNS)]
        for name in self.table.columns:
            if name not in known and not name.startswith(FOR_READERS):
                near = get_close_matches(name.strip().lower(), ours, n=1)
                self._of_header(
                    "unknown-column",
                    "the table has no such column; none of its rows was used",
                    f"{f'Did you mean {near[0]}? ' if near else ''}Name it one of: "
                    f"{', '.join(ours)}",
                    name,
                )
        for name in ends:
            if name not in self.table.columns:
                what = "the table needs this column; none of its rows was used"
                self._of_header("missing-column", what, "Add it", name)

    def _of_header(self, code: str, message: str, fix: str, column: str) -> None:
        where = (self.table.file, self.table.sheet, self.table.header, column)
        self.problems.append(Problem(code, message, fix, *where))

    def _read(self, row: Row, record: Record) -> Problem | None:
        """Read a row into its record; return the first of the problems that it leaves."""
        if row.problem:
            self.problems.append(row.problem)
            return row.problem
        found: list[Problem] = []
        for name, text in row.values.items():
            try:
                if text[:1] in FORMULA_SIGNS:
                    refuse_formula(text)
                self._cells[name](record, as_meant(text) if text[:1] == "'" else text)
            except Unusable as error:
                shown = "" if self._is_sensitive(name) else text
                found.append(record.problem(error.code, error.message, error.fix, name, shown))
        if not record.key or not (record.to_key or self._is_node):
            found.extend(self._empty_keys(record, {problem.column for problem in found}))
        self.problems.extend(found)
        return found[0] if found else None

    def _empty_keys(self, record: Record, named: set[str]) -> list[Problem]:
        """Say which key is empty, where nothing else was said of it."""
        ends = zip(self.declared.key_columns, (record.key, record.to_key), strict=False)
        return [
            record.problem("empty-key", "the cell must not be empty", "Fill it in", name)
            for name, value in ends
            if not value and name not in named
        ]

    def _is_sensitive(self, column: str) -> bool:
        declared = self.declared.properties.get(column)
        return declared is not None and bool(declared.sensitive)


def shortened(value: str) -> str:
    """Return a value short enough to be shown in a message."""
    return value if len(value) <= SHOWN_CHARACTERS else f"{value[:SHOWN_CHARACTERS]}…"


def _value_setter(name: str, of: Property) -> Callable[[Record, str], None]:
    cache: dict[str, Value] = {}
    plain = of.kind is Kind.TEXT

    def set_value(record: Record, text: str) -> None:
        if text in cache:
            record.values[name] = cache[text]
            return
        value = parse(of, text)
        if not plain and len(cache) < CACHED_TEXTS and not isinstance(value, list):
            cache[text] = value
        record.values[name] = value

    return set_value


def _edge_setter(type_: str, edge: Edge) -> Callable[[Record, str], None]:
    def set_edge(record: Record, text: str) -> None:
        cleaned = clean(text)
        if edge.many:
            record.edges[type_] = tuple(sorted(set(split(cleaned))))
        else:
            record.edges[type_] = (intern(cleaned),) if cleaned else ()

    return set_edge


def _set_key(record: Record, text: str) -> None:
    record.key = intern(clean(text))  # a key stands in many rows, and is kept once


def _set_to_key(record: Record, text: str) -> None:
    record.to_key = intern(clean(text))


def _set_withdraw(record: Record, text: str) -> None:
    record.withdraw = bool(parse(Property(Kind.YES_NO, "Whether to take it back."), text))


def _leave(record: Record, text: str) -> None:
    """Take no notice of where an export says that a row came from."""
