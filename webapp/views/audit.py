"""The audit: who was shown what, by person, case, day and event; and unusual days."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from sqlalchemy import select

from graph.errors import NotFound
from queries.coverage.words import day
from webapp.access import Route, any_of
from webapp.asking import read_day
from webapp.audit import second_accounts
from webapp.audit.events import (
    BREAK_GLASS,
    BREAK_GLASS_IN_VAIN,
    EVENTS,
    GRANT_GIVEN,
    PEOPLE_CHANGED,
)
from webapp.audit.glass import GLASS_DAYS, Broken, glass_of, tries_in_vain
from webapp.audit.reading import (
    COLUMNS,
    Filters,
    as_row,
    cases_of,
    count,
    every,
    in_words,
    is_on_record,
    newest,
    title,
)
from webapp.audit.second_accounts import GivenRole, given_roles
from webapp.audit.seen import seen
from webapp.audit.volumes import RULE, unusual
from webapp.database.audit import AuditEntry
from webapp.database.grants import Grant
from webapp.lists import Page, chips, link, page_links
from webapp.output import csv_text
from webapp.roles import ROLES
from webapp.site import site

AUDIT = any_of("audit")
ROWS_A_PAGE = 50
OPENED = {GRANT_GIVEN.name, BREAK_GLASS.name}
"""Events that name a grant, which holds the reason."""
MOST_CASES = 3
"""Cases named in a row of the list; the entry and the CSV name all."""
LABELS = {"who": "Person", "case": "Case", "day": "Day", "event": "Event"}
HINTS = {"who": "User name, or command line: NAME", "case": "Reference of a case: who saw it?",
         "day": "Of UTC"}  # fmt: skip


def listed() -> str | Response:
    """Show entries, newest first, a page at a time, or all of them as CSV."""
    told = {name: request.args.get(name, "").strip()[:200] for name in LABELS}
    filters = filters_of(told)
    with site().database.reading() as session:
        total = count(session, filters)
        on_record = on_record_of(session, told)
        if request.args.get("format") == "csv":
            seen().audit_read(on_record, total)
            return _csv(filters)
        page = Page.of(request.args.get("page", "1"), total, ROWS_A_PAGE)
        entries = newest(session, filters, max(page.first - 1, 0), ROWS_A_PAGE)
        cases = cases_of(session, entries)
        glass = glass_of(session, site().now())
        in_vain = tries_in_vain(session, site().now())
    seen().audit_read(on_record, len(entries))
    return render_template(
        "audit.html",
        page=page,
        pages=page_links(page, "audit.listed"),
        rows=[_cells(entry, cases.get(entry.cases_digest, ())) for entry in entries],
        fields=_fields(told),
        chosen=chips("audit.listed", _chosen(told)),
        clear_href=url_for("audit.listed"),
        csv_href=link("audit.listed", format="csv", page=None),
        unusual_href=url_for("audit.volumes"),
        glass=[_broken(one) for one in glass],
        glass_open=sum(one.is_open for one in glass),
        glass_days=GLASS_DAYS,
        in_vain=in_vain,
        in_vain_href=url_for("audit.listed", event=BREAK_GLASS_IN_VAIN.name),
    )


def shown(number: int) -> str:
    """Show one entry whole, with every case that it names."""
    with site().database.reading() as session:
        entry = session.get(AuditEntry, number)
        if entry is None:
            raise NotFound("There is no such entry")
        row = as_row(entry, cases_of(session, [entry]).get(entry.cases_digest, ()))
        why = session.scalar(_reason(entry)) if entry.event in OPENED else ""
    seen().audit_read({"entry": str(number)}, 1)
    return render_template(
        "audit_entry.html",
        row=row,
        title=title(entry.event),
        words=in_words(entry),
        why=why or "",
        before=entry.before,
    )


def volumes() -> str:
    """Show the days on which somebody saw far more cases than they usually do."""
    with site().database.reading() as session:
        today = site().now().astimezone(datetime.UTC).date()
        found, gifts = unusual(session, today), given_roles(session, today)
    seen().audit_read({"unusual": "yes"}, len(found) + len(gifts))
    rows = [
        [
            {
                "text": one.who,
                "href": url_for("audit.listed", who=one.who, day=one.day.isoformat()),
            },
            one.day,
            one.in_words(),
        ]
        for one in found
    ]
    return render_template(
        "audit_unusual.html",
        rows=rows,
        rule=RULE,
        gifts=[_gift(one) for one in gifts],
        gifts_rule=second_accounts.RULE,
        back_href=url_for("audit.listed"),
    )


def filters_of(told: Mapping[str, str]) -> Filters:
    """Return the filters that an address names. Raises InputError for a day that is none."""
    since = until = ""
    if told["day"]:
        day = read_day(told["day"], site().clock())
        since, until = day.isoformat(), (day + datetime.timedelta(days=1)).isoformat()
    return Filters(told["who"], told["case"], told["event"], since, until)


def on_record_of(session: Any, told: Mapping[str, str]) -> dict[str, str]:
    """Return the filters as they may be put on record: what was typed only where it is known."""
    found = {name: value for name, value in told.items() if value}
    for name, filters in (("who", Filters(who=told["who"])), ("case", Filters(case=told["case"]))):
        if told[name] and not is_on_record(session, filters):
            found[name] = "not on record"
    if found.get("event", "") not in {"", *EVENTS}:
        found["event"] = "not on record"
    return found


def _csv(filters: Filters) -> Response:
    database = site().database

    def lines() -> Iterator[str]:
        yield csv_text(COLUMNS, [])
        with database.reading() as session:
            for row in every(session, filters):
                yield csv_text(COLUMNS, [row]).split("\r\n", 1)[1]

    name = f"audit-{site().clock()}.csv"
    return Response(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _cells(entry: AuditEntry, cases: Sequence[str]) -> list[Any]:
    more = f" and {len(cases) - MOST_CASES} more" if len(cases) > MOST_CASES else ""
    return [
        {"text": _when(entry.at), "href": url_for("audit.shown", number=entry.number)},
        {"text": entry.who, "note": entry.address},
        {"text": title(entry.event), "note": in_words(entry)},
        "" if entry.row_count is None else f"{entry.row_count:,}",
        f"{', '.join(cases[:MOST_CASES])}{more}",
    ]


def _gift(one: GivenRole) -> list[Any]:
    return [
        {"text": one.by, "href": url_for("audit.listed", who=one.by, event=PEOPLE_CHANGED.name)},
        {"text": one.user, "href": url_for("audit.listed", who=one.user)},
        ROLES[one.role].title,
        _when(one.at),
        one.in_words(),
    ]


def _broken(one: Broken) -> list[Any]:
    href = url_for("audit.listed", who=one.who, case=one.case)
    return [
        {"text": one.who, "href": href},
        one.case,
        one.why,
        _when(one.since.astimezone(datetime.UTC).isoformat()),
        {"text": _when(one.until.astimezone(datetime.UTC).isoformat()),
         "note": "open now" if one.is_open else "closed"},
    ]  # fmt: skip


def _when(at: str) -> str:
    found = datetime.datetime.fromisoformat(at)
    return f"{day(found.date())}, {found:%H:%M:%S}"


def _reason(entry: AuditEntry) -> Any:
    return select(Grant.why).where(Grant.id == json.loads(entry.what)["grant"])


def _fields(told: Mapping[str, str]) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [
        {
            "kind": "date" if name == "day" else "text", "name": name, "label": LABELS[name],
            "value": told[name], "hint": HINTS[name],
        }
        for name in ("who", "case", "day")
    ]  # fmt: skip
    events = {"": "All", **{event.name: event.title for event in EVENTS.values()}}
    choices = [
        {"value": name, "text": text, "selected": told["event"] == name}
        for name, text in events.items()
    ]
    return [*fields, {"kind": "select", "name": "event", "label": "Event", "options": choices}]


def _chosen(told: Mapping[str, str]) -> dict[str, str]:
    said = {**told, "event": title(told["event"])}
    return {name: f"{LABELS[name]}: {value}" for name, value in said.items() if value}


ROUTES = (
    Route("/audit", "listed", listed, AUDIT, navigation="Audit"),
    Route("/audit/unusual", "volumes", volumes, AUDIT),
    Route("/audit/entries/<int:number>", "shown", shown, AUDIT),
)
