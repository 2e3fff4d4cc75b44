"""Probation's registrations: what becomes of them, in each shape, over time."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from graph.model import MODEL
from graph.records import EdgeState
from graph.states import every_state, loads, node_states, to_json
from graph.store import Store
from loaders.adapters import find_adapter
from loaders.adapters.delius import ADAPTER
from loaders.adapters.delius.registrations import CATEGORIES, LEVELS, MAPPA, UNKNOWN
from loaders.sources import Origin
from tests.loaders.bundles import folder as bundle
from tests.loaders.bundles import load as load_bundle
from tests.loaders.registrations import (
    CRN,
    DAY,
    OTHER,
    START,
    bundle_of_a_case,
    cases,
    coded,
    codes,
    detail,
    ended,
    load,
    load_entries,
    prepared,
    registered,
    spells,
    written,
)

LATER = datetime.date(2026, 2, 10)
NDELIUS = "ndelius"


@pytest.fixture
def home(embedded: Store, tmp_path: Path) -> Store:
    """Give an embedded store with the reference tables and two areas."""
    return prepared(embedded, tmp_path)


def test_the_shelfs_own_answer_is_read_once_its_placeholders_are_dates(
    home: Store, tmp_path: Path, shelf: Path
) -> None:
    """The publisher's sample has the word string for a date: named; with a date it is a case."""
    text = (shelf / NDELIUS / "ndelius_supervisions_response.json").read_text(encoding="utf-8")
    path = tmp_path / f"{CRN}.json"
    path.write_text(text, encoding="utf-8")
    _, _, before = load(home, path)
    path.write_text(text.replace('"startDate": "string"', f'"startDate": "{START}"'))

    _, _, after = load(home, path)

    found = [("not-a-date", 1, f"mappaDetail.{name}") for name in ("startDate", "reviewDate")]
    assert (found, found[1:]) == (codes(before), codes(after))
    path.write_text(path.read_text().replace('"reviewDate": "string"', '"reviewDate": null'))
    load(home, path)
    assert [("1", START, None, "exact")] == spells(home)
    assert "John" not in json.dumps([to_json(state) for state in every_state(home)])


def test_the_fields_that_are_read_are_the_publishers(shelf: Path) -> None:
    """A field that was renamed would be silently empty."""
    said = json.loads((shelf / NDELIUS / "ndelius_openapi.json").read_text(encoding="utf-8"))
    declared = said["components"]["schemas"]["MappaDetail"]

    assert {"startDate", "reviewDate", "level", "category"} <= set(declared["properties"])
    assert ["startDate"] == declared["required"]


def test_codes_mean_what_the_publisher_says(shelf: Path) -> None:
    """M1 is level 1 in one column and category 1 in the other; 0 is not known."""
    said = json.loads((shelf / NDELIUS / "mappa_codes.json").read_text(encoding="utf-8"))

    levels = {code: int(level or 0) for code, level in LEVELS.items() if code}
    categories = {
        code: 0 if found == UNKNOWN else int(found) for code, found in CATEGORIES.items() if code
    }
    assert (said["levels"], said["categories"]) == (levels, categories)
    assert said["register_type_code"] == MAPPA


@pytest.mark.parametrize("number", [1, 2, 3])
def test_both_shapes_of_one_registration_are_one_case(
    home: Store, tmp_path: Path, number: int
) -> None:
    """An area may have exports of both; they must not become two people."""
    load_entries(home, tmp_path, detail(level=number, category=number, reviewDate="2026-03-01"))
    before = home.digest()
    code = f"M{number}"

    done, _, _ = load_entries(
        home, tmp_path, registered(coded(code, code, nextReviewDate="2026-03-01"))
    )

    assert (None, before) == (done, home.digest())
    assert [(str(number), START, None, "exact")] == spells(home)
    assert [(str(number), START, None, "exact")] == spells(home, "IN_CATEGORY")
    assert [{"opened_on": START, "next_review_on": "2026-03-01"}] == cases(home)


def test_a_registration_by_itself_beside_its_crn_is_read(home: Store, tmp_path: Path) -> None:
    """Exports by table have one registration a line, in either shape."""
    flat = {"crn": CRN, "level": 3, "category": 4, "startDate": START}

    load_entries(home, tmp_path, flat, {"crn": OTHER, **coded("M1", "M4")})

    assert ["1", "3"] == [level for level, *_ in spells(home)]
    assert ["4", "4"] == [category for category, *_ in spells(home, "IN_CATEGORY")]


