"""Plans what a load will do: created, updated, ended, unchanged, on a stated version.

A plan writes nothing. What follows by itself (an open spell that a later one ends, circumstances
that follow from a date, what a snapshot no longer names) is counted apart, as consequences.
"""

from graph.model import MODEL
from graph.progress import advance, begin
from graph.records import NodeState
from loaders.checked import Checked
from loaders.kept import with_former_names, with_known_days
from loaders.planned import Plan, empty_plan, merged, of_origin
from loaders.reading import Record
from loaders.spells import plan_edges


def plan(checked: Checked, *, source: str, made_on: int) -> Plan:
    """Plan a load of checked records, on the version that they were checked against."""
    made = empty_plan(checked, source, made_on)
    begin("planning", sum(checked.rows.values()))
    for label, records in checked.nodes.items():
        stored = checked.stored_nodes[label]
        for record in records.values():
            _plan_node(made, checked, label, record, stored.get(record.key))
        advance(len(records))
    for type_, rows in checked.edges.items():
        declared, edges = MODEL.dated_edges[type_], checked.stored_edges[type_]
        dated = checked.dated_by_load.get(declared.table, {})
        for key, records_there in of_origin(rows).items():
            plan_edges(made, declared, records_there, edges.get(key, ()), dated)
            advance(len(records_there))
    return made


def _plan_node(
    made: Plan, checked: Checked, label: str, record: Record, stored: NodeState | None
) -> None:
    before = stored.properties if stored else {}
    dated = checked.dated_by_load.get(record.table, {})
    properties = merged(before, with_known_days(record.values, before, dated))
    if record.table in checked.keeping:
        properties = with_former_names(label, before, properties)
    properties.pop(MODEL.node_types[label].key, None)
    edges = {**stored.plain_edges, **record.edges} if stored else record.edges
    after = NodeState(
        label,
        record.key,
        properties,
        {type_: keys for type_, keys in edges.items() if keys},
        made.provenance(stored),
    )
    if stored is None:
        made.note("created", record.table, None, after)
    elif (stored.properties, stored.plain_edges) == (after.properties, after.plain_edges):
        made.tables[record.table]["unchanged"] += 1
    else:
        made.note("updated", record.table, stored, after)
