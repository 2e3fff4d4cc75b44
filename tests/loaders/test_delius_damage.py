"""Damaged registrations: each is named with its place, no word of it is repeated, none is lost."""

import datetime
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.states import every_state, to_json
from graph.store import Store, open_store
from loaders.adapters.delius import ADAPTER
from loaders.refused import write_refused
from tests.loaders.registrations import (
    CRN,
    DAY,
    NOTES,
    OTHER,
    START,
    coded,
    codes,
    detail,
    ended,
    load,
    load_entries,
    prepared,
    registered,
    written,
)
from tests.webapp.test_commands import mappa

DEEP = 100_000
WORDS = "Z999999 WORDS"
FIRST = "registrations[0]"
ENTRIES: dict[str, tuple[object, str, str]] = {
    "a start that is no date": (detail(startDate=WORDS), "not-a-date", "mappaDetail.startDate"),
    "a start in American order": (
        detail(startDate="02/31/2024"), "not-a-date", "mappaDetail.startDate",
    ),
    "29 February": (detail(startDate="2023-02-29"), "not-a-date", "mappaDetail.startDate"),
    "a start that is a number": (detail(startDate=20240201), "not-a-date", "mappaDetail.startDate"),
    "no start": (detail(startDate=None), "missing-value", "mappaDetail.startDate"),
    "a review that is a list": (detail(reviewDate=[]), "not-a-date", "mappaDetail.reviewDate"),
    "level 4": (detail(level=4), "not-a-number", "mappaDetail.level"),
    "level true": (detail(level=True), "not-a-number", "mappaDetail.level"),
    "level as a text": (detail(level="2"), "not-a-number", "mappaDetail.level"),
    "category 5": (detail(category=5), "not-a-number", "mappaDetail.category"),
    "category -1": (detail(category=-1), "not-a-number", "mappaDetail.category"),
    "a detail that is a text": ({"crn": CRN, "mappaDetail": WORDS}, "not-an-object",
                                "mappaDetail"),
    "no type": (registered(coded(type=None)), "no-code", f"{FIRST}.type.code"),
    "a level without its code": (
        registered(coded(registerLevel="M1")), "no-code", f"{FIRST}.registerLevel.code",
    ),
    "over on no day": (registered(coded(active=False)), "missing-value", f"{FIRST}.endDate"),
    "over before it begins": (
        registered(ended("2020-01-01")), "ends-before-it-begins", f"{FIRST}.endDate",
    ),
    "active Y": (registered(coded(active="Y")), "not-yes-or-no", f"{FIRST}.active"),
    "registrations that are no list": (
        {"crn": CRN, "registrations": {}}, "not-a-list", "registrations",
    ),
    "a registration that is null": ({"crn": CRN, "registrations": [None]}, "not-an-object", FIRST),
    "no CRN": ({"mappaDetail": {"startDate": START}}, "no-crn", "crn"),
    "a CRN that is none": (detail(WORDS), "not-a-crn", "crn"),
    "a CRN that is an object": ({**detail(), "crn": {"a": WORDS}}, "not-a-crn", "crn"),
    "something else": ({"crn": CRN, "other": WORDS}, "not-a-registration", ""),
    "a list": ([WORDS], "not-an-object", ""),
    "null": ("null", "not-an-object", ""),
    "broken JSON": (f'{{"crn": "{WORDS}', "not-json", ""),
    "a name twice": (f'{{"crn": "{CRN}", "crn": "{WORDS}"}}', "duplicate-key", ""),
    "NaN": (f'{{"crn": "{CRN}", "level": NaN}}', "not-json", ""),
    "a number without end": (f'{{"crn": "{CRN}", "level": {"9" * 5_000}}}', "not-json", ""),
    "a nesting bomb": (f'{{"crn": {"[" * DEEP}{"]" * DEEP}}}', "too-deep", ""),
    "an entry of 5 MB": (f'{{"crn": "{"9" * (5 << 20)}"}}', "too-long", ""),
}  # fmt: skip
FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "no-entry"),
    "blank lines": (b"\n \n", "no-entry"),
    "no entry": (b"[]", "no-entry"),
    "a number": (b"7", "not-json"),
    "a page": (b"<!DOCTYPE html><html></html>", "not-json"),
    "a zip": (b"PK\x03\x04\x00\x00", "encoding"),
    "UTF-16": ('{"crn": "X"}'.encode("utf-16"), "encoding"),
    "Windows-1252": ('[{"crn": "é"}]'.encode("cp1252"), "encoding"),
    "half an array": (b'[{"crn": "X000001"}, {"crn', "not-json"),
    "a bomb": (b"[" * DEEP, "too-deep"),
    "an array of 33 MB": (b"[" + b" " * (33 << 20) + b"]", "too-long"),
}


