"""The actions of one case: whose, by when, how late, moved from when, carried on from what."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from queries.case_record import case_record
from queries.narrowing import Narrowed
from queries.promises import Promise, promises_of
from webapp.access import CASES, Route
from webapp.agenda import days_in_words
from webapp.audit.seen import seen
from webapp.case_pages import case_links
from webapp.lists import on_day
from webapp.site import site


def shown(reference: str) -> str:
    """Show what was promised about a case, open first."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        case_record(reader, reference, asked)
        promised = promises_of(Narrowed(reader, asked.scope), [reference], asked)
    seen().case(reference)
    later = {before: one.code for one in promised for before in one.follows}
    by_code = {one.code: one for one in promised}
    still = [one for one in promised if one.is_open]
    return render_template(
        "case_actions.html",
        reference=reference,
        links=case_links(reference, "case_actions.shown"),
        open=[_open(one, by_code, later) for one in still],
        overdue=sum(one.days_late > 0 for one in still),
        closed=[_closed(one, by_code, later) for one in reversed(promised) if not one.is_open],
        every_href=on_day("actions.listed", case=reference),
    )


def chain_of(one: Promise, by_code: Mapping[str, Promise]) -> list[str]:
    """Return what an action carries on, from the first to the one before; a ring, in error, ends.

    What belongs to another case is named and not followed.
    """
    found: list[str] = []
    ahead = list(one.follows)
    while ahead:
        code = ahead.pop(0)
        if code in found or code == one.code:
            continue
        found.append(code)
        if code in by_code:
            ahead.extend(by_code[code].follows)
    return list(reversed(found))


def _what(one: Promise, by_code: Mapping[str, Promise], later: Mapping[str, str]) -> Any:
    chain = chain_of(one, by_code)
    notes = [one.wording] if one.wording else []
    if chain:
        notes.append(f"carries on {' → '.join(chain)}")
    if one.code in later:
        notes.append(f"carried on by {later[one.code]}")
    return {"text": one.code, "note": "; ".join(notes)}


def _open(one: Promise, by_code: Mapping[str, Promise], later: Mapping[str, str]) -> list[Any]:
    moved = one.first_due_on if one.has_moved else None
    return [
        _what(one, by_code, later),
        {"text": one.owner_name or "nobody named", "note": one.person},
        one.pillar.replace("_", " "),
        one.raised_on,
        one.due_on or "no date",
        moved or "",
        f"! {days_in_words(one.days_late)}" if one.days_late else "not yet due",
    ]


def _closed(one: Promise, by_code: Mapping[str, Promise], later: Mapping[str, str]) -> list[Any]:
    return [
        _what(one, by_code, later),
        {"text": one.owner_name or "nobody named", "note": one.person},
        one.raised_on,
        one.due_on or "no date",
        one.closed_on,
        one.outcome.replace("_", " ") or "not recorded",
    ]


ROUTES = (Route("/cases/<reference>/actions", "shown", shown, CASES),)
