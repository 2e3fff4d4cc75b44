"""How a row of an answer is read on a page: names for keys, words for codes; links keep the keys.

CSV and JSON keep the codes: they are for programs.
"""

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.reference import names
from graph.schema import Kind
from graph.store import Row
from graph.values import to_text
from queries.analysis import Analysis, Parameter
from queries.coverage.judge import STATES
from queries.panels import panels
from webapp.caller import caller
from webapp.coverage_filters import agency_names, all_areas, areas_by_code
from webapp.lists import on_day
from webapp.site import Site

AGENCIES = frozenset({
    "agency", "agencies", "candidates", "lead", "leads", "led_before", "other", "owner", "present",
})  # fmt: skip
"""Columns whose texts may be keys of agencies."""
NAMED_BESIDE = {"agency": "name", "owner": "owner_name"}
"""Columns whose names stand in a column of their own, where a question has it."""
TYPES = frozenset({"missing", "type", "types"})
AREAS = frozenset({"area", "areas", "receiving"})
LONGEST_SHOWN = 200
MOST_ITEMS = 2
"""Characters and items of a cell on the page; the CSV has all of them."""
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
"""A code that is words joined by lines, such as not_recorded."""


@dataclass(frozen=True)
class AnswerWords:
    """The names and words for what one page of an answer has in its cells."""

    analysis: Analysis
    agencies: Mapping[str, str]
    areas: Mapping[str, str]

    @classmethod
    def of(cls, analysis: Analysis, rows: Sequence[Row], here: Site) -> "AnswerWords":
        """Look up the names for the rows that are shown."""
        codes = {
            code
            for row in rows
            for name in AGENCIES & row.keys()
            for code in _texts(row[name])
        }  # fmt: skip
        shows_areas = bool(AREAS & analysis.columns.keys())
        return cls(analysis, agency_names(here, codes), all_areas(here) if shows_areas else {})

    def cells(self, row: Row) -> list[Any]:
        """Return the cells of a row, in the order of the columns."""
        return [self._cell(name, value) for name, value in row.items()]

    def _cell(self, name: str, value: Any) -> Any:
        if isinstance(value, datetime.date):
            return {"date": value}
        if isinstance(value, list | tuple):
            return self._several(name, value)
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        text = to_text(value)
        if not text:
            return text
        if name == "case":
            return {"text": text, "href": on_day("cases.shown", reference=text)}
        if name in AGENCIES and text in self.agencies:
            return self._agency(name, text)
        if name == "state" and self._words(name, text) == STATES.get(text):
            return {"state": text, "text": STATES[text].capitalize()}
        return _shortened(self._words(name, text))

    def _several(self, name: str, values: Sequence[Any]) -> str:
        words = [self._words(name, str(value)) for value in values[:MOST_ITEMS]]
        more = f" and {len(values) - MOST_ITEMS} more" if len(values) > MOST_ITEMS else ""
        return _shortened(f"{', '.join(words)}{more}")

    def _agency(self, name: str, code: str) -> dict[str, str]:
        named = NAMED_BESIDE.get(name, "") in self.analysis.columns
        text = code if named else self.agencies[code]
        person = caller().person
        if person is None or not person.may("directory"):
            return {"text": text}
        return {"text": text, "href": on_day("agencies.shown", agency=code)}

    def _words(self, name: str, text: str) -> str:
        """Return what a person reads for a code; any other text as it is."""
        choices = self.analysis.parameters[name].choices if self._asks(name) else {}
        for known in (choices, self._names_of(name)):
            if text in known:
                return known[text]
        return text.replace("_", " ") if CODE.fullmatch(text) else text

    def _asks(self, name: str) -> bool:
        return name in self.analysis.parameters

    def _names_of(self, name: str) -> Mapping[str, str]:
        if name in AREAS:
            return self.areas
        if name in TYPES:
            return names("agency_type")
        return self.agencies if name in AGENCIES else {}


def choices_of(given: Parameter, value: str, here: Site) -> dict[str, str]:
    """Return what can be chosen for a parameter, with its words; nothing where it is typed in.

    What was told already can be chosen, whether it is known or not.
    """
    if given.kind is Kind.YES_NO:
        return {"yes": "yes", "no": "no"}
    choices = dict(given.choices) or _known(given.refers_to, here)
    return {**choices, value: value} if choices and value and value not in choices else choices


def _known(label: str, here: Site) -> dict[str, str]:
    if label == "Area":
        return areas_by_code(here)
    if label == "Panel":
        return {row["code"]: row["name"] for row in panels(here.store, here.asked())}
    tables = {"AgencyType": "agency_type", "Category": "category", "Level": "level"}
    return dict(names(tables[label])) if label in tables else {}


def _texts(value: Any) -> Collection[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
