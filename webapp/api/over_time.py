"""A case over time: what held of it from when to when, and who was involved and came."""

from typing import Any

from queries.case_record import case_record, spells_of
from queries.involvement import involvement
from webapp.access import CASES
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, each, maybe, one
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.site import site

SPELL = {
    "kind": TEXT, "code": TEXT, "name": maybe(TEXT), "answer": maybe(TEXT), "standing": maybe(TEXT),
    "role": maybe(TEXT), "reason": maybe(TEXT), "dated": maybe(TEXT), "valid_from": maybe(DAY),
    "valid_to": maybe(DAY), "meeting": TEXT, "decided_on": maybe(DAY), "source": maybe(TEXT),
    "load": maybe(NUMBER),
}  # fmt: skip
OF_A_LOAD = ("source", "load")
"""Told to those who load, as on the page."""


def history(told: Told, reference: str) -> dict[str, Any]:
    """Return what held of a case, the latest first."""
    del told
    here, person = site(), caller().person
    with here.store.snapshot() as reader:
        record = case_record(reader, reference, here.asked())
        rows = spells_of(reader, reference, here.asked())
    seen().case(reference)
    left_out = () if person is not None and person.may("load") else OF_A_LOAD
    return {
        "opened_on": record.case["opened_on"],
        "closed_on": record.case["closed_on"],
        "rows": [{name: None if name in left_out else row[name] for name in SPELL} for row in rows],
        "count": len(rows),
    }


def timeline(told: Told, reference: str) -> dict[str, Any]:
    """Return each agency with its times round a case, and what came of its invitations."""
    del told
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        record = case_record(reader, reference, asked)
    seen().case(reference)
    found = involvement(record.facts, record.called.directory, asked)
    rows = [
        {
            "agency": agency.agency,
            "name": agency.name,
            "times": [
                {"role": part.role, "from": part.start, "to": part.end} for part in agency.parts
            ],
            "invitations": [
                {
                    "on": mark.on, "outcome": mark.outcome, "discussion": mark.discussion,
                    "meeting": mark.meeting,
                }
                for mark in agency.marks
            ],
            "last_heard": agency.last_heard,
        }
        for agency in found
    ]  # fmt: skip
    return {"rows": rows, "count": len(rows)}


ENDPOINTS = (
    Endpoint(
        "/cases/<reference>/history", "case_history", "What held of a case, from when to when",
        CASES, history,
        one(opened_on=maybe(DAY), closed_on=maybe(DAY), rows=each(one(**SPELL)), count=NUMBER),
    ),
    Endpoint(
        "/cases/<reference>/timeline", "case_timeline", "Who was involved in a case, and came",
        CASES, timeline,
        one(
            rows=each(one(
                agency=TEXT, name=TEXT,
                times=each(one(**{"role": TEXT, "from": maybe(DAY), "to": maybe(DAY)})),
                invitations=each(one(on=DAY, outcome=TEXT, discussion=TEXT, meeting=TEXT)),
                last_heard=maybe(DAY),
            )),
            count=NUMBER,
        ),
    ),
)  # fmt: skip
