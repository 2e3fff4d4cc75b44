"""Neo4j: what only a server across a network can do to a store."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.errors import Conflict, StoreError, TimeLimit, WriterBusy
from graph.store import Store, open_store
from graph.stores import neo4j as adapter
from graph.worlds import case, node, put, reference, world
from tests.conftest import wipe
from tests.contract.test_every_store import entry
from tests.servers import server_session

ROOT = Path(__file__).parents[2]
COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""The Bolt message that commits: whoever sees it pass knows that the load is decided."""
LAST_OF_A_LOAD = b"MERGE (load:Load"
PIECE = 65_536


class Relay:
    """A network between store and server that can fail: the one fake thing here."""

    def __init__(self, port: int) -> None:
        self.cut_after_commit = False
        self._to = port
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection that is open."""
        while self._ends:
            with suppress(OSError):
                self._ends.pop().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take the network away."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError), source, target:
            writing = False
            while piece := source.recv(PIECE):
                writing = writing or LAST_OF_A_LOAD in piece
                if self.cut_after_commit and writing and COMMIT in piece:
                    source.shutdown(socket.SHUT_RDWR)  # so that no answer comes back
                    target.sendall(piece)
                    return
                target.sendall(piece)


@pytest.fixture
def relay(neo4j_url: str) -> Iterator[Relay]:
    """Give a network to the server."""
    wipe(neo4j_url)
    port = urlsplit(neo4j_url).port
    assert port is not None
    made = Relay(port)
    yield made
    made.close()


@pytest.fixture
def far(relay: Relay, neo4j_url: str) -> Iterator[Store]:
    """Give a store behind that network."""
    address = neo4j_url.replace(f":{urlsplit(neo4j_url).port}", f":{relay.port}")
    with closing(open_store(address)) as store:
        yield store


@pytest.fixture
def near(neo4j_url: str) -> Iterator[Store]:
    """Give an empty store beside the server."""
    wipe(neo4j_url)
    with closing(open_store(neo4j_url)) as store:
        yield store


def test_a_broken_connection_is_made_again(far: Store, relay: Relay) -> None:
    """A firewall that drops what is idle must not be noticed by anybody."""
    put(far, reference())

    relay.cut()

    assert 1 == far.version()


def test_a_server_that_went_away_is_one_line_that_invites_to_try_again(
    far: Store, relay: Relay
) -> None:
    """The page says that it is the store, and whoever runs it knows where to look."""
    relay.close()

    with pytest.raises(StoreError, match=r"^No Neo4j answers at bolt://127\.0\.0\.1:\d+\.") as told:
        far.read("RETURN 1 AS one")

    assert told.value.retryable


def test_a_connection_that_breaks_while_committing_says_what_to_do(
    far: Store, near: Store, relay: Relay
) -> None:
    """Nobody can know whether it is stored; loading again is right in both cases."""
    relay.cut_after_commit = True

    with pytest.raises(StoreError, match=r"broke while the load was being committed\. Load again"):
        far.apply(reference().changes(), entry(near))

    relay.cut_after_commit = False
    for _ in range(100):
        try:
            number = put(far, reference())
            break
        except (WriterBusy, Conflict):  # the server has not noticed yet that its client is gone
            time.sleep(0.1)
    assert number in {1, 2}


def test_a_server_that_is_away_is_said_within_seconds() -> None:
    """The first thing that goes wrong in an installation."""
    began = time.monotonic()

    with pytest.raises(StoreError, match="Start it, or correct the address"):
        open_store("neo4j://127.0.0.1:1")

    assert time.monotonic() - began < 10


def test_a_database_that_is_not_there_is_named(neo4j_url: str) -> None:
    """A slip in the last part of the address is found there."""
    with pytest.raises(StoreError, match=r"no such database as bolt://127[^@]*/nothing names"):
        open_store(f"{neo4j_url}/nothing")


def test_user_and_password_may_come_from_the_environment(
    neo4j_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password does not have to stand in an address that a process list shows."""
    parts = urlsplit(neo4j_url)
    monkeypatch.setenv("MAPPA_STORE_USER", parts.username or "")
    monkeypatch.setenv("MAPPA_STORE_PASSWORD", parts.password or "")

    with closing(open_store(f"bolt://127.0.0.1:{parts.port}")) as store:
        assert store.info()["engine"].startswith("Neo4j Kernel 5.")


