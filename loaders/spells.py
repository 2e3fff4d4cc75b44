"""Plans dated edges: what a row says, and what it does to the spells that are there already."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from graph.errors import Problem
from graph.model import DatedEdgeType
from graph.records import EdgeState
from graph.values import Value
from loaders.check import is_ending
from loaders.kept import with_known_days
from loaders.planned import Item, Plan, merged
from loaders.reading import Record

ENDED_BY_A_LATER_ONE = "spells ended by a later one"
Days = Mapping[str, datetime.date]
Identity = tuple[str, ...]
Edges = dict[Identity, EdgeState]
Named = dict[Identity, Record]


def plan_edges(
    made: Plan,
    declared: DatedEdgeType,
    records: Sequence[Record],
    stored: Sequence[EdgeState],
    dated_by_load: Days,
) -> None:
    """Plan the rows of one type that start at one node.

    `dated_by_load` names columns that hold the day of the load where no other is known.
    """
    before: Edges = {state.identity: state for state in stored}
    after: Edges = dict(before)
    named: Named = {}
    for record in sorted(records, key=lambda record: is_ending(declared, record)):
        _place(made, declared, record, after, named, dated_by_load)
    if declared.edge.is_spell:
        for group in _groups(declared, after):
            for earlier, later in pairwise(group):
                if earlier.identity in named or later.identity in named:
                    _fit(made, declared, after, named, earlier, later)
    _note_edges(made, declared, before, after, named)


def _place(
    made: Plan,
    declared: DatedEdgeType,
    record: Record,
    after: Edges,
    named: Named,
    dated: Days,
) -> None:
    """Put what one row says into the edges that start at its node."""
    mark = declared.mark(record.values)
    identity = (declared.type, record.key, record.to_key, mark)
    if record.withdraw:
        if after.pop(identity, None) is None:
            made.refuse(record, "nothing-to-withdraw", "there is no such edge to take back")
        else:
            named[identity] = record
        return
    if is_ending(declared, record) and _end(made, declared, record, after, named, dated):
        return
    stored = after.get(identity)
    before = stored.properties if stored else {}
    after[identity] = EdgeState(
        declared.type,
        record.key,
        record.to_key,
        mark,
        merged(before, with_known_days(record.values, before, dated)),
        made.provenance(stored),
    )
    named[identity] = record


def _end(
    made: Plan,
    declared: DatedEdgeType,
    record: Record,
    after: Edges,
    named: Named,
    dated: Days,
) -> bool:
    """End the open edges that a row without a first day speaks of; say whether that is all."""
    day = record.values["valid_to"]
    same = [state for state in after.values() if state.to_key == record.to_key]
    open_ones = [state for state in same if state.properties.get("valid_to") is None]
    for state in open_ones:
        ended = {**state.properties, "valid_to": day}
        if str(state.properties.get("valid_from") or "") >= str(day):
            what = f"the open edge begins on {state.properties['valid_from']}"
            made.refuse(record, "ends-before-it-begins", what, "valid_to")
            return True
        after[state.identity] = replace(state, properties=ended, provenance=made.provenance(state))
    if open_ones:
        named[open_ones[0].identity] = record
        return True
    is_there = any(state.mark == declared.mark(record.values) for state in same)
    is_ended = any(_is_ended(state, record, dated) for state in same)
    if declared.edge.open_start and (is_there or not is_ended):
        return False
    if is_ended:
        made.tables[record.table]["unchanged"] += 1
    else:
        made.refuse(record, "nothing-to-end", "there is no open edge to end")
    return True


def _is_ended(state: EdgeState, record: Record, dated: Days) -> bool:
    """Whether an edge has the end that a row gives: that day, or an earlier one than the load's."""
    ended, day = state.properties.get("valid_to"), record.values["valid_to"]
    by_load = day == dated.get("valid_to") and ended is not None and str(ended) < str(day)
    return ended == day or by_load


def _groups(declared: DatedEdgeType, after: Edges) -> Iterator[list[EdgeState]]:
    """Yield the edges of which one holds at a time, or which have both ends the same, by day."""
    groups: dict[str, list[EdgeState]] = defaultdict(list)
    among = declared.edge.among
    for state in after.values():
        alone = declared.edge.one_at_a_time == "from" and (
            not among or state.properties.get(among[0]) == among[1]
        )
        groups["" if alone else state.to_key].append(state)
    for group in groups.values():
        yield sorted(group, key=_by_day)


def _by_day(state: EdgeState) -> tuple[str, str]:
    return (str(state.properties.get("valid_from") or ""), state.to_key)


def _fit(
    made: Plan,
    declared: DatedEdgeType,
    after: Edges,
    named: Named,
    earlier: EdgeState,
    later: EdgeState,
) -> None:
    """End an open spell on the day on which the next begins; warn where two hold on one day."""
    starts, ends = later.properties.get("valid_from"), earlier.properties.get("valid_to")
    if starts is None or starts == earlier.properties.get("valid_from"):
        if ends is None and later.properties.get("valid_to") is None:
            made.problems.append(_overlap("two-open", declared, named, earlier, later))
        elif starts is not None:
            made.problems.append(_overlap("overlap", declared, named, earlier, later))
    elif ends is None and declared.edge.one_at_a_time and _is_one_of(declared, earlier):
        ended = {**earlier.properties, "valid_to": starts}
        after[earlier.identity] = replace(
            earlier, properties=ended, provenance=made.provenance(earlier)
        )
    elif ends is None or str(ends) > str(starts):
        made.problems.append(_overlap("overlap", declared, named, earlier, later))


def _is_one_of(declared: DatedEdgeType, state: EdgeState) -> bool:
    among = declared.edge.among
    return among is None or state.properties.get(among[0]) == among[1]


def _overlap(
    code: str, declared: DatedEdgeType, named: Named, earlier: EdgeState, later: EdgeState
) -> Problem:
    record = named.get(later.identity) or named[earlier.identity]
    day: Value = later.properties.get("valid_from")
    when = f"both hold on {day.isoformat()}" if isinstance(day, datetime.date) else "both hold"
    both = earlier.to_key if earlier.to_key == later.to_key else ""
    which = f"{both} twice:" if both else f"{earlier.to_key} and {later.to_key}:"
    found = record.problem(
        code,
        f"{declared.origin} {earlier.from_key}, {declared.type} {which} {when}",
        "Both were kept; correct the one that is wrong",
    )
    return replace(found, severity="warning")


def _note_edges(
    made: Plan, declared: DatedEdgeType, before: Edges, after: Edges, named: Named
) -> None:
    table = declared.table
    for identity in {**before, **after}:
        was, will = before.get(identity), after.get(identity)
        verb = _verb(was, will)
        if verb == "unchanged":
            made.tables[table]["unchanged"] += identity in named
        elif identity in named:
            made.note(verb, table, was, will)
        else:
            why = ENDED_BY_A_LATER_ONE
            made.follow(why, Item("ended", table, was, will, why))


def _verb(was: EdgeState | None, will: EdgeState | None) -> str:
    if was is None:
        return "created"
    if will is None:
        return "ended"
    if was.properties == will.properties:
        return "unchanged"
    opened = was.properties.get("valid_to") is None
    return "ended" if opened and will.properties.get("valid_to") is not None else "updated"
