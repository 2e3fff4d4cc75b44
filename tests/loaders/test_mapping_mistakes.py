"""What the author of a mapping is told: every mistake, with its line."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.errors import SchemaError
from loaders.mapping_file import read_mapping
from loaders.mapping_mistakes import mistakes
from tests.loaders.mappings import AGENCY, HEAD, LOOKUP

WIDE = '[wide]\nall_but = ["Total"]\nname = "header"\nvalue = "text"\n'
READING = AGENCY + 'name = { column = "header" }\n'
STORE = '[[lookup]]\nname = "a"\nstore = "Agency"\nfrom = "name"\nto = "code"\n'

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
    "an encoding of nobody": ('encoding = "ansi"\n' + AGENCY, "6: 'ansi' is no encoding"),
    "an encoding of bytes": ('encoding = "base64"\n' + AGENCY, "6: 'base64' is no encoding"),
    "a sheet by number": ("sheet = 1\n" + AGENCY, "6: sheet is a text"),
    "a header row of nought": ("header_row = 0\n" + AGENCY, "6: header_row is a number"),
    "a header row of yes": ("header_row = true\n" + AGENCY, "6: header_row is a number"),
    "former names, perhaps": ('keep_former_names = "yes"\n' + AGENCY, "6: keep_former_names is"),
    "former names of nothing": (
        'keep_former_names = true\n[[row]]\ntable = "operates_in"\n[row.columns]\n'
        'agency = { column = "a" }\narea = { column = "b" }\n',
        "6: none of the tables has a column for former names",
    ),
    "wide in a text": ('wide = "yes"\n' + AGENCY, "6: wide is a table: write [wide]"),
    "a word of wide that is not known": (WIDE + "colour = 1\n" + READING, "10: 'colour' is not"),
    "wide without a name": (
        WIDE.replace('name = "header"\n', "") + READING, "6: wide needs name: what the header is",
    ),
    "wide without a value": (
        WIDE.replace('value = "text"\n', "") + READING, "6: wide needs value: what the text of",
    ),
    "wide with two columns of a name": (
        WIDE.replace('"text"', '"header"') + READING, "9: name and value are two columns",
    ),
    "wide that nobody reads": (WIDE + AGENCY, "8: no [[row]] reads the column 'header'"),
    "wide that chooses nothing": (
        WIDE.replace('all_but = ["Total"]\n', "") + READING, "6: wide has just one of columns",
    ),
    "wide that chooses twice": (
        WIDE + 'matching = "a"\n' + READING, "6: wide has just one of columns, all_but and",
    ),
    "wide in a form that is none": (
        WIDE.replace('all_but = ["Total"]', "matching = '('") + READING,
        "7: '(' is no regular expression",
    ),
    "wide with an exception in a text": (
        WIDE.replace('["Total"]', '"Total"') + READING, "7: all_but cannot be 'Total'",
    ),
    "wide with numbers": (
        WIDE.replace('["Total"]', "[1]") + READING, "7: all_but is a list of texts",
    ),
    "wide below a row": (READING + WIDE.replace("[\"Total\"]", "1"), "12: all_but cannot be 1"),
    "a look-up of two makings": (
        LOOKUP + 'store = "Agency"\n' + AGENCY, "7: a look-up has only one of file, store and",
    ),
    "a look-up in no type": (
        STORE.replace("Agency", "agency") + AGENCY, "8: 'agency' is no type of ours; known are",
    ),
    "a look-up from no column": (
        STORE.replace('from = "name"', 'from = "nam"') + AGENCY,
        "9: Agency has no column 'nam'. Did you mean name? It has code, name",
    ),
    "a look-up to no column": (
        STORE.replace('to = "code"', 'to = "key"') + AGENCY, "10: Agency has no column 'key'",
    ),
    "a look-up also in no column": (
        STORE + 'also = ["alias"]\n' + AGENCY, "11: Agency has no column 'alias'. Did you mean",
    ),
    "a look-up also in a text": (STORE + 'also = "aliases"\n' + AGENCY, "11: also is a list"),
    "a look-up where in a text": (
        STORE + 'where = { of_type = "POL" }\n' + AGENCY, "11: where is columns with their texts",
    ),
    "a look-up where nothing is": (
        STORE + 'where = { kind = ["POL"] }\n' + AGENCY, "11: Agency has no column 'kind'",
    ),
    "also in a file": (LOOKUP + 'also = ["b"]\n' + AGENCY, "11: only a look-up in the store can"),
    "a look-up of numbers": (
        '[[lookup]]\nname = "a"\nvalues = { b = 1 }\n' + AGENCY, "8: values is texts with what",
    ),
    "a look-up of values from a column": (
        '[[lookup]]\nname = "a"\nfrom = "b"\nvalues = { b = "1" }\n' + AGENCY,
        "8: a look-up with values has no from",
    ),
    "one look-up of two that is not there": (
        STORE + AGENCY + 'part_of = { column = "a", lookup = ["a", "b"] }\n',
        "15: part_of: there is no look-up 'b'",
    ),
    "all of nothing": (
        AGENCY + 'aliases = { column = "a", all = true }\n', "10: aliases: all takes every answer",
    ),
    "all in one text": (
        STORE + AGENCY + 'name = { column = "a", lookup = "a", all = true }\n',
        "15: name: it holds one text; a cell with all needs each = true",
    ),
    "nothing to pick": (
        AGENCY + "name = { column = 'a', pick = 'b' }\n", "10: name: pick is a regular expression",
    ),
    "too much to pick": (
        AGENCY + "name = { column = 'a', pick = '(a)(b)' }\n", "10: name: pick is a regular",
    ),
    "the day of the load as a name": (
        AGENCY + "name = { day_of_load = true }\n", "10: name: it is no date, and cannot be",
    ),
    "no day of the load": (
        AGENCY + "active_to = { day_of_load = false }\n", "10: active_to: day_of_load is true",
    ),
    "the day of the load in a form": (
        AGENCY + 'active_to = { day_of_load = true, dates = "%d" }\n',
        "10: active_to: only the text of a column can have dates",
    ),
    "a day of the load in a part": (
        AGENCY + "name = { parts = [{ day_of_load = true }] }\n",
        "10: name: a part cannot have day_of_load",
    ),
    "a node that is taken back": (
        AGENCY + 'withdraw = { constant = "yes" }\n', "10: agency has no column 'withdraw'",
    ),
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
                (
                    "table",
                    "columns",
                    "code",
                    "name",
                    "column",
                    "parts",
                    "values",
                    "dates",
                    "when",
                    "pick",
                    "lookup",
                    "store",
                    "from",
                    "where",
                    "also",
                    "matching",
                    "all",
                )
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


FUZZED = (
    "row", "skip", "lookup", "delimiter", "name", "wide", "encoding", "sheet", "header_row",
    "keep_former_names",
)  # fmt: skip


@given(some.sampled_from(FUZZED), ANYTHING)
def test_whatever_stands_in_a_mapping_its_author_gets_words(section: str, found: Any) -> None:
    """A mapping is written by hand: nothing in it may end in a traceback."""
    agency = {"table": "agency", "columns": {"code": {"column": "id"}}}
    head = dict.fromkeys(("name", "title", "publisher", "licence", "file"), "x")
    plain: dict[str, Any] = {**head, "row": [agency]}

    for entry in (found, [found], [{**agency, "columns": {"code": found}}]):
        said = mistakes({**plain, section: entry}, "")

        assert all(what for _, what in said)