def test_no_password_is_refused_in_words(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgetting the variable is the commonest mistake."""
    monkeypatch.delenv("MAPPA_STORE_PASSWORD", raising=False)

    with pytest.raises(StoreError, match="Set MAPPA_STORE_USER and MAPPA_STORE_PASSWORD") as told:
        open_store(f"bolt://{neo4j_url.rpartition('@')[2]}")

    assert not told.value.retryable


def test_a_load_too_large_for_the_server_names_the_setting(near: Store) -> None:
    """Nothing is stored, and the operator knows which line to change."""
    wide = world(*(node("Area", f"a{number}", name="x" * 1_000_000) for number in range(110)))

    with pytest.raises(StoreError, match=r"nothing was written. Raise server\.memory\.heap\.max"):
        near.apply(wide.changes(), entry(near))

    assert [] == near.read("MATCH (n) RETURN labels(n) AS found")


def test_a_question_too_large_for_the_server_names_the_setting(near: Store) -> None:
    """It is the question that has to be narrowed, not a load."""
    with pytest.raises(StoreError, match=r"The question needs more memory .* Narrow it"):
        near.read("UNWIND range(1, 50000000) AS one\nRETURN collect(one + 0.5) AS many")


def test_a_trial_ends_at_its_limit(near: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds locks that a load is waiting for."""
    monkeypatch.setattr(adapter, "TRIAL_SECONDS", 5.0)  # time to plan each statement once
    put(near, reference())

    with near.trial() as trial:
        trial.apply(case("C1").changes())
        time.sleep(6)
        with pytest.raises(TimeLimit, match=r"stopped after 5 seconds"):
            trial.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")

    assert 2 == put(near, case("C2"))


def test_many_may_read_in_snapshots_at_once(near: Store) -> None:
    """A page that is slow to draw holds up nobody."""
    put(near, reference())

    with near.snapshot() as first, near.snapshot() as second:
        first.kept["answer"] = 1

        assert (1, 1, 1) == (second.kept["answer"], near.kept["answer"], second.version())


def test_a_database_with_other_data_is_refused_and_left_alone(near: Store, neo4j_url: str) -> None:
    """Somebody else's graph must never be written to by mistake."""
    with server_session(neo4j_url) as session:
        session.run("CREATE (:Somebody {name: 'else'})").consume()

    with pytest.raises(StoreError, match=r"neither empty nor a store of MAPPA Explorer; nothing"):
        put(near, reference())

    assert [{"found": ["Somebody"]}] == near.read("MATCH (n) RETURN labels(n) AS found")


def test_a_backup_names_the_tools_that_make_one(near: Store, tmp_path: Path) -> None:
    """A server's files are not ours to copy."""
    with pytest.raises(StoreError, match=r"neo4j-admin .* mappa export writes a bundle"):
        near.backup(tmp_path / "copy")


FORKED = """
import os, sys
from graph.store import open_store
store = open_store(sys.argv[1])
children = []
for number in range(2):
    child = os.fork()
    if not child:
        store.forget_connections()
        asked = range(1000 * number, 1000 * number + 200)
        right = all(store.read("RETURN $n AS n", {"n": n}) == [{"n": n}] for n in asked)
        os._exit(0 if right else 1)
    children.append(child)
print([os.waitpid(child, 0)[1] for child in children], store.read("RETURN 7 AS n"))
"""


def test_processes_that_were_forked_are_each_answered_what_they_asked(neo4j_url: str) -> None:
    """A site of several processes is forked after the store was opened and looked at."""
    words = [sys.executable, "-c", FORKED, neo4j_url]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)

    assert ("[0, 0] [{'n': 7}]\n", "") == (done.stdout, done.stderr)
