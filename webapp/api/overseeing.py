"""For those who see no case: the audit for the auditor, the users for who looks after them."""

from typing import Any

from graph.schema import Kind
from queries.analysis import Parameter
from webapp import accounts
from webapp.accounts import KINDS
from webapp.api.endpoint import LIMIT, Endpoint, Told
from webapp.api.shapes import NUMBER, TEXT, YES_NO, each, maybe, one
from webapp.audit.reading import as_row, cases_of, count, newest
from webapp.audit.seen import seen
from webapp.site import site
from webapp.views.audit import AUDIT, HINTS, filters_of, on_record_of
from webapp.views.people import PEOPLE

MOST = 1000
"""Entries of one answer; the CSV of the page has all."""
FILTERS = {
    "who": Parameter(Kind.TEXT, HINTS["who"]),
    "case": Parameter(Kind.TEXT, HINTS["case"]),
    "event": Parameter(Kind.TEXT, "Only this event."),
    "day": Parameter(Kind.DATE, "Only this day, of UTC."),
}
ENTRY = {
    "number": NUMBER, "at": TEXT, "who": TEXT, "address": maybe(TEXT), "event": TEXT, "what": TEXT,
    "rows": maybe(NUMBER), "case_count": maybe(NUMBER), "cases": each(TEXT), "hash": TEXT,
}  # fmt: skip
USER = {
    "name": TEXT, "shown": TEXT, "role": each(TEXT), "area": each(TEXT), "category": each(TEXT),
    "agency": each(TEXT), "disabled": YES_NO, "second_factor": YES_NO,
}  # fmt: skip


def audited(told: Told) -> dict[str, Any]:
    """Return entries of the audit, the newest first."""
    given = {name: str(told[name] or "")[:200] for name in FILTERS}
    filters = filters_of(given)
    limit = MOST if told["limit"] is None else min(told["limit"], MOST)
    with site().database.reading() as session:
        total = count(session, filters)
        entries = newest(session, filters, 0, limit)
        cases = cases_of(session, entries)
        seen().audit_read(on_record_of(session, given), len(entries))
    rows = [as_row(entry, cases.get(entry.cases_digest, ())) for entry in entries]
    return {"rows": rows, "count": total, "truncated": len(rows) < total}


def people(told: Told) -> dict[str, Any]:
    """Return the users with what each was given; no secret of theirs."""
    del told
    with site().database.reading() as session:
        rows = [
            {
                "name": user.name,
                "shown": user.shown or "",
                **{kind: accounts.given(session, user, kind) for kind in KINDS},
                "disabled": user.disabled_at is not None,
                "second_factor": user.factor_at is not None,
            }
            for user in accounts.every_user(session)
        ]
    return {"rows": rows, "count": len(rows)}


ENDPOINTS = (
    Endpoint(
        "/audit", "audit", "Entries of the audit", AUDIT, audited,
        one(rows=each(one(**ENTRY)), count=NUMBER, truncated=YES_NO),
        {**FILTERS, "limit": LIMIT}, of_a_day=False,
    ),
    Endpoint(
        "/people", "people", "Users, with what each was given", PEOPLE, people,
        one(rows=each(one(**USER)), count=NUMBER), of_a_day=False,
    ),
)  # fmt: skip
