"""What stands in the way of an undo, told by name and with what to do."""

from pathlib import Path

import pytest

from graph.errors import InputError, NotFound
from graph.store import Store
from loaders.joined import MOST_ROWS
from loaders.undo import MOST_REFUSALS, plan_undo
from tests.loaders.bundles import AT_LEVEL, CASES, OFFENDERS
from tests.loaders.steps import (
    AGENCY,
    CASE,
    OTHER_CASE,
    TALK,
    UNDER_18,
    ground,
    step,
    take_back,
)

CHANGED = "Agency POL:1 was changed by load 3. Undo load 3 first"
IN_THE_WAY = {
    "a node changed": ({"agency": AGENCY}, {"agency": "code,name\nPOL:1,New\n"}, [CHANGED]),
    "an edge changed": (
        {"at_level": AT_LEVEL, **CASE},
        {"at_level": "mappa_case,level,valid_from,valid_to\nC1,2,,2025-01-01\n"},
        ["MappaCase C1 AT_LEVEL 2 (2024-06-01) was changed by load 3. Undo load 3 first"],
    ),
    "an edge taken back": (
        {"at_level": AT_LEVEL, **CASE},
        {"at_level": "mappa_case,level,valid_from,withdraw\nC1,2,2024-06-01,yes\n"},
        ["MappaCase C1 AT_LEVEL 2 (2024-06-01) was changed or taken back by load 3. "
         "Undo load 3 first"],
    ),
    "a plain edge to a node": (
        {"agency": AGENCY},
        {"agency": "code,name,of_type,part_of\nPOL:2,Second,POL,POL:1\n"},
        ["Agency POL:2 names Agency POL:1 as its part_of since load 3. Undo load 3 first"],
    ),
    "a dated edge to a node": (
        {"area": "code,name\ndevon,Devon\n", "agency": "code,name,of_type\nPOL:2,Second,POL\n"},
        {"operates_in": "agency,area\nPOL:2,devon\n"},
        ["load 3 joined Agency POL:2 OPERATES_IN devon to what load 2 made. Undo load 3 first"],
    ),
    "a dated edge from a node": (
        {"agency": AGENCY},
        {"operates_in": "agency,area,valid_from\nPOL:1,kent,2024-01-01\n"},
        ["load 3 joined Agency POL:1 OPERATES_IN kent (2024-01-01) to what load 2 made. "
         "Undo load 3 first"],
    ),
    "a link, told of one end": (
        {"offender": "ref\nO1\n", "mappa_case": CASES},
        {"linked_to": "mappa_case,other_mappa_case,kind\nC1,C2,associate\n", **OTHER_CASE},
        ["load 3 joined MappaCase C1 LINKED_TO (sensitive) (associate) to what load 2 made. "
         "Undo load 3 first"],
    ),
    "a circumstance, told without the day of birth": (
        {"circumstance": UNDER_18.replace("under_18", "child")},
        CASE,
        ["load 3 joined MappaCase C1 HAS_CIRCUMSTANCE child to what load 2 made. "
         "Undo load 3 first"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_THE_WAY)
def test_what_a_later_load_changed_or_joined_stands_in_the_way(
    store: Store, tmp_path: Path, case: str
) -> None:
    """An undo under somebody's feet would take away more than its load had brought."""
    first, second, expected = IN_THE_WAY[case]
    ground(store, tmp_path)
    step(store, tmp_path, **first)
    step(store, tmp_path, **second)

    undo = plan_undo(store, 2)

    assert expected == [str(problem) for problem in undo.refusals]


def test_a_property_that_names_a_node_stands_in_the_way(store: Store, tmp_path: Path) -> None:
    """No edge leads to the discussion that decided a level, and it must not vanish all the same."""
    ground(store, tmp_path)
    step(store, tmp_path, **CASE)
    step(store, tmp_path, **TALK)
    level = "mappa_case,level,valid_from,decided_at\nC1,2,2024-01-01,D1\n"
    step(store, tmp_path, at_level=level)

    undo = plan_undo(store, 3)

    assert [
        "load 4 names Discussion D1 as decided_at of MappaCase C1 AT_LEVEL 2 (2024-01-01). "
        "Undo load 4 first"
    ] == [str(problem) for problem in undo.refusals]


def test_a_property_of_a_node_that_names_a_node_stands_in_the_way(
    store: Store, tmp_path: Path
) -> None:
    """A referral names the level that was asked for."""
    ground(store, tmp_path)
    step(store, tmp_path, agency=AGENCY, **CASE)
    step(store, tmp_path, level="code,name\n4,Level 4\n")
    asked = "code,received_on,urgent,for_case,referred_by,level_asked\n"
    step(store, tmp_path, referral=f"{asked}R1,2024-01-01,no,C1,POL:1,4\n")

    undo = plan_undo(store, 3)

    assert ["load 4 names Level 4 as level_asked of Referral R1. Undo load 4 first"] == [
        str(problem) for problem in undo.refusals
    ]


def test_circumstances_that_a_later_load_derived_from_a_changed_date_stand_in_the_way(
    store: Store, tmp_path: Path
) -> None:
    """A case would be taken for a child's by a day of birth that is no longer there."""
    ground(store, tmp_path)
    step(store, tmp_path, offender=OFFENDERS)
    step(store, tmp_path, offender="ref,date_of_birth\nO1,2001-01-01\n")
    step(store, tmp_path, mappa_case=CASES)

    undo = plan_undo(store, 3)

    assert [
        "load 4 derived MappaCase C1 HAS_CIRCUMSTANCE under_18 from a date that would change "
        "back. Undo load 4 first"
    ] == [str(problem) for problem in undo.refusals]


def test_a_date_that_does_not_change_back_stands_in_nobodys_way(
    store: Store, tmp_path: Path
) -> None:
    """A case that came after a corrected name has nothing to do with the name."""
    ground(store, tmp_path)
    step(store, tmp_path, offender=OFFENDERS)
    step(store, tmp_path, offender="ref,name\nO1,Somebody Invented\n")
    step(store, tmp_path, mappa_case=CASES)

    assert () == plan_undo(store, 3).refusals


def test_a_day_of_birth_has_nothing_to_do_with_what_follows_from_a_release(
    store: Store, tmp_path: Path
) -> None:
    """Only what hangs on the date itself may stand in its way."""
    ground(store, tmp_path)
    rule = "code,name,derived_from,begins_after_months,ends_after_months\n"
    step(store, tmp_path, circumstance=f"{rule}out,out soon,release_on,-6,0\n", **CASE)
    step(store, tmp_path, offender="ref,date_of_birth\nO1,2001-01-01\n")
    step(store, tmp_path, mappa_case="ref,release_on\nC1,2027-01-01\n")

    undo = plan_undo(store, 3)

    assert () == undo.refusals


def test_what_would_come_back_and_name_what_is_gone_is_refused(
    store: Store, tmp_path: Path
) -> None:
    """Undoing out of order must not end in an edge to nobody."""
    ground(store, tmp_path)
    step(store, tmp_path, **CASE)
    step(store, tmp_path, agency=AGENCY)
    step(store, tmp_path, led_by="mappa_case,agency,valid_from\nC1,POL:1,2024-01-01\n")
    rows = "mappa_case,agency,valid_from,withdraw\nC1,POL:1,2024-01-01,yes\n"
    step(store, tmp_path, led_by=rows)
    take_back(store, 3)

    undo = plan_undo(store, 5)

    assert [
        "MappaCase C1 LED_BY POL:1 (2024-01-01) would come back and name Agency POL:1, which is "
        "no longer there. Load Agency POL:1 again first"
    ] == [str(problem) for problem in undo.refusals]


def test_one_reason_refuses_all_and_nothing_is_written(store: Store, tmp_path: Path) -> None:
    """Nothing is half undone."""
    ground(store, tmp_path)
    step(store, tmp_path, agency=f"{AGENCY}POL:2,Second,POL\n")
    step(store, tmp_path, agency="code,name\nPOL:1,New\n")
    before = store.digest()

    with pytest.raises(InputError) as told:
        take_back(store, 2)

    assert [CHANGED] == [str(problem) for problem in told.value.problems] == [str(told.value)]
    assert before == store.digest()


def test_a_withdrawn_edge_that_a_later_load_entered_again_is_not_overwritten(
    store: Store, tmp_path: Path
) -> None:
    """Of two who entered the same thing, the later one is not to be undone unasked."""
    ground(store, tmp_path)
    step(store, tmp_path, at_level=AT_LEVEL, **CASE)
    rows = "mappa_case,level,valid_from,withdraw\nC1,2,2024-06-01,yes\n"
    step(store, tmp_path, at_level=rows)
    step(store, tmp_path, at_level="mappa_case,level,valid_from\nC1,2,2024-06-01\n")

    undo = plan_undo(store, 3)

    assert ["MappaCase C1 AT_LEVEL 2 (2024-06-01) was changed by load 4. Undo load 4 first"] == [
        str(problem) for problem in undo.refusals
    ]


def test_what_cannot_be_undone_is_said_in_a_line(embedded: Store, tmp_path: Path) -> None:
    """Each line ends with what to do instead."""
    ground(embedded, tmp_path)
    step(embedded, tmp_path, agency=AGENCY)
    take_back(embedded, 2)

    with pytest.raises(NotFound, match=r"^There is no load 9: the last one is 3\. mappa loads li"):
        plan_undo(embedded, 9)
    with pytest.raises(InputError, match=r"^Load 2 was undone already, by load 3\. To have it b"):
        plan_undo(embedded, 2)
    with pytest.raises(InputError, match=r"^Load 3 is itself an undo\. To have load 2 back, load "):
        plan_undo(embedded, 3)


def test_more_reasons_than_anybody_reads_end_with_a_line_that_says_so(
    embedded: Store, tmp_path: Path
) -> None:
    """Undoing the levels of ninety thousand cases is answered in seconds, not pages."""
    ground(embedded, tmp_path)
    keys = range(MOST_REFUSALS // 2 + 1)
    step(
        embedded, tmp_path, offender="ref\n" + "".join(f"O{n}\n" for n in keys),
        mappa_case="ref,opened_on,concerns\n" + "".join(f"C{n},2024-01-01,O{n}\n" for n in keys),
        at_level="mappa_case,level,valid_from\n" + "".join(f"C{n},1,2024-01-01\n" for n in keys),
    )  # fmt: skip

    undo = plan_undo(embedded, 1)

    assert MOST_REFUSALS == MOST_ROWS
    assert MOST_REFUSALS + 1 == len(undo.refusals)
    assert "there are more than these 1,000 reasons. Begin with the latest load" in str(
        undo.refusals[-1]
    )
