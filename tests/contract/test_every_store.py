"""What holds for every store: whole or nothing, no trace of a trial, no write in a question."""

import datetime
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import Conflict, StoreError, TimeLimit, WriterBusy
from graph.records import Changes, EdgeState, LoadEntry, NodeState
from graph.states import every_state, loads
from graph.store import Store, open_store
from graph.values import Value
from graph.worlds import World, agency, case, discussion, edge, node, put, reference, world
from tests.servers import server_session

GROUND = world(reference([("POL", "area")]), agency("POL:1", "POL", "cheshire"))
SLOW = """UNWIND range(1, 4000) AS a
UNWIND range(1, 4000) AS b
UNWIND range(1, 400) AS c
RETURN count(*) AS n"""
WRITES = (
    "CREATE (:Area {code: 'x'})",
    "MERGE (:Area {code: 'x'})",
    "MATCH (a:Area) SET a.name = 'x'",
    "MATCH (a:Area) REMOVE a.name",
    "MATCH (a:Area) DETACH DELETE a",
    "MATCH (a:Area) DELETE a",
    "UNWIND [1] AS one CREATE (:Area {code: 'x'}) RETURN one",
    "CREATE INDEX odd IF NOT EXISTS FOR (n:Area) ON (n.name)",
)


def entry(store: Store, made_on: int | None = None) -> LoadEntry:
    """Return the entry of a load by a test."""
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return LoadEntry(
        "load", "a test", "a tester", at, store.version() if made_on is None else made_on
    )


def test_what_goes_in_comes_out(store: Store) -> None:
    """Dates, lists, numbers, answers and any sign of any language survive the way and back."""
    day = datetime.date(2024, 2, 29)
    told: dict[str, Value] = {
        "name": "Cyngor Sir Gâr; \"quoted\" 'and' \\ back",
        "aliases": ["one; two", "three"],
        "active_from": day,
    }
    put(store, world(GROUND, node("Agency", "LHA:1", {"OF_TYPE": ["POL"]}, **told)))
    put(store, world(case("C1", restricted=True), discussion("D1", "C1", day, item=7)))

    states = {state.identity: state for state in every_state(store)}

    assert told == dict(states["Agency", "LHA:1"].properties)
    assert True is states["MappaCase", "C1"].properties["restricted"]
    assert 7 == states["Discussion", "D1"].properties["item"]


def test_a_new_state_is_the_whole_state(store: Store) -> None:
    """What a new state does not say any more is gone: no property lingers, no edge."""
    put(store, world(GROUND, agency("POL:2", "POL", part_of="POL:1", website="x")))
    kept = {state.identity: state for state in every_state(store)}["Agency", "POL:2"]
    after = NodeState("Agency", "POL:2", {"name": "New"}, {"OF_TYPE": ("POL",)}, kept.provenance)

    store.apply(Changes(put=(after,)), entry(store))

    found = {state.identity: state for state in every_state(store)}["Agency", "POL:2"]
    assert isinstance(found, NodeState)
    assert ({"name": "New"}, {"OF_TYPE": ("POL",)}) == (found.properties, found.plain_edges)


def test_what_is_dropped_is_gone(store: Store) -> None:
    """An undo takes away nodes and edges that a load made."""
    put(store, world(GROUND, case("C1"), edge("LED_BY", "C1", "POL:1", valid_from=None)))
    dropped = [
        state
        for state in every_state(store)
        if "C1" in state.identity or state.identity[0] == "LED_BY"
    ]

    store.apply(Changes(drop=tuple(dropped)), entry(store))

    assert [] == [state.identity for state in every_state(store) if "C1" in state.identity]


def test_changes_are_applied_whole_or_not_at_all(store: Store) -> None:
    """A load that stops half-way leaves the store as it was."""
    put(store, GROUND)
    before = (store.version(), store.digest())
    good, bad = case("C1"), edge("LED_BY", "C1", "NOBODY", valid_from=None)

    with pytest.raises(StoreError, match="points at something that is not there"):
        store.apply(world(good, bad).changes(), entry(store))

    assert before == (store.version(), store.digest())


def test_a_trial_shows_its_changes_and_leaves_no_trace(store: Store) -> None:
    """What if is asked of a store that forgets the question."""
    put(store, GROUND)
    before = store.digest()

    with store.trial() as trial:
        trial.apply(case("C1").changes())
        shown = trial.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")
        base = store.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")

    assert ([{"ref": "C1"}], [], before) == (shown, base, store.digest())


@pytest.mark.parametrize("text", WRITES)
def test_a_question_never_writes(store: Store, text: str) -> None:
    """Whatever is asked, the graph is changed by loads alone."""
    put(store, GROUND)
    before = store.digest()

    with pytest.raises(StoreError):
        store.read(text)

    assert before == store.digest()


def test_a_question_past_its_limit_ends(store: Store) -> None:
    """A question that runs away must not take the site with it."""
    put(store, GROUND)

    with pytest.raises(TimeLimit, match=r"stopped after 0\.5 seconds"):
        store.read(SLOW, seconds=0.5)


