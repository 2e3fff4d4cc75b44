"""A meeting's agenda as people read it: plain values from which page, pack and sheet are made."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from graph.model.discussion import DISCUSSION
from queries.case_changes import Called, Change
from queries.chairs import Chair, Outcomes
from queries.coverage.judge import KINDS, STATES
from queries.coverage.words import OUTCOMES, listed, types_in_words
from queries.meeting_day import Item, MeetingDay
from queries.promises import Promise

SIGNS = {
    "in_person": "✓", "remote": "✓", "report_only": "◐", "apologies": "✗", "no_show": "✗",
    "awaited": "…", "wrong_grade": "✗",
}  # fmt: skip
"""Beside each outcome, so that a column of them is read at a glance and without colour."""
MOST_NAMED = 2
DECISIONS = DISCUSSION.properties["decision"].choices
CHANGE_SIGNS = {"gap_opened": "!", "gap_closed": "✓", "action_new": "+", "action_closed": "✓"}


def agenda(shown: MeetingDay) -> dict[str, Any]:
    """Return all that is said of a meeting."""
    return {
        "code": shown.meeting["code"],
        "panel": shown.meeting["panel"],
        "panel_name": shown.meeting["panel_name"],
        "area": shown.meeting["area_name"],
        "day": shown.meeting["day"],
        "first_on": shown.meeting["first_on"],
        "state": shown.meeting["state"],
        "is_past": shown.is_past,
        "is_unrecorded": shown.meeting["state"] == "planned"
        and shown.meeting["day"] < shown.judged_on,
        "is_board": shown.meeting["panel_kind"] == "smb",
        "judged_on": shown.judged_on,
        "summary": _summary(shown),
        "items": [_item(item, shown) for item in shown.items],
    }


def _summary(shown: MeetingDay) -> dict[str, Any]:
    return {
        "cases": len(shown.items),
        "missing": sum(len(item.missing) for item in shown.items),
        "uninvited": sum(len(item.uninvited) for item in shown.items),
        "overdue": sum(len(item.overdue) for item in shown.items),
        "late": sum(item.late is not None for item in shown.items),
        "empty_chairs": _by_name(shown, lambda item: item.missing),
        "to_invite": _by_name(shown, lambda item: item.uninvited),
        "overdue_by": _overdue_by(shown.items),
    }


def _by_name(shown: MeetingDay, chosen: Any) -> list[dict[str, Any]]:
    """Return each agency that is spoken of, by name, with the items and cases; most often first."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in shown.items:
        for name in dict.fromkeys(_looked_for(chair, shown.called) for chair in chosen(item)):
            found[name].append(item)
    return [
        {"name": name, "cases": [{"place": i.place, "reference": i.reference} for i in items]}
        for name, items in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]


def _overdue_by(items: Sequence[Item]) -> list[dict[str, Any]]:
    counts: dict[str, int] = defaultdict(int)
    for item in items:
        for one in item.overdue:
            counts[one.owner_name or "nobody named"] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"name": name, "count": count} for name, count in ordered]


def _item(item: Item, shown: MeetingDay) -> dict[str, Any]:
    called = shown.called
    return {
        "place": item.place,
        "discussion": item.discussion,
        "reference": item.reference,
        "level": item.level or "not known",
        "category": listed(item.categories, "and") or "not known",
        "area": called.area(item.area) if item.area else "not recorded",
        "lead": listed(map(called.agency, item.leads), "and") or "none",
        "last": item.last.day if item.last else None,
        "next": item.next_on,
        "missing": [_looked_for(chair, called) for chair in item.missing],
        "uninvited": [_looked_for(chair, called) for chair in item.uninvited],
        "chairs": [chair_in_words(chair, item, shown) for chair in item.chairs],
        "others": [called.agency(code) for code in item.others],
        "late": _late(item),
        "overdue": len(item.overdue),
        "actions": [
            promise_in_words(one, shown.meeting["day"]) for one in item.promises if one.is_open
        ],
        "changes": [change_in_words(one) for one in item.changes],
        "decision": DECISIONS.get(item.decision, ""),
    }


