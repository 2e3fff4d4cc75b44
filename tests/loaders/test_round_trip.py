"""Export then load is identical, whatever the store holds and whichever engine holds it."""

import datetime
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import kglite
import pytest
from hypothesis import given, settings

from graph.history import history_of
from graph.records import Changes
from graph.states import from_json
from graph.store import Store, open_store
from graph.worlds import World, agency, case, discussion, edge, node, put, reference, world
from loaders.export import export
from tests.loaders.whole_stores import AT, AWKWARD, everything, fill, taken_over, worlds

GROUND = world(reference([("POL", "area")]), agency("POL:1", "POL", "cheshire"))
DAY = datetime.date(2024, 2, 29)


def awkward() -> Changes:
    """Return a world in which every awkward text is a name, a key, an alias, an end of an edge."""
    bodies = [
        node(
            "Agency", text[:60], {"OF_TYPE": ["POL"], "REPLACED_BY": ["POL:1", "=1+1"]}, name=text,
            aliases=[text, "plain", text],
        )
        for text in {one[:60]: one for one in AWKWARD}.values()
    ]  # fmt: skip
    seats = [edge("OPERATES_IN", text[:60], "cheshire", valid_from=None) for text in AWKWARD[:9]]
    told: World = world(
        GROUND, *bodies, *seats, case("C1", restricted=True), case("'=C2", restricted=False),
        edge("LINKED_TO", "C1", "'=C2", kind="household"),
        discussion("D1", "C1", DAY, {"=1+1": "remote"}, item=-7),
    )  # fmt: skip
    return told.changes()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Give an embedded store beside the one that is tested."""
    with closing(open_store(f"embedded:{tmp_path / 'other'}")) as opened:
        yield opened


@given(worlds())
@settings(max_examples=10, deadline=None)
def test_export_then_load_is_identical(told: Changes) -> None:
    """Any value that a load keeps survives the way through files, with its source and its loads."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            closing(open_store(f"embedded:{folder / 'one'}")) as one,
            closing(open_store(f"embedded:{folder / 'two'}")) as two,
        ):
            fill(one, told)

            taken_over(one, two, folder / "export")

            assert everything(one) == everything(two)
            assert one.digest() == two.digest()


def test_the_way_from_an_embedded_store_loses_nothing(
    store: Store, other: Store, tmp_path: Path
) -> None:
    """An area that outgrows one machine moves to Neo4j with its history."""
    fill(other, awkward())

    taken_over(other, store, tmp_path / "export")

    assert everything(other) == everything(store)
    assert other.digest() == store.digest()


def test_the_way_to_an_embedded_store_loses_nothing(
    store: Store, other: Store, tmp_path: Path
) -> None:
    """Nobody is held by the server that they once chose."""
    fill(store, awkward())

    taken_over(store, other, tmp_path / "export")

    assert everything(store) == everything(other)
    assert store.digest() == other.digest()


def test_both_engines_export_the_same_bytes(store: Store, other: Store, tmp_path: Path) -> None:
    """Two exports can be compared, file by file."""
    fill(other, awkward())
    taken_over(other, store, tmp_path / "first")

    export(store, tmp_path / "second", at=AT)

    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("first", "second")
    )
    assert first == second


def test_what_is_not_declared_yet_travels_with_the_history(store: Store, tmp_path: Path) -> None:
    """A field that a later version adds to a load is not lost on the way."""
    folder = tmp_path / "newer"
    with closing(open_store(f"embedded:{folder}")) as newer:
        fill(newer, awkward())
    session = kglite.open_session(str(folder / "graph.kgl"), durable="full")
    session.execute("MATCH (load:Load {number: 2}) SET load.undoes = 1")
    session.save()
    session.close()

    with closing(open_store(f"embedded:{folder}")) as newer:
        taken_over(newer, store, tmp_path / "export")

    assert [None, 1] == [load.get("undoes") for load in history_of(store).loads]


def test_what_a_load_replaced_is_there_after_the_move(
    store: Store, other: Store, tmp_path: Path
) -> None:
    """Undo of an old load stays possible: what it needs has moved too."""
    fill(other, awkward())

    taken_over(other, store, tmp_path / "export")

    (part,) = history_of(store).parts
    (state,) = (from_json(json.loads(text)) for text in part["states"])
    assert 2 == part["number"]
    assert ({"name": "Cheshire"}, ("world", 1, 1)) == (
        state.properties,
        (state.provenance.source, state.provenance.first_load, state.provenance.load),
    )


def test_a_restored_store_goes_on_where_it_was(store: Store, other: Store, tmp_path: Path) -> None:
    """The next load has the next number; the key that references come from is the same."""
    fill(other, awkward())
    taken_over(other, store, tmp_path / "export")

    number = put(store, case("C-NEXT"))

    assert 3 == number
    assert history_of(other).info == history_of(store).info
