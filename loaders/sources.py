"""What is to be loaded and where it comes from: bundles, publishers' files, adapters."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from graph.errors import InputError, Problem
from graph.store import Reader
from loaders.adapters import find_adapter
from loaders.bundle import read_bundle
from loaders.files import UNREADABLE, File, Told, file_at
from loaders.mapping import apply_mapping, open_source
from loaders.mapping_file import find_mapping
from loaders.opening import AS_RECOGNISED
from loaders.reading import PROVENANCE_COLUMNS, Place
from loaders.tables import Table

HASHED_BYTES = 1 << 20


@dataclass(frozen=True)
class Sources:
    """What is to be loaded: tables of ours, and what each source file came to."""

    tables: Sequence[Table]
    files: Mapping[str, str]
    """The name of each file that was read, with its SHA-256."""
    balances: Sequence[Mapping[str, Any]] = ()
    problems: Sequence[Problem] = field(default_factory=tuple)
    refusals: Mapping[Place, Problem] = field(default_factory=dict)
    """Rows of a source that no row of ours came of."""
    originals: Callable[[], Iterable[Table]] = tuple
    """Opens the tables as their files have them, once more."""
    read_as: Mapping[str, str] = field(default_factory=dict)
    """How a file was read, where that had to be recognised."""


@dataclass(frozen=True)
class Origin:
    """Where a load comes from: a bundle, or a publisher's file with a mapping or an adapter."""

    path: Path
    mapping: str = ""
    told: Told = AS_RECOGNISED

    @property
    def name(self) -> str:
        """Return the name of the source, where nobody says another."""
        if self.mapping:
            return Path(self.mapping).stem
        path = self.path.resolve()
        return path.name if path.is_dir() else path.stem

    def open(self, reader: Reader, day: datetime.date) -> Sources:
        """Read it for a store on the day of the load. Raises InputError, NotFound, SchemaError."""
        if not self.mapping:
            return bundle_sources(self.path, self.told)
        adapter = find_adapter(self.mapping)
        return adapter.read(self.path, reader, day) if adapter else self._mapped(reader, day)

    def _mapped(self, reader: Reader, day: datetime.date) -> Sources:
        mapping = find_mapping(self.mapping)
        if not self.path.is_file():
            raise InputError(
                f"{self.path} is no file. Name the publisher's file for --mapping {self.mapping}"
            )
        mapping = replace(mapping, told=_more_told(self.told, mapping.told))
        mapped = apply_mapping(mapping, self.path, reader, day)
        places: dict[Place, Problem] = {}
        for said in mapped.problems:  # the first of a row is the one that is written beside it
            places.setdefault((said.file, said.sheet, said.row or 1), said)
        return Sources(
            mapped.tables,
            {self.path.name: digest(self.path)},
            [mapped.balance()],
            mapped.problems,
            places,
            lambda: [open_source(mapping, self.path)],
            mapped.read_as,
        )


def _more_told(by_person: Told, by_mapping: Told) -> Told:
    """Return how a file is written: what a person says today goes before what a mapping says."""
    said = {name: value for name, value in vars(by_person).items() if value}
    if by_person.header_row == AS_RECOGNISED.header_row:
        said.pop("header_row")
    return replace(by_mapping, **said)


def bundle_sources(path: Path, told: Told = AS_RECOGNISED) -> Sources:
    """Read a bundle: a folder, a zip, a workbook or one table. Raises as `read_bundle` does."""
    names = (
        sorted(found for found in path.iterdir() if found.is_file()) if path.is_dir() else [path]
    )
    tables = read_bundle(path, told)
    return Sources(
        tables,
        {found.name: digest(found) for found in names if not found.name.startswith(".")},
        problems=_left_aside(tables),
        originals=lambda: read_bundle(path, told),
        read_as={table.place: table.read_as for table in tables if table.read_as},
    )


def _left_aside(tables: Sequence[Table]) -> list[Problem]:
    """Say once that an export loaded as an ordinary bundle does not bring its provenance."""
    table = next((one for one in tables if {*PROVENANCE_COLUMNS} <= {*one.columns}), None)
    if table is None:
        return []
    what = (
        "this was exported: its columns source, first_load and load, and its history, were left "
        "aside"
    )
    fix = "To put a store back as it was, load the export with its manifest.json into an empty one"
    return [Problem("provenance-left", what, fix, table.file, severity="warning")]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file on disk."""
    return digest_of(file_at(path))


def digest_of(file: File) -> str:
    """Return the SHA-256 of a file. Raises InputError where it cannot be read."""
    found = hashlib.sha256()
    try:
        with file.open() as opened:
            while piece := opened.read(HASHED_BYTES):
                found.update(piece)
    except UNREADABLE as error:
        raise file.unreadable(error) from error
    return found.hexdigest()
