"""Search: what is found by the beginning of a word, and what never is."""

import datetime

import pytest

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import World, agency, case, edge, node, put, reference, world
from queries.analysis import Asked
from queries.coverage.policy_file import default_policy
from queries.search import search

DAY = datetime.date(2026, 1, 31)
NAMES = frozenset({"names"})
WORLD: World = world(
    reference([("POL", "area"), ("LHA", "area")], areas=("cheshire", "kent")),
    node("Area", "gwent", name="Gwent", name_welsh="Gwent a'r Ŵyl", former_names=["Monmouth"]),
    agency("POL:1", "POL", "cheshire", aliases=["Chester City Force; the old"]),
    node("Agency", "LHA:1", {"OF_TYPE": ["LHA"]}, name="Gloucestershire Housing"),
    node("Agency", "LHA:2", {"OF_TYPE": ["LHA"]}, name="St Mary's Café & Homes"),
    case("C-0001"),
    case("C-0002", area="kent"),
    case("C-0003", restricted=True),
    node("Offender", "O-C-0001", name="Invented Zebedee"),
    node("Offender", "O-C-0002", name="Invented Zebedea"),
    node("Representative", "R1", name="Invented Contact"),
    edge("REPRESENTS", "R1", "POL:1"),
)


def asked(scope: Scope) -> Asked:
    """Ask on a day, for somebody."""
    return Asked(scope, DAY, DAY, default_policy())


CHESHIRE = Scope(frozenset({"cheshire"}), EVERY_CATEGORY)
OF_CHESHIRE = Scope(frozenset({"cheshire"}), EVERY_CATEGORY, sees=NAMES)


def found(store: Store, text: str, scope: Scope = OPERATOR, **more: list[str]) -> list[str]:
    """Return the keys of the hits."""
    return [hit.key for hit in search(store, text, asked(scope), **more)]  # type: ignore[arg-type]


@pytest.mark.feature(4)
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("c-00", "C-0001"),
        ("C0001", "C-0001"),
        ("pol:1", "POL:1"),
        ("chester ci", "POL:1"),
        ("monm", "gwent"),
        ("ŵyl", "gwent"),
        ("wyl", "gwent"),
        ("st marys cafe", "LHA:2"),
        ("CAFÉ", "LHA:2"),
        ("and homes", "LHA:2"),
        ("a pan", "PANEL"),
        ("zebedee", "O-C-0001"),
        ("contact", "R1"),
    ],
)
def test_a_beginning_is_enough(store: Store, text: str, key: str) -> None:
    """Nobody types a whole reference, or an accent on a borrowed keyboard."""
    put(store, WORLD)

    assert key == found(store, text)[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Glocuestershire", "LHA:1"),
        ("gloustershire", "LHA:1"),
        ("gloucestrshire hous", "LHA:1"),
        ("hoising", "LHA:1"),
        ("chesshire", "cheshire"),
        ("Zebedeee", "O-C-0001"),
    ],
)
def test_a_slip_of_the_fingers_is_forgiven(store: Store, text: str, key: str) -> None:
    """A name heard on the telephone is seldom spelt as the register has it."""
    put(store, WORLD)

    hits = search(store, text, asked(OPERATOR))

    assert (key, True) == (hits[0].key, hits[0].how.startswith("like"))


def test_a_hit_says_what_it_is_where_and_by_which_name(store: Store) -> None:
    """Two bodies of one name are told apart by kind and area."""
    put(store, WORLD)

    (hit,) = search(store, "chester", asked(OPERATOR))
    (person,) = search(store, "zebedee", asked(OPERATOR))

    assert ("agency", "POL:1", "Agency POL:1", "former name", ("Cheshire",)) == (
        hit.kind, hit.key, hit.name, hit.how, hit.areas,
    )  # fmt: skip
    assert ("person", ("C-0001",), ("Cheshire",)) == (person.kind, person.cases, person.areas)


def test_a_kind_narrows(store: Store) -> None:
    """Who looks for an area does not want its forty bodies."""
    put(store, WORLD)

    assert ["cheshire"] == found(store, "ch", kinds=["area"])


@pytest.mark.feature(4)
def test_nobody_finds_a_case_or_a_person_that_they_may_not_see(store: Store) -> None:
    """That a case exists is itself a disclosure."""
    put(store, WORLD)

    assert ["C-0001"] == found(store, "c-000", OF_CHESHIRE)
    assert ["O-C-0001"] == found(store, "zebed", OF_CHESHIRE)
    assert [] == found(store, "zebedea", Scope(None, frozenset("2"), sees=NAMES))


def test_names_of_people_need_the_permission(store: Store) -> None:
    """A name is not to be found by whoever may not see it."""
    put(store, WORLD)

    assert [[], [], []] == [found(store, text, CHESHIRE) for text in ("zebe", "O-C-0001", "R1")]


def test_a_hidden_name_changes_no_guess(store: Store) -> None:
    """That a mistyped word is not guessed at would say that somebody of that name is there."""
    put(store, WORLD)

    with_it = found(store, "zebedea", OF_CHESHIRE)
    put(store, node("Offender", "O-C-0002", name="Somebody Else"))
    without = found(store, "zebedea", OF_CHESHIRE)

    assert (["O-C-0001"], ["O-C-0001"]) == (with_it, without)


@pytest.mark.parametrize("text", ["", "  ", "-", "'", "xyzzyx"])
def test_what_is_no_word_finds_nothing(store: Store, text: str) -> None:
    """An empty box is not a wish to see everything."""
    put(store, WORLD)

    assert [] == found(store, text)
