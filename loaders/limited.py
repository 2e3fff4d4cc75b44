"""Keeps a load to the cases that its loader may see: a row about any other is refused."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.errors import Problem
from graph.model import MODEL, DatedEdgeType
from graph.records import State
from graph.schema import NodeType
from graph.scope import Scope
from graph.store import Reader
from loaders.about_cases import CASE, AboutCases, Name, cases_of, ends_of
from loaders.checked import Checked
from loaders.reading import Record
from loaders.references import refuse_dangling

CODE = "outside-your-scope"
NAMING_CASES = frozenset({
    "mappa_case", "other_mappa_case", "ref", "code", "concerns", "considers", "raised_at",
    "for_case", "of_case", "follows", "discussion", "decided_at",
})  # fmt: skip
"""Columns whose keys may be those of a case, or of what is about one."""
DIRECTORY = frozenset({
    "agency", "agency_type", "area", "category", "circumstance", "level", "meeting", "operates_in",
    "panel", "representative", "represents",
})  # fmt: skip
"""Tables that are the same for everybody."""
ALIKE = "something that is there, or another row, has a key that differs hardly from it"


@dataclass(frozen=True)
class Limit:
    """What a loader may see. `unseen` tells, of cases, those that are there and hidden."""

    scope: Scope
    unseen: Callable[[Reader, Sequence[str]], frozenset[str]]

    def hidden(self, reader: Reader, states: Iterable[State]) -> list[State]:
        """Return the states that are about a case which is there and hidden."""
        found = cases_of(reader, states)
        every = sorted(frozenset().union(*(cases for _, cases in found)))
        unseen = self.unseen(reader, every)
        return [state for state, cases in found if cases & unseen]


def refuse_unseen(checked: Checked, reader: Reader, limit: Limit) -> None:
    """Refuse each row about a case that the loader may not see, or would not see afterwards."""
    about = AboutCases(reader)
    for label, records in checked.nodes.items():
        for record in records.values():
            about.tell(label, record.key, record.edges)
    rows = [(record, _names(record)) for record in _every(checked)]
    about.read(name for _, names in rows for name in names)
    cases = {
        id(row): frozenset().union(*(about.of(*name) for name in names)) for row, names in rows
    }
    every = sorted(frozenset().union(*cases.values()))
    hidden = limit.unseen(reader, every) | _outside(checked, limit.scope)
    gone = {id(row) for row, _ in rows if cases[id(row)] & hidden}
    _refuse(checked, gone)
    if gone:
        refuse_dangling(checked, reader)
    checked.problems[:] = [_without_other_keys(problem) for problem in checked.problems]
    for place, problem in list(checked.refusals.items()):
        checked.refusals[place] = _without_other_keys(problem)


def _every(checked: Checked) -> list[Record]:
    nodes = [record for records in checked.nodes.values() for record in records.values()]
    return [*nodes, *(record for rows in checked.edges.values() for record in rows)]


def _names(record: Record) -> tuple[Name, ...]:
    declared = MODEL.tables[record.table]
    if isinstance(declared, NodeType):
        return ((declared.label, record.key),)
    return ends_of(declared.type, record.key, record.to_key)


def _outside(checked: Checked, scope: Scope) -> frozenset[str]:
    """Return the new cases that the loader would not see once they are loaded."""
    stored = checked.stored_nodes.get(CASE, {})
    areas, categories = _ends(checked, "IN_AREA"), _ends(checked, "IN_CATEGORY")
    return frozenset(
        key
        for key, record in checked.nodes.get(CASE, {}).items()
        if key not in stored
        and not (
            (scope.areas is None or bool(areas[key] & scope.areas))
            and (categories[key] or {"unknown"}) <= scope.categories
            and (not record.values.get("restricted") or scope.restricted or key in scope.grants)
        )
    )


def _ends(checked: Checked, type_: str) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record in checked.edges.get(type_, ()):
        found[record.key].add(record.to_key)
    return found


def _refuse(checked: Checked, gone: set[int]) -> None:
    for records in checked.nodes.values():
        for key, record in list(records.items()):
            if id(record) in gone:
                checked.refuse(records.pop(key), _problem(record))
    for type_, rows in checked.edges.items():
        for record in rows:
            if id(record) in gone:
                checked.refuse(record, _problem(record))
        checked.edges[type_] = [record for record in rows if id(record) not in gone]


def _problem(record: Record) -> Problem:
    declared: NodeType | DatedEdgeType = MODEL.tables[record.table]
    return record.problem(
        CODE,
        "it is about a case that you may not see, or would not see once it is loaded",
        "Let somebody load it who may see the case",
        declared.key_columns[0],  # without its key: it may have been looked up by another
    )


def _without_other_keys(problem: Problem) -> Problem:
    """Take from a problem the keys of others that it names to help: they may be hidden ones."""
    table = problem.sheet or Path(problem.file).stem
    if problem.column not in NAMING_CASES or table in DIRECTORY:
        return problem
    if problem.code == "no-such-thing":
        return replace(problem, fix="Correct the key, or load what it names as well")
    return replace(problem, message=ALIKE) if problem.code == "nearly-the-same-key" else problem
