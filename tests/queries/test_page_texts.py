"""The texts of a chair's pages: names that the model has, and scope wherever a case is."""

import pytest

from queries import (
    attendance_sheet,
    case_record,
    meeting_day,
    panel_record,
    panels,
    promises,
)
from queries.narrowing import Needs, narrowed
from tests.contract.test_every_analysis import undeclared

TEXTS = {
    f"{module.__name__}.{name}": text
    for module in (attendance_sheet, case_record, meeting_day, panel_record, panels, promises)
    for name, text in vars(module).items()
    if name.endswith("_TEXT")
}
PROVENANCE = {"source", "load"}
"""Carried by every element, beside what the model declares."""


@pytest.mark.parametrize("name", TEXTS)
def test_every_name_is_of_the_model(name: str) -> None:
    """A misspelt name finds nothing and says nothing."""
    assert set() == {*undeclared(TEXTS[name])} - PROVENANCE


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if "MappaCase" in text])
def test_a_case_is_spoken_of_only_where_it_may_be_seen(name: str) -> None:
    """Whoever adds a text and forgets the predicate shows what is hidden."""
    text = TEXTS[name]
    about_none = "NOT EXISTS { MATCH (talk)-[:CONSIDERS]->(:MappaCase) }" in text

    assert about_none or text != narrowed(text, Needs(*[False] * 4))
