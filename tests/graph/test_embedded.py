"""The embedded store: readers that follow another process's loads, and files that are not right."""

import logging
import os
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import kglite
import pytest

from graph.errors import StoreError
from graph.store import Reader, Store, open_store
from graph.worlds import case, node, put, reference

SEEN_WITHIN_SECONDS = 10.0
"""A reader looks every second; a busy machine takes longer to load what it finds."""
OTHER = textwrap.dedent(
    """
    import sys
    from graph.store import open_store
    from graph.worlds import case, put
    put(open_store(sys.argv[1]), case(sys.argv[2]))
    """
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the store."""
    return tmp_path / "store"


@pytest.fixture
def here(folder: Path) -> Iterator[Store]:
    """Give a store with one load."""
    with closing(open_store(f"embedded:{folder}")) as store:
        put(store, reference())
        yield store


def load_elsewhere(folder: Path, ref: str) -> None:
    """Load a case from another process."""
    subprocess.run(
        [sys.executable, "-c", OTHER, f"embedded:{folder}", ref],
        check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip


def within(store: Store, version: int) -> bool:
    """Wait until the store shows a version."""
    ends = time.monotonic() + SEEN_WITHIN_SECONDS
    while store.version() != version and time.monotonic() < ends:
        time.sleep(0.05)
    return store.version() == version


def test_a_reader_sees_what_another_process_loads(here: Store, folder: Path) -> None:
    """The site is not started again after a load from the command line."""
    load_elsewhere(folder, "C1")

    assert within(here, 2)
    assert [{"ref": "C1"}] == here.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")


def test_a_newer_state_is_gone_through_before_it_answers(here: Store, folder: Path) -> None:
    """The first who asks after a load would else wait for all that is read once of a state."""
    seen: list[tuple[int, int]] = []

    def act(reader: Reader) -> None:
        seen.append((reader.version(), here.version()))
        reader.kept["read"] = "once"

    here.prepare_with(act)
    load_elsewhere(folder, "C1")

    assert within(here, 2)
    assert ([(2, 1)], {"read": "once"}) == (seen, here.kept)


@pytest.mark.parametrize("error", [StoreError("too long"), ValueError("a mistake of ours")])
def test_a_state_that_cannot_be_gone_through_answers_all_the_same(
    here: Store, folder: Path, error: Exception
) -> None:
    """Who asks is told what is wrong; yesterday's answers would tell nobody."""

    def act(_: Reader) -> None:
        raise error

    here.prepare_with(act)
    load_elsewhere(folder, "C1")

    assert within(here, 2)


def test_a_snapshot_keeps_to_its_state(here: Store, folder: Path) -> None:
    """A page that asks ten questions shows one state of the world."""
    with here.snapshot() as reader:
        load_elsewhere(folder, "C1")
        assert within(here, 2)

        assert 1 == reader.version()
        assert [] == reader.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")


def test_a_trial_keeps_to_its_state(here: Store) -> None:
    """Both answers of a what-if come from one state."""
    with here.trial() as trial:
        put(here, case("C1"))

        assert [] == trial.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")


def test_an_empty_store_answers_before_the_first_load(folder: Path) -> None:
    """A new installation shows empty pages, not errors."""
    with closing(open_store(f"embedded:{folder}")) as store:
        assert (0, []) == (store.version(), store.read("MATCH (n) RETURN n"))
        assert "nothing loaded yet" == store.info()["created"]


def test_a_backup_opens_as_a_store(here: Store, tmp_path: Path) -> None:
    """A copy that cannot be put back is none."""
    put(here, case("C1"))

    here.backup(tmp_path / "copies" / "monday")

    with closing(open_store(f"embedded:{tmp_path / 'copies' / 'monday'}")) as copy:
        assert here.digest() == copy.digest()
        assert 3 == put(copy, case("C2"))


def test_a_backup_overwrites_nothing(here: Store, tmp_path: Path) -> None:
    """Yesterday's copy may be the only good one."""
    with pytest.raises(StoreError, match="exists already; name a folder that does not"):
        here.backup(tmp_path)


def test_a_backup_of_nothing_says_so(folder: Path, tmp_path: Path) -> None:
    """An empty copy would look like a good one."""
    with (
        closing(open_store(f"embedded:{folder}")) as store,
        pytest.raises(StoreError, match="nothing to back up"),
    ):
        store.backup(tmp_path / "copy")


def test_a_backup_to_where_nobody_may_write_is_one_line(here: Store, tmp_path: Path) -> None:
    """The operator corrects the path."""
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(StoreError, match="file/copy cannot be written: Not a directory"):
        here.backup(tmp_path / "file" / "copy")


@pytest.mark.parametrize("content", [b"", b"RGF", b"not a graph " * 100])
def test_a_damaged_file_is_one_line(folder: Path, content: bytes) -> None:
    """A half-copied file is said to be one, and is left as it is."""
    folder.mkdir()
    (folder / "graph.kgl").write_bytes(content)

    with pytest.raises(StoreError, match="damaged or not ours") as told:
        open_store(f"embedded:{folder}")

    assert 1 == len(str(told.value).splitlines())
    assert content == (folder / "graph.kgl").read_bytes()


def test_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(StoreError, match="The folder .*file cannot be used: File exists"):
        open_store(f"embedded:{tmp_path / 'file'}")


def test_a_reader_goes_on_when_a_newer_program_has_written(
    here: Store, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An update in the wrong order must not take the site down; it says so once."""
    session = kglite.open_session(str(folder / "graph.kgl"), durable="full")
    session.execute("MATCH (info:StoreInfo) SET info.format = 99")
    session.save()
    session.close()

    with caplog.at_level(logging.WARNING, logger="graph.stores.embedded"):
        for _ in range(30):
            assert 1 == here.version()
            time.sleep(0.1)

    assert 1 == sum("has format 99" in line for line in caplog.messages)
    with pytest.raises(StoreError, match="has format 99"):
        put(here, case("C1"))


def test_a_new_store_is_for_its_owner_only(tmp_path: Path) -> None:
    """Names and national identifiers lie in it."""
    with closing(open_store(f"embedded:{tmp_path / 'deep' / 'store'}")) as store:
        put(store, reference())
        store.backup(tmp_path / "copy")

    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("deep/store", "copy")]
    assert [0o700, 0o700] == modes


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    """Who gave a group the right to read has a reason."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store").chmod(0o750)

    open_store(f"embedded:{tmp_path / 'store'}").close()

    assert 0o750 == stat.S_IMODE((tmp_path / "store").stat().st_mode)


def test_what_a_killed_writer_left_half_written_goes_with_the_next_load(tmp_path: Path) -> None:
    """It is as sensitive as the store, and takes as much room."""
    store = open_store(f"embedded:{tmp_path}")
    put(store, node("Area", "kent", name="Kent"))
    (tmp_path / "graph.kgl.tmp.4711.0").write_bytes(b"half of a graph")

    put(store, node("Area", "essex", name="Essex"))

    assert ["graph.kgl", "writer.lock"] == sorted(path.name for path in tmp_path.iterdir())
