"""Makes workbooks and zips, whole ones and broken ones."""

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

from tests.loaders.damages.damage import Content, Rows


def book(tables: Mapping[str, Rows], far: tuple[str, int, int] | None = None) -> bytes:
    """Return a workbook; a pair is a formula with what it came to, None = never worked out."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in tables.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(number, place, cell[0], None, cell[1] or "")
                else:
                    sheet.write(number, place, cell)
        if far and far[0] == name:
            sheet.write(far[1], far[2], "lost")
    made.close()
    content = file.getvalue()
    return never_worked_out(content) if _has_unworked(tables) else content


def _has_unworked(tables: Mapping[str, Rows]) -> bool:
    cells_ = (cell for rows in tables.values() for row in rows for cell in row)
    return any(isinstance(cell, tuple) and cell[1] is None for cell in cells_)


def never_worked_out(content: bytes) -> bytes:
    """Return a workbook whose formulas have no value, as programs write them."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        sheet = zipped.read("xl/worksheets/sheet1.xml")
    start = sheet.index(b"</f><v>") + len(b"</f>")
    return replaced(content, "sheet1", sheet[:start] + sheet[sheet.index(b"</v>", start) + 4 :])


def packed(files: Mapping[str, Content]) -> bytes:
    """Return a zip of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def replaced(content: bytes, member: str, data: bytes) -> bytes:
    """Return a zip with other data in the member whose name has a word in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    return packed({name: data if member in name else old for name, old in files.items()})


def recut(content: bytes, member: str, length: int) -> bytes:
    """Return a zip with only the beginning of one member."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        name = next(name for name in zipped.namelist() if member in name)
        return replaced(content, member, zipped.read(name)[:length])


def twice(name: str, content: str) -> bytes:
    """Return a zip that holds a name twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        zipped.writestr("area0csv", content)
        zipped.writestr("area.csv", content)
    return stream.getvalue().replace(b"area0csv", name.encode())


def locked(content: bytes) -> bytes:
    """Return a zip whose members say that they are locked."""
    data = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(sign, start + 4)
    return bytes(data)


def lying(text: str) -> bytes:
    """Return a zip whose member says that it is shorter than it is."""
    data = bytearray(packed({"area.csv": text}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.find(sign)
        data[start + place] = 12
    return bytes(data)
