"""What a load keeps: former names as aliases, and the day on which something was first said."""

import csv
import datetime
import io
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from graph.model import MODEL
from graph.states import edge_states, node_states
from graph.store import Store
from graph.values import Value
from loaders.kept import with_former_names
from loaders.load import prepare
from loaders.public_directory import parts
from loaders.snapshot import Snapshot
from loaders.sources import Origin, bundle_sources
from tests.loaders.bundles import TYPES, counts, folder, load
from tests.loaders.mappings import AGENCY, DAY, HEAD, load_mapped

LATER = datetime.date(2026, 5, 1)
NAMED = "keep_former_names = true\n" + AGENCY + 'name = { column = "name" }\n'
WITH_ALIASES = (
    NAMED + 'aliases = { column = "also", split = "," }\nof_type = { constant = "POL" }\n'
)


def written(path: Path, mapping: str, table: str) -> tuple[Path, str]:
    """Write a mapping and a file for it."""
    path.mkdir(exist_ok=True)
    (path / "m.toml").write_text(HEAD + mapping, encoding="utf-8")
    (path / "f.csv").write_text(table, encoding="utf-8")
    return path / "f.csv", str(path / "m.toml")


def agency(store: Store, code: str) -> dict[str, Value]:
    """Return what the store has of an agency."""
    return dict(next(node_states(store, MODEL.node_types["Agency"], [code])).properties)


def spells(store: Store) -> list[tuple[str, Value, Value]]:
    """Return where agencies act, from when to when."""
    return [
        (found.to_key, found.properties.get("valid_from"), found.properties.get("valid_to"))
        for found in edge_states(store, MODEL.dated_edges["OPERATES_IN"])
    ]


def test_the_older_of_two_prison_lists_and_then_the_newer(
    embedded: Store, tmp_path: Path, shelf: Path
) -> None:
    """Renames and additions are reported, old names stay as aliases, nothing is there twice."""
    register = shelf / "directories" / "prisons_v2_current_names.csv"
    rows = list(csv.reader(io.StringIO(register.read_text(encoding="utf-8-sig"), newline="")))
    is_open = rows[0].index("active_at_insert")
    prisons = [row for row in rows[1:] if row[is_open] == "true"]
    renamed, added = [row[0] for row in prisons[:3]], [row[0] for row in prisons[-2:]]
    older = [[row[0], f"Invented {row[0]}", *row[2:]] if row[0] in renamed else row
             for row in rows if row[0] not in added]  # fmt: skip
    path = tmp_path / register.name
    for part in parts()[:1]:
        load(embedded, part.folder, part.source)

    path.write_text(_csv(older), encoding="utf-8")
    _, before = load_mapped(embedded, path, "prisons")
    path.write_text(_csv(rows), encoding="utf-8")
    _, made = load_mapped(embedded, path, "prisons")
    again, _ = load_mapped(embedded, path, "prisons")

    count = len(prisons)
    assert {"rows": count - 2, "created": count - 2} == counts(before, "agency")
    assert {"rows": count, "created": 2, "updated": 3, "unchanged": count - 5} == counts(
        made, "agency"
    )
    assert sorted(f"PRIS:{code}" for code in renamed) == sorted(key for key, _, _ in made.renamed())
    for row in prisons[:3]:
        now = agency(embedded, f"PRIS:{row[0]}")
        assert row[1].strip() == now["name"]
        assert f"Invented {row[0]}" in _texts(now["aliases"])
        assert now["name"] not in _texts(now["aliases"])
    assert count == len(list(node_states(embedded, MODEL.node_types["Agency"])))
    assert again is None


def test_a_list_with_aliases_takes_none_away(store: Store, tmp_path: Path) -> None:
    """The old name was kept by us: a list that does not know it must not clear it."""
    load(store, folder(tmp_path / "types", agency_type=TYPES))
    file, mapping = written(tmp_path, WITH_ALIASES, "id,name,also\n1,Old,Nick\n")
    load_mapped(store, file, mapping)
    written(tmp_path, WITH_ALIASES, "id,name,also\n1,New,\n")

    first, made = load_mapped(store, file, mapping)
    digest = store.digest()
    again, _ = load_mapped(store, file, mapping)

    assert {"name": "New", "aliases": ["Nick", "Old"]} == agency(store, "X:1")
    assert [("X:1", "Old", "New")] == made.renamed()
    assert [("name", "Old", "New"), ("aliases", ["Nick"], ["Nick", "Old"])] == (
        made.items[0].changed()
    )
    assert (3, None, digest) == (first, again, store.digest())


def test_a_name_that_comes_back_is_no_alias_of_itself(embedded: Store, tmp_path: Path) -> None:
    """A renaming that is taken back leaves the other name, and only that."""
    load(embedded, folder(tmp_path / "types", agency_type=TYPES))
    for name in ("Old", "New", "OLD", "Old"):
        file, mapping = written(tmp_path, WITH_ALIASES, f"id,name,also\n1,{name},{name}\n")
        load_mapped(embedded, file, mapping)

    assert {"name": "Old", "aliases": ["New"]} == agency(embedded, "X:1")


def test_without_the_word_a_list_says_all_of_its_aliases(embedded: Store, tmp_path: Path) -> None:
    """Only a mapping that says so keeps what its list does not have."""
    words = WITH_ALIASES.replace("keep_former_names = true\n", "")
    load(embedded, folder(tmp_path / "types", agency_type=TYPES))
    file, mapping = written(tmp_path, words, "id,name,also\n1,Old,Nick\n")
    load_mapped(embedded, file, mapping)
    written(tmp_path, words, "id,name,also\n1,New,\n")

    load_mapped(embedded, file, mapping)

    assert {"name": "New"} == agency(embedded, "X:1")


