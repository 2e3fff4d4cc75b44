"""`mappa template` as people use it: what comes out where, and what is refused."""

import os
import subprocess
import sys
from pathlib import Path

from graph.model import MODEL
from loaders.template_files import table_as_csv
from tests.webapp.test_commands import ROOT, mappa


def test_without_a_table_the_tables_are_listed() -> None:
    """A newcomer does not know yet what there is."""
    done = mappa("template")

    # A narrow terminal folds what a table is for: the folded lines begin with a blank.
    names = [line.split()[0] for line in done.stdout.splitlines()[1:] if line[0] != " "]
    assert (0, list(MODEL.tables)) == (done.returncode, names)
    assert "Name one: mappa template agency" in done.stderr


def test_a_folder_without_a_table_is_not_taken_for_a_wish_to_see_the_list(tmp_path: Path) -> None:
    """Somebody who named a folder expects files in it."""
    done = mappa("template", "--into", str(tmp_path))

    assert (2, "") == (done.returncode, done.stdout)
    assert "Name the tables that are to be written, or say --all" in done.stderr


def test_a_table_goes_to_standard_output_and_its_notes_beside_it() -> None:
    """What is redirected into a file is the table and nothing else."""
    done = mappa("template", "at_level")

    assert (0, table_as_csv("at_level").splitlines()) == (
        done.returncode,
        done.stdout.splitlines(),
    )
    assert "  level: Required. The level at which it is managed. Key of Level." in done.stderr


def test_several_tables_are_not_run_together() -> None:
    """One file that holds two tables is no table."""
    done = mappa("template", "agency", "at_level", "agency")

    assert (2, "") == (done.returncode, done.stdout)
    assert "2 CSV tables do not fit into one output. Name a folder" in done.stderr


def test_a_filled_in_table_is_not_overwritten(tmp_path: Path) -> None:
    """The command that made it is the one that is typed again by mistake."""
    first = mappa("template", "agency", "area", "--into", str(tmp_path))
    (tmp_path / "area.csv").write_text("mine", encoding="utf-8")

    again = mappa("template", "area", "--into", str(tmp_path))
    forced = mappa("template", "area", "--into", str(tmp_path), "--force")

    assert (0, 2, 0) == (first.returncode, again.returncode, forced.returncode)
    assert [
        f"written: {tmp_path / 'agency.csv'}",
        f"written: {tmp_path / 'area.csv'}",
        "what a column holds: mappa template TYPE, or --format xlsx",
    ] == first.stderr.splitlines()
    assert f"{tmp_path} has area.csv already; nothing was written" in again.stderr
    assert "code,name" in (tmp_path / "area.csv").read_text(encoding="utf-8")


def test_a_table_that_is_not_there_writes_nothing(tmp_path: Path) -> None:
    """Half of what was asked for would be looked for later."""
    done = mappa("template", "agency", "agncy", "--into", str(tmp_path / "new"))

    assert 2 == done.returncode
    assert "There is no table 'agncy'. Did you mean agency?" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_workbook_is_sent_to_a_file_but_not_to_a_terminal(tmp_path: Path) -> None:
    """Its bytes would turn a terminal to rubble."""
    words = [sys.executable, "-c", "from webapp.commands import main; main()"]
    words += ["template", "--all", "--format", "xlsx"]
    here, terminal = os.openpty()
    path = tmp_path / "template.xlsx"

    with path.open("wb") as file:
        sent = subprocess.run(words, cwd=ROOT, stdout=file, check=False)
    shown = subprocess.run(words, cwd=ROOT, stdout=terminal, stderr=subprocess.PIPE, check=False)

    os.close(terminal)
    os.close(here)
    assert (0, 2) == (sent.returncode, shown.returncode)
    assert b"PK" == path.read_bytes()[:2]
    assert b"A workbook cannot be shown on a terminal" in shown.stderr


def test_an_untouched_workbook_loads_nothing_and_says_so(tmp_path: Path) -> None:
    """Trying it out is the first thing that anybody does."""
    mappa("template", "agency", "area", "--format", "xlsx", "--into", str(tmp_path))

    done = mappa(
        "load", str(tmp_path / "template.xlsx"), "--store", f"embedded:{tmp_path / 'store'}"
    )

    assert 0 == done.returncode
    assert [
        "note: template.xlsx, sheet agency, row 2, column code: the example row was left aside. "
        "Nothing needs to be done: an example is never loaded; and 1 more like it",
        "coverage: nothing changes",
        "template: the tables hold no rows; nothing was loaded",
    ] == done.stderr.splitlines()[-3:]
