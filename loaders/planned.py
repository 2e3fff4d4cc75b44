"""What a plan is: what a load will do to one version of the store. It writes nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.errors import Problem
from graph.model import MODEL
from graph.records import Changes, NodeState, Provenance, State
from graph.values import Value
from loaders.checked import Checked
from loaders.reading import Place, Record

VERBS = ("created", "updated", "unchanged", "ended", "refused")


@dataclass(frozen=True, slots=True)
class Item:
    """One element that a load changes: what is done, what was, what will be.

    `follows` says why, where no row of the load names the element.
    """

    verb: str
    table: str
    before: State | None
    after: State | None
    follows: str = ""

    def changed(self) -> list[tuple[str, Value, Value]]:
        """Return name, old and new value of each property and plain edge that changes."""
        was, will = _facts(self.before), _facts(self.after)
        return [
            (name, was.get(name), will.get(name))
            for name in dict.fromkeys([*was, *will])
            if was.get(name) != will.get(name)
        ]


def _facts(state: State | None) -> dict[str, Value]:
    if state is None:
        return {}
    edges = state.plain_edges if isinstance(state, NodeState) else {}
    return {**state.properties, **{type_.lower(): list(keys) for type_, keys in edges.items()}}


@dataclass
class Plan:
    """What a load will do to one version of the store.

    `tables` count rows by their fate, `consequences` what follows by itself. `left` are elements
    that a snapshot does not name and that have no end to be given.
    """

    source: str
    made_on: int
    items: list[Item] = field(default_factory=list)
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    consequences: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    problems: list[Problem] = field(default_factory=list)
    refusals: dict[Place, Problem] = field(default_factory=dict)
    left: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._new = Provenance(self.source)

    def changes(self) -> Changes:
        """Return what puts the plan into effect."""
        return Changes(
            put=tuple(item.after for item in self.items if item.after is not None),
            drop=tuple(
                item.before for item in self.items if item.after is None and item.before is not None
            ),
        )

    def before(self) -> tuple[State, ...]:
        """Return the states that the plan replaces or drops."""
        return tuple(item.before for item in self.items if item.before is not None)

    def count(self, verb: str) -> int:
        """Return how many rows of all tables have one fate."""
        return sum(counts[verb] for counts in self.tables.values())

    def note(self, verb: str, table: str, was: State | None, will: State | None) -> None:
        """Add what a row does."""
        self.tables[table][verb] += 1
        self.items.append(Item(verb, table, was, will))

    def follow(self, why: str, item: Item) -> None:
        """Add what no row says and what follows from one."""
        self.consequences[why] += 1
        self.items.append(item)

    def refuse(self, record: Record, code: str, message: str, column: str = "") -> None:
        """Count a row as refused that could be read and cannot be done."""
        problem = record.problem(code, message, "Correct the row", column, record.to_key)
        self.tables[record.table]["refused"] += 1
        self.problems.append(problem)
        self.refusals[record.place] = problem

    def provenance(self, stored: State | None) -> Provenance:
        """Return where an element of this load comes from: its first source stays."""
        if stored is None:
            return self._new
        return Provenance(stored.provenance.source, stored.provenance.first_load)

    def renamed(self) -> list[tuple[str, str, str]]:
        """Return key, old name and new name of what gets another name, but for people."""
        return [
            (
                item.after.key,
                str(item.before.properties["name"]),
                str(item.after.properties["name"]),
            )
            for item in self.items
            if isinstance(item.before, NodeState)
            and isinstance(item.after, NodeState)
            and "name" in item.before.properties
            and "name" in item.after.properties
            and item.before.properties["name"] != item.after.properties["name"]
            and not MODEL.node_types[item.after.label].properties["name"].sensitive
        ]


def empty_plan(checked: Checked, source: str, version: int) -> Plan:
    """Return a plan that has the problems and the counts of what was checked, and does nothing."""
    tables = {}
    for table, rows in checked.rows.items():
        counts = dict.fromkeys(("rows", *VERBS), 0)
        counts.update(
            rows=rows,
            refused=checked.refused.get(table, 0),
            unchanged=checked.repeated.get(table, 0),
        )
        tables[table] = counts
    return Plan(
        source,
        version,
        tables=tables,
        problems=list(checked.problems),
        refusals=dict(checked.refusals),
    )


def merged(stored: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """Return stored properties with those that a row gives; an empty cell clears."""
    return {
        name: value
        for name, value in {**stored, **given}.items()
        if value is not None and value != []
    }


def of_origin(rows: Sequence[Record]) -> dict[str, list[Record]]:
    """Return rows of dated edges by the node at which they start."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in rows:
        groups[record.key].append(record)
    return groups
