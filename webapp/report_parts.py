"""Parts of a page that says what a load does: from the report that the command line prints."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from loaders.planned import VERBS
from loaders.undo import VERBS as UNDONE
from queries.coverage.judge import KINDS, STATES
from queries.coverage.words import types_in_words
from webapp.lists import on_day
from webapp.load_words import balance_in_words

MOST_CHANGES = 100
MOST_PROBLEMS = 200
MOST_SEATS = 100
"""Rows that a page shows; the report has all of them."""
MOST_AT_ONCE = 10
"""Seats that are shown without being asked for: below them stands what cannot be used."""
SEVERITY = {"problem": "refused", "warning": "loaded, look at it", "note": "left aside"}
EFFECTS = {
    "opened": "Gaps that open",
    "closed": "Gaps that close",
    "at_risk": "Seats newly at risk",
    "settled": "Invitations settled, where a gap stays",
}
VERB_WORDS = {"ended": "ended", "updated": "updated", "withdrawn": "taken back"}

Report = Mapping[str, Any]


def parts_of(report: Report) -> dict[str, Any]:
    """Return everything that the macros of `load_report.html` draw."""
    changes = report.get("changes", ())
    there = [one for one in changes if one["verb"] != "created"]
    new = [one for one in changes if one["verb"] == "created"]
    problems = sorted(report["problems"], key=lambda one: list(SEVERITY).index(one["severity"]))
    coverage = report.get("coverage", {})
    return {
        "counts": count_rows(report["tables"], verbs_of(report)),
        "count_columns": [
            {"text": "Table"},
            *({"text": name.replace("_", " ").capitalize(), "numeric": True}
              for name in verbs_of(report)),
        ],
        "balances": [balance_in_words(one) for one in report.get("sources", ())],
        "read_as": list(report.get("read_as", {}).items()),
        "consequences": list(report.get("consequences", {}).items()),
        "changes": [_change(one) for one in there[:MOST_CHANGES]],
        "changes_total": sum(
            table.get("updated", 0) + table.get("ended", 0) for table in report["tables"]
        ) or len(there),
        "new": [_named(one) for one in new[:MOST_CHANGES]],
        "new_total": sum(table.get("created", 0) for table in report["tables"]),
        "problems": [_problem(one) for one in problems[:MOST_PROBLEMS]],
        "problems_total": len(problems),
        "not_known_because": coverage.get("not_known_because", ""),
        "effects": [
            {"name": name, "title": title, "total": len(coverage.get(name, ())),
             "folded": len(coverage.get(name, ())) > MOST_AT_ONCE,
             "rows": [_seat(row) for row in coverage.get(name, ())[:MOST_SEATS]]}
            for name, title in EFFECTS.items()
        ],
        "summary": summary_of(coverage),
    }  # fmt: skip


def verbs_of(report: Report) -> Sequence[str]:
    """Return what is counted: of a load the fate of its rows, of an undo that of elements."""
    return UNDONE if report.get("undoes") else ("rows", *VERBS)


def count_rows(tables: Iterable[Report], verbs: Sequence[str]) -> list[list[Any]]:
    """Return a row a table, with how many rows of it had each fate."""
    return [
        [table["type"].replace("_", " "), *(f"{table[verb]:,}" for verb in verbs)]
        for table in tables
    ]


def cases_shown(report: Report) -> set[str]:
    """Return the cases that the page of a report names."""
    coverage = report.get("coverage", {})
    return {row["case"] for name in EFFECTS for row in coverage.get(name, ())[:MOST_SEATS]} | {
        one["key"] for one in report.get("changes", ()) if one.get("label") == "MappaCase"
    } | {
        one["from_key"] for one in report.get("changes", ())
        if one["type"] in OF_CASES and "from_key" in one
    }  # fmt: skip


OF_CASES = frozenset({
    "at_level", "in_area", "in_category", "has_circumstance", "led_by", "involves", "linked_to",
})  # fmt: skip
"""Tables of edges that begin at a case."""


def summary_of(coverage: Report) -> str:
    """Say in one sentence what a load does to coverage."""
    counted = {name: len(coverage.get(name, ())) for name in EFFECTS}
    if not any(counted.values()):
        return "No gap opens or closes, and no seat is newly at risk."
    cases = {row["case"] for name in EFFECTS for row in coverage.get(name, ())}
    said = (
        f"{_many(counted['opened'], 'gap')} {_verb(counted['opened'], 'open')}, "
        f"{_many(counted['closed'], 'gap')} {_verb(counted['closed'], 'close')} and "
        f"{_many(counted['at_risk'], 'seat')} {_verb(counted['at_risk'], 'come')} to be at risk, "
        f"in {_many(len(cases), 'case')}."
    )
    return f"{said[0].upper()}{said[1:]}"


def _many(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb


def _change(one: Report) -> list[Any]:
    names = list(dict.fromkeys([*one["before"], *one["after"]]))
    return [
        _named(one)[0],
        VERB_WORDS.get(one["verb"], one["verb"]) if not one["follows"]
        else {"text": one["verb"], "note": one["follows"]},
        {"items": [
            {"text": name.replace("_", " "),
             "note": f"{_text(one['before'].get(name))} → {_text(one['after'].get(name))}"}
            for name in names
        ]} if names else "",
    ]  # fmt: skip


def _named(one: Report) -> list[Any]:
    """Name an element by its keys; one that is an edge by both ends."""
    if "key" in one:
        return [{"text": one["key"], "note": one["label"]}]
    mark = " ".join(part for part in one["mark"].split("|") if part)
    text = f"{one['from_key']} {one['edge'].replace('_', ' ').lower()} {one['to_key']}"
    return [{"text": text, "note": mark}]


def _text(value: Any) -> str:
    """Write one value of an element: a list by commas, what is not there as nothing."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nothing"
    return str(value) if value not in {None, ""} else "nothing"


def _problem(one: Report) -> list[Any]:
    place = f"row {one['row']}" if one["row"] is not None else "the whole file"
    where = {"text": one["file"] or "all of it", "note": one["sheet"]}
    return [
        where,
        place if one["file"] else "",
        one["column"],
        one["value"],
        {
            "text": _sentence(one["message"])
            if not one["message"].startswith("is ")
            else f"It {one['message']}",
            "note": one["code"],
        },
        _sentence(one["fix"]),
        SEVERITY[one["severity"]],
    ]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _seat(row: Report) -> list[Any]:
    kind = KINDS.get(row["kind"], row["kind"])
    who = types_in_words(row["missing"]) if row["missing"] else "A meeting"
    return [
        {"text": row["case"], "href": on_day("cases.shown", reference=row["case"]),
         "note": f"Level {row['level']}"},
        {"text": who, "note": row["agency"] or ""},
        {"state": row["state"], "text": STATES[row["state"]].capitalize(), "note": kind},
        row["rule"],
    ]  # fmt: skip