@pytest.mark.parametrize(
    ("entry", "warned"),
    [
        (detail(level=0, category=0), []),
        (detail(level=None, category=None), []),
        ({"crn": CRN, "mappaDetail": {"startDate": START}}, []),
        (registered(coded("M0", "X9")), []),
        (registered(coded(None, None)), []),
        (registered(coded("M7", "A2")), ["registerLevel", "registerCategory"]),
    ],
)
def test_what_is_not_known_stays_unknown(
    home: Store, tmp_path: Path, entry: dict[str, Any], warned: list[str]
) -> None:
    """Unknown is not no: no level, the category that says so, and a word on codes never seen."""
    _, _, sources = load_entries(home, tmp_path, entry)

    assert [] == spells(home)
    assert [(UNKNOWN, START, None, "exact")] == spells(home, "IN_CATEGORY")
    paths = [f"registrations[0].{name}.code" for name in warned]
    assert [("unknown-code", 1, path) for path in paths] == codes(sources)


def test_loading_twice_is_loading_once(store: Store, tmp_path: Path) -> None:
    """A month's file that is loaded again on another day must do nothing at all."""
    prepared(store, tmp_path)
    entries = [
        detail(reviewDate="2026-03-01"),
        registered(
            coded("M1", registeringProbationArea={"code": "N07"}), ended("2020-01-01"), crn=OTHER
        ),
    ]
    load_entries(store, tmp_path, *entries)
    before = store.digest()

    number, made, _ = load_entries(store, tmp_path, *entries, day=LATER)

    assert (None, before) == (number, store.digest())
    assert 2 == made.tables["at_level"]["unchanged"]


def test_a_changed_level_under_an_unchanged_start_date_is_first_seen_on_the_day(
    store: Store, tmp_path: Path
) -> None:
    """The source keeps the start date when the level changes: since then would be a false gap."""
    prepared(store, tmp_path)
    load_entries(store, tmp_path, detail(level=1))

    load_entries(store, tmp_path, detail(level=2), day=LATER)
    number, _, _ = load_entries(store, tmp_path, detail(level=2), day=datetime.date(2026, 3, 1))

    assert number is None
    first = ("1", START, str(LATER), "exact")
    assert [first, ("2", str(LATER), None, "first_seen")] == spells(store)


def test_a_level_that_changes_twice_on_a_day_is_the_last(home: Store, tmp_path: Path) -> None:
    """A mended file is loaded again at once."""
    for level in (1, 2, 3):
        day = DAY if level == 1 else LATER
        load_entries(home, tmp_path, detail(level=level), day=day)

    first = ("1", START, str(LATER), "exact")
    assert [first, ("3", str(LATER), None, "first_seen")] == spells(home)


def test_a_level_of_a_newer_registration_begins_on_its_start_date(
    home: Store, tmp_path: Path
) -> None:
    """A start date that moved is the source's own word on when."""
    load_entries(home, tmp_path, detail(level=1))

    load_entries(home, tmp_path, detail(level=3, startDate="2026-01-20"), day=LATER)

    assert [("1", START, "2026-01-20", "exact"), ("3", "2026-01-20", None, "exact")] == spells(home)


@pytest.mark.parametrize(("level", "said"), [(1, []), (3, ["older-than-the-store"])])
def test_an_older_file_does_not_undo_a_newer_one(
    home: Store, tmp_path: Path, level: int, said: list[str]
) -> None:
    """Files come in any order; what was seen later counts, and what differs is told."""
    load_entries(home, tmp_path, detail(level=1))
    load_entries(home, tmp_path, detail(level=2), day=LATER)

    number, _, sources = load_entries(home, tmp_path, detail(level=level), day=DAY)

    assert (None, said) == (number, [code for code, *_ in codes(sources)])


def test_deregistration_ends_case_level_and_category_and_deletes_nothing(
    store: Store, tmp_path: Path
) -> None:
    """Who has left was once discussed: history stays."""
    prepared(store, tmp_path)
    load_entries(store, tmp_path, registered(coded("M3", "M2")))

    over = registered(ended("2026-01-31", level="M3", category="M2"))
    load_entries(store, tmp_path, over, day=LATER)
    number, _, _ = load_entries(store, tmp_path, over, day=datetime.date(2026, 3, 1))

    assert number is None
    assert [{"opened_on": START, "closed_on": "2026-01-31"}] == cases(store)
    assert [("3", START, "2026-01-31", "exact")] == spells(store)
    assert [("2", START, "2026-01-31", "exact")] == spells(store, "IN_CATEGORY")


