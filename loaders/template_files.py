"""Empty tables to be filled in, and writing them without losing what is there."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from graph.errors import InputError
from loaders.example import example_row
from loaders.template import columns


def table_as_csv(table: str) -> str:
    """Return a table's header and its example row as CSV. Raises NotFound for an unknown table."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(columns(table)), lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(example_row(table))
    return file.getvalue()


def write_files(folder: Path, files: Mapping[str, bytes], *, replace: bool) -> list[Path]:
    """Write files into a folder. Raises InputError, and writes none, where one is there already."""
    paths = {folder / name: content for name, content in files.items()}
    there = sorted(path.name for path in paths if path.exists())
    if there and not replace:
        raise InputError(
            f"{folder} has {', '.join(there)} already; nothing was written. "
            f"Name another folder, or say --force to replace what is there"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in paths.items():
            path.write_bytes(content)
    except OSError as error:
        raise InputError(
            f"The files cannot be written to {folder}: {error.strerror}. Name another folder"
        ) from error
    return list(paths)
