"""What an export writes: whole or not at all, for its owner only, inert in a spreadsheet."""

import csv
import json
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.errors import Conflict, InputError, StoreError
from graph.model import MODEL
from graph.store import SECONDS, Reader, Row, Store, open_store
from graph.worlds import LONG_AGO, agency, case, edge, node, put, reference, world
from loaders.export import back_up, columns_of, export
from loaders.sources import digest
from tests.loaders.whole_stores import AT

WORLD = world(
    reference([("POL", "area")]), agency("POL:1", "POL", "cheshire"), case("C1"),
    node("Representative", "R1", name="=cmd|' /C calc'!A0", phone="+44 1632 960000"),
    edge("LED_BY", "C1", "POL:1", valid_from=LONG_AGO),
)  # fmt: skip


@pytest.fixture
def filled(embedded: Store) -> Store:
    """Give a store with one load."""
    put(embedded, WORLD)
    return embedded


def test_an_export_has_every_table_with_declared_columns_and_where_rows_come_from(
    filled: Store, tmp_path: Path
) -> None:
    """Nothing of an engine gets out, and nothing of ours is left behind."""
    made = export(filled, tmp_path / "out", at=AT)

    headers = {path.stem: _rows(path)[0] for path in (tmp_path / "out").glob("*.csv")}
    assert {table: columns_of(declared) for table, declared in MODEL.tables.items()} == headers
    assert ["source", "first_load", "load"] == headers["agency"][-3:]
    assert {*MODEL.tables} == {*made.rows}
    assert ["POL:1", "Agency POL:1", "world", "1", "1"] == [
        cell for cell in _rows(tmp_path / "out" / "agency.csv")[1] if cell and cell != "POL"
    ]


def test_cells_that_a_spreadsheet_would_run_come_out_inert(filled: Store, tmp_path: Path) -> None:
    """A name must not start a program on the desk of whoever opens the file."""
    export(filled, tmp_path / "out", at=AT)

    (row,) = _rows(tmp_path / "out" / "representative.csv")[1:]
    assert ["'=cmd|' /C calc'!A0", "'+44 1632 960000"] == [row[1], row[5]]


def test_lines_end_as_the_standard_has_them_and_the_text_is_utf_8(
    filled: Store, tmp_path: Path
) -> None:
    """RFC 4180 is what other programs expect."""
    put(filled, node("Area", "gwent", name="Sir Gâr"))

    export(filled, tmp_path / "out", at=AT)

    text = (tmp_path / "out" / "area.csv").read_bytes()
    assert text.count(b"\r\n") == text.count(b"\n") == 3
    assert "Sir Gâr".encode() in text


def test_the_manifest_says_what_was_taken(filled: Store, tmp_path: Path) -> None:
    """Who finds the folder in a year must know what it is and whether it is whole."""
    export(filled, tmp_path / "out", at=AT)

    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    others = sorted(set(tmp_path.joinpath("out").iterdir()) - {tmp_path / "out" / "manifest.json"})
    assert {path.name: digest(path) for path in others} == told["files"]
    assert ("export", 1, filled.digest(), "2026-01-31T12:00:00+00:00") == (
        told["kind"], told["version"], told["digest"], told["made_at"],
    )  # fmt: skip
    assert [1, 3, 0] == [told["rows"][table] for table in ("agency", "level", "action")]
    assert "As sensitive as the store" in told["note"]
    assert "the store's key" in told["note"]


def test_an_export_is_for_its_owner_only(filled: Store, tmp_path: Path) -> None:
    """Names and national identifiers lie in it."""
    export(filled, tmp_path / "out", at=AT)
    back_up(filled, tmp_path / "copy", at=AT)

    for folder in (tmp_path / "out", tmp_path / "copy"):
        assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
        assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_an_export_overwrites_nothing(filled: Store, tmp_path: Path) -> None:
    """Yesterday's export may be the only good one."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x", encoding="utf-8")

    with pytest.raises(InputError, match="out exists already; name a folder that does not"):
        export(filled, tmp_path / "out", at=AT)

    assert ["mine.txt"] == [path.name for path in (tmp_path / "out").iterdir()]


def test_an_export_may_fill_an_empty_folder(filled: Store, tmp_path: Path) -> None:
    """Who makes the folder first, to set its rights, is not sent away."""
    (tmp_path / "out").mkdir()

    export(filled, tmp_path / "out", at=AT)

    assert (tmp_path / "out" / "manifest.json").exists()


def test_an_export_to_where_nobody_may_write_is_one_line(filled: Store, tmp_path: Path) -> None:
    """The operator corrects the path."""
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(InputError, match=r"file/out cannot be written: .*\. Name another folder"):
        export(filled, tmp_path / "file" / "out", at=AT)


def test_an_export_of_nothing_says_so(embedded: Store, tmp_path: Path) -> None:
    """An empty folder would look like a good copy."""
    with pytest.raises(InputError, match="nothing to export: the store is empty"):
        export(embedded, tmp_path / "out", at=AT)

    assert not (tmp_path / "out").exists()


class Meanwhile:
    """A reader that is slow: before it reads the parts of the history, somebody loads."""

    def __init__(self, reader: Reader, store: Store) -> None:
        self._reader, self._store = reader, store
        self.kept, self.version = reader.kept, reader.version

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float = SECONDS
    ) -> list[Row]:
        """Return the rows of a text, of whatever is there now."""
        if ":LoadPart)" in text:
            put(self._store, case("C9"))
        return self._reader.read(text, parameters, seconds=seconds)


def test_an_export_during_which_somebody_loads_is_of_one_state_or_not_at_all(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of one state and half of another must not look like a store that ever was."""
    put(store, WORLD)
    kept = store.snapshot

    @contextmanager
    def slow() -> Iterator[Meanwhile]:
        with kept() as reader:
            yield Meanwhile(reader, store)

    monkeypatch.setattr(store, "snapshot", slow)

    if store_url.startswith("embedded:"):
        assert 1 == export(store, tmp_path / "out", at=AT).version
    else:
        with pytest.raises(Conflict, match="Somebody loaded while this was exported; export ag"):
            export(store, tmp_path / "out", at=AT)
        assert [] == [*tmp_path.iterdir()]
    assert 2 == store.version()


def test_a_backup_opens_as_a_store_and_overwrites_nothing(filled: Store, tmp_path: Path) -> None:
    """Where there is no time to put it back, it can be looked at where it lies."""
    made = back_up(filled, tmp_path / "copy", at=AT)

    with closing(open_store(f"embedded:{tmp_path / 'copy'}")) as copy:
        assert (filled.digest(), 1) == (copy.digest(), made.version)
    with pytest.raises(InputError, match="copy exists already"):
        back_up(filled, tmp_path / "copy", at=AT)


def test_a_server_refuses_a_backup_in_one_line(neo4j_url: str, tmp_path: Path) -> None:
    """Its own tools do it better, and the line names them."""
    with (
        closing(open_store(neo4j_url)) as server,
        pytest.raises(StoreError, match=r"neo4j-admin database dump\). mappa export writes"),
    ):
        back_up(server, tmp_path / "copy", at=AT)

    assert [] == [*tmp_path.iterdir()]


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
