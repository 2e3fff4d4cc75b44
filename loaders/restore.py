"""Puts a store back as it was, from an export or a backup, into an empty store of either kind."""

import datetime
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.digest import Digest
from graph.errors import InputError
from graph.history import history_of
from graph.records import Changes, History, LoadEntry
from graph.states import every_state
from graph.store import Reader, Store, open_store
from loaders.exported import read_history, read_states
from loaders.files import File
from loaders.manifest import BACKUP, HISTORY, MANIFEST, Manifest, ensure_as_made, find_manifest
from loaders.opening import files_of
from loaders.sources import digest_of


@dataclass(frozen=True)
class Taken:
    """What was taken of a store, on its way back: where it lies, and its manifest."""

    path: Path
    files: tuple[File, ...]
    manifest: Manifest


def find_taken(path: Path) -> Taken | None:
    """Return the export or backup of a path, a folder or a zip; None for anything else.

    Raises InputError for a path that cannot be read and for a damaged manifest.
    """
    files = tuple(files_of(path))
    manifest = find_manifest(files)
    return Taken(path, files, manifest) if manifest else None


def taken_at(path: Path) -> Taken:
    """Return the export or backup of a path. Raises InputError where there is none."""
    taken = find_taken(path)
    if taken is None:
        raise InputError(
            f"{path} is neither an export nor a backup: it has no {MANIFEST} of ours. "
            f"Load tables with mappa load"
        )
    return taken


def is_empty(reader: Reader) -> bool:
    """Whether a store has never had a load, so that another can be put back into it."""
    return reader.version() == 0


def restore(
    store: Store, taken: Taken, *, by: str, at: datetime.datetime, dry: bool = False
) -> int:
    """Check everything that was taken, write it in one transaction; return the version restored.

    Raises InputError for a store that is not empty and for files that are not as they were made.
    """
    if not is_empty(store):
        raise InputError(
            f"The store has had {store.version()} loads; nothing was restored. Name an empty one "
            f"(--store)"
        )
    digests = {file.name: digest_of(file) for file in taken.files}
    ensure_as_made(taken.files, taken.manifest, digests)
    with _read(taken) as (changes, history):
        entry = LoadEntry("restore", taken.path.name, by, at, 0, restores=history)
        return history.version if dry else store.apply(changes, entry)


@contextmanager
def _read(taken: Taken) -> Iterator[tuple[Changes, History]]:
    if taken.manifest.kind == BACKUP:
        if not taken.path.is_dir():
            raise InputError(f"{taken.path} is a packed backup. Unpack it, and name its folder")
        with closing(open_store(f"embedded:{taken.path}")) as kept, kept.snapshot() as reader:
            yield Changes(put=tuple(every_state(reader))), history_of(reader)
        return
    files = {file.name: file for file in taken.files}
    if HISTORY not in files:
        raise InputError(f"{taken.path}: {MANIFEST} names no {HISTORY}. Take another copy")
    history = read_history(files.pop(HISTORY))
    files.pop(MANIFEST)
    with Digest() as digest:
        states = []
        for state in read_states(files.values()):
            digest.add(state)
            states.append(state)
        found = digest.result()
    if found != taken.manifest.states:
        raise InputError(
            f"{taken.path}: its tables do not come to what was exported; nothing was restored. "
            f"Restore it with version {taken.manifest.product} of the product, which made it"
        )
    yield Changes(put=tuple(states)), history
