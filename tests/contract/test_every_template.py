"""What holds for the template of every table."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from graph.model import MODEL
from graph.schema import NodeType
from graph.store import Store
from loaders.example import MARK, example_row
from loaders.reading import TableReader
from loaders.tables import Row, Table
from loaders.template import about, columns, note, notes
from loaders.template_files import table_as_csv
from loaders.template_workbook import LAST_ROW, choices_of, tables_as_workbook
from tests.loaders.bundles import load

TABLES = list(MODEL.tables)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def workbook() -> bytes:
    """Give the workbook of all tables."""
    return tables_as_workbook(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_its_header_is_what_the_model_declares(table: str) -> None:
    """A column that is not in the template is one that nobody fills in."""
    declared = MODEL.tables[table]
    if isinstance(declared, NodeType):
        expected = [*declared.properties, *(type_.lower() for type_ in declared.edges)]
    else:
        expected = [*declared.key_columns, *declared.properties, "withdraw"]

    header, _ = table_as_csv(table).splitlines()

    assert expected == header.split(",")


@pytest.mark.parametrize("table", TABLES)
def test_its_example_is_valid_in_every_column_when_its_mark_is_taken_away(table: str) -> None:
    """An example with a mistake in it teaches the mistake."""
    cells = {name: text.replace(MARK, "SAMPLE ") for name, text in example_row(table).items()}

    reader = TableReader(Table(table, "t.csv", tuple(cells), [Row(2, cells)]), 1)

    assert 1 == len(list(reader.records()))
    assert [] == reader.problems
    assert all(cells.values())


@pytest.mark.parametrize("table", TABLES)
def test_its_example_is_left_aside_whatever_else_stands_in_it(table: str) -> None:
    """A template is loaded with its example still in it, and half overwritten."""
    cells = dict.fromkeys(columns(table), "=1+1 nonsense \u0007")
    cells[MODEL.tables[table].key_columns[0]] = f"{MARK}5"

    reader = TableReader(Table(table, "t.csv", tuple(cells), [Row(2, cells)]), 1)

    assert [] == list(reader.records())
    assert 0 == reader.count
    assert [("example-row", "note", 2)] == [(p.code, p.severity, p.row) for p in reader.problems]


@pytest.mark.parametrize("table", TABLES)
def test_its_sheet_has_the_same_cells_as_its_csv(table: str, workbook: bytes) -> None:
    """Whoever takes the workbook fills in the same table."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name(table)

    expected = [list(columns(table)), list(example_row(table).values())]
    assert expected == sheet.to_python()


@pytest.mark.parametrize("table", TABLES)
def test_its_sheet_has_a_drop_down_for_each_choice_and_for_nothing_else(
    table: str, workbook: bytes
) -> None:
    """What is picked from a list is not misspelt."""
    expected = {
        f"{letter}2:{letter}{LAST_ROW + 1}": f'"{",".join(choices_of(of))}"'
        for letter, of in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", columns(table).values(), strict=False)
        if choices_of(of)
    }

    found = {
        rule.get("sqref"): rule.findtext(f"{MAIN}formula1")
        for rule in sheet_xml(workbook, table).iter(f"{MAIN}dataValidation")
    }

    assert expected == found


@pytest.mark.parametrize("table", TABLES)
def test_its_cells_are_text_down_to_the_last_row_and_its_header_stays_in_sight(
    table: str, workbook: bytes
) -> None:
    """A spreadsheet eats the zeros of a code and turns a day round unless it is told not to."""
    sheet = sheet_xml(workbook, table)

    formats = number_formats(workbook)
    styles = [int(found.get("style", "0")) for found in sheet.iter(f"{MAIN}col")]
    pane = next(sheet.iter(f"{MAIN}pane"))
    assert {"49"} == {formats[style] for style in styles}  # 49 is "@", text
    assert len(columns(table)) == sum(
        int(found.get("max", "0")) - int(found.get("min", "0")) + 1
        for found in sheet.iter(f"{MAIN}col")
    )
    assert ("1", "frozen") == (pane.get("ySplit"), pane.get("state"))
    assert sheet.find(f"{MAIN}sheetProtection") is None


@pytest.mark.parametrize("table", TABLES)
def test_each_header_cell_explains_itself_and_the_notes_have_all_of_it(
    table: str, workbook: bytes
) -> None:
    """Nobody reads a manual before filling in a sheet."""
    number = sheet_names(workbook).index(table)
    explained = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name("notes")
    rows = {(row[0], row[1]): row for row in explained.to_python()}

    with zipfile.ZipFile(io.BytesIO(workbook)) as zipped:
        xml = ElementTree.fromstring(zipped.read(f"xl/comments{number}.xml"))  # noqa: S314 -- ours
    comments = ["".join(found.itertext()) for found in xml.iter(f"{MAIN}comment")]

    assert [said for _, said in notes(table)] == comments
    assert (table, about(table)) in rows
    for name, of in columns(table).items():
        row = rows[table, name]
        assert str(row[3]).startswith(of.help)
        assert ("yes" if of.required else "", of.unit, of.source) == (row[2], row[5], row[6])
        assert all(choice in str(row[4]) for choice in choices_of(of))
        assert all(meaning in str(row[4]) for meaning in of.choices.values())
        assert of.sensitive in str(row[7])
        assert bool(of.sensitive) is ("Sensitive: " in note(of))


def test_the_same_tables_give_the_same_bytes(workbook: bytes) -> None:
    """What differs by the hour cannot be compared."""
    assert workbook == tables_as_workbook(TABLES)


def test_the_sheets_are_the_tables_after_notes(workbook: bytes) -> None:
    """The first sheet that opens says what to do with the others."""
    assert ["notes", *TABLES] == sheet_names(workbook)


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_untouched_templates_load_nothing(
    embedded: Store, tmp_path: Path, workbook: bytes, shape: str
) -> None:
    """Who tries the template first must not have to clean up after it."""
    path = tmp_path / "template.xlsx"
    path.write_bytes(workbook)
    if shape == "csv":
        path = tmp_path / "templates"
        path.mkdir()
        for table in TABLES:
            (path / f"{table}.csv").write_text(table_as_csv(table), encoding="utf-8", newline="")
    before = embedded.digest()

    number, made = load(embedded, path)

    assert (None, before) == (number, embedded.digest())
    assert dict.fromkeys(TABLES, 0) == {name: tally["rows"] for name, tally in made.tables.items()}
    assert {("example-row", "note")} == {(said.code, said.severity) for said in made.problems}
    assert len(TABLES) == len(made.problems)


def sheet_names(workbook: bytes) -> list[str]:
    """Return the names of the sheets in their order."""
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).sheet_names


def sheet_xml(workbook: bytes, name: str) -> ElementTree.Element:
    """Return a sheet as the workbook has it."""
    number = sheet_names(workbook).index(name) + 1
    with zipfile.ZipFile(io.BytesIO(workbook)) as zipped:
        return ElementTree.fromstring(zipped.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314


def number_formats(workbook: bytes) -> list[str]:
    """Return the number format of each style of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as zipped:
        styles = ElementTree.fromstring(zipped.read("xl/styles.xml"))  # noqa: S314 -- ours
    found = styles.find(f"{MAIN}cellXfs")
    assert found is not None
    return [style.get("numFmtId", "") for style in found]
