"""Damaged rows and files: each is named with its place, and nothing is lost."""

from pathlib import Path

import pytest

from graph.errors import InputError
from graph.states import every_state
from graph.store import Store
from loaders.load import prepare
from loaders.sources import bundle_sources
from tests.loaders.bundles import AT_LEVEL, CASES, LEVELS, OFFENDERS, TYPES, folder, load

DAMAGED = {
    "not-a-date": ("mappa_case", "ref,opened_on,concerns\nC1,31/01/2024,O1\n", 2, "opened_on"),
    "missing-value": ("mappa_case", "ref,concerns\nC1,O1\n", 2, "opened_on"),
    "no-such-thing": ("mappa_case", "ref,opened_on,concerns\nC1,2024-01-01,O9\n", 2, "concerns"),
    "empty-key": ("mappa_case", "ref,opened_on,concerns\n,2024-01-01,O1\n", 2, "ref"),
    "unknown-column": ("mappa_case", "ref,oponed_on,concerns\nC1,2024-01-01,O1\n", 1, "oponed_on"),
    "missing-column": ("mappa_case", "opened_on,concerns\n2024-01-01,O1\n", 1, "ref"),
    "cell-count": ("mappa_case", "ref,opened_on,concerns\nC1,2024-01-01,O1,x\n", 2, ""),
    "not-yes-or-no": (
        "mappa_case", "ref,opened_on,concerns,restricted\nC1,2024-01-01,O1,Y\n", 2, "restricted",
    ),
    "ends-before-it-begins": (
        "at_level", "mappa_case,level,valid_from,valid_to\nC0,1,2024-02-01,2024-01-01\n", 2,
        "valid_to",
    ),
    "no-start": ("at_level", "mappa_case,level,valid_from,valid_to\nC0,1,,\n", 2, "valid_from"),
    "nothing-to-end": (
        "at_level", "mappa_case,level,valid_from,valid_to\nC0,1,,2024-01-01\n", 2, "",
    ),
    "not-a-choice": (
        "in_area", "mappa_case,area,valid_from,standing\nC0,kent,2024-01-01,away\n", 2, "standing",
    ),
    "nearly-the-same-key": (
        "mappa_case", "ref,opened_on,concerns\nC1,2024-01-01,O1\nc1,2024-01-01,O1\n", 3, "ref",
    ),
    "contradiction": (
        "mappa_case", "ref,opened_on,concerns\nC1,2024-01-01,O1\nC1,2024-02-01,O1\n", 3, "",
    ),
    "part-of-itself": ("agency", "code,name,of_type,part_of\nA,a,POL,A\n", 2, "part_of"),
    "control-character": ("area", "code,name\nx,a\u0007b\n", 2, "name"),
}  # fmt: skip


@pytest.mark.parametrize("code", DAMAGED)
def test_each_damage_is_named_with_row_and_column_and_loses_nothing(
    embedded: Store, tmp_path: Path, code: str
) -> None:
    """An error that names neither file nor line is what people complain about most."""
    ground = folder(
        tmp_path / "ground", offender=OFFENDERS, level=LEVELS, agency_type=TYPES,
        area="code,name\nkent,Kent\n", mappa_case="ref,opened_on,concerns\nC0,2024-01-01,O1\n",
    )  # fmt: skip
    load(embedded, ground)
    before = [state for state in every_state(embedded) if "C1" not in state.identity]
    table, text, row, column = DAMAGED[code]

    _, made = load(embedded, folder(tmp_path / "damaged", **{table: text}))

    found = [problem for problem in made.problems if problem.code == code]
    assert [(f"{table}.csv", row, column)] == [(p.file, p.row, p.column) for p in found[:1]]
    assert all(problem.fix for problem in found)
    assert before == [s for s in every_state(embedded) if "C1" not in s.identity]
    tally = made.tables[table]
    assert tally["rows"] == sum(tally[verb] for verb in tally if verb != "rows")


def test_a_row_that_depends_on_a_refused_row_is_refused(embedded: Store, tmp_path: Path) -> None:
    """Half of a thing is worse than none of it."""
    bundle = folder(
        tmp_path / "b", offender="ref,date_of_birth\nO1,2010-13-01\n", mappa_case=CASES,
        level=LEVELS, at_level=AT_LEVEL,
    )  # fmt: skip

    _, made = load(embedded, bundle)

    refused = {table: tally["refused"] for table, tally in made.tables.items()}
    assert {"offender": 1, "mappa_case": 1, "level": 0, "at_level": 2} == refused


def test_all_or_nothing_refuses_everything_with_all_reasons(
    embedded: Store, tmp_path: Path
) -> None:
    """Some offices would rather have nothing than a part."""
    bundle = folder(tmp_path / "b", area="code,name\na,\nb,\n")

    with pytest.raises(InputError) as caught:
        prepare(bundle_sources(bundle), embedded, source="s", all_or_nothing=True)

    assert [2, 3] == [problem.row for problem in caught.value.problems]


def test_a_sensitive_value_is_not_repeated(embedded: Store, tmp_path: Path) -> None:
    """An error report travels further than the data."""
    bundle = folder(tmp_path / "b", offender="ref,date_of_birth\nO1,1999-99-99\n")

    _, made = load(embedded, bundle)

    assert [""] == [problem.value for problem in made.problems]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("agency.csv", b"code,name\nA,caf\xe9\n", "row 2: it is not UTF-8 text from here on"),
        ("agency.csv", b"", "the file is empty"),
        ("agency.csv", b"code,code\n", "stands twice"),
        ("agencies.csv", b"code\n", "no table of ours has this name"),
        ("agency.csv", b'code,name\n"a,b\n', "no CSV file"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(
    embedded: Store, tmp_path: Path, name: str, text: bytes, said: str
) -> None:
    """A picture that is called .csv must not end in a traceback."""
    bundle = folder(tmp_path / "b")
    (bundle / name).write_bytes(text)

    with pytest.raises(InputError, match=said):
        load(embedded, bundle)
