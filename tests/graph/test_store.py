"""Addresses of stores: which adapter answers, and what is said of one that cannot be used."""

import pytest

from graph.errors import StoreError
from graph.store import open_store, refuse_side_doors, without_secret


@pytest.mark.parametrize(
    "url", ["", "nonsense", "embedded", "embedded:", "neo4j", "http://host", "kuzu:folder", ":x"]
)
def test_an_address_of_no_store_says_what_one_looks_like(url: str) -> None:
    """An operator corrects the address from the message alone."""
    with pytest.raises(
        StoreError, match=r"is no address of a store\. Write embedded:PATH, neo4j://HOST:PORT or"
    ):
        open_store(url)


@pytest.mark.parametrize(
    "url",
    [
        "bolt:",
        "bolt://",
        "bolt://[::1",
        "bolt://host:notaport",
        "bolt:127.0.0.1",
        "neo4j+s://neo4j:secret-w/rd@host:7687",
        "neo4j://neo4j:secret-w#rd@host:7687",
        "bolt://neo4j:secret-w?rd@host",
        "bolt:neo4j:secret-word@host",
    ],
)
def test_an_address_that_no_server_has_is_one_line_without_a_secret(url: str) -> None:
    """A password that was not escaped must not stand in a log, not even a part of it."""
    with pytest.raises(StoreError, match="is no address of a") as told:
        open_store(url)

    assert "secret" not in str(told.value)
    assert 1 == len(str(told.value).splitlines())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("bolt://neo4j:pa%2Fss@host:7687/db", "bolt://host:7687/db"),
        ("neo4j+s://host", "neo4j+s://host"),
        ("postgresql+psycopg://user:p@ss@host/db", "postgresql+psycopg://host/db"),
        ("bolt:user:pass@host", "bolt:host"),
        ("embedded:/srv/a@b/store", "embedded:/srv/a@b/store"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_is_shown_without_its_secret(url: str, shown: str) -> None:
    """Pages, logs and errors name the store; none of them is a place for a password."""
    assert shown == without_secret(url)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (matter:MappaCase) CALL (matter) { MATCH (matter)-->(x) RETURN count(x) AS n }",
        "MATCH (a) WHERE a.show = 1 RETURN a.use AS profile, a.load AS terminate",
        "RETURN 'CALL db.labels()' AS said // LOAD CSV",
        "RETURN 'it\\'s CALL x' AS one, \"a \\\" LOAD CSV\" AS two /* SHOW\nUSERS */",
        "CALL { RETURN 1 AS one } RETURN one",
    ],
)
def test_a_question_about_the_graph_passes(text: str) -> None:
    """The guard knows clauses from names, values and comments."""
    refuse_side_doors(text)
