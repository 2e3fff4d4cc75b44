"""Values: text as people write it, and back."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.schema import Kind, Property
from graph.values import (
    LONGEST_TEXT,
    Unusable,
    Value,
    as_meant,
    clean,
    inert,
    join,
    parse,
    read_back,
    refuse_formula,
    split,
    to_text,
)

WRITE_IT = "Write it as 2026-01-31 (year-month-day)"
WORDS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")),
        max_size=40,
    )
    .map(clean)
    .filter(bool)
)
ITEMS = WORDS.filter(lambda text: "\\" not in text)
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.TEXT: WORDS,
    Kind.DATE: st.dates(),
    Kind.INTEGER: st.integers(-999_999_999, 999_999_999),
    Kind.YES_NO: st.booleans(),
    Kind.CHOICE: st.sampled_from(["one", "other"]),
    Kind.LIST: st.lists(ITEMS, min_size=1, max_size=5).map(list[str]),
}


def declared(kind: Kind) -> Property:
    """Return a property of a kind."""
    choices = {"one": "One.", "other": "Other."} if kind is Kind.CHOICE else {}
    return Property(kind, "A property.", choices=choices)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
@given(data=st.data())
def test_a_value_written_as_text_is_read_back(kind: Kind, data: st.DataObject) -> None:
    """What goes out in an export comes in again, in any language."""
    value = data.draw(VALUES[kind])

    assert value == parse(declared(kind), to_text(value))


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
@pytest.mark.parametrize("text", ["", "  ", "\t\n"])
def test_an_empty_cell_is_no_value(kind: Kind, text: str) -> None:
    """Nothing written is nothing known; it is not an empty text."""
    assert parse(declared(kind), text) is None
    assert "" == to_text(None)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Kind.DATE, "31/01/2026", "not-a-date"),
        (Kind.DATE, "2026-02-30", "not-a-date"),
        (Kind.DATE, "2026-1-3", "not-a-date"),
        (Kind.DATE, "20260131", "not-a-date"),
        (Kind.INTEGER, "1.5", "not-a-number"),
        (Kind.INTEGER, "1e3", "not-a-number"),
        (Kind.INTEGER, "1234567890", "not-a-number"),
        (Kind.YES_NO, "maybe", "not-yes-or-no"),
        (Kind.CHOICE, "One", "not-a-choice"),
        (Kind.TEXT, "a\x00b", "control-character"),
        (Kind.TEXT, "a\nb", "control-character"),
        (Kind.TEXT, "x" * (LONGEST_TEXT + 1), "too-long"),
    ],
)
def test_a_text_that_is_no_value_says_what_to_write(kind: Kind, text: str, code: str) -> None:
    """The person at the spreadsheet mends it from the message alone."""
    with pytest.raises(Unusable) as told:
        parse(declared(kind), text)

    assert code == told.value.code
    assert told.value.message
    assert told.value.fix[0].isupper()


@pytest.mark.parametrize(("text", "value"), [("YES", True), ("No", False), (" yes ", True)])
def test_yes_and_no_are_read_as_people_write_them(text: str, value: bool) -> None:
    """A spreadsheet capitalises what it likes."""
    assert value is parse(declared(Kind.YES_NO), text)


def test_a_name_written_in_two_ways_is_one_name() -> None:
    """A letter with its accent may come as one sign or as two."""
    assert parse(declared(Kind.TEXT), "Cafe\u0301") == parse(declared(Kind.TEXT), "Caf\u00e9")


def test_a_semicolon_in_a_name_does_not_split_it() -> None:
    """Names of bodies hold any sign."""
    assert ["Housing; Benefits", "Other"] == split(r"Housing\; Benefits; Other;")
    assert r"Housing\; Benefits;Other" == join(["Housing; Benefits", "Other"])


def test_a_day_is_a_day_in_any_year() -> None:
    """No time, no zone: a day is what the file says."""
    assert datetime.date(1, 1, 1) == parse(declared(Kind.DATE), "0001-01-01")
    assert "0001-01-01" == to_text(datetime.date(1, 1, 1))


SIGNED = st.text("'=+-@\t\rab7 ", max_size=6)


@given(SIGNED)
def test_a_cell_that_was_made_inert_means_what_it_meant(text: str) -> None:
    """Reading undoes exactly what writing did, however many apostrophes there are."""
    assert text == as_meant(inert(text))


@given(SIGNED)
def test_no_cell_that_was_made_inert_begins_with_a_sign_that_runs(text: str) -> None:
    """Whatever a spreadsheet does with an apostrophe, it does not run what comes after."""
    assert inert(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'-7", "-7"),
        ("'+44 1632 960000", "+44 1632 960000"),
        ("'t Hart", "'t Hart"),
        ("'", "'"),
        ("''", "''"),
        ("", ""),
        ("=1+1", "=1+1"),
    ],
)
def test_an_apostrophe_before_a_sign_that_runs_is_none_of_the_text(cell: str, meant: str) -> None:
    """Who knows spreadsheets writes it; any other apostrophe belongs to a name."""
    assert meant == as_meant(cell)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, " kept as it is "),
        (Kind.TEXT, "x" * (LONGEST_TEXT + 1)),
        (Kind.LIST, ["a;" * LONGEST_TEXT, "b\\", "c"]),
        (Kind.INTEGER, -7),
        (Kind.YES_NO, False),
        (Kind.DATE, datetime.date(2024, 2, 29)),
        (Kind.TEXT, None),
    ],
)
def test_what_was_written_down_is_read_back_exactly(kind: Kind, value: Value) -> None:
    """An undo and a restore put back what was, longer than a cell may be typed or not."""
    assert value == read_back(Property(kind, "x"), to_text(value))


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (Kind.INTEGER, "\u0661\u0662", ("not-a-number", "is no whole number", "Write digits only")),
        (Kind.DATE, "\u0662026-01-31", ("not-a-date", "is no date", WRITE_IT)),
        (Kind.DATE, "31/01/2026", ("not-a-date", "is no date", WRITE_IT)),
        (Kind.DATE, "5/6/26", ("not-a-date", "is no date", WRITE_IT)),
        (
            Kind.DATE,
            "01/02/2026",
            ("not-a-date", "is no date", "Write it as 2026-02-01 or 2026-01-02 (year-month-day)"),
        ),
        (
            Kind.DATE,
            "2025-02-29",
            (
                "not-a-date",
                "is no day of the calendar: 2025 has no 29 February",
                "Correct the day",
            ),
        ),
        (Kind.DATE, "2025-02-30", ("not-a-date", "is no day of the calendar", "Correct the day")),
        (Kind.YES_NO, "maybe", ("not-yes-or-no", "is neither yes nor no", "Write yes or no")),
        (
            Kind.TEXT,
            "a\x07b",
            ("control-character", "the cell holds a control character", "Remove it"),
        ),
        (
            Kind.TEXT,
            "a\u200bb",
            (
                "invisible-character",
                "the cell holds a sign that nobody sees (U+200B)",
                "Type the text again",
            ),
        ),
        (
            Kind.TEXT,
            "x" * (LONGEST_TEXT + 1),
            (
                "too-long",
                "the cell holds 2,001 characters, more than 2,000",
                "Shorten it",
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_cell_is_told_in_full(
    kind: Kind, text: str, told: tuple[str, str, str]
) -> None:
    """Whoever mends a file has nothing else to go by."""
    with pytest.raises(Unusable) as refused:
        parse(Property(kind, "as it stands"), text)

    assert told == refused.value.args


def test_a_choice_that_is_none_is_told_the_choices() -> None:
    """In the order of the model, as they are written."""
    with pytest.raises(Unusable) as refused:
        parse(Property(Kind.CHOICE, "as it stands", choices={"one": "1", "two": "2"}), "three")

    assert "Write one of: one, two" == refused.value.fix


def test_the_longest_text_and_a_blank_that_does_not_break_are_no_mistakes() -> None:
    """People paste from pages on which both are common."""
    assert ("x" * LONGEST_TEXT, "a b") == (clean("x" * LONGEST_TEXT), clean("a\u00a0b"))


def test_yes_and_no_are_written_as_people_write_them() -> None:
    """A sheet that goes back to an agency is read by people first."""
    assert ("yes", "no") == (to_text(True), to_text(False))


@pytest.mark.parametrize("text", ["-12", "+44 20 7946 0000", "a=b", ""])
def test_a_number_is_no_formula(text: str) -> None:
    """Telephone numbers begin with a sign too."""
    refuse_formula(text)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+HYPERLINK(A1)", "-cmd|' /C calc'!A0"])
def test_a_formula_is_refused_in_full_words(text: str) -> None:
    """Its author means what it comes to."""
    with pytest.raises(Unusable) as refused:
        refuse_formula(text)

    assert (
        "formula",
        "the cell holds a formula",
        "Put its value there; before a text that begins so, put an apostrophe",
    ) == refused.value.args
