"""What holds for every question to every store: it reads the graph, nothing else, and it ends."""

import datetime

import pytest

from graph.errors import StoreError, TimeLimit
from graph.store import Store
from graph.worlds import agency, case, put, reference, world

DAY = datetime.date(2024, 2, 29)
GROUND = world(
    reference([("POL", "area")]),
    agency("POL:1", "POL", "cheshire", since=DAY, active_from=DAY, aliases=["one; two", "three"]),
)
WRITES = (
    "CREATE (:Area {code: 'x'})",
    "MERGE (:Area {code: 'x'})",
    "MATCH (a:Area) SET a.name = 'x'",
    "MATCH (a:Area) SET a += {name: 'x'}",
    "MATCH (a:Area) SET a:Odd",
    "MATCH (a:Area) REMOVE a.name",
    "MATCH (a:Area) REMOVE a:Area",
    "MATCH (a:Area) DELETE a",
    "MATCH (a:Area) DETACH DELETE a",
    "MATCH (:Agency)-[e:OPERATES_IN]->() DELETE e",
    "FOREACH (one IN [1] | CREATE (:Area {code: 'x'}))",
    "MATCH (a:Area) FOREACH (one IN [1] | SET a.name = 'x')",
    "UNWIND [1] AS one CREATE (:Area {code: 'x'}) RETURN one",
    "UNWIND [1] AS one CALL (one) { CREATE (:Area {code: 'x'}) }",
    "UNWIND [1] AS one CALL (one) { CREATE (:Area {code: 'x'}) } IN TRANSACTIONS",
    "CREATE INDEX odd IF NOT EXISTS FOR (n:Area) ON (n.name)",
    "DROP INDEX odd IF EXISTS",
    "CREATE CONSTRAINT odd IF NOT EXISTS FOR (n:Area) REQUIRE n.name IS UNIQUE",
    "DROP CONSTRAINT area_key IF EXISTS",
    "CREATE USER odd SET PASSWORD 'something-long'",
    "MATCH (a:Area) RETURN a.name; CREATE (:Area {code: 'x'})",
)
SIDE_DOORS = (
    "LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
    "LOAD /* a pause */ CSV FROM 'file:///etc/hostname' AS row RETURN row",
    "UNWIND [1] AS one LOAD CSV FROM 'http://127.0.0.1:1/' AS row RETURN row",
    "RETURN 1 AS one UNION LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row AS one",
    "\\u004cOAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
    "CALL db.createLabel('Odd')",
    "CALL tx.setMetaData({app: 'x'})",
    "CALL pagerank({})",
    "// a comment\nSHOW USERS",
    "TERMINATE TRANSACTIONS 'x'",
    "EXPLAIN CREATE (:Area {code: 'x'})",
)
SLOW = """UNWIND range(1, 4000) AS a
UNWIND range(1, 4000) AS b
UNWIND range(1, 400) AS c
RETURN count(*) AS n"""


@pytest.mark.parametrize("text", WRITES)
def test_a_question_never_writes(store: Store, text: str) -> None:
    """Whatever is asked, the graph is changed by loads alone."""
    put(store, GROUND)
    before = store.digest()

    with pytest.raises(StoreError):
        store.read(text)

    assert before == store.digest()


def test_a_refused_write_says_what_was_wrong(store: Store) -> None:
    """Whoever wrote the question must not look for a fault in the store."""
    with pytest.raises(StoreError, match=r"^A question may not write to the store$"):
        store.read("CREATE (:Area {code: 'x'})")


@pytest.mark.parametrize("text", SIDE_DOORS)
def test_a_question_opens_no_side_door(store: Store, text: str) -> None:
    """No file of the server, no address, no procedure: a question is about the graph."""
    with pytest.raises(StoreError, match="may read the graph and nothing else"):
        store.read(text)


def test_a_question_may_speak_of_what_it_may_not_do(store: Store) -> None:
    """Words in quotes are values, not clauses."""
    rows = store.read("// LOAD CSV\nRETURN 'it\\'s a LOAD CSV' AS one, \"CALL me\" AS two")

    assert 1 == len(rows)


@pytest.mark.parametrize("text", ["CREATE (:Area {code: 'x'})", "MATCH (a:Area) SET a.name = 'x'"])
def test_a_question_to_a_trial_never_writes(store: Store, text: str) -> None:
    """What a what-if shows comes from its changes, not from who asks it."""
    put(store, GROUND)

    with store.trial() as trial:
        trial.apply(case("C1").changes())
        with pytest.raises(StoreError, match="may not write"):
            trial.read(text)

    assert [] == store.read("MATCH (a:Area {code: 'x'}) RETURN a.code AS code")


def test_a_question_past_its_limit_ends(store: Store) -> None:
    """A question that runs away must not take the site with it."""
    put(store, GROUND)

    with pytest.raises(TimeLimit, match=r"stopped after 0\.5 seconds"):
        store.read(SLOW, seconds=0.5)


def test_a_store_answers_after_a_question_was_stopped(store: Store) -> None:
    """One person's heavy question is nobody else's trouble."""
    put(store, GROUND)
    with pytest.raises(TimeLimit):
        store.read(SLOW, seconds=0.2)

    rows = store.read("MATCH (area:Area) RETURN area.code AS code")

    assert [{"code": "cheshire"}] == rows


def test_a_question_that_is_wrong_is_one_line(store: Store) -> None:
    """A mistake in a text is shown to its author, without a traceback of the engine."""
    with pytest.raises(StoreError) as told:
        store.read("MATCH (a:Area RETURN a")

    assert 1 == len(str(told.value).splitlines())


def test_values_are_plain_and_in_order(store: Store) -> None:
    """Dates are dates, at any depth: no engine's own values reach a page."""
    put(store, GROUND)

    rows = store.read(
        "MATCH (a:Agency)-[o:OPERATES_IN]->(:Area)\n"
        "RETURN a.active_from AS day, a.aliases AS names, a.website AS nothing,\n"
        "       {days: [o.valid_from, $day]} AS map, [$day, null] AS days, 1 = 1 AS so, 7 AS n\n"
        "ORDER BY o.mark DESC LIMIT 1",
        {"day": DAY},
    )

    assert [
        {
            "day": DAY,
            "names": ["one; two", "three"],
            "nothing": None,
            "map": {"days": [DAY, DAY]},
            "days": [DAY, None],
            "so": True,
            "n": 7,
        }
    ] == rows
    assert ["day", "names", "nothing", "map", "days", "so", "n"] == list(rows[0])


def test_whole_elements_are_the_same_on_every_engine(store: Store) -> None:
    """No id and no name of an engine's own leaves the store."""
    put(store, GROUND)
    area = {"code": "cheshire", "id": "cheshire", "name": "Cheshire"}
    node = {**area, "source": "world", "first_load": 1, "load": 1}
    edge = {"source": "world", "first_load": 1, "load": 1, "mark": "", "valid_from": None}
    spell = {**edge, "mark": "2024-02-29", "valid_from": DAY}

    rows = store.read(
        "MATCH p = (:Agency)-[o:OPERATES_IN]->(a:Area)\n"
        "RETURN a, o, properties(a) AS told, collect(a) AS many, p"
    )

    [row] = rows
    assert {"labels": ["Area"], "properties": node} == row["a"]
    assert {"type": "OPERATES_IN", "properties": spell} == row["o"]
    assert (node, [{"labels": ["Area"], "properties": node}]) == (row["told"], row["many"])
    assert [row["o"]] == row["p"]["relationships"]
    assert row["a"] == row["p"]["nodes"][1]
