"""What holds for every load: one at a time, by name, and whole whatever happens to its process."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph.constraints import constraints
from graph.errors import Conflict, ExplorerError, StoreError, WriterBusy
from graph.records import Changes
from graph.states import every_state
from graph.store import Store, open_store
from graph.worlds import case, node, put
from tests.contract.test_every_store import GROUND, entry
from tests.servers import server_session

ROOT = Path(__file__).parents[2]
CASES = 1_500
SECONDS_APART = {"embedded": 0.06, "bolt": 0.2}
"""Ten moments, so far apart that the last ones come after the load is done, or nearly."""


class Waiting(Mapping[str, str]):
    """Files of a load whose writing waits until it is told to go on."""

    def __init__(self) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[str]:
        """Wait here: the load is under way and holds what it needs."""
        self.reached.set()
        self.go_on.wait(30)
        return iter(())

    def __len__(self) -> int:
        return 0

    def __getitem__(self, name: str) -> str:
        raise KeyError(name)


@pytest.fixture
def running(store: Store, store_url: str) -> Iterator[Waiting]:
    """Give a load that has begun and does not end before the test does."""
    put(store, GROUND)
    files = Waiting()
    told = replace(entry(store), files=files)

    def write() -> None:
        with closing(open_store(store_url)) as opened:
            opened.apply(case("C9").changes(), told)

    first = threading.Thread(target=write)
    first.start()
    assert files.reached.wait(30)
    yield files
    files.go_on.set()
    first.join()


@pytest.mark.usefixtures("running")
def test_a_second_writer_is_refused_by_name(store: Store) -> None:
    """Whoever has to wait should know for whom, and since when."""
    with pytest.raises(
        WriterBusy, match=r"a tester is loading a test since 20\d\d-.*Try again when it is done"
    ) as told:
        store.apply(case("C1").changes(), entry(store))

    assert told.value.retryable


@pytest.mark.usefixtures("running")
def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    """Loads work while the site is up."""
    began = time.monotonic()

    rows = store.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")

    assert [] == rows
    assert time.monotonic() - began < 5


def test_a_writer_that_is_done_is_in_nobodys_way(store: Store, running: Waiting) -> None:
    """Nothing stale is left of a load that has ended."""
    running.go_on.set()

    for _ in range(100):
        try:
            number = store.apply(case("C1").changes(), entry(store, made_on=2))
            break
        except (WriterBusy, Conflict):
            time.sleep(0.1)

    assert 3 == number


@pytest.mark.parametrize("begun", [True, False], ids=["a store", "an empty store"])
def test_of_writers_who_begin_at_once_one_writes(store: Store, store_url: str, begun: bool) -> None:
    """Two administrators press the button in the same second."""
    if begun:
        put(store, GROUND)
    plan = entry(store)
    gate = threading.Barrier(4)
    done: list[str] = []

    def write(name: str) -> None:
        with closing(open_store(store_url)) as opened:
            gate.wait()
            try:
                opened.apply(node("Area", name, name=name).changes(), plan)
                done.append(name)
            except (WriterBusy, Conflict) as refused:
                done.append(type(refused).__name__)

    writers = [threading.Thread(target=write, args=(f"a{n}",)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with closing(open_store(store_url)) as after:
        areas = [s.identity[1] for s in every_state(after) if s.identity[1].startswith("a")]
        assert plan.made_on + 1 == after.version()
    assert (4, 1) == (len(done), len(areas))
    assert areas == [name for name in done if name.startswith("a")]


WRITER = textwrap.dedent(
    f"""
    import datetime, sys
    from graph.records import LoadEntry
    from graph.store import open_store
    from graph.worlds import case, world
    store = open_store(sys.argv[1])
    cases = world(*(case(f"C{{number}}") for number in range({CASES})))
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
        time.sleep(moment * SECONDS_APART[store_url.partition(":")[0]])
        process.send_signal(signal.SIGKILL)
        reported = "applied" in process.stdout.read()

    with closing(_opened_without_help(store_url)) as after:
        number = len(after.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref"))
        state = (after.version(), after.digest() == before)
        assert number in ({CASES} if reported else {0, CASES})
        assert ((1, True) if number == 0 else (2, False)) == state
        assert state[0] + 1 == put(after, case("C-AFTER"))


def test_a_newer_format_is_refused(store: Store, store_url: str) -> None:
    """An old program must not write into what a newer one made, nor read it wrongly."""
    put(store, GROUND)
    _write_past_the_port(store_url, "MATCH (info:StoreInfo) SET info.format = 99")

    with pytest.raises(StoreError, match=r"has format 99; .* reads up to 1\. Use a newer version"):
        open_store(store_url)


def test_a_store_made_before_a_type_was_declared_gets_its_constraint(
    store: Store, store_url: str
) -> None:
    """Declaring a type is all there is to do, for the stores that exist too."""
    put(store, GROUND)
    _write_past_the_port(store_url, "DROP CONSTRAINT review_key")

    put(store, case("C1"))

    with pytest.raises(Exception, match=r"(?i)unique|already exists"):
        _write_past_the_port(
            store_url, "CREATE (:Review {code: 'R', id: '1'}), (:Review {code: 'R', id: '2'})"
        )
    assert any(text.split()[2] == "review_key" for text in constraints())


def _opened_without_help(url: str) -> Store:
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
    raise AssertionError("the killed writer still holds the store")


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _write_past_the_port(url: str, text: str) -> None:
    if url.startswith("embedded:"):
        import kglite

        opened = kglite.open_session(f"{url.partition(':')[2]}/graph.kgl", durable="full")
        try:
            opened.execute(text)
            opened.save()
        finally:
            opened.close()
        return
    with server_session(url) as session:
        session.run(text).consume()


def test_the_key_of_a_store_stays(store: Store) -> None:
    """References are derived from it: another key would make every case a new one."""
    asked = "MATCH (info:StoreInfo) RETURN info.key AS key, info.created AS at"
    put(store, GROUND)
    first = store.read(asked)

    put(store, case("C1"))

    assert first == store.read(asked)
    assert 64 == len(first[0]["key"])


def test_a_store_says_who_answers(store: Store, store_url: str) -> None:
    """An operator sees at once which store it is, and no password."""
    put(store, GROUND)

    info = store.info()

    assert info["address"].startswith(store_url.partition(":")[0])
    assert "1" == info["format"]
    assert info["engine"].startswith(("kglite 0.", "Neo4j Kernel"))
    assert "@" not in info["address"]
    assert info["created"].startswith("20")
