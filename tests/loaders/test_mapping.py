"""The mapping format: what each word of it does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.errors import InputError, NotFound
from loaders.mapping import apply_mapping
from loaders.mapping_file import find_mapping, read_mapping
from loaders.shaping import slug, title
from tests.loaders.mappings import AGENCY, HEAD, LOOKUP, column, mapped, places


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


def test_a_day_of_a_workbook_is_understood_in_any_mapping(tmp_path: Path) -> None:
    """A workbook has days, not texts: they are read as 2026-05-04, which can mean one day only."""
    words = AGENCY + 'active_to = { column = "end", dates = "%d/%m/%Y" }\n'

    found = mapped(tmp_path, words, "id,end\n1,2026-05-04\n")

    assert ["2026-05-04"] == column(found, "active_to")


def test_a_part_of_a_text_is_picked(tmp_path: Path) -> None:
    """A header or a cell often says two things: 12/03/2026 C1."""
    words = AGENCY + "name = { column = 'name', pick = '(C\\d+)$' }\n"

    found = mapped(tmp_path, words, "id,name\n1,12/03/2026 C17\n2,12/03/2026\n3,\n")

    assert ["C17", ""] == column(found, "name")
    assert [("nothing-to-pick", 3, "name")] == places(found)


def test_values_are_found_without_regard_to_capitals_and_spaces(tmp_path: Path) -> None:
    """People write Apologies, APOLOGIES and apologies; a text as it is written goes first."""
    words = AGENCY + 'name = { column = "name", values = { "A b" = "one", "a B" = "two" } }\n'

    found = mapped(tmp_path, words, "id,name\n1,a B\n2,A  B\n3,c\n")

    assert ["two", "two", "c"] == column(found, "name")


def test_what_our_column_cannot_hold_is_refused_in_the_column_of_the_source(tmp_path: Path) -> None:
    """Its publisher has never heard of our column; and all that is wrong in a row is named."""
    words = (
        '[[row]]\ntable = "area"\n[row.columns]\ncode = { column = "id" }\n'
        'jurisdiction = { column = "land", values = { "E" = "england_and_wales" } }\n'
        'name = { column = "name", required = true }\n'
    )

    found = mapped(tmp_path, words, "id,land,name\na,E,A\nb,Mars,\n")

    assert [("not-a-choice", 3, "land"), ("empty-cell", 3, "name")] == places(found)
    assert (1, 1) == (found.mapped, found.refused)
    assert "or let the mapping say what it becomes" in str(found.problems[0])


def test_a_sensitive_text_is_not_repeated_by_a_problem(tmp_path: Path) -> None:
    """A day of birth that cannot be read is still somebody's."""
    words = (
        '[[row]]\ntable = "offender"\n[row.columns]\nref = { column = "id" }\n'
        'date_of_birth = { column = "born", dates = "%d/%m/%Y" }\n'
    )

    found = mapped(tmp_path, words, "id,born\nO1,31/02/1990\n")

    assert [("not-a-date", 2, "born")] == places(found)
    assert [""] == [problem.value for problem in found.problems]


def test_a_row_says_only_what_its_own_row_of_the_mapping_says(tmp_path: Path) -> None:
    """Two kinds of row of one table must not clear each other's columns."""
    words = AGENCY + AGENCY.replace("X:", "Y:") + 'name = { column = "name" }\n'

    found = mapped(tmp_path, words, "id,name\n1,A\n")

    assert [{"code": "X:1"}, {"code": "Y:1", "name": "A"}] == [
        dict(row.values) for row in found.tables[0].rows
    ]


def test_an_edge_is_taken_back_by_a_mapping(tmp_path: Path) -> None:
    """A list of what was entered in error is a table like others."""
    words = (
        '[[row]]\ntable = "operates_in"\n[row.columns]\nagency = { column = "id" }\n'
        'area = { column = "area" }\nwithdraw = { constant = "yes" }\n'
    )

    found = mapped(tmp_path, words, "id,area\n1,a\n")

    assert ["yes"] == column(found, "withdraw")


def test_a_file_is_read_as_its_mapping_says(tmp_path: Path) -> None:
    """Headings above the names, semicolons, Windows-1252: none of it needs a person again."""
    (tmp_path / "f.csv").write_text("Heading;;\nid;naïve, yes\n1;café\n", encoding="cp1252")
    words = 'delimiter = ";"\nencoding = "cp1252"\nheader_row = 2\n' + AGENCY
    (tmp_path / "m.toml").write_text(
        HEAD + words + 'name = { column = "naïve, yes" }\n', encoding="utf-8"
    )

    found = apply_mapping(read_mapping(tmp_path / "m.toml"), tmp_path / "f.csv")

    assert ["café"] == column(found, "name")
    assert [3] == [row.number for row in found.tables[0].rows]


def test_a_json_line_may_leave_something_out(tmp_path: Path) -> None:
    """What a line does not say is an empty cell of the source."""
    (tmp_path / "f.jsonl").write_text('{"id": "1", "name": "A"}\n{"id": "2"}\n', encoding="utf-8")
    (tmp_path / "m.toml").write_text(
        HEAD + AGENCY + 'name = { column = "name" }\n', encoding="utf-8"
    )

    found = apply_mapping(read_mapping(tmp_path / "m.toml"), tmp_path / "f.jsonl")

    assert ["A", ""] == column(found, "name")


def test_a_column_that_is_missing_is_named_with_one_that_is_like_it(tmp_path: Path) -> None:
    """The commonest mistake of a mapping's author is a capital."""
    with pytest.raises(InputError, match=r"row 1, column id: .* Did you mean 'ID'\?"):
        mapped(tmp_path, AGENCY, "ID,name\n1,A\n")


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
