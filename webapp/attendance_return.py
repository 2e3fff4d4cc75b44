"""A meeting's attendance return: what is on record, in the tables that a load reads back."""

from collections.abc import Mapping, Sequence

from graph.store import Row
from loaders.filled_workbook import filled_workbook
from loaders.template import columns
from webapp.output import csv_text

CASE = "_invented_case"
"""Says, as every file of invented data does, that it is."""
EXPLAINED = (
    "Every case in this file is invented.",
    "Sheet invited: a row for each agency that was asked to each case. Put into outcome what came "
    "of it (choose from the list), into grade the highest grade that came, into report_on the day "
    "on which a report came. An agency that came without being asked gets a row of its own, with "
    "yes under uninvited.",
    "Sheet attended: a row for each person who was there, with the agency that the person spoke "
    "for.",
    "Sheet meeting: put held into state when the meeting took place. Until then nobody is counted "
    "as present or missing.",
    "Columns whose names begin with _ are there to be read; a load leaves them aside. Leave codes "
    "as they are. A row that is deleted changes nothing; yes under withdraw takes an entry back.",
    "Then load it: mappa load THIS-FILE. What you did not change stays as it is. Loading it twice "
    "changes nothing more.",
)


def return_tables(meeting: Row, rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return the rows of the sheets, in the bundle's columns and a few for people."""
    invited = [
        {**_only("invited", row), **_for_readers(row, "_agency")}
        for row in (*rows["invited"], *rows["board"])
    ]
    attended = [
        {**_only("attended", row), **_for_readers(row, "_person")} for row in rows["attended"]
    ]
    sitting = {
        "code": meeting["code"], "state": meeting["state"], "_panel": meeting["panel_name"],
        "_day": meeting["day"],
    }  # fmt: skip
    return {"invited": invited, "attended": attended, "meeting": [sitting]}


def return_workbook(meeting: Row, rows: Mapping[str, Sequence[Row]], marking: str) -> bytes:
    """Return the attendance return as XLSX; the same rows are the same bytes."""
    day = meeting["day"]
    title = f"Attendance return: {meeting['panel_name']}, {day.day} {day:%B %Y}"
    explained = (marking, *EXPLAINED) if marking else EXPLAINED
    return filled_workbook(title, explained, return_tables(meeting, rows))


def invitations_as_csv(meeting: Row, rows: Mapping[str, Sequence[Row]]) -> str:
    """Return the invitations alone, as the CSV that a load takes under the name invited.csv."""
    found = return_tables(meeting, rows)["invited"]
    names = [*columns("invited"), CASE, "_agency"]
    return csv_text(names, [{name: row.get(name, "") for name in names} for row in found])


def _only(table: str, row: Row) -> Row:
    return {name: row.get(name) for name in columns(table)}


def _for_readers(row: Row, name: str) -> Row:
    return {CASE: row["reference"], name: row["name"]}
