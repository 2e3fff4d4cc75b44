"""What people keep beside the graph: grants, waivers, and one's own saved views."""

from typing import Any

from webapp import saved_views
from webapp.access import QUESTIONS
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, each, maybe, one
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.saved_views import kept
from webapp.site import site
from webapp.views import grants, waivers

VIEW = {
    "number": NUMBER, "name": TEXT, "note": TEXT, "address": TEXT, "shared_with": maybe(TEXT),
    "changed_on": DAY,
}  # fmt: skip
GRANT = {
    "number": NUMBER, "case": TEXT, "user": TEXT, "why": TEXT, "starts_on": DAY, "ends_on": DAY,
    "made_by": TEXT, "closes_at": maybe(TEXT),
}  # fmt: skip
WAIVER = {
    "number": NUMBER, "case": TEXT, "rule": TEXT, "level": TEXT, "why": TEXT, "ends_on": DAY,
    "made_by": TEXT,
}  # fmt: skip


def granted(told: Told) -> dict[str, Any]:
    """Return the grants of restricted cases that the caller sees."""
    del told
    found = grants.mine()
    seen().case(*(grant.case_ref for grant, _ in found))
    return _listed(
        {
            "number": grant.id, "case": grant.case_ref, "user": user.name, "why": grant.why,
            "starts_on": grant.starts_on, "ends_on": grant.ends_on, "made_by": grant.made_by,
            "closes_at": grant.glass_until.isoformat() if grant.glass_until else None,
        }
        for grant, user in found
    )  # fmt: skip


def waived(told: Told) -> dict[str, Any]:
    """Return the waivers of cases that the caller sees."""
    del told
    found = waivers.mine()
    seen().case(*(waiver.case_ref for waiver in found))
    return _listed(
        {
            "number": waiver.id, "case": waiver.case_ref, "rule": waiver.rule,
            "level": waiver.level, "why": waiver.why, "ends_on": waiver.ends_on,
            "made_by": waiver.made_by,
        }
        for waiver in found
    )  # fmt: skip


def views(told: Told) -> dict[str, Any]:
    """Return the caller's own saved views; what others share stands on their page alone."""
    del told
    person = caller().person
    if person is None:
        raise RuntimeError("the door lets nobody in here who is not signed in")
    with site().database.reading() as session:
        found = [
            view for view, _ in saved_views.views_of(session, person) if view.owner_id == person.id
        ]
    seen().case(*(case for view in found for case in kept(view).cases))
    return _listed(
        {
            "number": view.id, "name": view.name, "note": kept(view).note,
            "address": kept(view).address, "shared_with": view.shared_with,
            "changed_on": view.changed_at.date(),
        }
        for view in found
    )  # fmt: skip


def _listed(found: Any) -> dict[str, Any]:
    rows = list(found)
    return {"rows": rows, "count": len(rows)}


ENDPOINTS = (
    Endpoint(
        "/grants", "grants", "Restricted cases that are open to somebody", grants.GRANT, granted,
        one(rows=each(one(**GRANT)), count=NUMBER), of_a_day=False,
    ),
    Endpoint(
        "/waivers", "waivers", "Rules that are not asked of a case until a day", waivers.WAIVE,
        waived, one(rows=each(one(**WAIVER)), count=NUMBER), of_a_day=False,
    ),
    Endpoint(
        "/views", "views", "One's own saved views", QUESTIONS, views,
        one(rows=each(one(**VIEW)), count=NUMBER), of_a_day=False,
    ),
)  # fmt: skip
