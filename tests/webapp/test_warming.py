"""What is made ready in the background: the index of search, and what a server plans slowly."""

import gc
import time
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from graph.errors import StoreError
from graph.store import Store, open_store
from graph.worlds import node, put
from queries.coverage import examples
from queries.search_index import Index
from webapp.serving import Server
from webapp.warming import Warming


def warming(store: Store) -> Warming:
    """Give what keeps a store ready, by the policy of the examples."""
    return Warming(store, examples.POLICY, lambda: examples.DAY)


def indexed(store: Store) -> set[str]:
    """Return the keys in the index that is kept with the graph that is there now."""
    index: Index | None = store.kept.get("search.index")
    return {entry.key for entry in index.entries} if index else set()


def test_the_index_is_read_before_anybody_searches(store: Store) -> None:
    """The first to search at the national size would wait for eight seconds."""
    put(store, examples.ABSENT_TRUST)

    found = warming(store).look()

    assert found
    assert {"C1", "TRUST"} <= indexed(store)


def test_a_load_is_noticed_and_nothing_is_read_twice(store: Store) -> None:
    """What a load makes cold is cold for everybody at once."""
    put(store, examples.ABSENT_TRUST)
    ready = warming(store)
    looked = [ready.look(), ready.look()]
    put(store, node("Agency", "LATER", {"OF_TYPE": ["NHST"]}, name="Agency LATER"))

    looked.append(ready.look())

    assert [True, False, True] == looked
    assert "LATER" in indexed(store)


def test_what_is_tried_to_be_ready_is_not_written(store: Store) -> None:
    """A trial in the background is a trial: nobody asked for it, and nothing may stay of it."""
    put(store, examples.ABSENT_TRUST)
    before = store.digest()

    warming(store).look()

    assert before == store.digest()


def test_what_is_ready_is_not_gone_through_in_search_of_garbage(embedded: Store) -> None:
    """Each such search through the facts of a country would hold up whoever reads."""
    put(embedded, examples.ABSENT_TRUST)
    gc.unfreeze()

    warming(embedded).look()

    assert gc.get_freeze_count()
    gc.unfreeze()


def test_a_load_by_another_process_is_read_before_anybody_asks(embedded: Store) -> None:
    """Until it is, everybody is answered of the state before."""
    put(embedded, examples.ABSENT_TRUST)
    ready = warming(embedded)
    thread = ready.begin()
    with closing(open_store(str(embedded.info()["address"]))) as other:
        put(other, node("Agency", "LATER", {"OF_TYPE": ["NHST"]}, name="Agency LATER"))

    for _ in range(600):
        if embedded.version() == 2:
            break
        time.sleep(0.05)
    kept = indexed(embedded)
    ready.end()
    thread.join()

    assert "LATER" in kept


def test_a_store_that_is_away_ends_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told to whoever asks; the next look may find it again."""

    def away() -> int:
        raise StoreError("No Neo4j answers")

    ready = warming(store)
    with monkeypatch.context() as patched:
        patched.setattr(store, "version", away)
        thread = ready.begin()
        ready.end()
        thread.join()
    put(store, examples.ABSENT_TRUST)

    assert ready.look()


def test_a_site_that_is_served_is_made_ready(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both `mappa demo` and `mappa serve` begin here."""
    begun: list[Store] = []
    monkeypatch.setattr(Warming, "begin", lambda ready: begun.append(ready.store))

    Server(client.application, "127.0.0.1", 5000).load()

    assert [store] == begun
