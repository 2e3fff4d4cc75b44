"""Templates in particular: notes in words, examples among real rows, lists that are too long."""

import io
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from graph.errors import InputError, NotFound
from graph.model import MODEL
from graph.schema import Kind, Property
from graph.states import node_states
from graph.store import Store
from loaders.example import example_row, is_example
from loaders.load import prepare
from loaders.sources import bundle_sources
from loaders.template import note, notes
from loaders.template_files import table_as_csv, write_files
from loaders.template_workbook import CHOICES, LongLists, tables_as_workbook
from tests.loaders.bundles import TYPES, counts, folder, load

AGENCIES = "code,name,of_type\nEXAMPLE AGENCY,,NOTHING,surplus\nPOL:1,First,POL\nEXAMPLE 2,=1,\n"


def test_the_example_of_a_table_reads_as_an_invented_thing() -> None:
    """Nobody must take it for a real one, and it shows how each kind of cell is written."""
    found = example_row("in_area")

    assert {
        "mappa_case": "EXAMPLE MAPPA CASE",
        "area": "EXAMPLE AREA",
        "valid_from": "2026-01-15",
        "valid_to": "2026-02-15",
        "standing": "home",
        "withdraw": "no",
    } == found


def test_two_ends_of_one_label_are_two_examples() -> None:
    """A case that is linked to itself would be a bad example."""
    found = example_row("linked_to")

    assert ("EXAMPLE MAPPA CASE", "EXAMPLE OTHER MAPPA CASE") == tuple(found.values())[:2]


def test_examples_among_real_rows_are_left_aside_and_told(embedded: Store, tmp_path: Path) -> None:
    """A template that somebody filled in from the second row on loads what they filled in."""
    bundle = folder(tmp_path / "b", agency_type=TYPES, agency=AGENCIES)

    _, made = load(embedded, bundle)

    assert {"rows": 1, "created": 1} == counts(made, "agency")
    assert ["POL:1"] == [s.key for s in node_states(embedded, MODEL.node_types["Agency"])]
    assert [
        "agency.csv, row 2, column code: 2 example rows were left aside. "
        "Nothing needs to be done: an example is never loaded"
    ] == [str(problem) for problem in made.problems]


@pytest.mark.parametrize(
    "key", ["EXAMPLE", "EXAMPLES", "Example agency", "example 1", "POL:EXAMPLE 1", "MY EXAMPLE "]
)
def test_a_real_row_is_no_example_because_its_key_resembles_one(key: str) -> None:
    """A row that is left aside by accident is a row that is lost."""
    assert not is_example(key)


def test_examples_do_not_refuse_a_load_of_all_or_nothing(embedded: Store, tmp_path: Path) -> None:
    """A note is no problem."""
    bundle = folder(tmp_path / "b", agency_type=TYPES, agency=AGENCIES)

    made = prepare(bundle_sources(bundle), embedded, source="s", all_or_nothing=True)

    assert 1 == made.tables["agency"]["created"]


def test_a_header_alone_loads_nothing(embedded: Store, tmp_path: Path) -> None:
    """A template whose example was deleted is an empty table."""
    number, made = load(embedded, folder(tmp_path / "b", agency="code,name,of_type\n"))

    assert (None, [], {}) == (number, made.problems, counts(made, "agency"))


def test_a_note_says_what_is_required_and_what_belongs_there() -> None:
    """It is all that many people read."""
    found = dict(notes("represents"))

    assert "Required. Where it starts. Key of Representative." == found["representative"]
    assert "Required. The agency that the person speaks for. Key of Agency." == found["agency"]
    assert (
        "Key of Agency; several split by ;."
        == note(Property(Kind.LIST, "", refers_to="Agency")).strip()
    )
    assert found["withdraw"].endswith("Yes or no.")
    assert "Sensitive: shown with the permission names only." in dict(notes("offender"))["name"]
    assert "permission links only" in dict(notes("linked_to"))["other_mappa_case"]


def test_a_table_that_is_not_there_is_named_with_the_nearest() -> None:
    """A slip of the finger costs no search in a manual."""
    with pytest.raises(NotFound, match="no table 'agncy'. Did you mean agency. There are: action"):
        table_as_csv("agncy")
    with pytest.raises(NotFound, match="no table 'zzz'. There are: action"):
        tables_as_workbook(["zzz"])


@pytest.mark.parametrize("choices", [tuple(f"choice {n:03}" for n in range(40)), ("a, b", "c")])
def test_a_list_that_no_rule_can_hold_stands_in_a_hidden_sheet(choices: tuple[str, ...]) -> None:
    """XLSX has 255 characters for a list, and splits it at commas."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    book.add_worksheet("agency")
    lists = LongLists(book)

    sources = [lists.source(("x", "y")), lists.source(("p,q",)), lists.source(choices)]
    lists.write()
    book.close()

    assert [["x", "y"], f"={CHOICES}!$A$1:$A$1", f"={CHOICES}!$B$1:$B${len(choices)}"] == sources
    with zipfile.ZipFile(file) as zipped:
        assert b'name="_choices" sheetId="2" state="hidden"' in zipped.read("xl/workbook.xml")
        assert choices[-1].encode() in zipped.read("xl/sharedStrings.xml")


def test_files_that_are_there_are_not_replaced_unless_that_is_wished(tmp_path: Path) -> None:
    """A filled-in table is an afternoon's work."""
    (tmp_path / "b.csv").write_text("mine", encoding="utf-8")
    files = {"a.csv": b"new", "b.csv": b"new"}

    with pytest.raises(InputError, match=r"has b\.csv already; nothing was written\. .*--force"):
        write_files(tmp_path, files, replace=False)

    assert ["b.csv"] == [path.name for path in tmp_path.iterdir()]
    assert 2 == len(write_files(tmp_path, files, replace=True))
    assert b"new" == (tmp_path / "b.csv").read_bytes()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """The path of a file in place of a folder is a common slip."""
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(InputError, match="cannot be written to .*: Not a directory"):
        write_files(tmp_path / "file" / "folder", {"a.csv": b""}, replace=False)