def test_a_registration_that_is_active_again_is_not_over(home: Store, tmp_path: Path) -> None:
    """One of the two services gives the day of the last deregistration with an active one too."""
    load_entries(home, tmp_path, registered(coded(endDate="2025-01-01")))

    assert [("2", START, None, "exact")] == spells(home)


def test_one_that_is_over_and_was_never_known_is_left_out(home: Store, tmp_path: Path) -> None:
    """No more is kept of people than is needed."""
    number, _, sources = load_entries(home, tmp_path, registered(ended("2025-01-01")))

    assert number is None
    assert {"over, of a person who has no case here": 1} == sources.balances[0]["reasons"]


def test_a_person_registered_anew_has_a_gap_between_the_two(home: Store, tmp_path: Path) -> None:
    """Between two registrations nobody owed anything."""
    load_entries(home, tmp_path, registered(coded("M2")))
    anew = coded("M2", startDate="2026-01-20", registrationId=9)

    load_entries(home, tmp_path, registered(ended("2025-06-01"), anew), day=LATER)

    assert [("2", START, "2025-06-01", "exact"), ("2", "2026-01-20", None, "exact")] == spells(home)


def test_a_closed_case_whose_registration_is_active_is_opened_again_with_a_word(
    home: Store, tmp_path: Path
) -> None:
    """A person who is registered must not stay hidden because a file once left them out."""
    load_entries(home, tmp_path, registered(coded()))
    load_entries(home, tmp_path, registered(ended("2026-01-31")), day=LATER)
    day = datetime.date(2026, 3, 1)

    _, _, sources = load_entries(home, tmp_path, registered(coded()), day=day)

    assert [{"opened_on": START}] == cases(home)
    assert ["opened-again"] == [code for code, *_ in codes(sources)]
    assert ("2", str(day), None, "first_seen") == spells(home)[-1]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_active_registrations_the_newer_counts(
    home: Store, tmp_path: Path, *, turned: bool
) -> None:
    """The source itself gives one only; the other is told, in whatever order they stand."""
    found = [coded("M1"), coded("M3", startDate="2025-01-01")]

    _, _, sources = load_entries(home, tmp_path, registered(*(found[::-1] if turned else found)))

    assert [("3", "2025-01-01", None, "exact")] == spells(home)
    place = "registrations[1]" if turned else "registrations[0]"
    assert [("two-active", 1, place)] == codes(sources)
    assert (2, 1, 1) == tuple(sources.balances[0][k] for k in ("rows", "mapped", "skipped"))


def test_the_same_registration_in_both_shapes_counts_once(home: Store, tmp_path: Path) -> None:
    """Two exports joined into one file are no contradiction."""
    _, _, sources = load_entries(home, tmp_path, detail(), registered(coded()))

    assert [] == codes(sources)
    assert {"said twice": 1} == sources.balances[0]["reasons"]


def test_other_registers_are_counted_and_left(home: Store, tmp_path: Path) -> None:
    """A registration that only speaks of MAPPA (NOTMAPPA, ALT11) is none."""
    others = [coded(type={"code": code}) for code in ("ARSO", "NOTMAPPA", "ALT11")]

    number, _, sources = load_entries(home, tmp_path, registered(*others))

    assert number is None
    assert {"of another register type": 3} == sources.balances[0]["reasons"]


@pytest.mark.parametrize(("region", "area"), [("N07", "london"), ("N51", ""), ("X", "")])
def test_a_region_is_an_area_only_where_it_has_one(
    home: Store, tmp_path: Path, region: str, area: str
) -> None:
    """North West is Cheshire, Cumbria, Lancashire or Merseyside: a guess would hide the case."""
    entry = registered(coded(registeringProbationArea={"code": region, "description": "d"}))

    load_entries(home, tmp_path, entry)

    assert [(area, START, None, "")] * bool(area) == spells(home, "IN_AREA")


def test_a_case_of_another_source_is_found_by_crn(home: Store, tmp_path: Path) -> None:
    """The co-ordinator's reference stays, however the CRN was typed there."""
    level = "mappa_case,level,valid_from\nC1,2,2025-01-01\n"
    area = "mappa_case,area,valid_from,standing\nC1,cheshire,2025-01-01,home\n"
    load_bundle(home, bundle_of_a_case(tmp_path, at_level=level, in_area=area))

    load_entries(home, tmp_path, detail(probationArea={"code": "N07"}, reviewDate="2026-03-01"))

    assert ["C1"] == [case.key for case in node_states(home, MODEL.node_types["MappaCase"])]
    assert [("2", "2025-01-01", None, "")] == spells(home)
    assert [("cheshire", "2025-01-01", None, "")] == spells(home, "IN_AREA")
    assert [{"opened_on": "2023-01-01", "next_review_on": "2026-03-01"}] == cases(home)


