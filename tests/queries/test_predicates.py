"""Who may see which case: the one predicate that every question of cases carries."""

import datetime

import pytest

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Store
from graph.worlds import World, agency, case, discussion, edge, node, put, reference, world
from queries.catalogue import catalogue
from queries.narrowing import Narrowed, narrowed, needs_of
from queries.predicates import visible

TODAY = datetime.date(2026, 1, 31)
LONG_AGO = datetime.date(2024, 1, 1)
TEXT = f"""MATCH (matter:MappaCase)
WHERE {visible("matter")}
RETURN matter.ref AS ref
ORDER BY ref"""
WORLD: World = world(
    reference([("POL", "area")], areas=("cheshire", "kent")),
    agency("POL:1", "POL", "cheshire"),
    agency("POL:1a", "POL", part_of="POL:1"),
    case("HERE"),
    case("THERE", area="kent"),
    case("TERROR", category="4"),
    case("RESTRICTED", restricted=True),
    case("NOWHERE", area=None, category=None),
    case("CLOSED", closed_on=datetime.date(2025, 1, 1)),
    case("MOVED", area="kent"),
    edge("IN_AREA", "MOVED", "cheshire", standing="receiving", valid_from=LONG_AGO),
    case("LED", area="kent"),
    edge("LED_BY", "LED", "POL:1a", valid_from=LONG_AGO),
    case("INVITED", area="kent"),
    discussion("D1", "INVITED", datetime.date(2025, 6, 1), {"POL:1": "apologies"}),
    case("LONG_SINCE", area="kent"),
    discussion("D2", "LONG_SINCE", LONG_AGO, {"POL:1": "in_person"}),
    case("PROMISED", area="kent"),
    discussion("D3", "PROMISED", LONG_AGO),
    node("Action", "A1", {"RAISED_AT": ["D3"], "OWNED_BY": ["POL:1a"]}),
)
ORDINARY = frozenset({"1", "2", "3", "unknown"})
CHESHIRE = frozenset({"cheshire"})
IN_CHESHIRE = ["CLOSED", "HERE", "MOVED"]
SCOPES = {
    "an area": (Scope(CHESHIRE, ORDINARY), IN_CHESHIRE),
    "an area and Category 4": (Scope(CHESHIRE, EVERY_CATEGORY), [*IN_CHESHIRE, "TERROR"]),
    "no unknown category": (Scope(None, frozenset("1")), [
        "CLOSED", "HERE", "INVITED", "LED", "LONG_SINCE", "MOVED", "PROMISED", "THERE",
    ]),
    "a grant": (
        Scope(CHESHIRE, ORDINARY, grants=frozenset({"RESTRICTED"})),
        [*IN_CHESHIRE, "RESTRICTED"],
    ),
    "an area, and what has none": (
        Scope(CHESHIRE, ORDINARY, unplaced=True), [*IN_CHESHIRE, "NOWHERE"],
    ),
    "nothing": (Scope(frozenset(), EVERY_CATEGORY), []),
    "an agency with its branches": (
        Scope(None, ORDINARY, agencies=frozenset({"POL:1"})),
        ["INVITED", "LED", "PROMISED"],
    ),
    "a branch": (Scope(None, ORDINARY, agencies=frozenset({"POL:1a"})), ["LED", "PROMISED"]),
}  # fmt: skip


def test_each_asker_sees_just_their_cases(store: Store) -> None:
    """What somebody may not see must not be counted, joined or drawn for them."""
    put(store, WORLD)

    seen = {
        name: [
            [row["ref"] for row in reader.read(TEXT, scope.parameters(TODAY))]
            for reader in (store, Narrowed(store, scope))
        ]
        for name, (scope, _) in SCOPES.items()
    }

    assert {name: [sorted(those)] * 2 for name, (_, those) in SCOPES.items()} == seen


def test_the_operator_sees_everything(store: Store) -> None:
    """The command line is the whole of what the store holds."""
    put(store, WORLD)

    seen = [
        len(reader.read(TEXT, OPERATOR.parameters(TODAY)))
        for reader in (store, Narrowed(store, OPERATOR))
    ]

    assert [11, 11] == seen


def test_a_text_is_asked_with_no_more_than_its_asker_needs() -> None:
    """A server plans for seconds what is true of every case of this asker."""
    everybody = narrowed(TEXT, needs_of(OPERATOR))
    contact = narrowed(TEXT, needs_of(SCOPES["a branch"][0]))

    assert "MATCH (matter:MappaCase)\nWHERE true\nRETURN" in everybody
    assert "$scope_agencies" in contact
    assert "$scope_areas" not in contact
    assert "$scope_grants" in contact


def test_no_text_about_cases_escapes_the_narrowing() -> None:
    """A predicate that is written in another way would be planned whole, and nobody would see."""
    texts = [text for analysis in catalogue().values() for text in analysis.texts.values()]

    left = [text for text in texts if "$scope_restricted" in narrowed(text, needs_of(OPERATOR))]

    assert [] == left


@pytest.mark.parametrize("word", ["place", "talk", "task", "home", "agency", "own"])
def test_its_own_variables_are_no_names_that_a_question_uses(word: str) -> None:
    """An EXISTS sees the variables round it: one name for two things would change the meaning."""
    assert f"({word}:" not in TEXT
    assert f"[{word}:" not in TEXT