@pytest.fixture
def home(embedded: Store, tmp_path: Path) -> Store:
    """Give an embedded store with the reference tables and two areas."""
    return prepared(embedded, tmp_path)


@pytest.mark.parametrize("damage", ENTRIES)
def test_each_damaged_entry_is_named_and_stops_no_other(
    home: Store, tmp_path: Path, damage: str
) -> None:
    """The place is the file, the line and the path; the words of the entry are not repeated."""
    entry, code, path = ENTRIES[damage]

    _, made, sources = load_entries(home, tmp_path, detail(OTHER), entry)

    assert [(code, 2, path)] == codes(sources)
    assert {"cases.jsonl"} == {problem.file for problem in sources.problems}
    assert 1 == made.tables["mappa_case"]["created"]
    assert (2, 1, 1) == tuple(sources.balances[0][k] for k in ("rows", "mapped", "refused"))
    said = " ".join(f"{problem} {problem.value}" for problem in made.problems)
    assert [] == [secret for secret in (WORDS, CRN, OTHER, NOTES) if secret in said]


@pytest.mark.parametrize("damage", FILES)
def test_each_damaged_file_is_refused_in_one_line(home: Store, tmp_path: Path, damage: str) -> None:
    """What is no export at all is said at once, and nothing is written."""
    data, code = FILES[damage]
    path = tmp_path / "cases.json"
    path.write_bytes(data)
    before = home.digest()

    with pytest.raises(InputError, match=r"^cases\.json: [^\n]+$") as found:
        load(home, path)

    assert ([code], before) == ([said.code for said in found.value.problems], home.digest())


def test_everything_that_is_wrong_with_a_registration_is_said(home: Store, tmp_path: Path) -> None:
    """Who mends one field at a time loads a file five times."""
    entry = registered(coded(startDate="x", endDate="y", nextReviewDate="z", active=0))

    _, _, sources = load_entries(home, tmp_path, entry)

    names = ["startDate", "endDate", "active", "nextReviewDate"]
    assert [f"{FIRST}.{name}" for name in names] == [column for *_, column in codes(sources)]
    assert 1 == sources.balances[0]["refused"]


ALONE = json.dumps(detail(), indent=1)
BOTH = [detail(), detail(OTHER)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (json.dumps(BOTH, indent=1), 2),
        ("\n".join(["", *map(json.dumps, BOTH)]), 2),
        (ALONE, 1),
        (f"\ufeff{ALONE}", 1),
    ],
    ids=["an array", "lines", "one object", "one with a mark of byte order"],
)
def test_the_forms_of_a_file_are_told_apart_by_what_is_in_it(
    home: Store, tmp_path: Path, text: str, count: int
) -> None:
    """Nobody has to say which it is."""
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")

    _, made, sources = load(home, path)

    assert ([], count) == (codes(sources), made.tables["mappa_case"]["created"])


