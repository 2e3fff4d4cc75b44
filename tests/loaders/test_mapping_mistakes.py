"""What the author of a mapping is told: every mistake, with its line."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.errors import SchemaError
from loaders.mapping_file import read_mapping
from loaders.mapping_mistakes import mistakes

HEAD = 'name = "m"\ntitle = "t"\npublisher = "p"\nlicence = "l"\nfile = "f.csv"\n'
AGENCY = '[[row]]\ntable = "agency"\n[row.columns]\ncode = { column = "id", prefix = "X:" }\n'
LOOKUP = '[[lookup]]\nname = "codes"\nfrom = "word"\nto = "code"\nfile = "codes.csv"\n'


MISTAKES = {
    "a word that is not known": ("colour = 1\n" + AGENCY, "6: 'colour' is not known"),
    "no row": ("", "1: row is missing"),
    "a delimiter of two signs": ('delimiter = "||"\n' + AGENCY, "6: delimiter is one sign"),
    "a row that is no list": ('[row]\ntable = "agency"\n', "6: row is a list: write [[row]]"),
    "no such table": ('[[row]]\ntable = "agencies"\n', "7: 'agencies' is no table"),
    "no key": ('[[row]]\ntable = "agency"\n', "7: agency needs the column code"),
    "a test misspelt": ('[[row]]\nwhne = { a = ["b"] }\ntable = "agency"\n', "7: 'whne' is not"),
    "a test of a text": ('[[row]]\nwhen = { a = "b" }\ntable = "agency"\n', "7: when is columns"),
    "columns in a text": ('[[row]]\ntable = "agency"\ncolumns = "a"\n', "8: columns is a table"),
    "a column of nobody": (AGENCY + 'colour = { column = "a" }\n', "10: agency has no column"),
    "a cell in a text": (AGENCY + 'name = "a"\n', "10: name: a cell is written as { column"),
    "a cell of two makings": (
        AGENCY + 'name = { column = "a", constant = "b" }\n',
        "10: name: a cell has just one of column, constant, parts and day_of_load",
    ),
    "a constant with a shape": (
        AGENCY + 'name = { constant = "b", shape = "title" }\n',
        "10: name: only the text of a column can have shape",
    ),
    "yes instead of true": (
        AGENCY + 'name = { column = "a", required = "yes" }\n', "10: name: required cannot be",
    ),
    "no such shape": (AGENCY + 'name = { column = "a", shape = "round" }\n', "10: name: shape is"),
    "no such look-up": (
        AGENCY + 'name = { column = "a", lookup = "b" }\n', "10: name: there is no look-up 'b'",
    ),
    "values that are no texts": (
        AGENCY + 'name = { column = "a", values = { b = 1 } }\n', "10: name: values is texts",
    ),
    "no form of a date": (
        AGENCY + 'active_to = { column = "a", dates = "%d %m" }\n', "10: active_to: '%d %m' is no",
    ),
    "a split text": (
        AGENCY + 'name = { column = "a", split = ";" }\n', "10: name: it holds one text",
    ),
    "parts in a part": (
        AGENCY + 'name = { parts = [{ parts = [{ column = "a" }] }] }\n', "10: name: a part cannot",
    ),
    "unlike nothing": (
        AGENCY + 'aliases = { column = "a", unlike = "name" }\n', "10: aliases: unlike names a",
    ),
    "a constant that is no choice": (
        '[[row]]\ntable = "area"\n[row.columns]\ncode = { column = "a" }\n'
        'jurisdiction = { constant = "england" }\n',
        "10: jurisdiction: 'england' is not one of the choices",
    ),
    "two cells with each": (
        '[[row]]\ntable = "operates_in"\n[row.columns]\n'
        'agency = { column = "a", split = ",", each = true }\n'
        'area = { column = "b", split = ",", each = true }\n',
        "8: only one cell can have each",
    ),
    "a skip with neither test": (
        '[[skip]]\ncolumn = "a"\nreason = "b"\n' + AGENCY, "6: a skip has either when or unless",
    ),
    "a skip without a reason": (
        '[[skip]]\ncolumn = "a"\nwhen = ["b"]\n' + AGENCY, "6: a skip needs a reason",
    ),
    "a skip by a text": (
        '[[skip]]\ncolumn = "a"\nreason = "b"\nwhen = "no"\n' + AGENCY, "9: when is a list",
    ),
    "a look-up to nothing": (
        '[[lookup]]\nname = "a"\nfrom = "b"\n' + AGENCY, "6: a look-up needs to",
    ),
    "two look-ups of a name": (LOOKUP + LOOKUP + AGENCY, "12: there are two look-ups called"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, mistake: str) -> None:
    """The author of a mapping is told where to look and what to write."""
    words, said = MISTAKES[mistake]
    path = tmp_path / "m.toml"
    path.write_text(HEAD + words, encoding="utf-8")

    with pytest.raises(SchemaError) as caught:
        read_mapping(path)

    assert f"m.toml:{said}" in str(caught.value)


def test_all_mistakes_are_named_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    """Mending a file one message at a time is how people give up."""
    path = tmp_path / "m.toml"
    path.write_text(
        HEAD.replace('title = "t"\n', "") + AGENCY + AGENCY.replace('"id"', "1") + "colour = 1\n",
        encoding="utf-8",
    )

    with pytest.raises(SchemaError) as caught:
        read_mapping(path)

    lines = [int(line.split(":")[1]) for line in str(caught.value).split("\n")]
    assert [1, 12, 13, 13] == lines


@pytest.mark.parametrize(
    ("written", "said"), [(b"name = \n", "it is no TOML: .*line 1"), (b"\xff", "it is not UTF-8")]
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, written: bytes, said: str) -> None:
    """The first thing that goes wrong is a quotation mark."""
    path = tmp_path / "m.toml"
    path.write_bytes(written)

    with pytest.raises(SchemaError, match=rf"m\.toml: {said}"):
        read_mapping(path)


ANYTHING = some.recursive(
    some.one_of(some.text(max_size=3), some.integers(), some.booleans(), some.dates()),
    lambda inner: (
        some.lists(inner, max_size=2)
        | some.dictionaries(
            some.sampled_from(
                ("table", "columns", "code", "name", "column", "parts", "values", "dates", "when")
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(some.sampled_from(("row", "skip", "lookup", "delimiter", "name")), ANYTHING)
def test_whatever_stands_in_a_mapping_its_author_gets_words(section: str, found: Any) -> None:
    """A mapping is written by hand: nothing in it may end in a traceback."""
    agency = {"table": "agency", "columns": {"code": {"column": "id"}}}
    head = dict.fromkeys(("name", "title", "publisher", "licence", "file"), "x")
    plain: dict[str, Any] = {**head, "row": [agency]}

    for entry in (found, [found], [{**agency, "columns": {"code": found}}]):
        said = mistakes({**plain, section: entry}, "")

        assert all(what for _, what in said)
