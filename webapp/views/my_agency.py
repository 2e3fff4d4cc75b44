"""An agency's contact: what is asked of their agency, and the letter of a quarter without cases."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request

from graph.errors import InputError
from graph.scope import RECENT_DAYS
from queries.analysis import Asked
from queries.coverage.judge import KINDS, STATES
from queries.coverage_gaps import COVERAGE_GAPS
from queries.own_agency import (
    COUNTS,
    OwnAgency,
    Quarter,
    counted,
    family_of,
    own_agency,
    quarters,
)
from webapp.access import Route, any_of
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.lists import on_day
from webapp.output import csv_text
from webapp.rule_words import why_cell
from webapp.site import site

OWN_AGENCY = any_of("agency")
ONE_DAY = datetime.timedelta(days=1)
PILLARS_NONE = "none recorded"
OUTCOMES = {
    "in_person": "comes",
    "remote": "comes, remotely",
    "report_only": "sends a report",
    "apologies": "sent apologies",
    "no_show": "did not come",
    "awaited": "answer awaited",
}
"""What an invitation to a planned meeting says so far."""
COLUMNS = {
    "invitations": ("Day", "Meeting", "Case", "Agency", "So far", "Report"),
    "actions": ("Action", "Case", "Agency", "Pillar", "Due"),
    "missing": ("Case", "Agency", "State", "Since", "Rule", "Next discussed"),
}
TITLES = {
    "invited": "Invited",
    "attended": "Came",
    "reported": "Sent a report only",
    "apologies": "Apologies",
    "absent": "Did not come",
    "not_recorded": "Not recorded",
    "uninvited": "Came without being invited",
}


def shown() -> str:
    """Show invitations, promises, and where the agency is required and was not there."""
    here, agencies = site(), _agencies()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = own_agency(reader, asked, agencies)
    family = {row["code"] for row in found.family}
    gaps = here.answer(COVERAGE_GAPS, {"state": "gap"})
    missing = [row for row in gaps.rows if row["agency"] in family]
    seen().only(missing)
    shown_too = (*found.invitations, *found.actions)
    seen().case(*(row["reference"] for row in shown_too if row["reference"]))
    late = [row for row in found.actions if row["due_on"] and row["due_on"] < asked.as_of]
    return render_template(
        "my_agency.html",
        names=[row["name"] for row in found.family if row["code"] in agencies],
        branches=len(family - agencies),
        columns=_columns(found),
        invitations=[_told(_invitation(row), found) for row in found.invitations],
        meetings=len({row["meeting"] for row in found.invitations}),
        actions=[_told(_action(row, asked), found) for row in found.actions],
        late=len(late),
        missing=[_told(_missing(row, found), found) for row in missing],
        letters=[_letter_link(one) for one in quarters(asked, RECENT_DAYS)],
        sees_actions="actions" in asked.scope.sees,
    )


def letter() -> str | Response:
    """Show a quarter's count as a letter that names no case; as CSV too."""
    here, agencies = site(), _agencies()
    asked = here.asked()
    quarter = _quarter(request.args.get("quarter", ""), asked)
    with here.store.snapshot() as reader:
        counts = counted(reader, asked, agencies, quarter)
        family = family_of(reader, asked, agencies)
    seen().rows = len(counts)
    rows = [
        {"quarter": quarter.name, "meetings": _meetings(*key), **told}
        for key, told in counts.items()
    ]
    if request.args.get("format") == "csv":
        return _csv(rows, quarter)
    return render_template(
        "agency_letter.html",
        quarter=quarter,
        last=quarter.until - ONE_DAY,
        is_over=quarter.until <= asked.as_of,
        names=[row["name"] for row in family if row["code"] in agencies],
        branches=[row["name"] for row in family if row["code"] not in agencies],
        rows=[_counts(row) for row in rows],
        total=_counts(_total(rows)),
        titles=TITLES,
        came=_came(_total(rows)),
        csv_href=on_day("my_agency.letter", quarter=quarter.name, format="csv"),
        others=[_letter_link(one) for one in quarters(asked, RECENT_DAYS) if one != quarter],
    )


def _agencies() -> frozenset[str]:
    person = caller().person
    return person.agencies if person else frozenset()


