"""What holds for every store: what goes in comes out, whole or not at all, and is on record."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import Conflict, StoreError
from graph.records import Changes, LoadEntry, NodeState, Provenance, State
from graph.states import every_state, loads
from graph.store import Store, open_store
from graph.values import Value
from graph.worlds import World, agency, case, discussion, edge, node, put, reference, world

GROUND = world(reference([("POL", "area"), ("LHA", "area")]), agency("POL:1", "POL", "cheshire"))
DAY = datetime.date(2024, 2, 29)


def entry(store: Store, made_on: int | None = None) -> LoadEntry:
    """Return the entry of a load by a test."""
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return LoadEntry(
        "load", "a test", "a tester", at, store.version() if made_on is None else made_on
    )


def found(store: Store, *identity: str) -> State:
    """Return the state of one element as the store holds it."""
    return {state.identity: state for state in every_state(store)}[identity]


def test_what_goes_in_comes_out(store: Store) -> None:
    """Dates, lists, numbers, answers and any sign of any language survive the way and back."""
    told: dict[str, Value] = {
        "name": "Cyngor Sir Gâr; \"quoted\" 'and' \\ back, \N{SNOWMAN} \N{PILE OF POO} $x {y}",
        "aliases": ["one; two", "three", 'quo"ted', "back\\slash", "\N{SNOWMAN}"],
        "active_from": DAY,
        "active_to": datetime.date(9999, 12, 31),
    }
    put(store, world(GROUND, node("Agency", "LHA:1", {"OF_TYPE": ["POL"]}, **told)))
    put(store, world(case("C1", restricted=True), discussion("D1", "C1", DAY, item=-7)))
    put(store, case("C2", restricted=False))

    states = {state.identity: state for state in every_state(store)}

    assert told == dict(states["Agency", "LHA:1"].properties)
    assert True is states["MappaCase", "C1"].properties["restricted"]
    assert False is states["MappaCase", "C2"].properties["restricted"]
    assert -7 == states["Discussion", "D1"].properties["item"]
    assert {"on": DAY, "state": "held"} == states["Meeting", "M-D1"].properties


def test_a_dated_edge_comes_out_with_its_facts_and_its_mark(store: Store) -> None:
    """A spell is told from the next one by the day on which it began."""
    first = edge("LED_BY", "C1", "POL:1", valid_from=DAY, valid_to=datetime.date(2024, 3, 1))
    second = edge("LED_BY", "C1", "POL:1", valid_from=datetime.date(2025, 1, 1))
    put(store, world(GROUND, case("C1"), first, second))

    spells = [state for state in every_state(store) if state.identity[0] == "LED_BY"]

    assert [
        ("2024-02-29", {"valid_from": DAY, "valid_to": datetime.date(2024, 3, 1)}),
        ("2025-01-01", {"valid_from": datetime.date(2025, 1, 1)}),
    ] == [(state.identity[3], state.properties) for state in spells]


def test_a_new_state_is_the_whole_state(store: Store) -> None:
    """What a new state does not say any more is gone: no property lingers, no edge."""
    put(store, world(GROUND, agency("POL:2", "POL", part_of="POL:1", website="x")))
    kept = found(store, "Agency", "POL:2")
    after = NodeState("Agency", "POL:2", {"name": "New"}, {"OF_TYPE": ("LHA",)}, kept.provenance)

    store.apply(Changes(put=(after,)), entry(store))

    state = found(store, "Agency", "POL:2")
    assert isinstance(state, NodeState)
    assert ({"name": "New"}, {"OF_TYPE": ("LHA",)}) == (state.properties, state.plain_edges)


def test_a_new_state_of_a_dated_edge_is_the_whole_state(store: Store) -> None:
    """An end that was entered in error can be taken back."""
    ended = edge("LED_BY", "C1", "POL:1", valid_from=DAY, valid_to=datetime.date(2024, 3, 1))
    put(store, world(GROUND, case("C1"), ended))
    kept = found(store, "LED_BY", "C1", "POL:1", "2024-02-29")

    store.apply(Changes(put=(replace(kept, properties={"valid_from": DAY}),)), entry(store))

    spells = [state for state in every_state(store) if state.identity[0] == "LED_BY"]
    assert [{"valid_from": DAY}] == [state.properties for state in spells]


def test_a_plain_edge_may_lead_to_many(store: Store) -> None:
    """A body that was split has two that took over from it."""
    successors = (agency("POL:3", "POL"), agency("POL:2", "POL"))
    put(store, world(GROUND, *successors, agency("OLD", "POL", replaced_by=["POL:3", "POL:2"])))

    state = found(store, "Agency", "OLD")

    assert isinstance(state, NodeState)
    assert ("POL:2", "POL:3") == state.plain_edges["REPLACED_BY"]


def test_what_is_dropped_is_gone(store: Store) -> None:
    """An undo takes away nodes and edges that a load made."""
    put(store, GROUND)
    before = [state.identity for state in every_state(store)]
    put(store, world(case("C1"), edge("LED_BY", "C1", "POL:1", valid_from=None)))
    dropped = [state for state in every_state(store) if state.identity not in before]

    store.apply(Changes(drop=tuple(dropped)), entry(store))

    assert before == [state.identity for state in every_state(store)]


def test_one_of_two_dated_edges_is_dropped_by_its_mark(store: Store) -> None:
    """Taking back one spell leaves the other."""
    spells = [
        edge("LED_BY", "C1", "POL:1", valid_from=DAY, valid_to=datetime.date(2024, 3, 1)),
        edge("LED_BY", "C1", "POL:1", valid_from=datetime.date(2025, 1, 1)),
    ]
    put(store, world(GROUND, case("C1"), *spells))

    store.apply(Changes(drop=spells[0].states), entry(store))

    left = [state for state in every_state(store) if state.identity[0] == "LED_BY"]
    assert ["2025-01-01"] == [state.identity[3] for state in left]


@pytest.mark.parametrize(
    "bad",
    [
        edge("LED_BY", "C1", "NOBODY", valid_from=None),
        edge("LED_BY", "NO-CASE", "POL:1", valid_from=None),
        node("Agency", "POL:2", {"OF_TYPE": ["NO-TYPE"]}, name="x"),
    ],
    ids=["dated edge to nobody", "dated edge from nobody", "plain edge to nobody"],
)
def test_changes_are_applied_whole_or_not_at_all(store: Store, bad: World) -> None:
    """A load that stops half-way leaves the store as it was."""
    put(store, GROUND)
    before = (store.version(), store.digest())

    with pytest.raises(StoreError, match="points at something that is not there"):
        store.apply(world(case("C1"), bad).changes(), entry(store))

    assert before == (store.version(), store.digest())


def test_what_is_there_already_is_not_made_a_second_time(store: Store) -> None:
    """Two nodes of one key would be two bodies with one name."""
    put(store, GROUND)

    with pytest.raises(StoreError, match="already exists"):
        store.apply(node("Area", "cheshire", name="Another").changes(), entry(store))

    assert 1 == store.version()


def test_a_first_load_that_is_refused_leaves_the_store_empty(store: Store) -> None:
    """An administrator who begins with a mistake begins again with nothing."""
    with pytest.raises(StoreError):
        store.apply(edge("LED_BY", "C1", "NOBODY", valid_from=None).changes(), entry(store))

    assert (0, []) == (store.version(), store.read("MATCH (n) RETURN labels(n) AS found"))


def test_a_trial_shows_its_changes_and_leaves_no_trace(store: Store) -> None:
    """What if is asked of a store that forgets the question."""
    put(store, GROUND)
    before = store.digest()

    with store.trial() as trial:
        trial.apply(case("C1").changes())
        trial.apply(Changes(drop=edge("OPERATES_IN", "POL:1", "cheshire").states))
        shown = trial.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")
        left = trial.read("MATCH (:Agency)-[o:OPERATES_IN]->() RETURN o.mark AS mark")
        version = trial.version()

    assert ([{"ref": "C1"}], [], 1) == (shown, left, version)
    assert before == store.digest()


def test_a_trial_is_seen_by_nobody_else(store: Store) -> None:
    """While one person asks what if, another reads what is."""
    put(store, GROUND)

    with store.trial() as trial:
        trial.apply(case("C1").changes())
        base = store.read("MATCH (matter:MappaCase) RETURN matter.ref AS ref")

    assert [] == base


def test_a_trial_forgets_what_was_kept_when_it_changes(store: Store) -> None:
    """An answer of before must not stand for one of after."""
    put(store, GROUND)

    with store.trial() as trial:
        trial.kept["answer"] = "before"
        trial.apply(case("C1").changes())
        kept = dict(trial.kept)

    assert {} == kept


def test_what_goes_wrong_inside_a_trial_comes_out_as_it_is(store: Store) -> None:
    """A mistake of ours must not be told as trouble with the store."""
    put(store, GROUND)

    with pytest.raises(ValueError, match="^ours$"), store.trial():
        raise ValueError("ours")


def test_what_was_kept_goes_with_the_version(store: Store) -> None:
    """Facts that are kept are facts of one state of the graph."""
    put(store, GROUND)
    with store.snapshot() as reader:
        reader.kept["answer"] = "of load 1"
        again = store.kept.get("answer")

    put(store, case("C1"))

    assert ("of load 1", None) == (again, store.kept.get("answer"))


def test_a_plan_made_on_another_version_is_refused(store: Store) -> None:
    """Two administrators who planned on the same day cannot undo each other's work unseen."""
    put(store, GROUND)
    put(store, case("C1"))
    before = store.digest()

    with pytest.raises(Conflict, match="moved from load 1 to load 2 .* plan it again"):
        store.apply(case("C2").changes(), entry(store, made_on=1))

    assert before == store.digest()