def test_a_folder_holds_a_file_for_each_person_and_no_name_of_one_is_told(
    home: Store, tmp_path: Path
) -> None:
    """The answers are asked by CRN, so that is how their files are called."""
    folder = tmp_path / f"of {CRN}"
    folder.mkdir()
    for crn, start in ((CRN, START), (OTHER, "soon"), ("X000003", START)):
        said = {"mappaDetail": {"startDate": start, "level": 1}}
        (folder / f"{crn}.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "X000003.json").write_text(json.dumps(detail(CRN)), encoding="utf-8")

    _, made, sources = load(home, folder)

    found = [("not-a-date", 2, "mappaDetail.startDate"), ("two-crns", 3, "crn")]
    assert found == codes(sources)
    assert ["of CRN"] == list(sources.files)
    assert 1 == made.tables["mappa_case"]["created"]
    assert "X00000" not in " ".join(map(str, made.problems))


def test_a_folder_without_files_and_no_file_are_refused(home: Store, tmp_path: Path) -> None:
    """A wrong path is the commonest mistake."""
    (tmp_path / "empty").mkdir()

    for path, code in ((tmp_path / "empty", "no-entry"), (tmp_path / "none.json", "no-file")):
        with pytest.raises(InputError) as found:
            load(home, path)
        assert [code] == [said.code for said in found.value.problems]


def test_refused_entries_are_written_as_places_without_their_words(
    home: Store, tmp_path: Path
) -> None:
    """What is mended is mended in probation's system; a copy of notes would be one too many."""
    _, made, sources = load_entries(home, tmp_path, detail(startDate=WORDS), detail(OTHER))

    refusals = {**sources.refusals, **made.refusals}
    (path,) = write_refused(tmp_path / "refused", sources.originals(), refusals)

    head, row = path.read_text(encoding="utf-8").splitlines()
    assert "entry,where,problem_code,what_to_do" == head
    assert row.startswith("1,mappaDetail.startDate,not-a-date,is no date.")


@pytest.mark.parametrize("dry", [True, False])
def test_no_crn_and_no_note_leaves_by_any_door(tmp_path: Path, *, dry: bool) -> None:
    """Lines on a terminal, reports and histories are read by people who may not see who it is."""
    path = written(
        tmp_path / f"{CRN}.jsonl", detail(), detail(level=9), detail("bad " + CRN),
        registered(coded("M9"), coded("M1"), crn=OTHER), f'{{"crn": "{CRN}" {NOTES}',
    )  # fmt: skip
    words = ("--mapping", ADAPTER.name, "--store", f"embedded:{tmp_path / 'store'}")
    outs = ("--report", str(tmp_path / "report.json"), "--refused", str(tmp_path / "refused"))

    done = mappa("load", str(path), *words, *outs, *(["--dry-run"] if dry else []))

    files = [tmp_path / "report.json", *(tmp_path / "refused").iterdir()]
    said = [done.stdout, done.stderr, *(file.read_text(encoding="utf-8") for file in files)]
    assert 3 == done.returncode, done.stderr
    assert [] == [word for word in (CRN, OTHER, NOTES, "INVENTED") for text in said if word in text]
    assert "(row 1" not in done.stderr
    assert "CRN.jsonl, row 2, column mappaDetail.level" in done.stderr


def test_notes_are_nowhere_in_the_store(home: Store, tmp_path: Path) -> None:
    """Notes are intelligence, and this is no place for it; a CRN is with its offender only."""
    load_entries(home, tmp_path, detail(), registered(coded(), crn=OTHER))

    said = [json.dumps(to_json(state)) for state in every_state(home)]

    assert 2 == sum("X00000" in text for text in said)
    assert [] == [text for text in said if NOTES in text or "INVENTED" in text]


DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2027, 1, 1)).map(str)
ODD: st.SearchStrategy[Any] = st.sampled_from([None, "", "x", 7, True, [], {}, 1.5, "2024-02-30"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "startDate": DAYS | ODD,
    "endDate": DAYS | ODD,
    "nextReviewDate": DAYS | ODD,
    "reviewDate": DAYS | ODD,
    "active": st.booleans() | ODD,
    "level": st.integers(-1, 5) | ODD,
    "category": st.integers(-1, 5) | ODD,
    "type": st.sampled_from([{"code": "MAPP"}, {"code": "ARSO"}, {}, None]),
    "registerLevel": st.sampled_from(["M0", "M1", "M2", "M3", "M9"]).map(lambda c: {"code": c}),
    "registerCategory": st.sampled_from(["X9", "M1", "M4", ""]).map(lambda c: {"code": c}) | ODD,
    "registeringProbationArea": st.sampled_from([{"code": "N07"}, {"code": "N51"}, None]),
    "registrationId": st.integers(0, 3) | ODD,
}
PARTS = st.fixed_dictionaries({}, optional=FIELDS)
CRNS = st.sampled_from([CRN, OTHER, "X000003", "none", None])
REGISTERED = st.fixed_dictionaries(
    {"crn": CRNS}, optional={"registrations": st.lists(PARTS, max_size=4), "mappaDetail": PARTS}
)
FLAT = st.tuples(CRNS, PARTS).map(lambda both: {"crn": both[0], **both[1]})
FILE = st.lists(REGISTERED | FLAT | ODD, min_size=1, max_size=8)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=FILE, second=FILE, later=st.integers(0, 90))
def test_whatever_stands_in_files_the_balances_hold_and_twice_is_once(
    tmp_path: Path, first: list[object], second: list[object], later: int
) -> None:
    """Nothing is lost without a word, whatever a system sends, in whatever order."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    store = prepared(open_store(f"embedded:{folder / 'store'}"), folder)
    day = DAY + datetime.timedelta(days=later)
    for entries, on in ((first, DAY), (second, day)):
        _, made, sources = load(store, written(folder / "a.jsonl", *map(json.dumps, entries)), on)
        (balance,) = sources.balances
        assert balance["rows"] == balance["mapped"] + balance["skipped"] + balance["refused"]
        for table, counts in made.tables.items():
            fates = [counts[k] for k in ("created", "updated", "unchanged", "ended", "refused")]
            assert (table, counts["rows"]) == (table, sum(fates))
            assert (table, 0) == (table, counts["refused"]), made.problems
    before = store.digest()

    turned = list(map(json.dumps, reversed(second)))
    number, _, _ = load(store, written(folder / "a.jsonl", *turned), day)

    assert (None, before) == (number, store.digest())
    store.close()
