"""What if: the answer is that of the changed store, and the store is as it was."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import ExplorerError, InputError, NotFound
from graph.records import LoadEntry
from graph.scope import Scope
from graph.states import every_state
from graph.store import Store, open_store
from graph.worlds import edge, node, put, world
from queries.coverage import examples
from queries.coverage.policy_file import parse_policy
from tests.loaders.bundles import AT
from webapp.effect import Question, compare
from webapp.spoken import SPOKEN, read_all
from webapp.suppositions.agencies import Appointed, Founded, Left, Withdrawn, Working
from webapp.suppositions.cases import Answered, Categorised, Linked, Moved, Placed
from webapp.suppositions.meetings import Came, Discussed, Planned, Recorded
from webapp.suppositions.supposed import Supposition
from webapp.what_if import changes_of, suppose

ASKED = Question(examples.POLICY, examples.DAY, examples.DAY)
LATER = examples.DAY + datetime.timedelta(days=9)
CONTACT = world(
    node("Representative", "R1", grade="manager"),
    edge("REPRESENTS", "R1", "HOUSING", valid_from=examples.OPENED),
)
WORLD = world(examples.ABSENT_TRUST, examples.PRESENT_TRUST, examples.NOT_KNOWN, CONTACT)
SUPPOSITIONS: dict[str, Supposition] = {
    "an agency leaves an area": Withdrawn("TRUST", "cheshire"),
    "an agency leaves": Withdrawn("TRUST"),
    "a contact leaves": Left("R1"),
    "a case moves up": Moved("C4", "3"),
    "a case moves down": Moved("C1", "1"),
    "a meeting is planned": Planned("C1", LATER, ("TRUST",)),
}


@pytest.mark.parametrize("name", SUPPOSITIONS)
def test_the_answer_is_that_of_a_store_in_which_it_is_so(
    store: Store, tmp_path: Path, name: str
) -> None:
    """A what-if that judged by a second set of rules would be right only sometimes."""
    put(store, WORLD)
    copy = open_store(f"embedded:{tmp_path / 'copy'}")
    put(copy, WORLD)
    supposed = SUPPOSITIONS[name]
    before = store.digest()

    told = suppose(store, [supposed], ASKED, then=ASKED)

    was = ASKED.rows(copy)
    changes = changes_of(copy, [supposed], ASKED)
    copy.apply(changes, LoadEntry("load", "so", "a tester", AT, copy.version()))
    assert compare(was, ASKED.rows(copy)) == told
    assert before == store.digest()


def test_each_supposition_says_what_it_does(embedded: Store) -> None:
    """Gaps opened and closed, seats at risk, invitations settled: each in its own list."""
    put(embedded, WORLD)

    found = {
        name: {
            part: [(row["case"], row["rule"]) for row in rows]
            for part, rows in suppose(embedded, [supposed], ASKED, then=ASKED).parts()
            if rows
        }
        for name, supposed in SUPPOSITIONS.items()
    }

    assert {
        "an agency leaves an area": {"at_risk": [("C2", "HEALTH-L3")]},
        "an agency leaves": {"at_risk": [("C2", "HEALTH-L3")]},
        "a contact leaves": {},
        "a case moves up": {},
        "a case moves down": {"closed": [("C1", "HEALTH-L3")]},
        "a meeting is planned": {"settled": [("C1", "HEALTH-L3")]},
    } == found


def test_branches_leave_with_the_whole(embedded: Store) -> None:
    """A trust that withdraws takes its hospitals with it."""
    branch = node("Agency", "WARD", {"OF_TYPE": ["NHST"], "PART_OF": ["TRUST"]}, name="Ward")
    put(embedded, world(WORLD, branch, edge("OPERATES_IN", "WARD", "cheshire", valid_from=None)))

    changes = changes_of(embedded, [Withdrawn("TRUST")], ASKED)

    ended = sorted(state.identity[1] for state in changes.put)
    assert ["TRUST", "TRUST", "WARD", "WARD"] == ended


def test_another_policy_is_judged_beside_the_one_in_force(embedded: Store) -> None:
    """A board sees what a rule would do before it adopts it."""
    put(embedded, WORLD)
    text = examples.POLICY_TEXT.replace('levels = ["3"]\nby', 'levels = ["2", "3"]\nby')
    other = replace(ASKED, policy=parse_policy(text, "another"))

    told = suppose(embedded, [], ASKED, then=other)

    assert [("C4", "HEALTH-L3")] == [(row["case"], row["rule"]) for row in told.opened]


@pytest.mark.parametrize(
    ("supposed", "error", "said"),
    [
        (Withdrawn("NOBODY"), NotFound, "There is no Agency 'NOBODY'"),
        (Withdrawn("TRUST", "nowhere"), NotFound, "There is no Area 'nowhere'"),
        (Left("R9"), NotFound, "There is no Representative 'R9'"),
        (Moved("C9", "2"), NotFound, "no case of that reference that you may see"),
        (Moved("C1", "7"), NotFound, "There is no Level '7'"),
        (Planned("C1", examples.OPENED), InputError, "Plan it on a later day"),
        (Planned("C1", LATER, ("NOBODY",)), NotFound, "There is no Agency 'NOBODY'"),
        (Working("TRUST", "nowhere"), NotFound, "There is no Area 'nowhere'"),
        (Founded("POLICE"), NotFound, "There is no AgencyType 'POLICE'"),
        (Appointed("NOBODY"), NotFound, "There is no Agency 'NOBODY'"),
        (Linked("C1", "TRUST", "chair"), InputError, "'chair' is no role. Write one of lead, core"),
        (Answered("C1", "no_fixed_abode", "perhaps"), InputError, "'perhaps' is no answer. Write"),
        (Answered("C1", "rich", "yes"), NotFound, "There is no Circumstance 'rich'"),
        (Categorised("C1", "7"), NotFound, "There is no Category '7'"),
        (Discussed("C1", (Came("TRUST", "early"),)), InputError, "'early' is no outcome. Write"),
        (Discussed("C1", (Came("NOBODY"),)), NotFound, "There is no Agency 'NOBODY'"),
        (Recorded("C1", Came("TRUST")), InputError, "awaits what came of TRUST. See mappa ask"),
    ],
)
def test_what_cannot_be_supposed_is_said_and_leaves_no_trace(
    embedded: Store, supposed: Supposition, error: type[ExplorerError], said: str
) -> None:
    """A misspelt key must not look like an agency without which all is well."""
    put(embedded, WORLD)
    before = list(every_state(embedded))

    with pytest.raises(error, match=said):
        suppose(embedded, [supposed], ASKED, then=ASKED)

    assert before == list(every_state(embedded))


@pytest.mark.parametrize(
    "about",
    [
        lambda case: Moved(case, "2"),
        lambda case: Categorised(case, "2"),
        lambda case: Placed(case, "cheshire"),
        lambda case: Answered(case, "no_fixed_abode", "yes"),
        lambda case: Linked(case, "TRUST", "core"),
        lambda case: Planned(case, LATER),
        lambda case: Discussed(case, (Came("TRUST"),)),
        lambda case: Recorded(case, Came("TRUST")),
    ],
)
def test_a_case_that_may_not_be_seen_is_as_one_that_is_not_there(
    embedded: Store, about: Callable[[str], Supposition]
) -> None:
    """Supposing must not tell what looking does not."""
    put(embedded, WORLD)
    elsewhere = replace(ASKED, scope=Scope(frozenset({"kent"}), frozenset({"1", "2", "3"})))
    said = set()

    for reference in ("C1", "C9"):
        with pytest.raises(NotFound) as asked:
            suppose(embedded, [about(reference)], elsewhere, then=elsewhere)
        with pytest.raises(NotFound) as changed:
            changes_of(embedded, [about(reference)], elsewhere)
        said |= {str(asked.value), str(changed.value)}

    assert {"There is no case of that reference that you may see"} == said


def test_what_touches_the_directory_tells_of_no_case_that_may_not_be_seen(embedded: Store) -> None:
    """An agency that withdraws, a contact that leaves: only the asker's own cases are told."""
    put(embedded, WORLD)
    elsewhere = replace(ASKED, scope=Scope(frozenset({"kent"}), frozenset({"1", "2", "3"})))

    told = suppose(embedded, [Withdrawn("TRUST"), Left("R1")], elsewhere, then=elsewhere)

    assert not told


