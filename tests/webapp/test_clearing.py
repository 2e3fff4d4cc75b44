"""What would clear a gap: tried, told as it would be, never written."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.errors import NotFound
from graph.records import LoadEntry
from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Row, Store, open_store
from graph.stores.embedded_graph import Graph
from graph.worlds import put
from queries.analysis import Asked, run
from queries.coverage.judge import KINDS
from queries.explain_gap import EXPLAIN_GAP
from tests.loaders.bundles import AT
from tests.webapp.unclear import DAY, POLICY, POLICY_TEXT, RULES, WORLD
from webapp.clearing import MOST_TRIED, Clearing, clearing
from webapp.commands.clear import command
from webapp.effect import Question
from webapp.what_if import changes_of

ASKED = Asked(OPERATOR, DAY, DAY, POLICY)
QUESTION = Question(POLICY, DAY, DAY)
ON_BOTH = ("apologies", "not_linked", "nobody_to_invite")
"""A discussion held, a link made, an agency that was not there: what the engines take apart."""


@pytest.fixture(scope="module")
def unclear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a store with one case for each kind, that no test of this file changes."""
    store = open_store(f"embedded:{tmp_path_factory.mktemp('unclear')}")
    put(store, WORLD)
    yield store
    store.close()


def cleared(store: Store, kind: str, asked: Asked = ASKED) -> Clearing:
    """Ask about the case of a kind."""
    return clearing(store, asked, f"C-{kind}", RULES[kind])


@pytest.mark.feature(3)
def test_every_kind_of_gap_has_a_change_that_clears_it(unclear: Store) -> None:
    """A finding that nobody knows how to mend is only a reproach."""
    before = unclear.digest()

    found = {kind: cleared(unclear, kind) for kind in RULES}

    assert sorted(kind for kind in KINDS if kind) == sorted(found)
    assert {kind: kind for kind in found} == {kind: one.kind for kind, one in found.items()}
    remote = "the case is discussed on the day and Agency TRUST takes part from elsewhere"
    assert {
        **dict.fromkeys(("not_invited", "no_show", "apologies", "report_only"), remote),
        "awaited": "it is recorded that Agency TRUST took part from elsewhere",
        "nobody_to_invite": (
            "there is a new agency (NHS trust) in kent, and the case is discussed on the day and "
            "the new agency (NHS trust) takes part from elsewhere"
        ),
        "no_agency": "Agency GONE works in essex",
        "no_contact": "Agency SILENT has a new contact in dorset",
        "wrong_grade": (
            "the case is discussed on the day and Agency POLICE takes part from elsewhere at "
            "grade senior"
        ),
        "not_linked": "Agency HOUSING is linked to the case as agency kept informed",
        "circumstance_unknown": "“no fixed abode” is answered yes for the case",
        "category_unknown": "the case is in Category 1",
        "meeting_overdue": "the case is discussed on the day, as it was the last time",
    } == {
        kind: one.tried[0].in_words().replace(f"C-{kind}", "the case")
        for kind, one in found.items()
    }
    assert {True} == {one.tried[0].clears for one in found.values()}
    assert all(len(one.tried) <= MOST_TRIED for one in found.values())
    assert before == unclear.digest()


@pytest.mark.parametrize("kind", RULES)
def test_what_is_told_is_what_a_store_says_in_which_it_is_so(
    unclear: Store, tmp_path: Path, kind: str
) -> None:
    """A change that was verified by other means than asking would be verified only sometimes."""
    tried = cleared(unclear, kind).tried

    for place, one in enumerate(tried):
        copy = open_store(f"embedded:{tmp_path / str(place)}")
        put(copy, WORLD)
        changes = changes_of(copy, one.supposed, QUESTION)
        copy.apply(changes, LoadEntry("load", "so", "a tester", AT, copy.version()))
        said = cleared(copy, kind)
        copy.close()

        assert (one.state, one.kind) == (said.state, said.kind)


