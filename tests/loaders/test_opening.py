"""Tables of every kind of file come out the same, and it is said how they were read."""

import datetime
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from graph.errors import InputError
from loaders.bundle import read_bundle
from loaders.files import Told
from loaders.opening import read_source
from loaders.tables import Table
from tests.loaders.damages.making import book

ROWS = [{"code": "x", "name": "Caf\xe9, the first"}, {"code": "y", "name": ""}]
TEXT = 'code{0}name\nx{0}"Caf\xe9, the first"\ny{0}\n'


def rows(table: Table) -> list[Mapping[str, str]]:
    """Return the cells of a table."""
    return [row.values for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_recognised_and_reported(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """Each office's spreadsheet saves CSV in its own way."""
    (tmp_path / "area.csv").write_bytes(TEXT.format(delimiter).encode(encoding))

    (table,) = read_bundle(tmp_path)

    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    said = f"{'UTF-16' if encoding == 'utf-16' else 'UTF-8'}, {names[delimiter]}"
    assert ROWS == rows(table)
    assert ("" if said == "UTF-8, commas" else said) == table.read_as


def test_windows_1252_is_read_when_it_is_said(tmp_path: Path) -> None:
    """It cannot be told from other old encodings: a wrong guess would change names in silence."""
    path = tmp_path / "area.csv"
    path.write_bytes(TEXT.format(",").encode("cp1252"))

    (table,) = read_bundle(path, Told(encoding="windows-1252"))

    assert (ROWS, "Windows-1252, commas") == (rows(table), table.read_as)


def test_a_separator_that_is_said_is_used(tmp_path: Path) -> None:
    """Somebody separates by colons."""
    path = tmp_path / "list.csv"
    path.write_text("a:b\n1:2\n", encoding="utf-8")

    table = read_source(path, Told(delimiter=":"))

    assert [{"a": "1", "b": "2"}] == rows(table)


def test_a_separator_that_a_spreadsheet_declares_is_no_row(tmp_path: Path) -> None:
    """Excel writes sep=; above the header; rows keep the numbers that a person sees."""
    path = tmp_path / "area.csv"
    path.write_text("sep=;\ncode;name\nx;X\n", encoding="utf-8")

    (table,) = read_bundle(path)

    assert [(3, {"code": "x", "name": "X"})] == [(row.number, row.values) for row in table.rows]


def test_a_comma_in_a_name_does_not_hide_the_semicolons(tmp_path: Path) -> None:
    """The separator is the sign under which the rows look like a table."""
    path = tmp_path / "list.csv"
    path.write_text("name, first;code\nA, B;1\nC;2\n", encoding="utf-8")

    table = read_source(path)

    assert ("name, first", "code") == table.columns


def test_rows_above_the_header_are_passed_over_where_that_is_said(tmp_path: Path) -> None:
    """Reports begin with a heading and the day on which they were made."""
    path = tmp_path / "list.csv"
    path.write_text("Attendance,,\nmade 2026-01-31,,\ncode,name,\nx,X,\n", encoding="utf-8")

    table = read_source(path, Told(header_row=3))

    assert (("code", "name"), [{"code": "x", "name": "X"}]) == (table.columns, rows(table))


def test_a_workbook_is_a_bundle_with_a_table_a_sheet(tmp_path: Path) -> None:
    """Most offices keep their lists in one workbook."""
    path = tmp_path / "lists.xlsx"
    tables = {"agency": [["code"], ["A"]], "notes": [["free"]], "_own": [["x"]], "area": [["code"]]}
    path.write_bytes(book({**tables, "Sheet4": []}))

    found = read_bundle(path)

    assert [("agency", "agency"), ("area", "area")] == [(t.name, t.sheet) for t in found]
    assert [{"code": "A"}] == rows(found[0])


def test_what_a_spreadsheet_holds_is_written_as_a_table_has_it(tmp_path: Path) -> None:
    """Dates, numbers and truths of a spreadsheet mean what they show."""
    path = tmp_path / "list.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("list")
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(2, 1, ["text", "day", "moment", "whole", "part", "truth", "sum"])
    sheet.write_string(3, 1, "007")
    sheet.write_datetime(3, 2, datetime.datetime(2026, 1, 31), day)
    sheet.write_datetime(3, 3, datetime.datetime(2026, 1, 31, 9, 30), day)
    sheet.write_row(3, 4, [12, 1.5, True])
    sheet.write_formula(3, 7, "=1+1", None, 2)
    made.close()

    table = read_source(path)

    (row,) = table.rows
    cells = ["007", "2026-01-31", "2026-01-31 09:30:00", "12", "1.5", "yes", "2"]
    assert (3, 4, cells, None) == (table.header, row.number, list(row.values.values()), row.problem)


def test_a_sheet_is_named_where_there_are_several(tmp_path: Path) -> None:
    """Guessing which sheet is meant would load the wrong month."""
    path = tmp_path / "months.xlsx"
    path.write_bytes(book({"January": [["a"], ["1"]], "February": [["a"], ["2"]]}))

    with pytest.raises(InputError, match="several sheets, or none: January, February"):
        read_source(path)
    with pytest.raises(InputError, match=r"no sheet 'March'.*It has: January, February"):
        read_source(path, Told(sheet="March"))

    assert [{"a": "2"}] == rows(read_source(path, Told(sheet="February")))


def test_json_lines_say_what_they_leave_alone_and_what_they_clear(tmp_path: Path) -> None:
    """A name that is absent is not the same as null."""
    path = tmp_path / "agency.jsonl"
    lines = [
        {"code": "A", "aliases": ["one;two", "three"], "name": None}, {"code": "B"},
        {"code": 7, "name": True, "x": 1.5, "y": 2.0},
    ]  # fmt: skip
    path.write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")

    (table,) = read_bundle(path)

    assert [
        {"code": "A", "aliases": "one\\;two;three", "name": ""},
        {"code": "B"},
        {"code": "7", "name": "yes", "x": "1.5", "y": "2"},
    ] == rows(table)
    assert [1, 3, 5] == [row.number for row in read_bundle(path)[0].rows]


@pytest.mark.parametrize("top", ["", "bundle/"])
def test_a_zip_is_a_bundle(tmp_path: Path, top: str) -> None:
    """What is mailed is zipped; what a system adds to a zip is left aside."""
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr(f"{top}area.csv", TEXT.format(","))
        zipped.writestr(f"{top}README.md", "what this is")
        zipped.writestr("__MACOSX/._area.csv", b"\x00\x05")
        zipped.writestr(f"{top}.DS_Store", b"\x00")

    (table,) = read_bundle(path)

    assert ROWS == rows(table)


def test_tables_of_several_files_come_in_the_models_order(tmp_path: Path) -> None:
    """A load may name its files in any order, and may split a table."""
    for name in ("at_level.csv", "agency.jsonl", "agency.csv", "area.csv", "notes.txt", "x.png"):
        content = '{"code": "A"}\n' if name.endswith("jsonl") else "code\nA\n"
        (tmp_path / name).write_text(content, encoding="utf-8")

    found = read_bundle(tmp_path)

    assert ["agency.csv", "agency.jsonl", "area.csv", "at_level.csv"] == [t.file for t in found]


def test_a_row_that_spans_lines_has_the_number_of_its_first(tmp_path: Path) -> None:
    """A person looks for the row in the file."""
    path = tmp_path / "list.csv"
    path.write_text('a,b\n1,"two\nlines"\n3,4\n', encoding="utf-8")

    assert [2, 4] == [row.number for row in read_source(path).rows]


@pytest.mark.parametrize("name", ["list.csv", "list.jsonl", "list.xlsx", "list.zip"])
def test_a_file_that_may_not_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    """Rights are a common trouble on shared drives; a missing file is the commonest."""
    with pytest.raises(InputError, match=rf"{name}: there is no .* of this name"):
        read_bundle(tmp_path / name)
