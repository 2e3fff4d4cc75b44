"""Read, check, plan, apply: what an administrator relies on."""

import datetime
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import MODEL
from graph.states import edge_states, every_state, node_states
from graph.store import Store, open_store
from loaders.derived import months_later
from loaders.load import prepare
from loaders.sources import bundle_sources
from tests.loaders.bundles import (
    AT_LEVEL,
    CASES,
    LEVELS,
    OFFENDERS,
    TYPES,
    counts,
    folder,
    load,
)

AGENCIES = "code,name,of_type,aliases\nPOL:1,First,POL,One;Uno\nPOL:2,Second,POL,\n"


def test_a_bundle_is_loaded_and_counted(store: Store, tmp_path: Path) -> None:
    """Counts a table are what an administrator checks first."""
    bundle = folder(tmp_path / "b", agency_type=TYPES, agency=AGENCIES)

    number, made = load(store, bundle)

    assert 1 == number
    assert {"rows": 2, "created": 2} == counts(made, "agency")
    assert ["POL:1", "POL:2"] == [s.key for s in node_states(store, MODEL.node_types["Agency"])]


def test_loading_twice_is_loading_once(store: Store, tmp_path: Path) -> None:
    """A file that is loaded again by mistake must do nothing at all."""
    bundle = folder(
        tmp_path / "b", agency_type=TYPES, agency=AGENCIES, offender=OFFENDERS, level=LEVELS,
        mappa_case=CASES, at_level=AT_LEVEL,
    )  # fmt: skip
    load(store, bundle)
    before = store.digest()

    number, made = load(store, bundle)

    assert (None, before) == (number, store.digest())
    for table in ("agency", "at_level"):
        assert {"rows": 2, "unchanged": 2} == counts(made, table)


def test_planning_writes_nothing(store: Store, tmp_path: Path) -> None:
    """A dry run is what makes a load trustworthy."""
    before = store.digest()

    prepare(bundle_sources(folder(tmp_path / "b", agency_type=TYPES)), store, source="s")

    assert before == store.digest()


def test_an_absent_column_leaves_alone_and_an_empty_cell_clears(
    store: Store, tmp_path: Path
) -> None:
    """Who sends half a table must not lose the other half."""
    load(store, folder(tmp_path / "a", agency_type=TYPES, agency=AGENCIES))

    load(store, folder(tmp_path / "b", agency="code,aliases\nPOL:1,\n"))

    found = {s.key: s.properties for s in node_states(store, MODEL.node_types["Agency"])}
    assert {"name": "First"} == dict(found["POL:1"])


def test_a_renamed_agency_is_shown_as_renamed(store: Store, tmp_path: Path) -> None:
    """A new name for an old key is a thing to look at twice."""
    load(store, folder(tmp_path / "a", agency_type=TYPES, agency=AGENCIES))

    _, made = load(store, folder(tmp_path / "b", agency="code,name\nPOL:1,New\n"))

    assert [("POL:1", "First", "New")] == made.renamed()


def test_a_later_level_ends_the_open_one(store: Store, tmp_path: Path) -> None:
    """A case is at one level at a time, and its history is not overwritten."""
    bundle = folder(
        tmp_path / "b", offender=OFFENDERS, level=LEVELS, mappa_case=CASES, at_level=AT_LEVEL
    )

    _, made = load(store, bundle)

    spells = [
        (state.to_key, str(state.properties["valid_from"]), str(state.properties.get("valid_to")))
        for state in edge_states(store, MODEL.dated_edges["AT_LEVEL"])
    ]
    assert [("1", "2024-01-01", "2024-06-01"), ("2", "2024-06-01", "None")] == spells
    assert {"rows": 2, "created": 2} == counts(made, "at_level")


def test_a_row_with_an_end_and_no_start_ends_the_open_edge(store: Store, tmp_path: Path) -> None:
    """Somebody who knows only that it is over can say so."""
    first = folder(
        tmp_path / "a", offender=OFFENDERS, level=LEVELS, mappa_case=CASES, at_level=AT_LEVEL
    )
    load(store, first)
    ending = "mappa_case,level,valid_from,valid_to\nC1,2,,2025-01-01\n"

    _, made = load(store, folder(tmp_path / "b", at_level=ending))

    assert {"rows": 1, "ended": 1} == counts(made, "at_level")


def test_withdrawing_takes_back_an_edge(store: Store, tmp_path: Path) -> None:
    """An element entered in error goes, and is not merely ended."""
    first = folder(
        tmp_path / "a", offender=OFFENDERS, level=LEVELS, mappa_case=CASES, at_level=AT_LEVEL
    )
    load(store, first)
    row = "mappa_case,level,valid_from,withdraw\nC1,2,2024-06-01,yes\n"

    _, made = load(store, folder(tmp_path / "b", at_level=row))

    assert {"rows": 1, "ended": 1} == counts(made, "at_level")
    assert ["1"] == [s.to_key for s in edge_states(store, MODEL.dated_edges["AT_LEVEL"])]


