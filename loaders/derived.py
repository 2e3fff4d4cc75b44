"""Circumstances that follow from a date by the calendar, written with both their ends."""

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.model import MODEL
from graph.records import EdgeState, NodeState, Provenance
from graph.states import edge_states, node_states
from graph.store import Reader
from graph.values import Value
from loaders.planned import Item, Plan

SOURCE = "derived"
TABLE = "has_circumstance"
WRITTEN = "derived circumstances written"
TAKEN_BACK = "derived circumstances taken back"


@dataclass(frozen=True)
class Rule:
    """One circumstance: the date that it follows from, and its two ends in months from there."""

    code: str
    derived_from: str
    begins: int
    ends: int


def add_derived(made: Plan, reader: Reader) -> None:
    """Add to a plan the derived circumstances of the cases whose dates it sets or changes."""
    nodes = [item.after for item in made.items if isinstance(item.after, NodeState)]
    rules = _rules(nodes, reader)
    if not rules:
        return
    cases = _cases(nodes, made, reader)
    if not cases:
        return
    births = _births(nodes, cases.values(), reader)
    stored = _stored(list(cases), reader)
    for key, case in cases.items():
        offender = case.plain_edges.get("CONCERNS", ("",))[0]
        dates = {
            "date_of_birth": births.get(offender),
            "release_on": case.properties.get("release_on"),
        }
        opened = case.properties["opened_on"]
        wanted = [_edge(key, rule, dates[rule.derived_from], opened) for rule in rules]
        _replace(made, stored.get(key, {}), {edge.identity: edge for edge in wanted})


@lru_cache(maxsize=100_000)
def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the day that many months later; the 29th to 31st clamp to the month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _edge(case: str, rule: Rule, day: Value, opened: Value) -> EdgeState:
    properties: dict[str, Value]
    if isinstance(day, datetime.date):
        properties = {
            "valid_from": months_later(day, rule.begins),
            "valid_to": months_later(day, rule.ends),
            "answer": "yes",
            "dated": "exact",
        }
    else:
        properties = {"valid_from": opened, "answer": "unknown", "dated": "first_seen"}
    mark = MODEL.dated_edges["HAS_CIRCUMSTANCE"].mark(properties)
    return EdgeState("HAS_CIRCUMSTANCE", case, rule.code, mark, properties, Provenance(SOURCE))


def _replace(
    made: Plan,
    stored: Mapping[tuple[str, ...], EdgeState],
    wanted: Mapping[tuple[str, ...], EdgeState],
) -> None:
    for identity, was in stored.items():
        if identity not in wanted:
            made.follow(TAKEN_BACK, Item("ended", TABLE, was, None, TAKEN_BACK))
    for identity, will in wanted.items():
        found = stored.get(identity)
        if found is None:
            made.follow(WRITTEN, Item("created", TABLE, None, will, WRITTEN))
        elif found.properties != will.properties:
            after = replace(will, provenance=Provenance(SOURCE, found.provenance.first_load))
            made.follow(WRITTEN, Item("updated", TABLE, found, after, WRITTEN))


def _rules(nodes: Iterable[NodeState], reader: Reader) -> list[Rule]:
    label = MODEL.node_types["Circumstance"]
    known = {state.key: state for state in node_states(reader, label)}
    known.update({state.key: state for state in nodes if state.label == "Circumstance"})
    return [
        Rule(
            key,
            str(state.properties["derived_from"]),
            _months(state.properties.get("begins_after_months")),
            _months(state.properties.get("ends_after_months")),
        )
        for key, state in sorted(known.items())
        if state.properties.get("derived_from")
    ]


def _months(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _cases(nodes: Iterable[NodeState], made: Plan, reader: Reader) -> dict[str, NodeState]:
    """Return the cases that are new or changed, or whose offender is."""
    cases = {state.key: state for state in nodes if state.label == "MappaCase"}
    offenders = [
        item.before.key
        for item in made.items
        if isinstance(item.before, NodeState) and item.before.label == "Offender"
    ]
    if offenders:
        rows = reader.read(
            "UNWIND $keys AS wanted\n"
            "MATCH (matter:MappaCase)-[:CONCERNS]->(person:Offender {ref: wanted})\n"
            "RETURN matter.ref AS reference",
            {"keys": offenders},
        )
        others = [row["reference"] for row in rows if row["reference"] not in cases]
        for state in node_states(reader, MODEL.node_types["MappaCase"], others):
            cases[state.key] = state
    return cases


def _births(
    nodes: Iterable[NodeState], cases: Iterable[NodeState], reader: Reader
) -> dict[str, Value]:
    found = {
        state.key: state.properties.get("date_of_birth")
        for state in nodes
        if state.label == "Offender"
    }
    concerned = {key for case in cases for key in case.plain_edges.get("CONCERNS", ())}
    others = sorted(concerned - set(found))
    for state in node_states(reader, MODEL.node_types["Offender"], others):
        found[state.key] = state.properties.get("date_of_birth")
    return found


def _stored(cases: list[str], reader: Reader) -> dict[str, dict[tuple[str, ...], EdgeState]]:
    found: dict[str, dict[tuple[str, ...], EdgeState]] = {}
    for state in edge_states(reader, MODEL.dated_edges["HAS_CIRCUMSTANCE"], cases):
        if state.provenance.source == SOURCE:
            found.setdefault(state.from_key, {})[state.identity] = state
    return found
