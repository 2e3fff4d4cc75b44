"""Turns rows of a table into records: typed values, with a problem for each that cannot be used."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from graph.errors import Problem
from graph.model import MODEL
from graph.schema import Edge, Kind, NodeType, Property
from graph.values import Unusable, Value, clean, parse, split
from loaders.tables import Row, Table

PROVENANCE_COLUMNS = ("source", "first_load", "load")
"""Written by an export; honoured by a restore, otherwise left aside."""
SHOWN_CHARACTERS = 40
CACHED_TEXTS = 50_000


@dataclass(slots=True)
class Record:
    """One row as a record: what it names, what it says, and where it stands."""

    table: str
    file: str
    row: int
    key: str = ""
    to_key: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    edges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    withdraw: bool = False

    def problem(
        self, code: str, message: str, fix: str, column: str = "", value: str = ""
    ) -> Problem:
        """Return a problem of this row."""
        return Problem(code, message, fix, self.file, "", self.row, column, shortened(value))


class TableReader:
    """Reads the rows of one table of ours."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.declared = MODEL.tables[table.name]
        self.problems: list[Problem] = []
        self.refused = 0
        self.count = 0
        self._cells = self._columns()

    def records(self) -> Iterator[Record]:
        """Yield a record for each row that can be used; the others leave their problems."""
        usable = not self.problems
        for row in self.table.rows:
            self.count += 1
            record = self._record(row) if usable else None
            if record is None:
                self.refused += 1
            else:
                yield record

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
        for name in PROVENANCE_COLUMNS:
            known[name] = _leave
        self._check_header(known, ends)
        return {name: known[name] for name in self.table.columns if name in known}

    def _check_header(self, known: Mapping[str, object], ends: tuple[str, ...]) -> None:
        for name in self.table.columns:
            if name not in known:
                self.problems.append(
                    Problem(
                        "unknown-column",
                        "the table has no such column; none of its rows was used",
                        f"Name it one of: {', '.join(known)}",
                        file=self.table.file,
                        row=1,
                        column=name,
                    )
                )
        for name in ends:
            if name not in self.table.columns:
                self.problems.append(
                    Problem(
                        "missing-column",
                        "the table needs this column; none of its rows was used",
                        "Add it",
                        file=self.table.file,
                        row=1,
                        column=name,
                    )
                )

    def _record(self, row: Row) -> Record | None:
        if row.problem:
            self.problems.append(row.problem)
            return None
        record = Record(self.table.name, self.table.file, row.number)
        good = True
        for name, text in row.values.items():
            try:
                self._cells[name](record, text)
            except Unusable as error:
                good = False
                shown = "" if self._is_sensitive(name) else text
                self.problems.append(
                    record.problem(error.code, error.message, error.fix, name, shown)
                )
        return record if good and self._has_ends(record) else None

    def _has_ends(self, record: Record) -> bool:
        for name, value in zip(
            self.declared.key_columns, (record.key, record.to_key), strict=False
        ):
            if not value:
                self.problems.append(
                    record.problem("empty-key", "the cell must not be empty", "Fill it in", name)
                )
                return False
        return True

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
            record.edges[type_] = (cleaned,) if cleaned else ()

    return set_edge


def _set_key(record: Record, text: str) -> None:
    record.key = clean(text)


def _set_to_key(record: Record, text: str) -> None:
    record.to_key = clean(text)


def _set_withdraw(record: Record, text: str) -> None:
    record.withdraw = bool(parse(Property(Kind.YES_NO, "Whether to take it back."), text))


def _leave(record: Record, text: str) -> None:
    """Take no notice of where an export says that a row came from."""