def test_a_plan_made_on_another_version_is_refused(store: Store) -> None:
    """Two administrators who planned on the same day cannot undo each other's work unseen."""
    put(store, GROUND)
    put(store, case("C1"))

    with pytest.raises(Conflict, match="moved from load 1 to load 2"):
        store.apply(case("C2").changes(), entry(store, made_on=1))


def test_every_load_is_on_record_with_what_it_describes(store: Store) -> None:
    """A load is never half recorded."""
    first, second = put(store, GROUND, by="Ann"), put(store, case("C1"), by="Bob")

    assert [(1, "Ann"), (2, "Bob")] == [(row["number"], row["by"]) for row in loads(store)]
    assert (1, 2, 2) == (first, second, store.version())


def test_provenance_names_the_load_that_made_and_the_one_that_changed(store: Store) -> None:
    """Every fact has a file it came from."""
    put(store, GROUND)
    made = {state.identity: state for state in every_state(store)}["Agency", "POL:1"]
    assert isinstance(made, NodeState)

    changed = NodeState(
        made.label, made.key, {"name": "New"}, made.plain_edges,
        type(made.provenance)(made.provenance.source, made.provenance.first_load),
    )  # fmt: skip
    store.apply(Changes(put=(changed,)), entry(store))

    found = {state.identity: state for state in every_state(store)}["Agency", "POL:1"].provenance
    assert ("world", 1, 2) == (found.source, found.first_load, found.load)


def test_the_same_world_has_the_same_digest_on_every_engine(store: Store, tmp_path: Path) -> None:
    """The way from one engine to the other loses nothing."""
    other = open_store(f"embedded:{tmp_path / 'other'}")
    told = world(
        GROUND, case("C1"), discussion("D1", "C1", datetime.date(2026, 1, 5), {"POL:1": "remote"})
    )

    put(store, told)
    put(other, told)

    assert other.digest() == store.digest()


def test_a_newer_format_is_refused(store: Store, store_url: str) -> None:
    """An old program must not write into what a newer one made."""
    put(store, GROUND)
    _write_past_the_port(store_url, "MATCH (info:StoreInfo) SET info.format = 99")

    with pytest.raises(StoreError, match="has format 99"):
        open_store(store_url)


def test_a_second_writer_is_refused_by_name(store: Store, store_url: str) -> None:
    """Whoever has to wait should know for whom."""
    put(store, GROUND)
    busy = threading.Event()
    done = threading.Event()

    class Waiting(Changes):
        """Changes whose writing waits until the second writer has tried."""

        @property
        def slowly(self) -> Iterator[EdgeState]:
            busy.set()
            done.wait(20)
            yield from ()

    def write() -> None:
        changes = Waiting()
        object.__setattr__(changes, "drop", changes.slowly)
        with closing(open_store(store_url)) as opened:
            opened.apply(changes, entry(store))

    first = threading.Thread(target=write)
    first.start()
    busy.wait(20)

    try:
        with (
            closing(open_store(store_url)) as second,
            pytest.raises(WriterBusy, match="a tester is loading a test since 20"),
        ):
            second.apply(case("C1").changes(), entry(store))
    finally:
        done.set()
        first.join()


WRITER = textwrap.dedent(
    """
    import datetime, sys
    from graph.records import LoadEntry
    from graph.store import open_store
    from graph.worlds import case, world
    store = open_store(sys.argv[1])
    cases = world(*(case(f"C{number}") for number in range(1500)))
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    print("ready", flush=True)
    number = store.apply(cases.changes(), LoadEntry("load", "s", "b", at, store.version()))
    print("applied", number, flush=True)
    """
)


@pytest.mark.parametrize("moment", range(10))
def test_a_writer_that_is_killed_leaves_before_or_after(
    store: Store, store_url: str, moment: int
) -> None:
    """Power cuts happen; half a load must not, and what was reported as applied must stay."""
    put(store, GROUND)
    before = store.digest()
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, store_url], stdout=subprocess.PIPE, text=True, env=_env()
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment * 0.06)
        process.send_signal(signal.SIGKILL)
        reported = "applied" in process.stdout.read()

    with closing(_opened_without_help(store_url)) as after:
        number = len(after.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref"))
        state = (after.version(), after.digest() == before)
    assert number in ({1500} if reported else {0, 1500})
    assert ((1, True) if number == 0 else (2, False)) == state


def _opened_without_help(url: str) -> Store:
    """Open the store; on a server, wait until it has noticed that its client is gone."""
    for _ in range(50):
        store = open_store(url)
        try:
            store.apply(Changes(), entry(store, made_on=-1))
        except Conflict:
            return store
        except WriterBusy:
            store.close()
            time.sleep(0.2)
    raise AssertionError("the killed writer still holds the store")


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def _write_past_the_port(url: str, text: str) -> None:
    if url.startswith("embedded:"):
        import kglite

        opened = kglite.open_session(f"{url.partition(':')[2]}/graph.kgl", durable="full")
        opened.execute(text)
        opened.save()
        opened.close()
        return
    with server_session(url) as session:
        session.execute_write(lambda found: found.run(text).consume())


def test_worlds_put_each_element_once() -> None:
    """The builder that all these tests stand on says one thing of one element."""
    twice: World = world(node("Area", "a", name="One"), node("Area", "a", name="Two"))

    assert ["Two"] == [state.properties["name"] for state in twice.changes().put]