def test_a_level_that_a_discussion_decided_is_not_overruled(home: Store, tmp_path: Path) -> None:
    """Minutes are the authority for a level; a registration follows them, sometimes late."""
    theirs = bundle_of_a_case(
        tmp_path, panel="code,name,kind,for_area\nP1,Panel,mappa,cheshire\n",
        meeting="code,on,kind,state,of_panel\nM1,2025-01-01,regular,held,P1\n",
        discussion="code,item,at_meeting,considers\nD1,1,M1,C1\n",
        at_level="mappa_case,level,valid_from,decided_at\nC1,3,2025-01-01,D1\n",
    )  # fmt: skip
    _, made = load_bundle(home, theirs)
    assert 1 == made.tables["at_level"]["created"], made.problems

    _, _, sources = load_entries(home, tmp_path, detail(level=2))

    assert [("3", "2025-01-01", None, "")] == spells(home)
    assert ["differs-from-decision"] == [code for code, *_ in codes(sources)]


def test_a_level_that_the_source_no_longer_knows_is_kept(home: Store, tmp_path: Path) -> None:
    """Forgetting a fact does not make it untrue."""
    load_entries(home, tmp_path, detail())

    number, _, sources = load_entries(home, tmp_path, detail(level=0, category=0), day=LATER)

    assert number is None
    assert ["no-longer-known"] * 2 == [code for code, *_ in codes(sources)]


def test_two_offenders_with_one_crn_are_refused(home: Store, tmp_path: Path) -> None:
    """Which of the two is meant is not ours to guess."""
    both = bundle(tmp_path / "b", offender=f"ref,crn\nO1,{CRN}\nO2,{CRN}\n")
    load_bundle(home, both)

    number, _, sources = load_entries(home, tmp_path, detail(), detail(OTHER))

    assert number is not None
    assert [("two-offenders", 1, "mappaDetail")] == codes(sources)
    assert (1, 1) == (sources.balances[0]["mapped"], sources.balances[0]["refused"])


@pytest.mark.parametrize(
    "gone",
    [
        {"crn": CRN, "mappaDetail": None, "supervisions": []},
        registered(),
        registered(coded(type={"code": "ARSO"})),
    ],
    ids=["no detail", "no registration", "another register"],
)
def test_who_is_no_longer_registered_is_told_and_a_snapshot_closes_the_case(
    home: Store, tmp_path: Path, gone: dict[str, Any]
) -> None:
    """The newer shape gives active registrations only: an end shows as silence, without a day."""
    load_entries(home, tmp_path, detail(), detail(OTHER))
    path = written(tmp_path / "later.jsonl", gone, detail(OTHER))
    number, _, sources = load(home, path, LATER)

    load(home, path, LATER, snapshot=True)

    assert (None, [("no-longer-registered", 1, "")]) == (number, codes(sources))
    assert [str(LATER), "None"] == sorted(str(case.get("closed_on")) for case in cases(home))


def test_a_snapshot_spares_whose_registration_was_refused(home: Store, tmp_path: Path) -> None:
    """A broken date must not close a case."""
    load_entries(home, tmp_path, detail(), registered(coded(), crn=OTHER))
    damaged = registered(ended("2025-01-01"), coded(startDate="soon"), crn=OTHER)
    path = written(tmp_path / "later.jsonl", detail(startDate="soon"), damaged)

    number, made, _ = load(home, path, LATER, snapshot=True)

    assert (None, {}) == (number, dict(made.consequences))


def test_references_are_made_with_the_stores_own_key(store: Store, tmp_path: Path) -> None:
    """Nobody can make a list of CRNs and look which reference belongs to whom."""
    path = written(tmp_path / "cases.jsonl", detail())
    prepared(store, tmp_path)
    load(store, path)

    found = [state.key for state in node_states(store, MODEL.node_types["Offender"])]
    key = store.read("MATCH (info:StoreInfo) RETURN info.key AS key")[0]["key"]

    assert 1 == len(found)
    assert 64 == len(key)
    history = json.dumps([dict(load) for load in loads(store)])
    assert CRN not in found[0] + history


def test_a_trial_on_an_empty_store_makes_references_that_are_thrown_away(
    store: Store, tmp_path: Path
) -> None:
    """A store that no load has made has no key yet: a fixed one would tell who it is."""
    path, made = written(tmp_path / "cases.jsonl", detail()), []

    for _ in range(2):
        with store.trial() as trial:
            (offenders, *_) = Origin(path, ADAPTER.name).open(trial, DAY).tables
            made += [row.values["ref"] for row in offenders.rows]

    assert 2 == len(set(made))
    assert 0 == store.version()


