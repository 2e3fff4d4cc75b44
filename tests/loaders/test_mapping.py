"""The mapping format: what each word of it does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.errors import InputError, NotFound
from loaders.mapping import Mapped, apply_mapping
from loaders.mapping_file import find_mapping, read_mapping
from loaders.shaping import slug, title

HEAD = 'name = "m"\ntitle = "t"\npublisher = "p"\nlicence = "l"\nfile = "f.csv"\n'
AGENCY = '[[row]]\ntable = "agency"\n[row.columns]\ncode = { column = "id", prefix = "X:" }\n'
LOOKUP = '[[lookup]]\nname = "codes"\nfrom = "word"\nto = "code"\nfile = "codes.csv"\n'


def mapped(folder: Path, mapping: str, table: str, **beside: str) -> Mapped:
    """Map a table, with other files beside it."""
    for name, text in {"f": table, **beside}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "m.toml").write_text(HEAD + mapping, encoding="utf-8")
    return apply_mapping(read_mapping(folder / "m.toml"), folder / "f.csv")


def column(found: Mapped, name: str, table: int = 0) -> list[str | None]:
    """Return a column of a table of ours; None where a row leaves it alone."""
    return [row.values.get(name) for row in found.tables[table].rows]


def places(found: Mapped) -> list[tuple[str, int | None, str]]:
    """Return code, row and column of each problem."""
    return [(problem.code, problem.row, problem.column) for problem in found.problems]


def test_columns_constants_values_and_prefixes_make_a_row(tmp_path: Path) -> None:
    """Somebody else's words become ours, and everything is trimmed: names end in spaces."""
    words = AGENCY + (
        'name = { column = "name" }\nof_type = { constant = "LHA" }\n'
        'website = { column = "kind", values = { "A" = "alpha", "none" = "" } }\n'
    )

    found = mapped(tmp_path, words, "id,name,kind\n 7 ,Newry  and Down ,A\n8,Old,none\n9,B,C\n")

    assert ["X:7", "X:8", "X:9"] == column(found, "code")
    assert ["Newry and Down", "Old", "B"] == column(found, "name")
    assert ["LHA"] * 3 == column(found, "of_type")
    assert ["alpha", "", "C"] == column(found, "website")


def test_rows_remember_where_they_stand_in_the_source(tmp_path: Path) -> None:
    """A problem found later must name the publisher's row, blank and long rows counted."""
    table = 'id,name\n\n1,"two\nlines"\n2,B\n'

    found = mapped(tmp_path, AGENCY + 'name = { column = "name" }\n', table)

    assert "f.csv" == found.tables[0].file
    assert [3, 5] == [row.number for row in found.tables[0].rows]
    assert ["two lines", "B"] == column(found, "name")


def test_every_row_is_mapped_or_skipped_for_a_reason_or_refused(tmp_path: Path) -> None:
    """A row that vanishes without a word is how a council is forgotten."""
    words = (
        '[[skip]]\ncolumn = "nation"\nunless = ["England", "Wales"]\nreason = "elsewhere"\n'
        '[[skip]]\ncolumn = "kind"\nwhen = ["COMB"]\nreason = "no duties"\n'
        '[[row]]\ntable = "agency"\nunless = { "kind" = ["none"] }\n'
        '[row.columns]\ncode = { column = "id" }\n'
    )
    table = (
        "id,nation,kind\n1,England,UA\n2,Scotland,UA\n3,Wales,COMB\n4,Wales,none\n"
        ",Wales,UA\n6,Wales\n7,Scotland,COMB\n"
    )

    found = mapped(tmp_path, words, table)

    assert found.balance() == {
        "file": "f.csv",
        "sheet": "",
        "rows": 7,
        "mapped": 1,
        "skipped": 4,
        "refused": 2,
        "reasons": {"elsewhere": 2, "no duties": 1, "no row of ours asks for it": 1},
    }
    assert [("empty-cell", 6, "id"), ("cell-count", 7, "")] == places(found)


