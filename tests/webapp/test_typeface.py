"""The typeface of what the server draws: what it has is shown, what it lacks is an empty box."""

from webapp.typeface import shown_as, signs


def test_names_of_europe_are_shown_as_they_are_written() -> None:
    """A person's name is no place for a question mark."""
    names = ["Łukasz Żółć", "Siân Llŷr", "Οδυσσέας", "Дмитрий", "O\u2019Neill \u2013 Smith"]

    assert names == shown_as(names)


def test_what_cannot_be_shown_is_an_empty_box_and_nothing_fails() -> None:
    """A sign that nobody can print must not keep a chair from the pack."""
    assert {"a": "x\u25a1y \u25a1"} == shown_as({"a": "x\x07y \U0001f600"})


def test_our_own_signs_are_kept() -> None:
    """They carry what colour must not carry alone."""
    assert "✓ ✗ ◐ ◇" == shown_as("✓ ✗ ◐ ◇")
    assert ord("A") in signs()