def test_both_stores_try_alike_and_are_as_they_were(store: Store, unclear: Store) -> None:
    """The trial is a copy on one engine and a transaction on the other."""
    put(store, WORLD)
    before = store.digest()

    found = {kind: cleared(store, kind) for kind in ON_BOTH}

    assert before == store.digest()
    for kind, one in found.items():
        assert cleared(unclear, kind).as_json() == one.as_json()
        changes = changes_of(store, one.tried[0].supposed, QUESTION)
        store.apply(changes, LoadEntry("load", "so", "a tester", AT, store.version()))
        explained = replace(ASKED, parameters={"case": f"C-{kind}", "rule": RULES[kind]})
        assert one.tried[0].state == run(EXPLAIN_GAP, store, explained).rows[0]["state"]


def test_half_of_what_is_needed_does_not_clear_it_and_says_so(unclear: Store) -> None:
    """Two things are not known: who answers one of them is told what stays open."""
    two = clearing(unclear, ASKED, "C-two", "RELEASED")
    nobody = cleared(unclear, "nobody_to_invite")

    assert [
        ("“no fixed abode” is answered no for C-two", True, "not required"),
        (
            "“release within six months” is answered no for C-two", True, "not required",
        ),
        (
            "“no fixed abode” is answered no for C-two, and “release within six months” is "
            "answered no for C-two", True, "not required",
        ),
        (
            "“no fixed abode” is answered yes for C-two", False,
            "not known: a circumstance is not known",
        ),
        (
            "“release within six months” is answered yes for C-two", False,
            "not known: a circumstance is not known",
        ),
    ] == [(one.in_words(), one.clears, one.leads_to()) for one in two.tried]  # fmt: skip
    alone = nobody.tried[-1]
    assert (
        "there is a new agency (NHS trust) in kent", "missing: nobody there to invite",
    ) == (alone.in_words(), alone.leads_to())  # fmt: skip


def test_a_change_that_brings_another_rule_into_play_says_so(unclear: Store) -> None:
    """A first discussion to which nobody was asked keeps the clock and empties every seat."""
    discussed, moved = cleared(unclear, "meeting_overdue").tried

    assert ("met", ["HEALTH", "SENIOR", "REGISTERED"]) == (discussed.state, discussed.opens)
    assert ("not_required", []) == (moved.state, moved.opens)


def test_a_case_without_a_home_area_needs_one(unclear: Store) -> None:
    """Nobody of an area answers for a case of none; a new agency would not help."""
    found = clearing(unclear, ASKED, "C-homeless", "HEALTH")

    assert ("at_risk", "no_agency") == (found.state, found.kind)
    assert [
        ("the home area of C-homeless is cheshire", "not_due"),
        ("the home area of C-homeless is dorset", "at_risk"),
    ] == [(one.in_words(), one.state) for one in found.tried]


def test_what_cannot_be_supposed_on_the_day_is_not_proposed(unclear: Store) -> None:
    """A lead agency that began today cannot end today; the page is shown all the same."""
    led = clearing(unclear, ASKED, "C-led", "LED")

    assert [("C-led is at Level 1", True)] == [(one.in_words(), one.clears) for one in led.tried]


def test_a_grade_that_nobody_recorded_is_what_is_asked_for(unclear: Store) -> None:
    """Somebody came: what is missing is in the minutes, not at the table."""
    first = clearing(unclear, ASKED, "C-led", "SENIOR").tried[0]

    assert (
        "it is recorded that Agency POLICE took part from elsewhere at grade senior", "met",
    ) == (first.in_words(), first.state)  # fmt: skip


