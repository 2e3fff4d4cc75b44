"""The filters of the coverage pages: one mechanism for list, matrix, trend and overview.

They stand in the address, show as chips, and mean the same in page, CSV and JSON, because each is
a parameter of the question that the page asks.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from graph.reference import names
from queries.analysis import Analysis
from queries.coverage.words import day as day_in_words
from queries.panels import panels
from webapp.asking import read_day, read_parameters
from webapp.caller import caller
from webapp.lists import chips, day_chip
from webapp.routes import routes
from webapp.site import Site

LABELS = {
    "area": "Area",
    "level": "Level",
    "category": "Category",
    "panel": "Panel",
    "type": "Agency type",
    "state": "State",
    "kind": "Kind",
    "strength": "Strength",
    "rule": "Rule",
    "agency": "Agency",
    "from": "From",
}
"""Every filter that a coverage page may have, in the order of the form."""
NOT_IN_THE_FORM = frozenset({"agency"})
"""Filters that a link sets and a chip takes away: there are too many to choose from."""
DAYS = frozenset({"from"})
"""Filters that are a day."""
NOT_KEPT = frozenset({"page", "format"})
"""What a changed filter begins anew."""

SHARED = ("area", "level", "category", "panel", "type")
SECTIONS = (
    ("coverage.shown", "Overview", SHARED),
    ("gaps.listed", "Missing agencies", SHARED),
    ("matrix.shown", "Matrix", SHARED),
    ("trend.shown", "Trend", SHARED),
    ("fragility.shown", "Fragility", ("area", "level")),
    ("ahead.shown", "Weeks ahead", ("area", "level")),
    ("indicators.shown", "Board indicators", ("area",)),
)
"""The coverage pages, with the filters that each takes along from the others."""

Options = Mapping[str, Mapping[str, str]]
"""Values to choose from with their words, by filter."""

AREAS_TEXT = "MATCH (area:Area) RETURN area.code AS code, area.name AS name ORDER BY name, code"
NAMES_TEXT = """UNWIND $codes AS wanted
MATCH (agency:Agency {code: wanted})
RETURN agency.code AS code, agency.name AS name"""


@dataclass(frozen=True)
class Filters:
    """The filters of one page, as its template shows them."""

    endpoint: str
    analysis: Analysis
    told: Mapping[str, str]
    options: Options

    @classmethod
    def of(cls, analysis: Analysis, endpoint: str, here: Site) -> "Filters":
        """Read the filters that a question understands from the address."""
        told = {name: request.args.get(name, "") for name in LABELS if name in analysis.parameters}
        return cls(endpoint, analysis, told, _options(analysis, told, here))

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what the question is told. Raises InputError with every mistake."""
        return read_parameters(self.analysis, self.told)

    @property
    def action(self) -> str:
        """Return the address of the page without anything told."""
        return url_for(self.endpoint)

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Return the fields of the form; one with nothing to choose from is left out."""
        return [
            self._field(name, told)
            for name, told in self.told.items()
            if name not in NOT_IN_THE_FORM
            if len(self.options[name]) > 1 or told or name in DAYS
        ]

    def _field(self, name: str, told: str) -> dict[str, Any]:
        if name in DAYS:
            hint = self.analysis.parameters[name].help
            return {
                "kind": "date",
                "name": name,
                "label": LABELS[name],
                "hint": hint,
                "value": told,
            }
        options = _all_or(self.options[name], told)
        return {"kind": "select", "name": name, "label": LABELS[name], "options": options}

    @property
    def chips(self) -> list[dict[str, str]]:
        """Return a chip for each filter that is set, the day too: nothing hides without one."""
        chosen = {
            name: f"{LABELS[name]}: {_day(value) if name in DAYS else self.named(name, value)}"
            for name, value in self.told.items()
            if value
        }
        return chips(self.endpoint, {**chosen, **day_chip()})

    @property
    def hidden(self) -> dict[str, str]:
        """Return what the form keeps beside its fields: the day, the order, the shape."""
        shown = set(self.told) - NOT_IN_THE_FORM
        return {
            name: value
            for name, value in request.args.items()
            if value and name not in shown | NOT_KEPT
        }

    def named(self, name: str, value: str) -> str:
        """Return the words for a value of a filter."""
        return self.options[name].get(value, value)


def sections(current: str) -> list[dict[str, Any]]:
    """Return the coverage pages that the caller may open; each keeps the filters it understands."""
    person, known = caller().person, dict(routes())
    return [
        {"text": text, "href": _carrying(endpoint, carried), "active": endpoint == current}
        for endpoint, text, carried in SECTIONS
        if person is not None and endpoint in known and known[endpoint].access.allows(person)
    ]


def followed(endpoint: str, **changes: str) -> str:
    """Return the address of another coverage page, with the filters and the day of this one."""
    carried = {name: filters for name, _, filters in SECTIONS}[endpoint]
    return _carrying(endpoint, carried, **changes)


def agency_names(here: Site, codes: Collection[str]) -> dict[str, str]:
    """Return the names of agencies: facts of the directory."""
    rows = here.store.read(NAMES_TEXT, {"codes": sorted(codes)}) if codes else []
    return {row["code"]: row["name"] for row in rows}


def _carrying(endpoint: str, carried: Sequence[str], **changes: str) -> str:
    told = {name: request.args.get(name, "") for name in (*carried, "as_of")} | changes
    kept: dict[str, Any] = {name: value for name, value in told.items() if value}
    return url_for(endpoint, **kept)


def _day(text: str) -> str:
    return day_in_words(read_day(text, datetime.date.min))


def _all_or(options: Mapping[str, str], told: str) -> list[dict[str, Any]]:
    every = {"": "All", **options}
    return [
        {"value": value, "text": text, "selected": value == told} for value, text in every.items()
    ]


def _options(analysis: Analysis, told: Mapping[str, str], here: Site) -> Options:
    found: dict[str, Mapping[str, str]] = {}
    for name in told:
        choices = analysis.parameters[name].choices
        if choices:
            found[name] = {code: f"{text[:1].upper()}{text[1:]}" for code, text in choices.items()}
        else:
            found[name] = _known(name, told[name], here)
    return found


def _known(name: str, told: str, here: Site) -> Mapping[str, str]:
    """Return the values of a filter that the policy, the directory or a table of ours knows."""
    policy = here.policy
    if name in DAYS:
        return {}
    if name == "area":
        return areas_by_code(here)
    if name == "panel":
        mine = areas_by_code(here)
        rows = panels(here.store, here.asked())
        return {r["code"]: r["name"] for r in rows if r["kind"] == "mappa" and r["area"] in mine}
    if name == "agency":
        return agency_names(here, [told] if told else [])
    if name == "type":
        asked_for = {kind for rule in policy.rules for kind in rule.requires}
        return {code: text for code, text in names("agency_type").items() if code in asked_for}
    if name in {"category", "level"}:
        return names(name)
    return {
        rule.id: rule.id for rule in (*policy.rules, *policy.clocks_of("discussion", here.clock()))
    }


def all_areas(here: Site) -> dict[str, str]:
    """Return the names of all areas by their codes: facts of the directory."""
    return {row["code"]: row["name"] for row in here.store.read(AREAS_TEXT)}


def areas_by_code(here: Site) -> dict[str, str]:
    """Return the areas that the caller's scope names; all where it names none."""
    mine = here.asked().scope.areas
    return {code: name for code, name in all_areas(here).items() if not mine or code in mine}