def test_who_plans_again_after_a_conflict_sees_what_has_moved(store: Store, store_url: str) -> None:
    """The page shows the new plan; it must not be refused a second time for the same reason."""
    put(store, GROUND)
    made_on = store.version()
    other = open_store(store_url)
    put(other, case("C1"))
    other.close()

    with pytest.raises(Conflict):
        store.apply(case("C2").changes(), entry(store, made_on))

    assert 3 == store.apply(case("C2").changes(), entry(store))


def test_every_load_is_on_record_with_what_it_describes(store: Store) -> None:
    """A load is never half recorded."""
    first, second = put(store, GROUND, by="Ann"), put(store, case("C1"), by="Bob")

    assert [(1, "Ann"), (2, "Bob")] == [(row["number"], row["by"]) for row in loads(store)]
    assert (1, 2, 2) == (first, second, store.version())


def test_provenance_names_the_load_that_made_and_the_one_that_changed(store: Store) -> None:
    """Every fact has a file it came from."""
    put(store, GROUND)
    made = found(store, "Agency", "POL:1").provenance
    changed = replace(found(store, "Agency", "POL:1"), properties={"name": "New"})

    again = replace(changed, provenance=Provenance(made.source, made.first_load))
    store.apply(Changes(put=(again,)), entry(store))

    now = found(store, "Agency", "POL:1").provenance
    assert ("world", 1, 2) == (now.source, now.first_load, now.load)


def test_the_same_world_has_the_same_digest_on_every_engine(store: Store, tmp_path: Path) -> None:
    """The way from one engine to the other loses nothing."""
    other = open_store(f"embedded:{tmp_path / 'other'}")
    told = world(GROUND, case("C1"), discussion("D1", "C1", DAY, {"POL:1": "remote"}))

    put(store, told)
    put(other, told)

    assert other.digest() == store.digest()
    other.close()


def test_the_digest_tells_any_difference(store: Store) -> None:
    """A property, an edge, a load: whatever differs shows."""
    digests = [store.digest()]
    for told in (GROUND, case("C1"), case("C1", restricted=True), World()):
        put(store, told)
        digests.append(store.digest())

    assert 5 == len(set(digests))