def test_one_row_becomes_several_rows_of_several_tables(tmp_path: Path) -> None:
    """A unitary council is five duties and a body that holds them; a county has no housing."""
    words = (
        '[[row]]\ntable = "agency"\n[row.columns]\ncode = { column = "id", prefix = "COUNCIL:" }\n'
        '[[row]]\ntable = "agency"\nwhen = { "kind" = ["UA"] }\n[row.columns]\n'
        'code = { column = "id", prefix = "LHA:" }\npart_of = { column = "id", prefix = "COUNCIL:" '
        '}\n[[row]]\ntable = "operates_in"\n[row.columns]\n'
        'agency = { column = "id", prefix = "COUNCIL:" }\n'
        'area = { column = "place", shape = "slug" }\n'
    )

    found = mapped(tmp_path, words, "id,kind,place\n1,UA,Here & There\n2,CTY,Elsewhere\n")

    assert ["agency", "operates_in"] == [table.name for table in found.tables]
    assert ["COUNCIL:1", "LHA:1", "COUNCIL:2"] == column(found, "code")
    assert [None, "COUNCIL:1", None] == column(found, "part_of")
    assert ["here-there", "elsewhere"] == column(found, "area", 1)
    assert 2 == found.mapped


def test_a_cell_is_split_into_a_list_or_into_rows(tmp_path: Path) -> None:
    """Two successors in one cell are two successors; two forces in one cell are two edges."""
    words = AGENCY + (
        'replaced_by = { column = "next", split = ",", prefix = "X:" }\n'
        '[[row]]\ntable = "operates_in"\n[row.columns]\n'
        'agency = { column = "forces", split = "|", prefix = "POL:", each = true }\n'
        'area = { column = "id" }\n'
    )

    found = mapped(tmp_path, words, 'id,next,forces\n1,"8, 9,8",a|b\n2,,\n')

    assert ["X:8;X:9", ""] == column(found, "replaced_by")
    assert ["POL:a", "POL:b"] == column(found, "agency", 1)
    assert ["1", "1"] == column(found, "area", 1)


def test_a_semicolon_is_told_apart_in_lists_and_left_alone_in_names(tmp_path: Path) -> None:
    r"""In a list of ours `;` divides, so it is written `\;`; in a name it is a sign like others."""
    words = AGENCY + 'name = { column = "name" }\naliases = { column = "name" }\n'

    found = mapped(tmp_path, words, "id,name\n1,Up; Down\n")

    assert (["Up; Down"], ["Up\\; Down"]) == (column(found, "name"), column(found, "aliases"))


def test_an_alias_that_is_the_name_is_left_out(tmp_path: Path) -> None:
    """Registers repeat the name among the aliases; people would read it twice."""
    words = AGENCY + (
        'name = { column = "name" }\n'
        'aliases = { column = "others", split = ";", unlike = "name" }\n'
    )

    found = mapped(tmp_path, words, "id,name,others\n1,Alpha,Alpha;Alpha Force\n2,Beta,Beta\n")

    assert ["Alpha Force", ""] == column(found, "aliases")


def test_a_name_is_a_key_through_a_look_up(tmp_path: Path) -> None:
    """Offices write names, keys are codes: the register says which is which."""
    words = LOOKUP + AGENCY + 'part_of = { column = "name", lookup = "codes", prefix = "P:" }\n'

    found = mapped(
        tmp_path,
        words,
        "id,name\n1,North\n2,Nowhere\n3,East\n4,Hole\n5,\n",
        codes="word,code\nNorth,N1\nNorth,N1\nEast,E1\nEast,E2\nHole,\n",
    )

    assert ["P:N1", ""] == column(found, "part_of")
    assert [
        ("not-in-look-up", 3, "name"),
        ("ambiguous-in-look-up", 4, "name"),
        ("not-in-look-up", 5, "name"),
    ] == places(found)
    assert "has 2 answers for it: E1, E2 ('East')" in str(found.problems[1])


