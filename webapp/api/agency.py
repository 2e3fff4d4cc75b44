"""What is asked of an agency's contact: invitations, promises, and where the agency is missing."""

from typing import Any

from queries.coverage_gaps import COVERAGE_GAPS
from queries.own_agency import own_agency
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, each, maybe, one, row_of
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.site import site
from webapp.views.my_agency import OWN_AGENCY

INVITATION = {
    "day": DAY, "meeting": TEXT, "panel": TEXT, "panel_name": maybe(TEXT), "reference": TEXT,
    "item": maybe(NUMBER), "agency": TEXT, "agency_name": maybe(TEXT), "outcome": TEXT,
    "report_on": maybe(DAY),
}  # fmt: skip
ACTION = {
    "code": TEXT, "reference": TEXT, "agency_name": maybe(TEXT), "pillar": maybe(TEXT),
    "due_on": maybe(DAY), "wording": maybe(TEXT), "raised_on": maybe(DAY),
}  # fmt: skip


def own(told: Told) -> dict[str, Any]:
    """Return what the page of the contact's own agencies shows."""
    del told
    here, person = site(), caller().person
    with here.store.snapshot() as reader:
        found = own_agency(reader, here.asked(), person.agencies if person else frozenset())
    family = {row["code"] for row in found.family}
    gaps = here.answer(COVERAGE_GAPS, {"state": "gap"})
    missing = [row for row in gaps.rows if row["agency"] in family]
    seen().only(missing)
    asked = (*found.invitations, *found.actions)
    seen().case(*(row["reference"] for row in asked if row["reference"]))
    return {
        "agencies": sorted(family),
        "invitations": [{name: row[name] for name in INVITATION} for row in found.invitations],
        "actions": [{name: row[name] for name in ACTION} for row in found.actions],
        "missing": [dict(row) for row in missing],
    }


ENDPOINTS = (
    Endpoint(
        "/my-agency", "my_agency", "What is asked of the agencies of a contact", OWN_AGENCY, own,
        one(
            agencies=each(TEXT), invitations=each(one(**INVITATION)), actions=each(one(**ACTION)),
            missing=each(row_of(COVERAGE_GAPS)),
        ),
    ),
)  # fmt: skip
