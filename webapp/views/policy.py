"""The coverage policy: its rules in words with their basis, who fails them, another one tried."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request

from graph.errors import InputError, NotFound, PolicyError, TimeLimit
from queries.choices import choices
from queries.coverage.differences import differences, in_words
from queries.coverage.policy import STATUSES, Clock, Link, Seat
from queries.coverage.policy_file import default_policy
from queries.coverage.words import day, rule_in_short, rule_in_words
from queries.coverage_gaps import COVERAGE_GAPS
from webapp.access import QUESTIONS, Route, any_of
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.effect_words import as_tables, in_one_line
from webapp.lists import on_day
from webapp.policy_trial import MOST_BYTES, MOST_RULES, read_given, tried
from webapp.policy_words import definition
from webapp.site import site
from webapp.trying import TOO_LONG, asked_about

Rule = Seat | Link | Clock
LOAD = any_of("load")
KINDS = {Seat: "seat", Link: "link", Clock: "clock"}
PARTS = (
    ("seats", "Who is to be at the table", "Each time that a case is discussed"),
    ("links", "Who is to be linked to the case", "At the table or not"),
    ("clocks", "How often, and other intervals and targets", "Lateness is theirs, absence not"),
)
FAILING = ("gap", "no_meeting")


def listed() -> str:
    """Show every rule in words with its authority, and how many cases fail it on the day."""
    policy = site().policy
    counts = _counts()
    return render_template(
        "policy.html",
        policy=policy,
        parts=[
            {
                "id": part,
                "title": f"{title} ({len(getattr(policy, part))})",
                "hint": hint,
                "rows": [_row(rule, counts) for rule in getattr(policy, part)],
            }
            for part, title, hint in PARTS
        ],
        counted=counts is not None,
        may_try=LOAD.allows(_person()),
        is_shipped=policy.digest == default_policy().digest,
    )


def rule_shown(rule: str) -> str:
    """Show one rule: what it says field by field, and where it fails."""
    here = site()
    found = here.policy.rule(rule)
    if found is None:
        raise NotFound("The policy has no rule of that id")
    rows = _rows(rule)
    with here.store.snapshot() as reader:
        areas = choices(reader, here.asked()).areas
    return render_template(
        "policy_rule.html",
        rule=found,
        kind=KINDS[type(found)],
        in_words=rule_in_words(found),
        in_short=rule_in_short(found),
        sure=STATUSES[found.status].capitalize(),
        in_force=_dates(found) or "no dates: always in force",
        fields=definition(found),
        counted=rows is not None,
        areas=_by_area(rows or (), areas),
        gaps_href=on_day("gaps.listed", rule=rule),
    )


def compared() -> str:
    """Say what differs between the policy in force and the one that the product ships."""
    shipped, in_force = default_policy(), site().policy
    return render_template(
        "policy_differences.html",
        before=shipped,
        after=in_force,
        found=[in_words(one, shipped, in_force) for one in differences(shipped, in_force)],
    )


def trial() -> str | tuple[str, int]:
    """Judge today's cases by another policy, before anybody adopts it; nothing is kept of it."""
    in_force = site().settings.policy_text()
    if request.method == "GET":
        return _form(text=in_force)
    try:
        policy = read_given(request.form.get("text", ""), request.files.get("file"), in_force)
    except (PolicyError, InputError) as error:
        return _form(str(error).splitlines(), request.form.get("text", ""), 400)
    try:
        found = tried(policy, site().policy, asked_about())
    except TimeLimit:
        return _form([TOO_LONG], request.form.get("text", ""), 503)
    here = site()
    told = {"rules": len(policy.rules) + len(policy.clocks)}
    seen().compared("policy-trial", told, here.asked().as_of, found.effect.rows())
    with here.store.snapshot() as reader:
        called = choices(reader, here.asked()).called
    return render_template(
        "policy_tried.html",
        policy=policy,
        before=here.policy,
        found=found.differences,
        in_one_line=in_one_line(found.effect),
        counts=[_counted(row, called) for row in found.by_rule_and_area],
        tables=as_tables(found.effect, called),
    )


def _form(problems: Sequence[str] = (), text: str = "", status: int = 200) -> tuple[str, int]:
    page = render_template(
        "policy_trial.html",
        problems=list(problems),
        text=text,
        policy=site().policy,
        most_bytes=MOST_BYTES // 1024,
        most_rules=MOST_RULES,
    )
    return page, status


def _person() -> Any:
    return caller().person


def _rows(rule: str = "") -> list[Mapping[str, Any]] | None:
    """Return what the gap list says of the rules; None to those who see totals only."""
    if not _person().may("cases"):
        return None
    answer = site().answer(COVERAGE_GAPS, {"rule": rule} if rule else {})
    seen().only(())  # counts are shown, and no case
    return list(answer.rows)


def _counts() -> Mapping[tuple[str, str], int] | None:
    rows = _rows()
    return None if rows is None else Counter((row["rule"], row["state"]) for row in rows)


def _row(rule: Rule, counts: Mapping[tuple[str, str], int] | None) -> list[Any]:
    strength = "" if isinstance(rule, Clock) else rule.strength
    cells: list[Any] = [
        {
            "text": rule_in_short(rule),
            "href": on_day("policy.rule_shown", rule=rule.id),
            "note": "; ".join(part for part in (rule.id, strength, _dates(rule)) if part),
        },
        rule_in_words(rule),
        {"text": rule.basis, "note": STATUSES[rule.status]},
    ]
    if counts is None:
        return cells
    if isinstance(rule, Clock) and rule.of != "discussion":
        return [*cells, ""]  # other questions are told by it, and the gap list is not
    failing = sum(counts.get((rule.id, state), 0) for state in FAILING)
    beside = [
        f"{counts[rule.id, state]:,} {words}"
        for state, words in (("unknown", "not known"), ("at_risk", "at risk"))
        if counts.get((rule.id, state))
    ]
    shown: dict[str, Any] = {"text": f"{failing:,}", "note": ", ".join(beside)}
    if failing or beside:
        shown["href"] = on_day("gaps.listed", rule=rule.id)
    return [*cells, shown]


def _dates(rule: Rule) -> str:
    start, end = rule.in_force_from, rule.in_force_until
    parts = [f"from {day(start)}" if start else "", f"until {day(end)}" if end else ""]
    dates = " ".join(part for part in parts if part)
    return f"in force {dates}" if dates else ""


def _by_area(rows: Sequence[Mapping[str, Any]], called: Mapping[str, str]) -> list[list[Any]]:
    counts = Counter((row["area"], row["state"]) for row in rows)
    return [
        [
            called.get(area, area) or "no area on record",
            sum(counts[area, state] for state in FAILING),
            counts[area, "unknown"],
            counts[area, "at_risk"],
        ]
        for area in sorted({area for area, _ in counts})
    ]


def _counted(row: Mapping[str, Any], called: Mapping[str, str]) -> list[Any]:
    return [
        row["rule"], called.get(row["area"], row["area"]) or "no area on record",
        row["opened"], row["closed"], row["at_risk"],
    ]  # fmt: skip


ROUTES = (
    Route("/coverage/policy", "listed", listed, QUESTIONS),
    Route("/coverage/policy/differences", "compared", compared, QUESTIONS),
    Route("/coverage/policy/trial", "trial", trial, LOAD, ("GET", "POST")),
    Route("/coverage/policy/<rule>", "rule_shown", rule_shown, QUESTIONS),
)
