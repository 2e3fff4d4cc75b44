"""One meeting: its agenda in order, the empty chairs by name, what was promised, what changed."""

import re
from typing import Any

from flask import Response, render_template

from graph.store import Row
from queries.attendance_sheet import attendance_rows
from queries.coverage.words import OUTCOMES
from queries.meeting_day import MeetingDay, meeting_day
from webapp.access import PANELS, Route
from webapp.agenda import SIGNS, agenda, day_in_words
from webapp.attendance_return import invitations_as_csv, return_workbook
from webapp.audit.seen import seen
from webapp.lists import on_day
from webapp.marking import marking
from webapp.pack import meeting_pack
from webapp.site import site

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def shown(meeting: str) -> str:
    """Show a meeting: what a chair reads before it, on a screen or on paper."""
    told = agenda(read_meeting(meeting))
    board = _attendance(meeting)[1]["board"] if told["is_board"] else []
    return render_template(
        "meeting.html",
        told=told,
        board=[_at_board(row) for row in board],
        overview=[_overview(item) for item in told["items"]],
        items=[{**item, **_tables(item)} for item in told["items"]],
        pack_href=on_day("meetings.pack", meeting=meeting),
        return_href=on_day("meetings.return_sheet", meeting=meeting),
        return_name=return_name(meeting),
        invited_href=on_day("meetings.return_invited", meeting=meeting),
        panel_href=on_day("panels.shown", code=told["panel"]),
        picture_href=on_day("pictures.panel", code=told["panel"], meeting=meeting),
        sees_actions="actions" in site().asked().scope.sees,
    )


def read_meeting(code: str) -> MeetingDay:
    """Read a meeting on behalf of whoever asks; its cases count as shown. Raises NotFound."""
    here = site()
    with here.store.snapshot() as reader:
        found = meeting_day(reader, code, here.asked())
    seen().case(*(item.reference for item in found.items))
    return found


def return_sheet(meeting: str) -> Response:
    """Give the attendance return as a workbook that loads back."""
    found, rows = _attendance(meeting)
    content = return_workbook(found.meeting, rows, marking())
    return _file(content, XLSX, return_name(meeting))


def return_invited(meeting: str) -> Response:
    """Give the invitations alone as CSV, under the name by which a load knows the table."""
    found, rows = _attendance(meeting)
    return _file(invitations_as_csv(found.meeting, rows).encode(), CSV, "invited.csv")


def pack(meeting: str) -> Response:
    """Give the meeting pack: the agenda pages as an accessible PDF."""
    told = agenda(read_meeting(meeting))
    name = f"meeting-pack-{_safe(meeting)}-invented.pdf"
    return _file(meeting_pack(told, site().policy, marking()), "application/pdf", name)


def _attendance(code: str) -> tuple[MeetingDay, dict[str, list[Row]]]:
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        found = meeting_day(reader, code, asked)
        rows = attendance_rows(reader, code, asked)
    seen().case(*(item.reference for item in found.items))
    return found, rows


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def return_name(code: str) -> str:
    """Return what the attendance return of a meeting is called."""
    return f"attendance-{_safe(code)}-invented.xlsx"


def _safe(code: str) -> str:
    """Return a code as it can stand in the name of a file."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", code)


def _overview(item: dict[str, Any]) -> list[Any]:
    return [
        {"text": f"{item['place']}. {item['reference']}", "href": f"#item-{item['place']}"},
        {"text": item["level"], "note": f"Category {item['category']}"},
        {"items": [{"state": "gap", "text": name} for name in item["missing"]]}
        if item["missing"] else "✓ nobody missing",
        {"items": item["uninvited"]} if item["uninvited"] else "",
        f"! {item['overdue']}" if item["overdue"] else "",
        str(len(item["changes"])) if item["changes"] else "",
    ]  # fmt: skip


def _tables(item: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of the tables of one case, and the addresses that they lead to."""
    reference = item["reference"]
    return {
        "case_href": on_day("cases.shown", reference=reference),
        "late_href": on_day("cases.why", reference=reference, rule=item["late"]["rule"])
        if item["late"] else "",
        "chair_rows": [_chair(chair, reference) for chair in item["chairs"]],
        "actions_href": on_day("case_actions.shown", reference=reference),
        "action_rows": [_action(one) for one in item["actions"]],
    }  # fmt: skip


def _at_board(row: Row) -> list[Any]:
    words = "invited" if row["outcome"] == "awaited" else OUTCOMES[row["outcome"]]
    return [row["name"], f"{SIGNS[row['outcome']]} {words}"]


def _chair(chair: dict[str, Any], reference: str) -> list[Any]:
    why = [
        {"text": rule, "href": on_day("cases.why", reference=reference, rule=rule)}
        for rule in chair["rules"]
    ]
    return [
        {"text": chair["who"], "note": chair["types"]},
        {"state": chair["state"], "text": chair["state_text"], "note": chair["note"]},
        {"items": chair["last"]} if chair["last"] else "",
        {"items": chair["now"]} if chair["now"] else "",
        {"items": why, "note": chair["strength"]},
    ]


def _action(one: dict[str, Any]) -> list[Any]:
    moved = f"first promised for {day_in_words(one['first_due'])}" if one["first_due"] else ""
    return [
        {"text": one["code"], "note": one["wording"]},
        one["owner"],
        {"date": one["due"], "note": moved} if one["due"] else "no date",
        f"! {one['late']}" if one["late"] else one["not_late"],
    ]


ROUTES = (
    Route("/meetings/<meeting>", "shown", shown, PANELS),
    Route("/meetings/<meeting>/return.xlsx", "return_sheet", return_sheet, PANELS),
    Route("/meetings/<meeting>/return.csv", "return_invited", return_invited, PANELS),
    Route("/meetings/<meeting>/pack.pdf", "pack", pack, PANELS),
)
