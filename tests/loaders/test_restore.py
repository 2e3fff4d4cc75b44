"""Putting back: into an empty store only, only what is as it was made, whole or not at all."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import Conflict, ExplorerError, InputError
from graph.records import Changes
from graph.states import every_state
from graph.store import Store, open_store
from graph.worlds import case, put, reference, world
from loaders.export import back_up, export
from loaders.manifest import Manifest
from loaders.restore import find_taken, restore, taken_at
from loaders.sources import digest
from tests.contract.test_every_store import entry
from tests.loaders.bundles import load
from tests.loaders.test_export import WORLD
from tests.loaders.whole_stores import AT, everything

ROOT = Path(__file__).parents[2]
CASES = 600
SECONDS_APART = {"embedded": 0.15, "bolt": 0.6}


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """Give an export of a store with two loads."""
    with closing(open_store(f"embedded:{tmp_path / 'source'}")) as source:
        put(source, WORLD)
        put(source, case("C2"))
        export(source, tmp_path / "out", at=AT)
    return tmp_path / "out"


@pytest.fixture
def backed_up(tmp_path: Path) -> Path:
    """Give a backup of the same."""
    with closing(open_store(f"embedded:{tmp_path / 'source'}")) as source:
        put(source, WORLD)
        put(source, case("C2"))
        back_up(source, tmp_path / "copy", at=AT)
    return tmp_path / "copy"


def put_back(store: Store, path: Path) -> int:
    """Restore for a tester."""
    return restore(store, taken_at(path), by="a tester", at=AT)


def test_a_backup_is_put_back_into_a_store_of_either_kind(
    store: Store, backed_up: Path, tmp_path: Path
) -> None:
    """The machine is new, and the store is as it was."""
    assert 2 == put_back(store, backed_up)

    with closing(open_store(f"embedded:{tmp_path / 'source'}")) as source:
        assert everything(source) == everything(store)


def test_a_zip_of_an_export_is_put_back(embedded: Store, exported: Path, tmp_path: Path) -> None:
    """One file is easier to carry than a folder."""
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as zipped:
        for path in exported.iterdir():
            zipped.write(path, f"out/{path.name}")

    assert 2 == put_back(embedded, tmp_path / "out.zip")


def test_a_store_that_is_not_empty_is_left_alone(store: Store, exported: Path) -> None:
    """Two histories cannot be made one."""
    put(store, WORLD)
    before = store.digest()

    with pytest.raises(InputError, match=r"has had 1 loads; nothing was restored. Name an empty"):
        put_back(store, exported)

    assert before == store.digest()


def _changed(folder: Path) -> None:
    content = (folder / "agency.csv").read_bytes()
    (folder / "agency.csv").write_bytes(content.replace(b"Agency POL", b"Agency LOP"))


def _history_changed(folder: Path) -> None:
    with (folder / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a changed table": (_changed, r"agency\.csv: it is not as the export had it\. Take an"),
    "a missing table": (
        lambda folder: (folder / "led_by.csv").unlink(), r"led_by\.csv: the export had this file",
    ),
    "an added table": (
        lambda folder: (folder / "new.csv").touch(), r"new\.csv: the export had no such file\. Ta",
    ),
    "a changed history": (_history_changed, r"history\.jsonl: it is not as the export had it"),
    "a missing history": (
        lambda folder: (folder / "history.jsonl").unlink(), r"history\.jsonl: the export had this",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_export_that_is_not_as_it_was_made_is_refused_by_file(
    embedded: Store, exported: Path, damage: str
) -> None:
    """Whoever carried it must learn which file to carry again, and how to do without."""
    make, said = DAMAGES[damage]
    make(exported)

    with pytest.raises(InputError, match=said):
        put_back(embedded, exported)

    assert 0 == embedded.version()


def test_every_file_that_is_wrong_is_named_at_once(embedded: Store, exported: Path) -> None:
    """Nobody wants to be told of one after the other."""
    for make, _ in DAMAGES.values():
        if not (exported / "history.jsonl").exists():
            break
        make(exported)

    with pytest.raises(InputError) as told:
        put_back(embedded, exported)

    assert {"agency.csv", "led_by.csv", "new.csv", "history.jsonl"} == {
        problem.file for problem in told.value.problems
    }


def _manifest(folder: Path, **told: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **told}), "utf-8")


def test_a_newer_format_is_refused_by_version(exported: Path) -> None:
    """An old program must not guess at what a newer one wrote."""
    _manifest(exported, format=99, product="9.9")

    with pytest.raises(InputError, match=r"made by version 9\.9 of the product, in a newer format"):
        taken_at(exported)


@pytest.mark.parametrize(
    "text",
    ['{"made_by": "MAPPA Explorer"', '{"made_by": "MAPPA Explorer", "format": 1}', "\u0000", ""],
)
def test_a_damaged_manifest_is_one_line(exported: Path, text: str) -> None:
    """It is the one file that nothing else vouches for."""
    (exported / "manifest.json").write_text(text, encoding="utf-8")

    with pytest.raises(
        InputError, match=r"^manifest\.json: it is damaged\. Take another copy"
    ) as said:
        taken_at(exported)

    assert 1 == len(str(said.value).splitlines())


def test_somebody_elses_manifest_is_none_of_ours(exported: Path) -> None:
    """A bundle may lie beside a file of that name, as a web site's does."""
    (exported / "manifest.json").write_text('{"name": "a site"}', encoding="utf-8")

    assert find_taken(exported) is None
    with pytest.raises(InputError, match="neither an export nor a backup: it has no manifest"):
        taken_at(exported)