def _columns(found: OwnAgency) -> dict[str, list[dict[str, str]]]:
    return {
        table: [{"text": name} for name in names if name != "Agency" or len(found.family) > 1]
        for table, names in COLUMNS.items()
    }


def _told(cells: Mapping[str, Any], found: OwnAgency) -> list[Any]:
    """Return the cells of a row; which agency it is says nothing where there is only one."""
    return [cell for name, cell in cells.items() if name != "Agency" or len(found.family) > 1]


def _invitation(row: Mapping[str, Any]) -> dict[str, Any]:
    case = {"text": row["reference"], "href": on_day("cases.shown", reference=row["reference"])}
    panel = {"text": row["panel_name"], "href": on_day("panels.shown", code=row["panel"])}
    report = {"date": row["report_on"], "note": "received"} if row["report_on"] else "none yet"
    return {
        "Day": {"date": row["day"]},
        "Meeting": panel,
        "Case": case if row["reference"] else "the work of the board",
        "Agency": row["agency_name"],
        "So far": OUTCOMES[row["outcome"]],
        "Report": report,
    }


def _action(row: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    days = (asked.as_of - row["due_on"]).days if row["due_on"] else 0
    note = f"! {days} {'day' if days == 1 else 'days'} overdue" if days > 0 else ""
    case = {"text": row["reference"], "href": on_day("cases.shown", reference=row["reference"])}
    return {
        "Action": {"text": row["code"], "note": row["wording"] or ""},
        "Case": case,
        "Agency": row["agency_name"],
        "Pillar": (row["pillar"] or PILLARS_NONE).replace("_", " "),
        "Due": {"date": row["due_on"], "note": note} if row["due_on"] else "no date",
    }


def _missing(row: Mapping[str, Any], found: OwnAgency) -> dict[str, Any]:
    names = {one["code"]: one["name"] for one in found.family}
    invited = {"yes": "invited", "no": "not invited"}.get(row["invited_next"], "")
    state = {"state": row["state"], "text": STATES[row["state"]].capitalize()}
    return {
        "Case": {"text": row["case"], "href": on_day("cases.shown", reference=row["case"])},
        "Agency": names.get(row["agency"], "any of yours"),
        "State": {**state, "note": KINDS[row["kind"]]},
        "Since": row["since"],
        "Rule": why_cell(row["case"], row["rule"], row["strength"]),
        "Next discussed": {"date": row["next_on"], "note": invited}
        if row["next_on"]
        else "nothing planned",
    }


def _quarter(text: str, asked: Asked) -> Quarter:
    """Read a quarter; an empty text is the last whole one. Raises InputError."""
    offered = quarters(asked, RECENT_DAYS)
    if not text:
        return offered[min(1, len(offered) - 1)]
    for one in offered:
        if one.name == text:
            return one
    raise InputError(
        f"There is no letter of {text[:20]!r}. An invitation is shown to an agency's contact for "
        f"{RECENT_DAYS} days, so there are letters of: {', '.join(one.name for one in offered)}"
    )


def _letter_link(one: Quarter) -> dict[str, str]:
    return {"text": one.in_words, "href": on_day("my_agency.letter", quarter=one.name)}


def _meetings(kind: str, levels: str) -> str:
    if kind == "smb":
        return "Strategic Management Board"
    return f"Level {levels} meetings" if levels else "Other meetings"


def _counts(row: Mapping[str, Any]) -> list[Any]:
    return [row["meetings"], *(row[name] for name in COUNTS)]


def _total(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"meetings": "All", **{name: sum(row[name] for row in rows) for name in COUNTS}}


def _came(total: Mapping[str, Any]) -> dict[str, int]:
    return {"came": total["attended"], "known": total["invited"] - total["not_recorded"]}


def _csv(rows: Sequence[Mapping[str, Any]], quarter: Quarter) -> Response:
    name = f"invitations-{quarter.name}-invented.csv"
    return Response(
        csv_text(["quarter", "meetings", *COUNTS], rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


ROUTES = (
    Route("/my-agency", "shown", shown, OWN_AGENCY, navigation="Your agency", place=5),
    Route("/my-agency/letter", "letter", letter, OWN_AGENCY),
)
