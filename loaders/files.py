"""Files as they come: where their bytes are, and what they really are, whatever they are called."""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from graph.errors import InputError, Problem

FIRST_BYTES = 4_096
"""How much of a file is looked at to tell what it is."""

PIECE = 1 << 20
SIGNATURES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM\x36", "a picture (bitmap)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a word processor's document"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls), or one with a password"),
    (b"\x1f\x8b", "packed (gzip)"),
    (b"BZh", "packed (bzip2)"),
    (b"\xfd7zXZ", "packed (xz)"),
    (b"7z\xbc\xaf", "packed (7z)"),
    (b"Rar!", "packed (RAR)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
"""How files begin that people send by mistake; none of them begins like a table of text."""
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile)
"""What reading raises; `File.unreadable` says it."""
ZIPPED = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
MARKING = re.compile(r"^[A-Z0-9][A-Z0-9-]*_")
"""What the site puts before the name of a file that leaves it, as in OFFICIAL-SENSITIVE_invited."""
PAGES = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")


@dataclass(frozen=True)
class File:
    """A file that can be opened again and again: on disk, or inside a zip.

    `told` is what the person said of how it is written.
    """

    name: str
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """Return the name without folder, ending and handling marking."""
        return MARKING.sub("", Path(self.name).stem)

    @property
    def ending(self) -> str:
        """Return the ending in small letters, with its dot."""
        return Path(self.name).suffix.lower()

    def first_bytes(self) -> bytes:
        """Return how it begins. Raises InputError where it cannot be read."""
        try:
            with self.open() as opened:
                return opened.read(FIRST_BYTES)
        except UNREADABLE as error:
            raise self.unreadable(error) from error

    def count_lines(self) -> int | None:
        """Return how many lines it has; None where it cannot be read."""
        try:
            with self.open() as opened:
                return sum(piece.count(b"\n") for piece in iter(partial(opened.read, PIECE), b""))
        except UNREADABLE:
            return None

    def refused(self, code: str, message: str, fix: str, row: int | None = None) -> InputError:
        """Return the error that refuses the whole file."""
        problem = Problem(code, message, fix, file=self.name, row=row)
        return InputError(str(problem), [problem])

    def unreadable(self, error: Exception) -> InputError:
        """Return the error for a file that the system, or the zip that holds it, does not give."""
        if not isinstance(error, OSError):
            return self.refused("damaged-zip", f"the zip is damaged: {error}", "Make it again")
        return self.refused(
            "unreadable", f"it cannot be read: {error.strerror or error}", "Check path and rights"
        )


@dataclass(frozen=True)
class Told:
    """What a person said of how files are written; what is empty is recognised."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1


def file_at(path: Path) -> File:
    """Return the file of a path."""
    return File(path.name, lambda: path.open("rb"))


def is_zipped(first: bytes) -> bool:
    """Whether a file that begins so is a zip, or one of the kinds that are made as zips."""
    return first.startswith((ZIPPED, EMPTY_ZIP))


def refuse_other_kinds(file: File, first: bytes) -> None:
    """Raise InputError for a file that is no text, whatever its name says."""
    what = next((what for sign, what in SIGNATURES if first.startswith(sign)), "")
    if is_zipped(first):
        what = "a workbook or a zip"
    elif first.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGES):
        what = "a web page or XML"
    if what:
        raise file.refused(
            "not-a-table",
            f"it is {what}, not a table",
            "Save the table itself as CSV or XLSX, and name it so",
        )
