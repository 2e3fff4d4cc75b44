"""Export, restore and backup by the command line: one line each, and a right exit code."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from graph.store import open_store
from graph.worlds import case, put, reference, world
from tests.webapp.test_commands import mappa


@pytest.fixture
def source(tmp_path: Path) -> str:
    """Give the address of a store with two loads."""
    url = f"embedded:{tmp_path / 'source'}"
    with closing(open_store(url)) as store:
        put(store, reference())
        put(store, world(case("C1"), case("C2")))
    return url


def digest(url: str) -> tuple[int, str]:
    """Return version and digest of a store."""
    with closing(open_store(url)) as store:
        return store.version(), store.digest()


def test_an_export_is_loaded_into_an_empty_store_of_either_kind(
    source: str, store_url: str, tmp_path: Path
) -> None:
    """The two lines that move an area from one engine to the other."""
    out = mappa("export", str(tmp_path / "out"), "--store", source)
    done = mappa("load", str(tmp_path / "out"), "--store", store_url, "--format", "json")

    assert (0, "") == (out.returncode, out.stdout)
    assert "the history up to load 2. It is as sensitive as the store" in out.stderr
    (report,) = [json.loads(done.stdout)]
    assert (0, "restored", 2) == (done.returncode, report["state"], report["load"])
    assert {"mappa_case": 2} == {
        row["type"]: row["created"] for row in report["tables"] if row["type"] == "mappa_case"
    }
    assert digest(source) == digest(store_url)


def test_a_dry_run_of_a_restore_checks_and_writes_nothing(source: str, tmp_path: Path) -> None:
    """A copy is looked at before the day on which it is needed."""
    mappa("export", str(tmp_path / "out"), "--store", source)
    url = f"embedded:{tmp_path / 'other'}"

    done = mappa("load", str(tmp_path / "out"), "--store", url, "--dry-run")
    (tmp_path / "out" / "level.csv").unlink()
    damaged = mappa("load", str(tmp_path / "out"), "--store", url, "--dry-run")

    assert (0, 2) == (done.returncode, damaged.returncode)
    assert "out: a dry run; nothing was written" in done.stderr
    assert "level.csv: the export had this file. Take another copy" in damaged.stderr
    assert 0 == open_store(url).version()


@pytest.mark.parametrize("word", [("--snapshot",), ("--source", "mine")])
def test_a_restore_takes_no_other_source(source: str, tmp_path: Path, word: tuple[str]) -> None:
    """What cannot be granted is refused, not forgotten."""
    mappa("export", str(tmp_path / "out"), "--store", source)

    done = mappa(
        "load", str(tmp_path / "out"), "--store", f"embedded:{tmp_path / 'other'}", *word
    )  # fmt: skip

    assert 2 == done.returncode
    assert "holds a whole store (export), and this one is empty" in done.stderr
    assert 1 == done.stderr.count("\n")


@pytest.mark.parametrize("verb", ["export", "backup"])
def test_what_was_taken_is_put_back_once(
    source: str, store_url: str, tmp_path: Path, verb: str
) -> None:
    """A second restore would be one into a store that is not empty."""
    mappa(verb, str(tmp_path / "copy"), "--store", source)

    first = mappa("restore", str(tmp_path / "copy"), "--store", store_url)
    second = mappa("restore", str(tmp_path / "copy"), "--store", store_url)

    assert (0, 2) == (first.returncode, second.returncode)
    assert f"copy: restored; the store is as load 2 left it ({verb} of 20" in first.stderr
    assert "has had 2 loads; nothing was restored" in second.stderr
    assert digest(source) == digest(store_url)


def test_a_restore_of_something_else_is_one_line(tmp_path: Path) -> None:
    """The wrong folder is the commonest mistake."""
    (tmp_path / "area.csv").write_text("code,name\nkent,Kent\n", encoding="utf-8")

    done = mappa("restore", str(tmp_path), "--store", f"embedded:{tmp_path / 'store'}")

    assert 2 == done.returncode
    assert "is neither an export nor a backup: it has no manifest.json of ours" in done.stderr
    assert 1 == done.stderr.count("\n")
