"""`mappa undo` and `mappa loads`: what an administrator reads before and after taking back."""

import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.store import open_store
from queries.coverage.policy_file import default_policy
from tests.loaders.bundles import folder
from tests.webapp.test_commands import mappa as process
from webapp.commands import main


class Done(NamedTuple):
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


Mappa = Callable[..., Done]
FIRST = {
    "agency": "code,name,of_type\nPOL:1,First,POL\nPOL:2,Second,POL\n",
    "offender": "ref,date_of_birth\nO1,2010-02-28\n",
    "mappa_case": "ref,opened_on,concerns\nC1,2024-01-01,O1\n",
    "at_level": "mappa_case,level,valid_from\nC1,2,2024-01-01\n",
}
SECOND = {
    "agency": "code,name\nPOL:1,New\n",
    "offender": "ref,date_of_birth\nO1,2001-03-29\n",
    "led_by": "mappa_case,agency,valid_from\nC1,POL:2,2024-01-01\n",
}
BIRTHS = ("2010-02-28", "2001-03-29")


@pytest.fixture
def mappa(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Mappa:
    """Give the command, run in this process."""

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["mappa", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        assert isinstance(code, int)
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def url(tmp_path: Path, mappa: Mappa) -> str:
    """Give a store with two loads after the reference tables: 2 and 3."""
    address = f"embedded:{tmp_path / 'store'}"
    for name, tables in (("first", FIRST), ("second", SECOND)):
        done = mappa("load", str(folder(tmp_path / name, **tables)), "--store", address)
        assert 0 == done.returncode, done.stderr
    return address


def digest(url: str) -> str:
    """Return the digest of the store."""
    with closing(open_store(url)) as store:
        return store.digest()


def test_a_dry_run_shows_what_comes_back_and_writes_nothing(mappa: Mappa, url: str) -> None:
    """What goes, what comes back and what it does to coverage, before the button is pressed."""
    before = digest(url)

    done = mappa("undo", "3", "--dry-run", "--store", url, "--format", "csv")

    assert 0 == done.returncode
    assert {
        "type,removed,restored,brought_back",
        "led_by,1,0,0",
        "agency,0,1,0",
        "offender,0,1,0",
        "has_circumstance,2,0,2",
    } == set(done.stdout.splitlines())
    assert "restored: Agency POL:1, name: New -> First\n" in done.stderr
    assert "removed: MappaCase C1 LED_BY POL:2 (2024-01-01)\n" in done.stderr
    assert "coverage: opens " in done.stderr
    assert "load 3 (second): a dry run of its undo; nothing was written" in done.stderr
    assert before == digest(url)


@pytest.mark.feature(24)
def test_an_undo_is_applied_and_leaves_no_day_of_birth_on_the_screen(
    mappa: Mappa, url: str
) -> None:
    """A circumstance that follows from a date begins on it: its first day is as sensitive."""
    done = mappa("undo", "3", "--store", url)
    shown = mappa("loads", "3", "--store", url, "--format", "json")

    assert (0, 0) == (done.returncode, shown.returncode)
    assert "brought back: MappaCase C1 HAS_CIRCUMSTANCE under_18\n" in done.stderr
    assert "date_of_birth: (sensitive) -> (sensitive)" in done.stderr
    assert "load 3 (second): undone as load 4" in done.stderr
    for born in BIRTHS:
        assert born not in done.stdout + done.stderr + shown.stdout


def test_a_dry_run_and_the_undo_itself_say_the_same_of_coverage(
    store_url: str, tmp_path: Path
) -> None:
    """The one is asked of a trial, the other of what was written."""
    for name, tables in (("first", FIRST), ("second", SECOND)):
        process("load", str(folder(tmp_path / name, **tables)), "--store", store_url)

    tried = process("undo", "3", "--dry-run", "--store", store_url, "--format", "json")
    done = process("undo", "3", "--store", store_url, "--format", "json")

    foreseen, found = json.loads(tried.stdout), json.loads(done.stdout)
    assert (None, "dry_run", 4, "applied") == (
        foreseen.pop("load"), foreseen.pop("state"), found.pop("load"), found.pop("state"),
    )  # fmt: skip
    assert foreseen == found
    assert found["coverage"]["opened"]


def test_a_refused_undo_names_what_is_in_the_way_and_exits_with_2(mappa: Mappa, url: str) -> None:
    """Nothing on standard output can be taken for something that was done."""
    before = digest(url)

    done = mappa("undo", "2", "--store", url)
    tried = mappa("undo", "2", "--store", url, "--dry-run")
    told = json.loads(mappa("undo", "2", "--store", url, "--format", "json").stdout)

    assert (2, "") == (done.returncode, done.stdout)
    assert tried == done
    assert "problem: Agency POL:1 was changed by load 3. Undo load 3 first\n" in done.stderr
    assert "load 2 (first): not undone; nothing was written" in done.stderr
    assert "refused" == told["state"]
    assert "touched-later" in {problem["code"] for problem in told["problems"]}
    assert before == digest(url)


@pytest.mark.parametrize("number", ["9", "4", "3"])
def test_a_load_that_cannot_be_undone_is_one_line(mappa: Mappa, url: str, number: str) -> None:
    """Unknown, an undo, undone already."""
    mappa("undo", "3", "--store", url)

    done = mappa("undo", number, "--store", url)

    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert done.stderr.startswith(("Error: There is no load 9", "Error: Load "))


def test_the_list_of_loads_says_what_was_undone_and_by_which_rules(mappa: Mappa, url: str) -> None:
    """Years later somebody asks what happened to a load, and what it was judged by."""
    mappa("undo", "3", "--store", url)

    rows = json.loads(mappa("loads", "--store", url, "--format", "json").stdout)
    one = json.loads(mappa("loads", "4", "--store", url, "--format", "json").stdout)

    assert [
        (1, "load", None, None),
        (2, "load", None, None),
        (3, "load", None, 4),
        (4, "undo", 3, None),
    ] == [(row["number"], row["kind"], row["undoes"], row["undone_by"]) for row in rows]
    assert (default_policy().digest, 3) == (one["policy"], one["undoes"])


@pytest.mark.feature(24)
def test_one_load_is_shown_with_its_files_and_what_it_changed(mappa: Mappa, url: str) -> None:
    """Who, when, which bytes, by which rules, and every element."""
    lines = mappa("loads", "3", "--store", url, "--format", "csv").stdout.splitlines()
    whole = json.loads(mappa("loads", "3", "--store", url, "--format", "json").stdout)
    first = mappa("loads", "2", "--store", url)

    assert {"source,second", f"policy,{default_policy().digest}", "agency updated,1"} <= set(lines)
    assert 64 == len(whole["files"]["led_by.csv"])
    assert {
        "done": "replaced",
        "label": "Agency",
        "key": "POL:1",
        "before": {"name": "First", "OF_TYPE": ["POL"]},
        "later": None,
    } in whole["elements"]
    assert {"created": 3, "replaced": 2, "dropped": 2} == {
        what: [element["done"] for element in whole["elements"]].count(what)
        for what in ("created", "replaced", "dropped")
    }
    assert "changed since" in first.stdout
    assert "last by load 3" in first.stdout


def test_a_load_that_nobody_made_is_one_line(mappa: Mappa, url: str) -> None:
    """A slip of the finger."""
    done = mappa("loads", "9", "--store", url)

    assert (2, "") == (done.returncode, done.stdout)
    assert "There is no load 9: the last one is 3. mappa loads lists them" in done.stderr


def test_a_store_of_which_all_was_undone_is_begun_anew(mappa: Mappa, url: str) -> None:
    """Without the reference tables no agency could ever be loaded again."""
    for number in ("3", "2", "1"):
        assert 0 == mappa("undo", number, "--store", url).returncode
    first = str(Path(url.partition(":")[2]).parent / "first")

    tried = mappa("load", first, "--store", url, "--dry-run")
    done = mappa("load", first, "--store", url)

    assert (0, 0) == (tried.returncode, done.returncode)
    assert "the reference tables are load 7" in done.stderr
    assert "first: applied as load 8" in done.stderr
