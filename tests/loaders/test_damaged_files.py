"""The damaged-file suite, through the command line: a clear refusal, no traceback, nothing lost."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.store import Store, open_store
from loaders.codes import CODES
from tests.loaders.bundles import folder
from tests.loaders.damages import GROUND, every_damage
from tests.loaders.damages.damage import Damage
from webapp.commands import main

DAMAGES = every_damage()
FEWEST = 150
HEAVY = [
    "texts: a cell of 50 MB", "texts: a line of 20 MB", "zips: a bomb", "sheets: a bomb",
    "sheets: a cell in the last corner", "json_lines: too deep",
]  # fmt: skip
"""What would take most memory, if it were believed."""
MOST_MB = 400
"""Twice what the command takes for a small load."""
STATUS = Path("/proc/self/status")
MEASURED = f"""
import atexit, pathlib, sys
atexit.register(lambda: print(pathlib.Path({str(STATUS)!r}).read_text(), file=sys.stderr))
from webapp.commands import main
main()
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Give a store that holds a little, and its digest."""
    path = tmp_path_factory.mktemp("ground")
    with pytest.raises(SystemExit, match="0"):
        _run(["load", str(folder(path / "b", **GROUND)), "--store", f"embedded:{path / 'store'}"])
    store = open_store(f"embedded:{path / 'store'}")
    yield path / "store", store.digest()
    store.close()


def test_there_are_enough_of_them() -> None:
    """A suite that shrank would still pass."""
    assert len(DAMAGES) >= FEWEST


def test_each_has_the_severity_that_the_page_of_codes_says() -> None:
    """A warning that is documented as a problem sends people to mend what was loaded."""
    wrong = {
        name: damage.severity
        for name, damage in DAMAGES.items()
        if CODES[damage.code].severity != damage.severity
    }

    assert {} == wrong


@pytest.mark.feature(7)
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_refused_whole_where_that_is_wished(
    name: str, ground: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of a broken file may reach the store, and its sender must learn why."""
    damage, (path, digest) = DAMAGES[name], ground

    code, found, error = _load(damage, path, tmp_path, capsys, "--all-or-nothing", "--dry-run")

    assert (0 if damage.severity == "warning" else 2, "") == (code, _traceback(error))
    _assert_named(damage, found)
    assert digest == _digest(path)


@pytest.mark.feature(7)
@pytest.mark.parametrize("name", [name for name, damage in DAMAGES.items() if not damage.whole])
def test_what_is_good_in_a_damaged_file_is_loaded(
    name: str, ground: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Good rows are not held up by a bad one; the bad one is named with its place."""
    damage, (path, digest) = DAMAGES[name], ground
    own = tmp_path / "store"
    shutil.copytree(path, own)

    code, found, error = _load(damage, own, tmp_path, capsys)

    assert (0 if damage.severity == "warning" else 3, "") == (code, _traceback(error))
    _assert_named(damage, found)
    for table in found["tables"]:
        fates = ("created", "updated", "unchanged", "ended", "refused")
        assert table["rows"] == sum(table[fate] for fate in fates)
    assert digest != _digest(own)


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not say what a process took")
@pytest.mark.parametrize("name", HEAVY)
def test_a_file_that_is_made_to_fill_memory_does_not(
    name: str, ground: tuple[Path, str], tmp_path: Path
) -> None:
    """Whoever sends a bomb must not stop the work of others."""
    path, own = DAMAGES[name].write(tmp_path / "damaged"), tmp_path / "store"
    shutil.copytree(ground[0], own)

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "load", str(path), "--store", f"embedded:{own}"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    (peak,) = (line.split()[1] for line in done.stderr.splitlines() if line.startswith("VmHWM"))
    assert done.returncode in (2, 3)
    assert int(peak) / 1024 < MOST_MB


def _load(
    damage: Damage, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, dict[str, Any], str]:
    """Load a damaged file; return the exit code, the report and what was said beside it."""
    path = damage.write(tmp_path / "damaged")
    where = ("--store", f"embedded:{store}", "--format", "json")
    with pytest.raises(SystemExit) as ended:
        _run(["load", str(path), *where, *damage.words, *words])
    said = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return code, json.loads(said.out), said.err


def _run(words: list[str]) -> None:
    before = sys.argv
    sys.argv = ["mappa", *words]
    try:
        main()
    finally:
        sys.argv = before


def _assert_named(damage: Damage, found: dict[str, Any]) -> None:
    """Check that the damage is said with code, file, row and column."""
    places = [
        (said["code"], said["row"], said["column"], said["severity"]) for said in found["problems"]
    ]
    assert (damage.code, damage.row, damage.column, damage.severity) in places
    assert all(said["fix"] and said["message"] for said in found["problems"])


def _traceback(error: str) -> str:
    return error if "Traceback" in error else ""


def _digest(path: Path) -> str:
    store: Store = open_store(f"embedded:{path}")
    digest = store.digest()
    store.close()
    return digest
