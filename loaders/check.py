"""Checks records against each other and against the store; returns every problem as a value."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph.errors import Problem
from graph.model import MODEL, DatedEdgeType
from graph.records import EdgeState
from graph.schema import NodeType
from graph.states import edge_states, every_key, node_states
from graph.store import Reader
from loaders.checked import Checked
from loaders.lookalikes import Lookalikes, difference
from loaders.reading import Record, TableReader
from loaders.references import refuse_cycles, refuse_dangling
from loaders.tables import Table

Identity = tuple[str, ...]
MOST_ROWS = 5_000_000
"""Rows of one load: three times the country. More of them would not fit into memory."""


def check(tables: Sequence[Table], reader: Reader) -> Checked:
    """Read every table and check what it says. Never raises for what a row says.

    Raises InputError for a file that turns out to be no table, or for more than MOST_ROWS rows.
    """
    checked = Checked()
    clashing: dict[str, dict[str, Record]] = defaultdict(dict)
    for table in tables:
        source = TableReader(table, MOST_ROWS - sum(checked.rows.values()))
        if isinstance(source.declared, NodeType):
            label = source.declared.label
            _add_nodes(checked, source, label, clashing[label])
        else:
            checked.edges.setdefault(source.declared.type, []).extend(source.records())
        _note_refused(checked, source)
    _refuse_clashing(checked, clashing)
    for type_ in list(checked.edges):
        checked.edges[type_] = _edges_once(checked, MODEL.dated_edges[type_])
    _read_store(checked, reader)
    _refuse_lookalikes(checked, reader)
    _refuse_incomplete(checked)
    refuse_cycles(checked, reader)
    refuse_dangling(checked, reader)
    return checked


def _note_refused(checked: Checked, source: TableReader) -> None:
    """Take over what reading a table found wrong, and how many rows it has."""
    name = source.table.name
    checked.dated_by_load[name] = source.table.dated_by_load
    if source.table.keeps_former_names:
        checked.keeping.add(name)
    checked.problems.extend(source.problems)
    checked.rows[name] = checked.rows.get(name, 0) + source.count
    checked.refused[name] += source.count if source.of_header else len(source.refusals)
    if source.of_header:
        checked.refusals[source.table.file, source.table.sheet, 0] = source.of_header
        checked.unclear.add(name)
    for record, problem in source.refusals:
        checked.refusals[record.file, record.sheet, record.row] = problem
        checked.spared[name].add((record.key, record.to_key))
        if not record.key or (len(source.declared.key_columns) > 1 and not record.to_key):
            checked.unclear.add(name)


def _add_nodes(
    checked: Checked, source: TableReader, label: str, clashing: dict[str, Record]
) -> None:
    """Keep each node of a table once; `clashing` gains the rows that contradict an earlier one."""
    found = checked.nodes.setdefault(label, {})
    spellings = Lookalikes(found)
    for record in source.records():
        earlier = found.get(record.key)
        spelling = spellings.first_of(record.key)
        if spelling != record.key:
            checked.refuse(record, _spelling(record, spelling, found.get(spelling)))
        elif earlier is None:
            found[record.key] = record
        elif record.key in clashing or _disagree(earlier, record):
            clashing[record.key] = record
            checked.refuse(record, _contradiction(record, earlier))
        else:
            checked.repeat(earlier, record)


def _refuse_clashing(checked: Checked, clashing: Mapping[str, Mapping[str, Record]]) -> None:
    """Refuse the first of the rows that clash: once all tables are read, or a third would pass."""
    for label, records in clashing.items():
        for key, record in records.items():
            first = checked.nodes[label].pop(key)
            checked.refuse(first, _contradiction(first, record))


def _edges_once(checked: Checked, declared: DatedEdgeType) -> list[Record]:
    """Put symmetric ends in order, refuse what cannot be, keep each edge once."""
    kept: dict[Identity, Record] = {}
    clashing: dict[Identity, tuple[Record, Record]] = {}
    for record in checked.edges[declared.type]:
        if declared.edge.symmetric and record.to_key < record.key:
            record.key, record.to_key = record.to_key, record.key
        problem = _spell_problem(declared, record)
        identity = _row_identity(declared, record)
        earlier = kept.get(identity)
        if problem:
            checked.refuse(record, problem)
        elif earlier is None:
            kept[identity] = record
        elif _disagree(earlier, record):
            clashing[identity] = (earlier, record)
            checked.refuse(record, _contradiction(record, earlier))
        else:
            checked.repeat(earlier, record)
    for identity, (first, other) in clashing.items():
        del kept[identity]
        checked.refuse(first, _contradiction(first, other))
    _refuse_taken_back_and_ended(checked, kept)
    return list(kept.values())


def _refuse_taken_back_and_ended(checked: Checked, kept: dict[Identity, Record]) -> None:
    """Refuse both rows where one takes back the edge without a first day that another ends."""
    for key, to_key, ending, mark in list(kept):
        taken_back = kept.get((key, to_key, "", mark))
        if ending and taken_back and taken_back.withdraw:
            ended = kept.pop((key, to_key, ending, mark))
            del kept[key, to_key, "", mark]
            checked.refuse(ended, _contradiction(ended, taken_back))
            checked.refuse(taken_back, _contradiction(taken_back, ended))


def _row_identity(declared: DatedEdgeType, record: Record) -> Identity:
    ending = "end" if is_ending(declared, record) else ""
    return (record.key, record.to_key, ending, declared.mark(record.values))


def is_ending(declared: DatedEdgeType, record: Record) -> bool:
    """Whether a row ends an open edge: it has a `valid_to` and no `valid_from`."""
    return (
        declared.edge.is_spell
        and not record.withdraw
        and record.values.get("valid_from") is None
        and record.values.get("valid_to") is not None
    )


def _spell_problem(declared: DatedEdgeType, record: Record) -> Problem | None:
    if not declared.edge.is_spell:
        return None
    start, end = record.values.get("valid_from"), record.values.get("valid_to")
    if start is not None and end is not None and str(end) <= str(start):
        return record.problem(
            "ends-before-it-begins", f"it begins on {start} and ends on {end}",
            "Correct one of the days", "valid_to", str(end),
        )  # fmt: skip
    if start is None and end is None and not declared.edge.open_start:
        return record.problem(
            "no-start", "a fact of this kind needs its first day", "Fill it in", "valid_from"
        )
    return None


def _read_store(checked: Checked, reader: Reader) -> None:
    for label, records in checked.nodes.items():
        states = node_states(reader, MODEL.node_types[label], list(records))
        checked.stored_nodes[label] = {state.key: state for state in states}
    for type_, edges in checked.edges.items():
        found: dict[str, list[EdgeState]] = defaultdict(list)
        from_keys = list(dict.fromkeys(record.key for record in edges))
        for state in edge_states(reader, MODEL.dated_edges[type_], from_keys):
            found[state.from_key].append(state)
        checked.stored_edges[type_] = found


def _refuse_lookalikes(checked: Checked, reader: Reader) -> None:
    """Refuse new nodes whose key looks like one that the store has."""
    for label, records in checked.nodes.items():
        new = [key for key in records if key not in checked.stored_nodes[label]]
        known = Lookalikes(every_key(reader, MODEL.node_types[label]) if new else ())
        for key in new:
            other = known.other_than(key)
            if other:
                record = records.pop(key)
                checked.refuse(record, _spelling(record, other, None))


def _refuse_incomplete(checked: Checked) -> None:
    """Refuse new elements that lack what their declaration requires."""
    for label, records in checked.nodes.items():
        node, stored = MODEL.node_types[label], checked.stored_nodes[label]
        required = [
            name for name, of in node.properties.items() if of.required and name != node.key
        ]
        edges = [type_ for type_, edge in node.edges.items() if edge.required]
        for key, record in list(records.items()):
            have = stored.get(key)
            missing = [
                name
                for name in required
                if record.values.get(name, have and have.properties.get(name)) is None
            ] + [
                type_.lower()
                for type_ in edges
                if not record.edges.get(type_, have and have.plain_edges.get(type_))
            ]
            if missing:
                checked.refuse(records.pop(key), _missing(record, missing[0]))
    for type_, rows in checked.edges.items():
        declared = MODEL.dated_edges[type_]
        needed = [name for name, of in declared.properties.items() if of.required]
        if needed:
            checked.edges[type_] = [
                record for record in rows if _is_complete(checked, declared, record, needed)
            ]


def _is_complete(
    checked: Checked, declared: DatedEdgeType, record: Record, needed: Sequence[str]
) -> bool:
    if record.withdraw or is_ending(declared, record):
        return True
    missing = [name for name in needed if record.values.get(name) is None]
    if not missing:
        return True
    mark = declared.mark(record.values)
    for state in checked.stored_edges[declared.type].get(record.key, ()):
        if (state.to_key, state.mark) == (record.to_key, mark):
            missing = [name for name in missing if name in record.values]
    if missing:
        checked.refuse(record, _missing(record, missing[0]))
    return not missing


def _disagree(earlier: Record, later: Record) -> bool:
    return (
        any(
            name in earlier.values and earlier.values[name] != value
            for name, value in later.values.items()
        )
        or any(
            type_ in earlier.edges and earlier.edges[type_] != keys
            for type_, keys in later.edges.items()
        )
        or earlier.withdraw != later.withdraw
    )


def _contradiction(record: Record, other: Record) -> Problem:
    return record.problem(
        "contradiction",
        f"row {other.row} of {other.file} says something else of the same thing; neither was used",
        "Keep the right one",
        "",
        record.key,
    )


def _spelling(record: Record, spelling: str, other: Record | None) -> Problem:
    where = f"row {other.row} of {other.file}" if other else "the store, or another row,"
    return record.problem(
        "nearly-the-same-key",
        f"{where} has the key {spelling!r}, which differs only in "
        f"{difference(record.key, spelling)}",
        "Write both alike",
        MODEL.tables[record.table].key_columns[0],
        record.key,
    )


def _missing(record: Record, column: str) -> Problem:
    return record.problem(
        "missing-value", "a new one needs this, and nothing says it", "Fill it in", column
    )
