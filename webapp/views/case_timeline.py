"""The timeline of a case: who was involved when, who came, reported, apologised, stayed away."""

from typing import Any

from flask import render_template

from queries.case_record import case_record
from queries.coverage.words import OUTCOMES
from queries.involvement import Involvement, first_day, involvement
from webapp.access import CASES, Route
from webapp.agenda import SIGNS
from webapp.audit.seen import seen
from webapp.case_pages import case_links
from webapp.site import site
from webapp.timeline import ROLE_WORDS, drawing

SAID = {**OUTCOMES, "awaited": "invited, what came of it is not known yet"}
SHAPES = ("in_person", "remote", "report_only", "apologies", "no_show", "awaited")


def shown(reference: str) -> str:
    """Show the timeline as a drawing and as a table of the same facts."""
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        record = case_record(reader, reference, asked)
    seen().case(reference)
    found = involvement(record.facts, record.called.directory, asked)
    return render_template(
        "case_timeline.html",
        reference=reference,
        links=case_links(reference, "case_timeline.shown"),
        drawn=drawing(found, first_day(record.facts, found), asked.as_of, SAID),
        label=_label(reference, found),
        shapes=[(outcome, SAID[outcome]) for outcome in SHAPES],
        roles=ROLE_WORDS,
        rows=[_cells(one) for one in found],
    )


def _label(reference: str, found: list[Involvement]) -> str:
    now = sum(any(part.end is None for part in one.parts) for one in found)
    talks = len({mark.discussion for one in found for mark in one.marks})
    agencies = "1 agency" if len(found) == 1 else f"{len(found)} agencies"
    held = "1 discussion" if talks == 1 else f"{talks} discussions"
    return f"Timeline of case {reference}: {agencies}, {now} involved on the day, {held}."


def _cells(one: Involvement) -> list[Any]:
    return [
        one.name,
        {"items": [
            {"text": ROLE_WORDS[part.role], "note": _span(part.start, part.end)}
            for part in one.parts
        ]} if one.parts else "only invited",
        {"items": [
            f"{SIGNS[mark.outcome]} {mark.on.day} {mark.on:%B %Y}: {SAID[mark.outcome]}"
            for mark in one.marks
        ]} if one.marks else "never invited",
        one.last_heard,
    ]  # fmt: skip


def _span(start: Any, end: Any) -> str:
    begins = f"since {start.day} {start:%B %Y}" if start else "as long as is known"
    if not end:
        return begins
    return f"{begins}, until {end.day} {end:%B %Y}"


ROUTES = (Route("/cases/<reference>/timeline", "shown", shown, CASES),)