def test_an_edge_is_not_taken_back_and_ended_by_one_load(embedded: Store, tmp_path: Path) -> None:
    """Of two rows that cannot both be so neither is believed, and no edge is there twice."""
    ground = folder(
        tmp_path / "a", agency_type=TYPES, agency=AGENCIES, area="code,name\nkent,Kent\n",
        operates_in="agency,area\nPOL:1,kent\n",
    )  # fmt: skip
    load(embedded, ground)
    before = embedded.digest()
    both = "agency,area,valid_to,withdraw\nPOL:1,kent,2025-01-01,\nPOL:1,kent,,yes\n"

    _, made = load(embedded, folder(tmp_path / "b", operates_in=both))

    assert {"rows": 2, "refused": 2} == counts(made, "operates_in")
    assert ["contradiction"] * 2 == [problem.code for problem in made.problems]
    assert before == embedded.digest()


def test_overlapping_spells_that_a_file_states_are_kept_with_a_warning(
    store: Store, tmp_path: Path
) -> None:
    """Real systems have them: losing one would hide the mistake."""
    stated = (
        "mappa_case,level,valid_from,valid_to\n"
        "C1,2,2024-01-01,2024-12-31\nC1,3,2024-06-01,2025-01-31\n"
    )
    bundle = folder(
        tmp_path / "b", offender=OFFENDERS, level=LEVELS, mappa_case=CASES, at_level=stated
    )

    _, made = load(store, bundle)

    assert {"rows": 2, "created": 2} == counts(made, "at_level")
    assert [("overlap", "warning")] == [(p.code, p.severity) for p in made.problems]


def test_circumstances_that_follow_from_a_date_are_written_with_both_ends(
    store: Store, tmp_path: Path
) -> None:
    """Under 18 goes stale by the calendar, not by anybody's forgetting."""
    rule = "code,name,derived_from,begins_after_months,ends_after_months\n"
    rule += "under_18,under 18,date_of_birth,0,216\n"
    parts = {"offender": OFFENDERS, "mappa_case": CASES, "circumstance": rule}

    _, made = load(store, folder(tmp_path / "a", **parts))
    load(store, folder(tmp_path / "b", offender="ref,date_of_birth\nO1,\n"))

    assert {"derived circumstances written": 1} == dict(made.consequences)
    (found,) = edge_states(store, MODEL.dated_edges["HAS_CIRCUMSTANCE"])
    assert ("unknown", "derived") == (found.properties["answer"], found.provenance.source)


def test_months_clamp_to_the_end_of_a_month() -> None:
    """Six months before 31 August there is no 31 February."""
    day = datetime.date(2026, 8, 31)

    assert datetime.date(2026, 2, 28) == months_later(day, -6)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Files come as their publishers sort them."""
    rows = [f"C{n},{n % 3 + 1},202{n % 5}-0{n % 9 + 1}-01,\n" for n in range(12)]
    rows += [f"C{n},{n % 2 + 2},2025-0{n % 9 + 1}-15,\n" for n in range(12)]
    cases = [f"C{n},2019-01-01,O{n}\n" for n in range(12)]
    people = [f"O{n}\n" for n in range(12)]
    digests = []
    for shuffled in (False, True):
        if shuffled:
            for lines in (rows, cases, people):
                random.Random(seed).shuffle(lines)  # noqa: S311 -- an order by chance
        path = tmp_path_factory.mktemp("order")
        bundle = folder(
            path / "b", level=LEVELS, offender="ref\n" + "".join(people),
            mappa_case="ref,opened_on,concerns\n" + "".join(cases),
            at_level="mappa_case,level,valid_from,valid_to\n" + "".join(rows),
        )  # fmt: skip
        store = open_store(f"embedded:{path / 'store'}")
        load(store, bundle)
        digests.append(list(every_state(store)))

    assert digests[0] == digests[1]


def test_an_apostrophe_before_a_formula_makes_it_a_text(embedded: Store, tmp_path: Path) -> None:
    """Who means the text writes what a spreadsheet would want, in a key or a reference too."""
    bundle = folder(
        tmp_path / "b", agency_type=TYPES,
        agency="code,name,of_type,part_of\n'=1,'=1+1,POL,\nPOL:2,'t Hart,POL,'=1\n",
    )  # fmt: skip

    load(embedded, bundle)

    found = {s.key: s for s in node_states(embedded, MODEL.node_types["Agency"])}
    assert ("=1+1", "'t Hart") == (
        found["=1"].properties["name"],
        found["POL:2"].properties["name"],
    )
    assert ("=1",) == found["POL:2"].plain_edges["PART_OF"]


def test_a_column_for_readers_is_left_aside(store: Store, tmp_path: Path) -> None:
    """A table that people edit needs names beside its codes; nothing is made of them."""
    areas = "code,name,_said in words\nkent,Kent,the county of Kent\n"

    number, made = load(store, folder(tmp_path, area=areas))

    assert (1, []) == (number, made.problems)
    assert {"rows": 1, "created": 1} == counts(made, "area")