def test_an_offender_without_a_case_gets_one(home: Store, tmp_path: Path) -> None:
    """A directory of people may be there before their cases are."""
    load_bundle(home, bundle(tmp_path / "b", offender=f"ref,crn\nO1,{CRN}\n"))

    load_entries(home, tmp_path, detail())

    found = list(node_states(home, MODEL.node_types["MappaCase"]))
    assert [("O1",)] == [case.plain_edges["CONCERNS"] for case in found]
    assert ["O1"] == [person.key for person in node_states(home, MODEL.node_types["Offender"])]


def test_of_several_cases_the_open_one_is_meant(home: Store, tmp_path: Path) -> None:
    """Some offices make a case anew for each registration."""
    theirs = bundle(
        tmp_path / "b", offender=f"ref,crn\nO1,{CRN}\n",
        mappa_case="ref,opened_on,closed_on,concerns\nC1,2020-01-01,,O1\n"
        "C2,2021-01-01,2022-01-01,O1\n",
    )  # fmt: skip
    load_bundle(home, theirs)

    _, made, _ = load_entries(home, tmp_path, detail())

    assert {"C1"} == {
        item.after.from_key for item in made.items if isinstance(item.after, EdgeState)
    }


@pytest.mark.parametrize(
    ("entry", "closed", "kept", "said"),
    [
        (registered(ended("2025-06-01")), "2025-03-01", "2025-03-01", {}),
        (registered(ended("2025-06-01")), "2025-09-01", "2025-06-01", {}),
        (registered(ended("2022-06-01", startDate="2020-01-01")), "", "None", {
            "over before the case was opened": 1}),
        (detail(startDate="2025-06-01"), "2025-03-01", "None", {}),
        (detail(), "2026-12-01", "2026-12-01", {}),
    ],
    ids=["closed before", "closed after", "of another time", "registered anew", "closes later"],
)  # fmt: skip
def test_the_end_of_a_case_of_another_source_is_weighed_by_its_day(
    home: Store, tmp_path: Path, entry: dict[str, Any], closed: str, kept: str, said: dict[str, int]
) -> None:
    """Whoever knew first that it was over is right, and a new registration opens it again."""
    theirs = bundle(
        tmp_path / "b", offender=f"ref,crn\nO1,{CRN}\n",
        mappa_case=f"ref,opened_on,closed_on,concerns\nC1,2023-01-01,{closed},O1\n",
    )  # fmt: skip
    load_bundle(home, theirs)

    _, _, sources = load_entries(home, tmp_path, entry)

    assert [kept] == [str(case.get("closed_on")) for case in cases(home)]
    assert (said, []) == (sources.balances[0]["reasons"], codes(sources))


def test_a_level_that_another_source_dates_to_the_day_is_not_taken_back(
    home: Store, tmp_path: Path
) -> None:
    """Only what was seen by ourselves on the same day is replaced on that day."""
    level = f"mappa_case,level,valid_from,dated\nC1,3,{DAY},exact\n"
    load_bundle(home, bundle_of_a_case(tmp_path, at_level=level))

    _, _, sources = load_entries(home, tmp_path, detail(level=2))

    assert [("3", str(DAY), None, "exact")] == spells(home)
    assert ["older-than-the-store"] == [code for code, *_ in codes(sources)]


def test_a_snapshot_that_names_everything_changes_nothing(home: Store, tmp_path: Path) -> None:
    """What still holds is named, the home area too, or a snapshot would end it."""
    path = written(
        tmp_path / "a.jsonl", registered(coded(registeringProbationArea={"code": "N07"}))
    )
    load(home, path)

    number, made, _ = load(home, path, LATER, snapshot=True)

    assert (None, {}) == (number, dict(made.consequences))
    assert 1 == made.tables["in_area"]["unchanged"]


def test_one_that_ends_after_the_present_one_began_does_not_end_it(
    home: Store, tmp_path: Path
) -> None:
    """Registrations overlap where one was made before the other was ended."""
    load_entries(home, tmp_path, registered(coded()))

    overlapping = ended("2026-01-31", startDate="2023-01-01", registrationId=0)
    load_entries(home, tmp_path, registered(coded(), overlapping), day=LATER)

    assert [("2", START, None, "exact")] == spells(home)


def test_the_adapter_is_found_by_its_name() -> None:
    """`mappa load FILE --mapping probation-registrations` is how it is used."""
    assert find_adapter("probation-registrations") is not None
