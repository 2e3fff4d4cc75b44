"""Entries of JSON files in bounded memory: a line each, an array, one object, a folder of objects.

What an entry says is never repeated in a message, and no name of a file that holds a CRN.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from graph.errors import InputError, Problem
from loaders.mapping_cells import Refused
from loaders.sources import digest

MOST_BYTES = 32 << 20
"""Longest array: it is read whole, into some ten times the memory."""
MOST_ENTRY_BYTES = 4 << 20
"""Longest line, and longest file of a folder: one person's record is some thousand bytes."""
LINES = frozenset({".jsonl", ".ndjson"})
CRN = re.compile(r"[A-Z][0-9]{6}")
CRN_IN_A_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][0-9]{6}(?![0-9])")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BLANK = b" \t\r\n\xef\xbb\xbf"


@dataclass(frozen=True)
class Entry:
    """One entry: its line, or its place in the array or among the files of the folder by name.

    `crn` is what the file is named after, if it is.
    """

    row: int
    value: object = None
    refused: Refused | None = None
    crn: str = ""


def shown_name(path: Path) -> str:
    """Return the name as it may be told: a CRN in it is not."""
    return CRN_IN_A_NAME.sub("CRN", path.resolve().name)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of the digests of a folder's files by name."""
    if path.is_file():
        return digest(path)
    return hashlib.sha256("".join(digest(found) for found in _files(path)).encode()).hexdigest()


def read_entries(path: Path) -> Iterator[Entry]:
    """Yield each entry; one that cannot be read says why. Raises InputError for a useless file."""
    try:
        if path.is_dir():
            yield from _folder(path)
        elif not path.is_file():
            _refuse(path, "no-file", "there is no such file", "Correct the path")
        elif path.suffix.lower() in LINES or _begins_with_an_entry(path):
            yield from _lines(path)
        else:
            yield from _document(path)
    except OSError as error:
        _refuse(path, "unreadable", f"it cannot be read: {error.strerror}", "Check path and rights")


def _refuse(path: Path, code: str, message: str, fix: str) -> NoReturn:
    problem = Problem(code, message, fix, file=shown_name(path))
    raise InputError(str(problem), [problem]) from None  # what is behind it may hold the entry


def _begins_with_an_entry(path: Path) -> bool:
    """Whether the first line is an entry: the file is JSON lines whatever it is called."""
    with path.open("rb") as file:
        line = next((line for line in _long_lines(file) if line is None or line.strip(BLANK)), None)
    line = line or b""
    if line.startswith(UTF_16) or b"\0" in line:
        _refuse(path, "encoding", "it is not UTF-8 text", "Save it as UTF-8")
    if line and line.strip(BLANK)[:1] not in (b"{", b"["):
        _refuse(path, "not-json", "it is no JSON", "Give the system's own export, unpacked")
    try:
        return isinstance(_parsed(line), dict)
    except Refused:
        return False


def _long_lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield each line in bounded memory; None for one that is too long."""
    while line := file.readline(MOST_ENTRY_BYTES + 1):
        if len(line) <= MOST_ENTRY_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MOST_ENTRY_BYTES)
        yield None


def _lines(path: Path) -> Iterator[Entry]:
    with path.open("rb") as file:
        for row, line in enumerate(_long_lines(file), start=1):
            if row == 1 and line and (line.startswith(UTF_16) or b"\0" in line):
                _refuse(path, "encoding", "it is not UTF-8 text", "Save it as UTF-8")
            if line is None or line.strip(BLANK):
                yield _entry(row, line, _crn_of(path))


def _entry(row: int, data: bytes | None, crn: str) -> Entry:
    if data is None:
        what = f"the entry is longer than {MOST_ENTRY_BYTES >> 20} MB"
        return Entry(row, refused=Refused("too-long", what, "Leave out what is not asked", "", ""))
    try:
        return Entry(row, _parsed(data), crn=crn)
    except Refused as refused:
        return Entry(row, refused=refused, crn=crn)


def _document(path: Path) -> Iterator[Entry]:
    """Yield the entries of an array, or the one object that a file holds."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        _refuse(
            path, "too-long", f"an array may have {MOST_BYTES >> 20} MB at most",
            "Write JSON lines instead, an entry a line: they may have any length",
        )  # fmt: skip
    if not data.strip(BLANK):
        _refuse(path, "no-entry", "it is empty", "Export the registrations again")
    try:
        found = _parsed(data)
    except Refused as refused:
        fix = f"{refused.fix}; if it holds an entry a line, name it .jsonl"
        _refuse(path, refused.code, refused.message, fix)
    if isinstance(found, dict):
        yield Entry(1, found, crn=_crn_of(path))
    elif isinstance(found, list):
        for row, value in enumerate(found, start=1):
            yield Entry(row, value)
    else:
        _refuse(path, "not-entries", "it is neither an object nor an array", "Give the export")


def _folder(folder: Path) -> Iterator[Entry]:
    """Yield an entry for each file of a folder, in the order of their names."""
    for row, path in enumerate(_files(folder), start=1):
        with path.open("rb") as file:
            data = file.read(MOST_ENTRY_BYTES + 1)
        yield _entry(row, data if len(data) <= MOST_ENTRY_BYTES else None, _crn_of(path))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.is_file())


def _crn_of(path: Path) -> str:
    stem = path.stem.upper()
    return stem if CRN.fullmatch(stem) else ""


def _parsed(data: bytes) -> Any:
    """Read JSON of strangers; raises Refused, with the place and never with the text."""
    try:
        return _DECODER.decode(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("encoding", "it is not UTF-8 text", "Save it as UTF-8", "", "") from None
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        what = f"it is no JSON from {line}sign {error.colno} on"
        raise Refused("not-json", what, "Export it again", "", "") from None
    except RecursionError:
        raise Refused("too-deep", "it is nested too deeply", "Export it again", "", "") from None
    except ValueError:  # a number of thousands of digits
        raise Refused("not-json", "it holds no usable number", "Correct it", "", "") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        what = "a name stands twice in one object; which of the two is meant is not known"
        raise Refused("duplicate-key", what, "Keep the right one", "", "")
    return found


def _constant(name: str) -> NoReturn:
    raise Refused("not-json", f"{name} is no value of JSON", "Write null", "", "")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
