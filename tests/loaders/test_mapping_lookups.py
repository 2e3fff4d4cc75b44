"""Look-ups: names become keys by a file, by the mapping itself, by what is in the store."""

from pathlib import Path

import pytest

from graph.errors import InputError
from graph.store import Store
from tests.loaders.bundles import TYPES, folder, load
from tests.loaders.mappings import AGENCY, column, mapped, places

AGENCIES = (
    "code,name,aliases,of_type,part_of\nPOL:1,North Police,Northern Force;The Force,POL,\n"
    "POL:2,South Police,The Force,POL,\nLHA:1,North Housing,,LHA,POL:1\n"
)
STORE = (
    '[[lookup]]\nname = "agency"\nstore = "Agency"\nfrom = "name"\nalso = ["aliases"]\n'
    'to = "code"\n'
)
ASKING = AGENCY + 'part_of = { column = "name", lookup = "agency" }\n'


def with_agencies(store: Store, path: Path) -> Store:
    """Load agencies with names and aliases."""
    types = TYPES + "LHA,Housing,duty_to_cooperate,area\n"
    load(store, folder(path / "before", agency_type=types, agency=AGENCIES))
    return store


def test_a_name_or_an_alias_finds_the_key_in_the_store(store: Store, tmp_path: Path) -> None:
    """Offices write names; capitals and spaces are how they differ."""
    reader = with_agencies(store, tmp_path)

    found = mapped(
        tmp_path, STORE + ASKING, "id,name\n1,North Police\n2,northern  FORCE\n3,\n", reader
    )

    assert ["POL:1", "POL:1", ""] == column(found, "part_of")


def test_a_name_of_two_and_a_name_of_none_are_refused_by_row(
    embedded: Store, tmp_path: Path
) -> None:
    """Nobody guesses which of two was meant; what is nearly right is pointed out."""
    reader = with_agencies(embedded, tmp_path)

    found = mapped(tmp_path, STORE + ASKING, "id,name\n1,the force\n2,Nort Police\n3,Xyz\n", reader)

    assert [
        ("ambiguous-in-look-up", 2, "name"),
        ("not-in-look-up", 3, "name"),
        ("not-in-look-up", 4, "name"),
    ] == places(found)
    said = [str(problem) for problem in found.problems]
    assert "has 2 answers for it: POL:1, POL:2 ('the force')" in said[0]
    assert "Did you mean 'North Police'?" in said[1]
    assert "Did you mean" not in said[2]


def test_a_look_up_may_be_of_one_type_only(embedded: Store, tmp_path: Path) -> None:
    """Police and housing of one town are often called alike."""
    reader = with_agencies(embedded, tmp_path)
    words = STORE.replace("to =", 'where = { of_type = ["LHA"], active_to = [""] }\nto =') + ASKING

    found = mapped(tmp_path, words, "id,name\n1,North Police\n2,North Housing\n", reader)

    assert ["LHA:1"] == column(found, "part_of")
    assert [("not-in-look-up", 2, "name")] == places(found)


def test_a_look_up_may_start_at_an_edge_and_take_every_answer(
    embedded: Store, tmp_path: Path
) -> None:
    """A meeting has discussions, a body has parts: one text stands for all of them."""
    reader = with_agencies(embedded, tmp_path)
    words = (
        STORE + '[[lookup]]\nname = "forces"\nstore = "Agency"\nfrom = "of_type"\nto = "code"\n'
        '[[row]]\ntable = "operates_in"\n[row.columns]\narea = { column = "id" }\n'
        'agency = { column = "type", lookup = "forces", all = true, each = true }\n'
    )

    found = mapped(tmp_path, words, "id,type\na,POL\nb,LHA\n", reader)

    assert [("a", "POL:1"), ("a", "POL:2"), ("b", "LHA:1")] == list(
        zip(column(found, "area"), column(found, "agency"), strict=True)
    )


def test_one_look_up_asks_after_another_and_only_the_last_may_have_several_answers(
    embedded: Store, tmp_path: Path
) -> None:
    """A day that two panels share must not become both of their meetings."""
    reader = with_agencies(embedded, tmp_path)
    words = STORE + (
        '[[lookup]]\nname = "parts"\nstore = "Agency"\nfrom = "part_of"\nto = "code"\n'
        '[[row]]\ntable = "operates_in"\n[row.columns]\narea = { column = "id" }\n'
        'agency = { column = "name", lookup = ["agency", "parts"], all = true, each = true }\n'
    )

    found = mapped(tmp_path, words, "id,name\na,North Police\nb,The Force\n", reader)

    assert ["LHA:1"] == column(found, "agency")
    assert [("ambiguous-in-look-up", 3, "name")] == places(found)


def test_a_name_of_a_person_is_not_repeated_by_a_problem(embedded: Store, tmp_path: Path) -> None:
    """The column that is written is a reference; what was asked for is somebody's name."""
    people = "code,name\nR1,PERSON ONE\n"
    load(embedded, folder(tmp_path / "before", representative=people))
    words = (
        '[[lookup]]\nname = "person"\nstore = "Representative"\nfrom = "name"\nto = "code"\n'
        '[[row]]\ntable = "represents"\n[row.columns]\nagency = { column = "id" }\n'
        'representative = { column = "who", lookup = "person" }\n'
    )

    found = mapped(tmp_path, words, "id,who\n1,person one\n2,PERSON ON\n", embedded)

    assert ["R1"] == column(found, "representative")
    assert [("not-in-look-up", "")] == [(said.code, said.value) for said in found.problems]
    assert "PERSON" not in str(found.problems[0])


def test_a_look_up_is_written_in_the_mapping_itself(tmp_path: Path) -> None:
    """Five teams need no file; a text that is not among them is refused, unlike with values."""
    words = '[[lookup]]\nname = "agency"\nvalues = { "North" = "N1" }\n' + ASKING

    found = mapped(tmp_path, words, "id,name\n1,NORTH\n2,West\n")

    assert ["N1"] == column(found, "part_of")
    assert [("not-in-look-up", 3, "name")] == places(found)


def test_a_look_up_in_a_store_that_has_nothing_of_the_kind_is_refused(
    embedded: Store, tmp_path: Path
) -> None:
    """Each row would be refused, and the reason is one: the directory is not loaded."""
    with pytest.raises(InputError, match="looks for Agency in the store, and the store has none"):
        mapped(tmp_path, STORE + ASKING, "id,name\n1,North\n", embedded)


def test_a_look_up_in_the_store_needs_one(tmp_path: Path) -> None:
    """A script that forgets the store is told so."""
    with pytest.raises(InputError, match="looks things up in the store, and there is none here"):
        mapped(tmp_path, STORE + ASKING, "id,name\n1,North\n")