def test_a_file_can_look_things_up_in_itself(tmp_path: Path) -> None:
    """The register of councils names successors by its own short codes."""
    words = (
        '[[lookup]]\nname = "own"\nfrom = "short"\nto = "id"\n' + AGENCY
    ) + 'replaced_by = { column = "next", lookup = "own", prefix = "X:" }\n'

    found = mapped(tmp_path, words, "id,short,next\n1,A,B\n2,B,\n")

    assert ["X:2", ""] == column(found, "replaced_by")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("word,other\nNorth,N1\n", r"codes.csv, row 1, column code: the mapping m reads this"),
        ("word,code\nNorth\n", r"codes.csv, row 2: the row has 1 cells and the header 2"),
    ],
)
def test_a_broken_look_up_file_is_refused(tmp_path: Path, codes: str, said: str) -> None:
    """A look-up that lost a column would empty the keys of a whole register."""
    words = LOOKUP + AGENCY + 'part_of = { column = "name", lookup = "codes" }\n'

    with pytest.raises(InputError, match=said):
        mapped(tmp_path, words, "id,name\n1,North\n", codes=codes)


def test_dates_are_read_in_the_stated_forms_only(tmp_path: Path) -> None:
    """04/05/2026 is May here: nobody guesses, the mapping says so."""
    words = AGENCY + 'active_to = { column = "end", dates = ["%d/%m/%Y", "%Y%m%d"] }\n'

    found = mapped(tmp_path, words, "id,end\n1,04/05/2026\n2,20260504\n3,\n4,29/02/2026\n")

    assert ["2026-05-04", "2026-05-04", ""] == column(found, "active_to")
    assert [("not-a-date", 5, "end")] == places(found)
    assert "%d/%m/%Y or %Y%m%d ('29/02/2026')" in str(found.problems[0])


def test_parts_are_put_together(tmp_path: Path) -> None:
    """A code of a unit is unit and region, for one unit code stands in two rows."""
    words = (
        '[[row]]\ntable = "agency"\n[row.columns]\ncode = { parts = [{ constant = "PROB:" }, '
        '{ column = "id", required = true }, { constant = "-" }, { column = "region" }] }\n'
    )

    found = mapped(tmp_path, words, "id,region\nU1,N1\n,N1\n")

    assert ["PROB:U1-N1"] == column(found, "code")
    assert [("empty-cell", 3, "id")] == places(found)


@pytest.mark.parametrize(
    ("shouted", "read"),
    [
        ("NHS CHESHIRE AND MERSEYSIDE", "NHS Cheshire and Merseyside"),
        ("STAFFORDSHIRE AND STOKE-ON-TRENT", "Staffordshire and Stoke-on-Trent"),
        ("THE KING'S LYNN, NHS TRUST", "The King's Lynn, NHS Trust"),
        ("GUY'S AND ST THOMAS'", "Guy's and St Thomas'"),
        ("HMP STYAL", "HMP Styal"),
        ("Probation in McTown", "Probation in McTown"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(shouted: str, read: str) -> None:
    """A name that its publisher did not shout is left alone."""
    assert read == title(shouted)


def test_a_slug_has_small_letters_and_hyphens_only() -> None:
    """Codes of areas stand in addresses of pages."""
    assert "ynys-mon-fflint" == slug(" Ynys Môn & Fflint ")


def test_a_mapping_is_found_by_name_or_path(tmp_path: Path) -> None:
    """An administrator's own mapping is used like a shipped one."""
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + AGENCY, encoding="utf-8")

    assert ("m", "councils") == (find_mapping(str(path)).name, find_mapping("councils").name)
    with pytest.raises(NotFound, match="no mapping 'council'.*areas, councils"):
        find_mapping("council")


@given(some.lists(some.tuples(some.text("ab ,;", max_size=3), some.sampled_from("xyz"))))
def test_rows_are_always_mapped_or_skipped_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    """The balance holds for any table."""
    words = '[[skip]]\ncolumn = "kind"\nwhen = ["x"]\nreason = "x"\n' + AGENCY
    table = "id,kind\n" + "".join(f'"{first}",{second}\n' for first, second in cells)

    found = mapped(tmp_path_factory.mktemp("any"), words, table)

    assert len(cells) == found.rows
    assert found.rows == found.mapped + sum(found.skipped.values()) + found.refused
    assert found.refused == len(found.problems)
