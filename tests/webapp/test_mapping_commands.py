"""`mappa mappings`: what the author of a mapping is told."""

from pathlib import Path

from loaders.mapping_file import FOLDER
from tests.loaders.mappings import AGENCY, HEAD
from tests.webapp.test_commands import mappa

PEOPLE = (
    '[[row]]\ntable = "offender"\n[row.columns]\nref = { column = "id" }\n'
    'name = { column = "name" }\n'
)


def written(folder: Path, words: str, table: str) -> tuple[str, str]:
    """Write a mapping and a file for it."""
    (folder / "m.toml").write_text(HEAD + words, encoding="utf-8")
    (folder / "f.csv").write_text(table, encoding="utf-8")
    return str(folder / "m.toml"), str(folder / "f.csv")


def test_mappings_are_listed_without_another_word() -> None:
    """Scripts that read the list go on as before."""
    done = mappa("mappings", "--format", "csv")

    assert 0 == done.returncode
    assert done.stdout.startswith("name,title,publisher,licence,file\nareas,")


def test_a_mapping_is_printed_as_it_is_written() -> None:
    """A start for one's own."""
    done = mappa("mappings", "show", "prisons")

    assert (FOLDER / "prisons.toml").read_text(encoding="utf-8") == done.stdout
    assert 2 == mappa("mappings", "show", "prison").returncode


def test_a_mistake_is_named_with_its_line_and_refused(tmp_path: Path) -> None:
    """Its author looks there first."""
    mapping, _ = written(tmp_path, AGENCY + "colour = { column = 'a' }\n", "")

    done = mappa("mappings", "check", mapping)

    assert (2, "") == (done.returncode, done.stdout)
    assert "m.toml:10: agency has no column 'colour'" in done.stderr


def test_a_mapping_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """A misspelt path is no traceback."""
    done = mappa("mappings", "check", str(tmp_path / "none.toml"))

    assert 2 == done.returncode
    assert "none.toml'. Name a file, or one of: areas, councils" in done.stderr


def test_a_good_mapping_says_what_it_makes(tmp_path: Path) -> None:
    """And with a file that fits, what it would make of it; nothing is written."""
    mapping, table = written(tmp_path, AGENCY, "id,name\n1,A\n")
    store = tmp_path / "store"

    alone = mappa("mappings", "check", mapping)
    done = mappa("mappings", "check", mapping, "--against", table, MAPPA_STORE=f"embedded:{store}")

    assert (0, f"{mapping}: good. It makes rows of agency\n") == (alone.returncode, alone.stdout)
    assert 0 == done.returncode
    assert "columns that nothing reads: name" in done.stdout
    assert "f.csv: 1 rows = 1 mapped + 0 skipped + 0 refused" in done.stdout
    assert "agency: 1 rows, such as\ncode\nX:1\n" in done.stdout
    assert not store.exists()


def test_some_refused_rows_are_done_in_part_and_only_refused_ones_are_refused(
    tmp_path: Path,
) -> None:
    """A script can tell the three apart."""
    some = mappa("mappings", "check", *_against(written(tmp_path, AGENCY, "id,n\n1,A\n,B\n")))
    none = mappa("mappings", "check", *_against(written(tmp_path, AGENCY, "id,n\n,B\n")))
    other = mappa("mappings", "check", *_against(written(tmp_path, AGENCY, "Id,n\n1,B\n")))

    assert (3, 2, 2) == (some.returncode, none.returncode, other.returncode)
    assert "refused: f.csv, row 3, column id: the cell must not be empty" in some.stdout
    assert "row 1, column id: the mapping m reads this column" in other.stdout
    assert "columns that nothing reads: Id, n" in other.stdout
    assert "Say header_row in the mapping if the names stand further down" in other.stdout


def test_what_the_loader_would_refuse_is_told_already(tmp_path: Path) -> None:
    """A formula passes through a mapping, and no load takes it."""
    words = AGENCY + 'name = { column = "n" }\n'

    done = mappa("mappings", "check", *_against(written(tmp_path, words, "id,n\n1,=A1\n")))

    assert 3 == done.returncode
    assert "cannot be used: f.csv, row 2, column name: the cell holds a formula" in done.stdout


def test_refused_rows_of_a_matrix_are_mended_and_loaded_by_the_same_mapping(
    tmp_path: Path,
) -> None:
    """They are written as we write, however the publisher's own file was written."""
    words = (
        'delimiter = ";"\nencoding = "cp1252"\nheader_row = 2\n'
        '[wide]\nall_but = []\nname = "area"\nvalue = "mark"\n'
        '[[row]]\ntable = "area"\n[row.columns]\ncode = { column = "area", shape = "slug" }\n'
        'name = { column = "mark" }\njurisdiction = { column = "land", '
        'values = { "é" = "england_and_wales" } }\n'
    )
    mapping, table = written(tmp_path, words, "")
    Path(table).write_text("Heading;;\nland;Kent;Essex\né;K;\nè;;E\n", encoding="cp1252")
    url, out = f"embedded:{tmp_path / 'store'}", tmp_path / "out"
    again = ("--mapping", mapping, "--store", url)

    first = mappa("load", table, *again, "--refused", str(out))
    mended = (out / "f.csv").read_text(encoding="utf-8").replace("è", "é")
    (out / "f.csv").write_text(mended, encoding="utf-8")
    then = mappa("load", str(out / "f.csv"), *again)

    assert (3, 0) == (first.returncode, then.returncode)
    assert "f.csv, row 4, column land: is not one of the choices ('è')" in first.stderr
    assert ["area", "1", "1", "0"] == then.stdout.splitlines()[1].split()[:4]


def test_names_of_people_are_not_shown_as_examples(tmp_path: Path) -> None:
    """What is printed on a terminal is copied into letters."""
    done = mappa("mappings", "check", *_against(written(tmp_path, PEOPLE, "id,name\nO1,PERSON\n")))

    assert 0 == done.returncode
    assert "(sensitive)" in done.stdout
    assert "PERSON" not in done.stdout


def _against(files: tuple[str, str]) -> tuple[str, ...]:
    return (files[0], "--against", files[1])
