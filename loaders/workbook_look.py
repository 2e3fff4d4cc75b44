"""Looks at the sheets of a workbook as a stream, before anything builds them in memory."""

import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

PIECE = 1 << 16
MOST_BROKEN = 10_000
"""Rows with a cell without value that are remembered."""
MOST_INDEX_BYTES = 4 << 20
"""Longest list of sheets that is read."""
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"


@dataclass
class Look:
    """How far the cells of a sheet reach, counted from 1, and cells that hold no value.

    `broken` is, for a row, the last column with an error or with a formula never worked out.
    """

    rows: int = 0
    columns: int = 0
    broken: dict[int, int] = field(default_factory=dict)


def looks(zipped: zipfile.ZipFile) -> dict[str, Look]:
    """Look at each sheet, by name.

    Raises ExpatError, KeyError, ValueError and BadZipFile for what is no workbook.
    """
    targets = {
        attributes["Id"]: attributes["Target"]
        for name, attributes in _elements(zipped, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    sheets = {
        attributes["name"]: targets[attributes[RELATION]]
        for name, attributes in _elements(zipped, "xl/workbook.xml")
        if name == "sheet"
    }
    return {
        name: _look(zipped, normpath(target[1:] if target[0] == "/" else join("xl", target)))
        for name, target in sheets.items()
    }


def _elements(zipped: zipfile.ZipFile, member: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((_local(name), attributes))
    with zipped.open(member) as opened:
        parser.Parse(opened.read(MOST_INDEX_BYTES), True)
    return found


def _look(zipped: zipfile.ZipFile, member: str) -> Look:
    watcher = _Watcher()
    parser = _parser()
    parser.StartElementHandler = watcher.begins
    parser.EndElementHandler = watcher.ends
    with zipped.open(member) as opened:
        while piece := opened.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    return watcher.look


class _Watcher:
    """Follows the cells of one sheet; a cell without an address stands right of the one before."""

    def __init__(self) -> None:
        self.look = Look()
        self._row = self._column = 0
        self._is_error = self._has_formula = self._has_value = False

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """Take notice of a row, a cell, or what a cell has in it."""
        local = _local(name)
        if local == "c":
            self._has_formula = self._has_value = False
            self._is_error = attributes.get("t") == "e"
            self._move(attributes.get("r", ""))
        elif local in {"v", "is"}:
            self._has_value = True
        elif local == "f":
            self._has_formula = True
        elif local == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0

    def ends(self, name: str) -> None:
        """Count a cell that has something in it."""
        if _local(name) != "c" or not (self._has_value or self._has_formula):
            return
        look = self.look
        look.rows, look.columns = max(look.rows, self._row), max(look.columns, self._column)
        is_lost = self._is_error or not self._has_value
        if is_lost and len(look.broken) < MOST_BROKEN:
            look.broken[self._row] = self._column

    def _move(self, address: str) -> None:
        letters = address.rstrip("0123456789")
        self._column = _number(letters) if letters else self._column + 1
        if len(letters) < len(address):
            self._row = int(address[len(letters) :])


def _parser() -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*given: Any) -> None:
    raise ValueError("it declares XML entities")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