def test_nothing_is_proposed_where_nothing_is_asked(unclear: Store) -> None:
    """A rule that is met has nothing to clear; a case that nothing is asked of neither."""
    met = clearing(unclear, ASKED, "C-meeting_overdue", "HOMELESS")
    early = clearing(unclear, replace(ASKED, as_of=DAY.replace(year=2025)), "C-two", "MEET")

    assert ("not_asked", []) == (met.state, list(met.tried))
    assert ("not_required", []) == (early.state, list(early.tried))


def test_the_single_point_of_contact_is_named_to_those_who_may_see_names(unclear: Store) -> None:
    """An invitation has to reach somebody; a name is nobody's business but theirs who may."""
    nameless = replace(ASKED, scope=Scope(None, EVERY_CATEGORY))
    shown = {
        "agency": "HOUSING", "called": "Agency HOUSING", "contact": "R-HOUSING", "job": "Manager",
        "single_point_of_contact": True, "name": "Invented Person",
        "email": "person@housing.invalid", "phone": "000",
    }  # fmt: skip

    told = cleared(unclear, "not_linked").invited
    withheld = cleared(unclear, "not_linked", nameless).invited

    assert [shown] == told
    assert [{**shown, "name": None, "email": None, "phone": None}] == withheld


def test_who_has_no_contact_is_shown_as_an_agency_alone(unclear: Store) -> None:
    """That nobody can be reached is what the chair has to know."""
    (silent,) = cleared(unclear, "no_contact").invited

    assert ("SILENT", "", None) == (silent["agency"], silent["contact"], silent["job"])


def test_a_case_that_may_not_be_seen_is_as_one_that_is_not_there(unclear: Store) -> None:
    """What would clear a gap tells that there is one."""
    elsewhere = replace(ASKED, scope=Scope(frozenset({"kent"}), EVERY_CATEGORY))

    with pytest.raises(NotFound) as hidden:
        clearing(unclear, elsewhere, "C-apologies", "HEALTH")
    with pytest.raises(NotFound) as absent:
        clearing(unclear, elsewhere, "C-nowhere", "HEALTH")

    assert str(absent.value) == str(hidden.value)


def test_what_is_tried_is_asked_with_no_more_of_the_scope_than_the_asker_needs(
    unclear: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server plans the whole predicate for half a minute, and in each trial once more."""
    texts: list[str] = []
    read = Graph.read

    def noted(graph: Graph, text: str, *told: Any, **more: Any) -> list[Row]:
        texts.append(text)
        return read(graph, text, *told, **more)

    monkeypatch.setattr(Graph, "read", noted)
    found = cleared(unclear, "apologies")

    assert found.tried
    assert [] == [text for text in texts if "$scope_restricted" in text]


def test_a_category_that_may_not_be_seen_is_not_proposed(unclear: Store) -> None:
    """Proposing it would hide the case from the asker who supposed it."""
    scope = Scope(None, frozenset({"2", "unknown"}))

    tried = cleared(unclear, "category_unknown", replace(ASKED, scope=scope)).tried

    assert ["C-category_unknown is in Category 2"] == [one.in_words() for one in tried]


def test_the_command_says_what_the_page_says(tmp_path: Path) -> None:
    """An analyst takes it from a script, a chair reads it; neither may be told less."""
    url = f"embedded:{tmp_path / 'store'}"
    with closing(open_store(url)) as store:
        put(store, WORLD)
        expected = cleared(store, "not_linked")
    policy = tmp_path / "unclear.toml"
    policy.write_text(POLICY_TEXT, encoding="utf-8")
    told = [expected.case, expected.rule, "--as-of", str(DAY), "--policy", str(policy)]

    table = CliRunner().invoke(command, [*told, "--store", url])
    plain = CliRunner().invoke(command, [*told, "--store", url, "--format", "json"])

    assert expected.as_json() == json.loads(plain.output)
    assert "C-not_linked HOUSED: gap (not_linked)" in table.output
    assert "What would clear it (tried, nothing was written)" in table.output
    assert expected.tried[0].in_words() in table.output
    assert "person@housing.invalid" in table.output
