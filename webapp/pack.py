"""A meeting's pack: the agenda pages as an accessible PDF, the same bytes for the same facts."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from queries.coverage.policy import Policy
from webapp.agenda import day_in_words, plain
from webapp.assets import DIST
from webapp.output import json_text
from webapp.typeface import shown_as

TEMPLATE = Path(__file__).parent / "templates" / "meeting_pack.typ"
SHOWN_DIGITS = 12
"""Of the data's digest at the foot of each page; the last page has all of it."""
INVENTED = "Every person and case here is invented."
SIGN_LATE = "\u00d7"
WAYS = ("in person", "remote", "report", "apologies")
NOBODY_DUE = (
    "Local policy asks for nobody: the case is not, or not yet, at a level that has meetings."
)


def meeting_pack(told: Mapping[str, Any], policy: Policy, marking: str) -> bytes:
    """Return the pack of an agenda (`webapp.agenda`) as PDF.

    It is PDF/UA-1: tagged, titled, with a language; the typesetter refuses what is not. What is
    said goes in as data and is set as text: no word of it is ever read as markup.
    """
    said = pack_data(told, policy, marking)
    return typst.compile(
        TEMPLATE,
        format="pdf",
        pdf_standards="ua-1",
        font_paths=_fonts(),
        sys_inputs={"data": json_text(said, indent=None)},
    )


@cache
def _fonts() -> typst.Fonts:
    """Return our typeface and the typesetter's own: on every machine the same."""
    return typst.Fonts(include_system_fonts=False, font_paths=[DIST / "fonts"])


def pack_data(told: Mapping[str, Any], policy: Policy, marking: str) -> dict[str, Any]:
    """Return everything that the pack says, in words, with what it was made from."""
    summary = told["summary"]
    said: dict[str, Any] = {
        "title": f"{told['panel_name']}, {day_in_words(told['day'])}",
        "marking": marking,
        "invented": INVENTED,
        "summary": _summary(summary, is_past=told["is_past"]),
        "empty_chairs": _named(summary["empty_chairs"]),
        "to_invite": _named(summary["to_invite"]),
        "overdue_by": [
            {"name": one["name"], "cases": f"{one['count']} overdue"}
            for one in summary["overdue_by"]
        ],
        "boxes": not told["is_past"],
        "items": [_item(item) for item in told["items"]],
        "words": _words(told),
        "page_word": "Page",
        "of_word": "of",
    }
    said = shown_as(said)
    basis = {
        "As at": day_in_words(told["judged_on"]),
        "Judged by": f"{policy.name}, version {policy.version}",
        "Policy digest": policy.digest,
    }
    digest = hashlib.sha256(json_text({**said, "basis": basis}, indent=None).encode()).hexdigest()
    basis["Data digest"] = digest
    foot = f"As at {basis['As at']}. Policy {policy.digest}, data {digest[:SHOWN_DIGITS]}."
    return {
        **said,
        "foot": foot,
        "basis": [{"name": name, "value": value} for name, value in basis.items()],
    }


def _summary(summary: Mapping[str, Any], *, is_past: bool) -> str:
    chairs = "empty chair" if summary["missing"] == 1 else "empty chairs"
    cases = "case" if summary["cases"] == 1 else "cases"
    actions = "action" if summary["overdue"] == 1 else "actions"
    yet = "not invited" if is_past else "not yet invited"
    return (
        f"{summary['cases']} {cases}, {summary['missing']} {chairs}, {summary['uninvited']} "
        f"required and {yet}, {summary['overdue']} {actions} overdue."
    )


def _named(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "name": one["name"],
            "cases": ", ".join(f"{case['place']}. {case['reference']}" for case in one["cases"]),
        }
        for one in found
    ]


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return one case in words; lists that the page writes one under another stay lists."""
    late = item["late"]
    identity = {
        "Level": item["level"], "Category": item["category"], "Area": item["area"],
        "Lead agency": item["lead"], "Last discussed": item["last"] or "never before",
        "Next after this": item["next"] or "nothing planned",
    }  # fmt: skip
    if item["decision"]:
        identity["Decided"] = item["decision"]
    return {
        "place": item["place"],
        "reference": item["reference"],
        "level": item["level"],
        "missing": item["missing"],
        "uninvited": item["uninvited"],
        "overdue": item["overdue"],
        "identity": [{"name": name, "value": plain(value)} for name, value in identity.items()],
        "late": f"{SIGN_LATE} Discussed too long ago, since {plain(late['since'])} ({late['rule']})"
        if late else "",
        "chairs": [
            {**plain(chair), "rules": f"{', '.join(chair['rules'])}, {chair['strength']}"}
            for chair in item["chairs"]
        ],
        "others": f"Also invited: {'; '.join(item['others'])}." if item["others"] else "",
        "actions": [_action(one) for one in item["actions"]],
        "changed": f"Changed since {plain(item['last'])}" if item["last"] else "",
        "changes": [
            {"on": plain(one["on"]), "words": f"{one['sign']} {one['words']}"}
            for one in item["changes"]
        ],
    }  # fmt: skip


def _action(one: Mapping[str, Any]) -> dict[str, str]:
    moved = f"first promised for {plain(one['first_due'])}" if one["first_due"] else ""
    return {
        "code": one["code"], "wording": one["wording"], "owner": one["owner"], "moved": moved,
        "due": plain(one["due"]) if one["due"] else "no date", "late": one["late"],
        "not_late": one["not_late"],
    }  # fmt: skip


def _words(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of the pack itself."""
    past = told["is_past"]
    due = ["Agency", "Before it" if past else "How it stands", "Last time"]
    due += ["Here"] if past else ["This time", "Today"]
    not_invited = "Required and not invited" if past else "Required and not yet invited"
    return {
        "empty": "Who was missing" if past else "Empty chairs",
        "uninvited": not_invited,
        "overdue": "Overdue actions",
        "nobody_missing": "✓ Nobody who is required is missing.",
        "everybody_invited": "✓ Everybody who is required is invited.",
        "nothing_overdue": "✓ No action is overdue.",
        "agenda": "Agenda, in order",
        "agenda_columns": [
            "Case",
            "Level",
            "Missing",
            "Not invited" if past else "Not yet invited",
            "Overdue",
        ],
        "no_case": "No case is on the agenda.",
        "case": "Case",
        "due": "Who is due",
        "due_columns": due,
        "nobody_due": NOBODY_DUE,
        "ways": list(WAYS),
        "actions": "Open actions",
        "action_columns": ["Action", "Promised by", "Due", "Late"],
        "no_action": "No action is open.",
        "no_change": "Nothing that is on record.",
        "basis": "What this pack was made from",
        "reproducible": "The same day, policy and data give the same file, byte for byte.",
    }
