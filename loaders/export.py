"""Takes a store out: as a bundle that loads back to an identical store, or as a backup."""

import csv
import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from graph.digest import Digest
from graph.errors import Conflict, InputError
from graph.history import history_of
from graph.model import MODEL, DatedEdgeType
from graph.records import History, NodeState, State
from graph.schema import NodeType
from graph.states import loads, table_states
from graph.store import Reader, Store, open_store
from graph.values import inert, join, to_text
from loaders.manifest import (
    BACKUP,
    EXPORT,
    HISTORY,
    Manifest,
    product_version,
    write_manifest,
)
from loaders.new_folder import PRIVATE_FILE, PRIVATE_FOLDER, kept_safe, new_folder, private_file
from loaders.reading import PROVENANCE_COLUMNS
from loaders.sources import digest as digest_of_file


def export(store: Store, folder: Path, *, at: datetime.datetime) -> Manifest:
    """Write everything that the store holds into a new folder, whole or not at all.

    Raises InputError for an empty store or a folder that cannot be used, Conflict when somebody
    loads meanwhile into a store that promises no one state.
    """
    with store.snapshot() as reader, new_folder(folder) as half:
        version = reader.version()
        if not version:
            raise InputError("There is nothing to export: the store is empty")
        half.mkdir(mode=PRIVATE_FOLDER)
        with Digest() as digest:
            rows = {table: _write_table(reader, table, half, digest) for table in MODEL.tables}
            _write_history(half / HISTORY, history_of(reader))
            whole = digest.result(loads(reader))
            states = digest.result()
        if reader.version() != version:
            raise Conflict("Somebody loaded while this was exported; export again")
        manifest = _manifest(EXPORT, half, version, at, rows, whole, states)
        write_manifest(half, manifest)
    return manifest


def back_up(store: Store, folder: Path, *, at: datetime.datetime) -> Manifest:
    """Write a copy of an embedded store into a new folder, and look whether it opens.

    Raises InputError for a folder that cannot be used, StoreError for a store that has no such
    copy, or nothing in it.
    """
    with new_folder(folder) as half:
        store.backup(half)
        with closing(open_store(f"embedded:{half}")) as copy:
            version = copy.version()
        for path in half.iterdir():
            path.chmod(PRIVATE_FILE)
        manifest = _manifest(BACKUP, half, version, at)
        write_manifest(half, manifest)
    return manifest


def columns_of(declared: NodeType | DatedEdgeType) -> list[str]:
    """Return the columns of a table, with those that say where a row came from."""
    edges = declared.edges if isinstance(declared, NodeType) else ()
    names = [*declared.key_columns, *declared.properties, *(type_.lower() for type_ in edges)]
    return [*dict.fromkeys(names), *PROVENANCE_COLUMNS]


def _write_table(reader: Reader, table: str, folder: Path, digest: Digest) -> int:
    declared = MODEL.tables[table]
    path = private_file(folder / f"{table}.csv")
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns_of(declared))
        for state in table_states(reader, table):
            writer.writerow([inert(cell) for cell in _cells(declared, state)])
            digest.add(state)
            count += 1
    return count


def _cells(declared: NodeType | DatedEdgeType, state: State) -> Iterator[str]:
    keys = (state.key,) if isinstance(state, NodeState) else (state.from_key, state.to_key)
    yield from keys
    for name in declared.properties:
        if name not in declared.key_columns:
            yield to_text(state.properties.get(name))
    if isinstance(declared, NodeType) and isinstance(state, NodeState):
        for type_, edge in declared.edges.items():
            ends = state.plain_edges.get(type_, ())
            yield join(ends) if edge.many else "".join(ends)
    origin = state.provenance
    yield from (origin.source, to_text(origin.first_load), to_text(origin.load))


def _write_history(path: Path, history: History) -> None:
    with private_file(path).open("w", encoding="utf-8", newline="\n") as file:
        for label, properties in _nodes_of(history):
            said = {"label": label, "properties": dict(properties)}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")


def _nodes_of(history: History) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "StoreInfo", history.info
    for load in history.loads:
        yield "Load", load
    for part in history.parts:
        yield "LoadPart", part


def _manifest(
    kind: str,
    folder: Path,
    version: int,
    at: datetime.datetime,
    rows: Mapping[str, int] | None = None,
    *digests: str,
) -> Manifest:
    files = sorted(folder.iterdir())
    for path in files:
        kept_safe(path)
    whole, states = digests or ("", "")
    return Manifest(
        kind,
        at.isoformat(timespec="seconds"),
        version,
        _hashed(files),
        rows or {},
        whole,
        states,
        product_version(),
    )


def _hashed(files: Sequence[Path]) -> dict[str, str]:
    return {path.name: digest_of_file(path) for path in files}
