"""Tables of text with separators: CSV and its kin, read as they are asked for.

UTF-8 and UTF-16 are told by how a file begins; any other encoding must be said. Comma, semicolon,
tab and bar are recognised.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from graph.errors import InputError
from loaders.files import UNREADABLE, File, Told, refuse_other_kinds
from loaders.tables import Row, Table, header_of, row_of

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST_CELL = 100_000
"""Characters; a file with a longer cell is no table of ours (a value may have 2,000)."""
LONGEST_LINE = 2_000_000
"""Characters; a longer line has more than 200 cells, or one that is too long."""
SAMPLED_ROWS = 50
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
DECLARED = "sep="
"""How a spreadsheet writes the separator into a line above the header."""

Line = tuple[int, list[str]]


def read_separated(file: File, told: Told, known: frozenset[str] = frozenset()) -> Table:
    """Open a file as a table. `known` are column names that help to recognise the separator.

    Raises InputError, and so may reading its rows, for a file that is no such table.
    """
    first = file.first_bytes()
    refuse_other_kinds(file, first)
    encoding = _encoding(file, first, told)
    delimiter = told.delimiter or _recognised(file, encoding, told, known)
    lines = _lines(file, encoding, delimiter)
    number, names = next(_below(lines, told), (1, []))
    columns = header_of(file, names, number)
    read_as = [NAMES.get(encoding, encoding), DELIMITERS.get(delimiter, repr(delimiter))]
    return Table(
        file.stem,
        file.name,
        columns,
        _rows(file.name, columns, lines),
        read_as="" if read_as == ["UTF-8", "commas"] else ", ".join(read_as),
        header=number,
        length=file.count_lines,
    )


def _rows(name: str, columns: tuple[str, ...], lines: Iterator[Line]) -> Iterator[Row]:
    for number, cells in lines:
        if any(cells):
            yield row_of(name, "", columns, number, cells)


def _below(lines: Iterator[Line], told: Told) -> Iterator[Line]:
    """Pass over what stands above the header: a declared separator, rows that a person named."""
    for number, cells in lines:
        declares = number == 1 and len(cells) <= 2 and cells[:1] and cells[0].startswith(DECLARED)
        if number >= told.header_row and not declares and (any(cells) or told.header_row > 1):
            yield number, cells


def _encoding(file: File, first: bytes, told: Told) -> str:
    marked = next((name for mark, name in MARKS if first.startswith(mark)), "")
    if not marked and not told.encoding and b"\x00" in first:
        raise file.refused(
            "encoding",
            "it holds zero bytes: it is no text, or UTF-16 without its mark",
            "Save it as UTF-8",
        )
    if marked or not told.encoding:
        return marked or "utf-8"
    try:
        "".encode(told.encoding)  # some codecs of Python turn texts into other texts
        return codecs.lookup(told.encoding).name
    except LookupError as error:
        raise file.refused(
            "encoding",
            f"there is no encoding {told.encoding!r}",
            "Say one that Python knows, such as windows-1252",
        ) from error


def _recognised(file: File, encoding: str, told: Told, known: frozenset[str]) -> str:
    """Return the separator under which the first rows look most like a table."""
    return max(DELIMITERS, key=lambda sign: _likeness(file, encoding, sign, told, known))


def _likeness(
    file: File, encoding: str, delimiter: str, told: Told, known: frozenset[str]
) -> tuple[int, float, int]:
    """Return known columns, share of rows as wide as the header, and columns if several."""
    rows: list[list[str]] = []
    with suppress(InputError):  # what can be read before it tells enough
        for _, cells in islice(_below(_lines(file, encoding, delimiter), told), SAMPLED_ROWS):
            rows.append(cells)
    if not rows or len(rows[0]) == 1:
        return (0, 0.0, 0)
    wide = len(rows[0])
    alike = sum(len(cells) == wide for cells in rows) / len(rows)
    return (len(known & {name.strip() for name in rows[0]}), alike, wide)


def _lines(file: File, encoding: str, delimiter: str) -> Iterator[Line]:
    """Yield the number of the line on which each row begins, and its cells."""
    csv.field_size_limit(LONGEST_CELL)
    before = 0
    try:
        with file.open() as opened, io.TextIOWrapper(opened, encoding, newline="") as text:
            reader = csv.reader(_bounded(file, text), delimiter=delimiter, strict=True)
            for cells in reader:
                yield before + 1, cells
                before = reader.line_num
    except UnicodeError as error:
        raise _not_text(file, encoding, before) from error
    except csv.Error as error:
        raise _not_csv(file, str(error), before + 1) from error
    except UNREADABLE as error:
        raise file.unreadable(error) from error


def _bounded(file: File, text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines; one that does not end would otherwise be read whole, however long."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise file.refused(
                "line-too-long",
                f"the line has more than {LONGEST_LINE:,} characters",
                "Look whether the file is whole, and a table",
                number,
            )
        yield line


def _not_text(file: File, encoding: str, before: int) -> InputError:
    """Say on which line a file stops being text: what decodes it is some lines ahead."""
    number = before + 1
    if encoding != "utf-16":
        with file.open() as opened:
            for line in islice(opened, before, None):
                if not _is_text(line, encoding):
                    break
                number += 1
    name = NAMES.get(encoding, encoding)
    return file.refused(
        "encoding",
        f"it is not {name} text from here on",
        "Save it as UTF-8, or say its encoding (--encoding windows-1252)",
        number,
    )


def _is_text(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeError:
        return False
    return True


def _not_csv(file: File, said: str, number: int) -> InputError:
    if "field larger" in said:
        what = f"a cell has more than {LONGEST_CELL:,} characters"
        fix = "Look for a double quote that is not closed, or shorten the cell"
        return file.refused("cell-too-long", what, fix, number)
    sayings = {
        "unexpected end": "a double quote is not closed",
        "expected after": "a text in double quotes goes on after its closing quote",
        "new-line character": "a line ends in an old way (a lone carriage return)",
    }
    what = next((words for sign, words in sayings.items() if sign in said), said)
    return file.refused("not-csv", f"it is no CSV file: {what}", "Save it as CSV again", number)