@given(
    some.lists(some.tuples(some.sampled_from("ABab"), some.lists(some.sampled_from("ABCab")))),
)
def test_names_are_only_ever_added_and_saying_it_twice_adds_nothing(
    lists: list[tuple[str, list[str]]],
) -> None:
    """Whatever lists come in whatever order."""
    now: dict[str, Value] = {}
    known: set[str] = set()
    for name, others in lists:
        given: dict[str, Value] = {"name": name, "aliases": [*others]}
        before, now = now, with_former_names("Agency", now, given)
        known |= {name.lower(), *(other.lower() for other in others)}

        found = [text.lower() for text in _texts(now.get("aliases", []))]

        assert now == with_former_names("Agency", now, given), before
        assert known == {*found, name.lower()}
        assert len(found) == len(known) - 1


def test_what_a_list_says_has_ended_ends_on_the_day_of_the_load(
    store: Store, tmp_path: Path
) -> None:
    """A list without days says that something is over; said again later it changes nothing."""
    load(
        store,
        folder(
            tmp_path / "before", agency_type=TYPES, area="code,name\na,A\nb,B\n",
            agency="code,name,of_type\nX:1,One,POL\n",
            operates_in="agency,area,valid_from\nX:1,a,2020-01-01\nX:1,b,\n",
        ),
    )  # fmt: skip
    words = (
        AGENCY + "active_to = { day_of_load = true }\n"
        '[[row]]\ntable = "operates_in"\n[row.columns]\n'
        'agency = { column = "id", prefix = "X:" }\narea = { column = "area" }\n'
        "valid_to = { day_of_load = true }\n"
    )
    file, mapping = written(tmp_path, words, "id,area\n1,a\n1,b\n")

    _, made = load_mapped(store, file, mapping)
    later, made_later = load_mapped(store, file, mapping, LATER)

    assert {"rows": 2, "ended": 2} == counts(made, "operates_in")
    assert [("a", datetime.date(2020, 1, 1), DAY), ("b", None, DAY)] == spells(store)
    assert DAY == agency(store, "X:1")["active_to"]
    assert (None, []) == (later, made_later.problems)
    assert {"rows": 2, "unchanged": 2} == counts(made_later, "operates_in")


def test_a_planned_end_that_is_still_to_come_is_brought_forward(
    embedded: Store, tmp_path: Path
) -> None:
    """Who has left has left, whatever was planned."""
    agencies = "code,name,of_type,active_to\nX:1,One,POL,2030-01-01\nX:2,Two,POL,2020-01-01\n"
    load(embedded, folder(tmp_path / "before", agency_type=TYPES, agency=agencies))
    words = AGENCY + "active_to = { day_of_load = true }\n"
    file, mapping = written(tmp_path, words, "id\n1\n2\n")

    load_mapped(embedded, file, mapping)

    assert DAY == agency(embedded, "X:1")["active_to"]
    assert datetime.date(2020, 1, 1) == agency(embedded, "X:2")["active_to"]


def test_a_row_that_ends_an_edge_of_known_beginning_is_said_twice_and_done_once(
    store: Store, tmp_path: Path
) -> None:
    """Its second time must not leave another edge, ended, of unknown beginning."""
    load(
        store,
        folder(
            tmp_path / "before", agency_type=TYPES, area="code,name\na,A\n",
            agency="code,name,of_type\nX:1,One,POL\n",
            operates_in="agency,area,valid_from\nX:1,a,2020-01-01\n",
        ),
    )  # fmt: skip
    ending = folder(tmp_path / "end", operates_in="agency,area,valid_to\nX:1,a,2026-02-01\n")

    first, _ = load(store, ending)
    again, made = load(store, ending)

    assert (2, None) == (first, again)
    assert {"rows": 1, "unchanged": 1} == counts(made, "operates_in")
    assert [("a", datetime.date(2020, 1, 1), datetime.date(2026, 2, 1))] == spells(store)


def test_a_snapshot_with_a_row_that_its_mapping_refuses_ends_nothing(
    embedded: Store, tmp_path: Path
) -> None:
    """The row may have named what would be ended: whoever cannot be read has not left."""
    load(embedded, folder(tmp_path / "types", agency_type=TYPES))
    words = AGENCY + (
        'name = { column = "name", required = true }\nof_type = { constant = "POL" }\n'
    )
    ids = range(1, 11)
    file, mapping = written(tmp_path, words, "id,name\n" + "".join(f"{i},A{i}\n" for i in ids))
    load_mapped(embedded, file, mapping)
    table = "id,name\n1,\n" + "".join(f"{i},A{i}\n" for i in ids[1:])
    written(tmp_path, words, table)

    sources = Origin(file, mapping).open(embedded, DAY)
    made = prepare(sources, embedded, source="a mapping", snapshot=Snapshot(DAY))

    assert [] == made.items
    assert ["empty-cell", "snapshot-unclear"] == [problem.code for problem in made.problems]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


def _texts(value: Value) -> list[str]:
    return value if isinstance(value, list) else []


def test_the_register_of_prisons_keeps_the_names_of_the_directory(
    embedded: Store, shelf: Path
) -> None:
    """What ships and what its publisher says are one: loading the register changes nothing."""
    for part in parts():
        load(embedded, part.folder, part.source)
    sources = bundle_sources(next(part.folder for part in parts() if part.source == "prisons"))
    file = shelf / "directories" / "prisons_v2_current_names.csv"

    number, made = load_mapped(embedded, file, "prisons")

    assert None is number
    assert made.count("unchanged") == len(list(sources.tables[0].rows))
