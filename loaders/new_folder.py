"""A folder that appears whole or not at all: filled under another name, renamed at the end."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import InputError

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
"""What is taken out of a store is as sensitive as the store."""


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a path at which to make the folder; what is there at the end gets its name.

    Raises InputError for a folder that has something in it, and for one that cannot be written.
    """
    half = folder.parent / f"{folder.name}.unfinished-{secrets.token_hex(4)}"
    try:
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise InputError(f"{folder} exists already; name a folder that does not, or is empty")
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield half
            if folder.exists():
                folder.rmdir()
            half.rename(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written: {error.strerror or error}. Name another folder"
        ) from error


def private_file(path: Path) -> Path:
    """Make an empty file that nobody else may read; return its path."""
    path.touch(mode=PRIVATE_FILE, exist_ok=False)
    return path


def kept_safe(path: Path) -> None:
    """Wait until a file is on the disk: the rename that follows must not come before it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
