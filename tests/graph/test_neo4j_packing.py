"""Rows travel many to a message, and arrive as if each had come alone."""

from contextlib import closing

import pytest

from graph.store import open_store
from graph.stores.neo4j_packing import ROWS, columns_of
from queries.catalogue import catalogue

TEXTS = {
    (slug, name): text for slug, one in catalogue().items() for name, text in one.texts.items()
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MATCH (n) RETURN n.a AS a, count(n) AS many ORDER BY a, many", ("a", "many")),
        ("MATCH (n) RETURN DISTINCT n.a AS a, level LIMIT 3", ("a", "level")),
        ("MATCH (n) RETURN [(n)-[e]->(m) | m.a + ' AS x, '] AS found", ("found",)),
        ("CALL (n) { MATCH (n) RETURN n.b AS b, 1 AS c } RETURN b, c AS d", ("b", "d")),
        ("MATCH (n) RETURN CASE WHEN n.a THEN 'RETURN' ELSE \"LIMIT\" END AS a", ("a",)),
        ("RETURN 1 AS one UNION RETURN 2 AS one", ("one",)),
        ("MATCH (n) RETURN n.a, n.b AS b", None),
        ("MATCH (n) RETURN *", None),
        ("SHOW TRANSACTIONS YIELD database", None),
    ],
)
def test_columns_are_known_where_each_has_a_name(
    text: str, expected: tuple[str, ...] | None
) -> None:
    """What is in brackets or quotation marks names no column."""
    assert expected == columns_of(text)


@pytest.mark.parametrize("of", TEXTS, ids="-".join)
def test_every_text_of_the_catalogue_names_its_columns(of: tuple[str, str]) -> None:
    """One that does not would be read a row to a message, and nobody would notice why it waits."""
    assert columns_of(TEXTS[of])


@pytest.mark.parametrize("many", [0, 1, ROWS, 2 * ROWS + 1])
def test_rows_arrive_whole_and_in_order(neo4j_url: str, many: int) -> None:
    """Three messages are one answer, and no message is an empty one."""
    text = "UNWIND range(1, $many) AS number RETURN number, [date('2026-01-31'), null] AS other"

    with closing(open_store(neo4j_url)) as store:
        rows = store.read(f"{text} ORDER BY number DESC", {"many": many})
        nameless = store.read("UNWIND range(1, $many) AS number RETURN number + 0", {"many": many})

    assert list(range(many, 0, -1)) == [row["number"] for row in rows]
    assert {"2026-01-31"} >= {str(row["other"][0]) for row in rows}
    assert many == len(nameless)