def test_tables_that_do_not_come_to_what_was_exported_are_refused(
    embedded: Store, exported: Path
) -> None:
    """A manifest that was mended by hand does not make a changed table right."""
    _changed(exported)
    told = json.loads((exported / "manifest.json").read_text("utf-8"))
    _manifest(exported, files={**told["files"], "agency.csv": digest(exported / "agency.csv")})

    with pytest.raises(InputError, match="do not come to what was exported; nothing was restored"):
        put_back(embedded, exported)

    assert 0 == embedded.version()


@pytest.mark.parametrize("left", [0, 100, -1], ids=["nothing", "its start", "all but a byte"])
def test_a_half_copied_backup_is_one_line(embedded: Store, backed_up: Path, left: int) -> None:
    """It is found out before it is needed for anything else."""
    content = (backed_up / "graph.kgl").read_bytes()
    (backed_up / "graph.kgl").write_bytes(content[:left])

    with pytest.raises(InputError, match=r"^graph\.kgl: it is not as the backup had it\. [^\n]*$"):
        put_back(embedded, backed_up)

    assert 0 == embedded.version()


def test_without_its_manifest_an_export_is_an_ordinary_bundle(
    embedded: Store, exported: Path
) -> None:
    """Tables may be mended by hand; then they are a new load, and the history says so."""
    (exported / "manifest.json").unlink()

    number, made = load(embedded, exported, "mended")

    assert 1 == number
    assert {"mended"} == {state.provenance.source for state in every_state(embedded)} - {"derived"}
    assert [("provenance-left", "warning")] == [(p.code, p.severity) for p in made.problems]


def test_into_a_store_that_has_loads_an_export_is_an_ordinary_bundle(
    store: Store, exported: Path
) -> None:
    """What is there stays as it is, what is new has this load's name, and a note says so."""
    put(store, WORLD)

    number, made = load(store, exported, "moved")

    assert 2 == number
    assert {"unchanged": 1} == {k: v for k, v in made.tables["agency"].items() if v and k != "rows"}
    assert {"created": 1} == {
        k: v for k, v in made.tables["offender"].items() if v and k not in ("rows", "unchanged")
    }
    assert "source, first_load and load, and its history, were left aside" in str(made.problems[0])


RESTORER = textwrap.dedent(
    """
    import datetime, sys
    from pathlib import Path
    from graph.store import open_store
    from loaders.restore import restore, taken_at
    store = open_store(sys.argv[1])
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    print("ready", flush=True)
    restore(store, taken_at(Path(sys.argv[2])), by="b", at=at)
    print("restored", flush=True)
    """
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give an export that takes a while to put back, and the digest of its store."""
    folder = tmp_path_factory.mktemp("large")
    with closing(open_store(f"embedded:{folder / 'source'}")) as source:
        put(source, world(reference(), *(case(f"C{number}") for number in range(CASES))))
        put(source, case("C1", restricted=True))
        export(source, folder / "out", at=AT)
        return folder / "out", source.digest()


@pytest.mark.parametrize("moment", range(4))
def test_a_restore_that_is_killed_leaves_an_empty_store_or_a_whole_one(
    store: Store, store_url: str, large: tuple[Path, str], moment: int
) -> None:
    """The machine that is being set up again may fail again."""
    assert 0 == store.version()
    path, digest_then = large
    with subprocess.Popen(
        [sys.executable, "-c", RESTORER, store_url, str(path)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment * SECONDS_APART[store_url.partition(":")[0]])
        process.send_signal(signal.SIGKILL)
        reported = "restored" in process.stdout.read()

    with closing(_settled(store_url)) as after:
        version = after.version()
        assert version in ({2} if reported else {0, 2})
        if not version:
            assert not [*every_state(after)]
            assert 2 == put_back(after, path)
        assert digest_then == after.digest()


def _settled(url: str) -> Store:
    """Open the store; on a server, wait until it has noticed that its client is gone."""
    for _ in range(100):
        store = open_store(url)
        try:
            store.apply(Changes(), entry(store, made_on=-1))
        except Conflict:
            return store
        except ExplorerError:
            store.close()
            time.sleep(0.1)
    raise AssertionError("the killed restore still holds the store")


def test_a_backup_while_another_process_loads_is_before_or_after(
    embedded: Store, tmp_path: Path
) -> None:
    """Nobody has to stop work for the night's copy."""
    put(embedded, WORLD)
    writer = textwrap.dedent(
        """
        import sys
        from graph.store import open_store
        from graph.worlds import case, put, world
        store = open_store(sys.argv[1])
        print("ready", flush=True)
        for load in range(5):
            put(store, world(*(case(f"C{load}-{n}") for n in range(100))))
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", writer, f"embedded:{tmp_path / 'store'}"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        made: list[Manifest] = []
        while process.poll() is None:
            made.append(back_up(embedded, tmp_path / f"copy{len(made)}", at=AT))

    assert 0 == process.returncode
    versions = [manifest.version for manifest in made]
    assert versions == sorted(versions)
    assert len({*versions}) > 1
    for number, version in enumerate(versions):
        with closing(open_store(f"embedded:{tmp_path / f'copy{number}'}")) as copy:
            cases = copy.read("MATCH (matter:MappaCase) RETURN count(*) AS number")
            assert [{"number": 1 + 100 * (version - 1)}] == cases
        shutil.rmtree(tmp_path / f"copy{number}")