def test_what_is_written_is_what_is_supposed() -> None:
    """An agency's own code has a colon, so a colon parts nothing but a day from agencies."""
    told: dict[str, list[str]] = {name: [] for name in SPOKEN}
    told |= {
        "works": ["POL:1@kent"],
        "new_agency": ["NHST@kent"],
        "appoint": ["POL:1"],
        "category": ["C1=2"],
        "home": ["C1=kent"],
        "answer": ["C1=no_fixed_abode@yes"],
        "link": ["C1=POL:1@core"],
        "attend": ["C1=POL:1@remote/senior", "C1=LHA:1", "C2"],
        "outcome": ["C1=POL:1@no_show"],
    }

    assert [
        Working("POL:1", "kent"),
        Founded("NHST", "kent"),
        Appointed("POL:1"),
        Categorised("C1", "2"),
        Placed("C1", "kent"),
        Answered("C1", "no_fixed_abode", "yes"),
        Linked("C1", "POL:1", "core"),
        Discussed("C1", (Came("POL:1", "remote", "senior"), Came("LHA:1"))),
        Discussed("C2"),
        Recorded("C1", Came("POL:1", "no_show")),
    ] == read_all(told)


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("link", "C1=TRUST", "'TRUST' lacks what stands beside '@'. See --help"),
        ("answer", "C1", "'C1' lacks what stands beside '='. See --help"),
        ("attend", "C1=TRUST@", "'TRUST@' lacks what stands beside '@'. See --help"),
        ("meeting", "C1=soon", "'soon' is no day. Write --meeting CASE=2026-01-31"),
    ],
)
def test_what_cannot_be_read_is_named(option: str, text: str, said: str) -> None:
    """Whoever mistypes one of thirteen options must not look for it in the other twelve."""
    told: dict[str, list[str]] = {name: [] for name in SPOKEN}

    with pytest.raises(InputError) as refused:
        read_all({**told, option: [text]})

    assert said in str(refused.value)


def test_a_level_that_began_today_is_asked_about_tomorrow(embedded: Store) -> None:
    """Two levels from one day on would both hold."""
    put(embedded, WORLD)
    opening = replace(ASKED, as_of=examples.OPENED)

    with pytest.raises(InputError, match="Ask as of the day after"):
        suppose(embedded, [Moved("C1", "2")], opening, then=opening)
