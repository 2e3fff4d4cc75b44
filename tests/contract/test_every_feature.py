"""Every feature that people would miss first has a test that names it."""

from tests.features import FEATURES, page, told


def test_every_feature_is_named_by_a_test() -> None:
    """A line in a list of features is a promise; a test is what keeps it."""
    tests = told()

    assert [] == [number for number in FEATURES if not tests.get(number)]


def test_the_page_lists_every_feature() -> None:
    """Whoever asks what the product does is shown where it is proved."""
    text = page()

    assert [] == [what for _, what in FEATURES.values() if what not in text]