def chair_in_words(chair: Chair, item: Item, shown: MeetingDay) -> dict[str, Any]:
    """Return one seat: who is looked for, how it stands, last time, this time."""
    verdict = chair.verdict
    note = KINDS[verdict.kind] if chair.is_seat else "not linked to the case"
    if verdict.missed > 1:
        note += f", {verdict.missed} in a row"
    if verdict.report_only:
        note = "by a report only"
    if chair.waived_until:
        note += f", waived until {day_in_words(chair.waived_until)}"
    kinds = types_in_words(chair.types)
    name = _looked_for(chair, shown.called)
    return {
        "who": name,
        "types": kinds if kinds != name else "",
        "state": verdict.state,
        "state_text": STATES[verdict.state].capitalize(),
        "note": note,
        "since": verdict.since if verdict.state == "gap" else None,
        "last": _outcomes(chair.last, shown.called, item.last is not None, chair),
        "now": _now(chair, shown),
        "rules": list(chair.rules),
        "strength": chair.strength,
    }


def _now(chair: Chair, shown: MeetingDay) -> list[str]:
    if not chair.is_seat:
        return []
    if shown.is_past:
        return [*_outcomes(chair.outcomes, shown.called, True, chair), *_missing_here(chair)]
    if not chair.asked:
        return ["✗ not invited"]
    return [f"✓ invited{_whom(code, chair, shown.called)}" for code in chair.asked]


def _missing_here(chair: Chair) -> list[str]:
    """Say that a seat counts as empty, and by which rule: who came may have come at no grade."""
    if not chair.missed:
        return []
    grade = ", at another grade than asked for" if chair.came_at_other_grade else ""
    return [f"! missing for {listed(chair.missed, 'and')}{grade}"]


def _outcomes(outcomes: Outcomes, called: Called, was_held: bool, chair: Chair) -> list[str]:
    if not chair.is_seat or not was_held:
        return []
    if not outcomes:
        return ["✗ not invited"]
    return [
        f"{SIGNS[outcome]} {OUTCOMES[outcome]}{_whom(code, chair, called)}"
        for code, outcome in outcomes
    ]


def _whom(code: str, chair: Chair, called: Called) -> str:
    """Name who is meant, where it is not the agency that the line is about."""
    return "" if code == chair.verdict.agency else f": {called.agency(code)}"


def _looked_for(chair: Chair, called: Called) -> str:
    if chair.verdict.agency:
        return called.agency(chair.verdict.agency)
    if 0 < len(chair.answering) <= MOST_NAMED:
        return listed(map(called.agency, chair.answering))
    return types_in_words(chair.types)


def _late(item: Item) -> dict[str, Any] | None:
    if item.late is None:
        return None
    return {"since": item.late.since, "rule": item.late.rule}


def promise_in_words(one: Promise, meeting: datetime.date) -> dict[str, Any]:
    """Return one action: whose, what, by when, how late, or that it is due before the meeting."""
    is_due_by_then = not one.days_late and one.due_on is not None and one.due_on <= meeting
    return {
        "code": one.code,
        "wording": one.wording,
        "owner": one.owner_name or "nobody named",
        "pillar": one.pillar.replace("_", " "),
        "due": one.due_on,
        "late": days_in_words(one.days_late) if one.days_late else "",
        "not_late": "due before the meeting" if is_due_by_then else "not yet due",
        "first_due": one.first_due_on if one.has_moved else None,
        "follows": list(one.follows),
    }


def days_in_words(days: int) -> str:
    """Say how late something is."""
    return f"{days:,} day overdue" if days == 1 else f"{days:,} days overdue"


def change_in_words(one: Change) -> dict[str, Any]:
    """Return one change with its day and a sign of its kind."""
    return {"on": one.on, "sign": CHANGE_SIGNS.get(one.kind, "•"), "words": one.words}


def plain(value: Any) -> Any:
    """Return values with days written as people write them, for what has no dates of its own."""
    if isinstance(value, dict):
        return {name: plain(found) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [plain(found) for found in value]
    if isinstance(value, datetime.date):
        return day_in_words(value)
    return value


def day_in_words(value: datetime.date) -> str:
    """Write a day as GOV.UK does: 1 February 2026."""
    return f"{value.day} {value:%B %Y}"


def cases_of(shown: MeetingDay) -> Iterable[str]:
    """Return the cases on the agenda."""
    return [item.reference for item in shown.items]
