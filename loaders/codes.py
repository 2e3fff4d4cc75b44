"""Every code that a problem of a load can have: what it means, and what to do about it.

`docs/problems.md` is made from it; a test holds it against what the source raises.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SEVERITIES = {
    "problem": "What has it is not loaded: the row, all rows of the table, or the whole file.",
    "warning": "It is loaded all the same, and somebody should look at it.",
    "note": "Nothing is wrong; the report says what was left aside.",
}


@dataclass(frozen=True)
class Code:
    """What a code means, what to do about it, and how much it matters."""

    meaning: str
    fix: str
    severity: str = "problem"

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"{self.severity!r} is none of {', '.join(SEVERITIES)}")


# One table of what people are told, long as it is: cut, it would have to be searched twice.
CODES: Mapping[str, Code] = {
    "ambiguous-in-look-up": Code(
        "The look-up table of a mapping has several answers for the text.",
        "Let the mapping look up something that is unique, such as a code in place of a name.",
    ),
    "bad-header": Code(
        "The first row repeats a column, leaves one without a name, or has too many.",
        "Name each column once.",
    ),
    "begins-after-the-end": Code(
        "Something of a case begins on or after the day on which its registration ended; it was "
        "left open.",
        "Look at the case, and end what is over.",
        "warning",
    ),
    "cell-count": Code(
        "The row has more or fewer cells than the header.",
        "Put texts that hold the separator in double quotes.",
    ),
    "cell-too-long": Code(
        "A cell is longer than any that belongs in a table; often a double quote is not closed.",
        "Close the quote, or shorten the cell.",
    ),
    "cell-without-value": Code(
        "A spreadsheet has lost the value of the cell: it holds an error, a formula that was never "
        "worked out, or a number with more digits than the spreadsheet keeps.",
        "Put the value there, as text.",
    ),
    "contradiction": Code(
        "Two rows of the load say different things of the same thing; neither was used.",
        "Keep the right one.",
    ),
    "control-character": Code(
        "The cell holds a character that is no text, such as a bell or a line break.",
        "Remove it.",
    ),
    "damaged-manifest": Code(
        "The manifest of an export or a backup cannot be read.",
        "Export again. Without the manifest the tables load as an ordinary bundle.",
    ),
    "damaged-workbook": Code(
        "The file is called a workbook and cannot be read as one.",
        "Open it, and save it as XLSX again.",
    ),
    "damaged-zip": Code(
        "The zip cannot be unpacked.",
        "Make it again.",
    ),
    "differs-from-decision": Code(
        "The source says another level or category than a recorded decision, which was kept.",
        "Correct the one that is wrong.",
        "warning",
    ),
    "duplicate-key": Code(
        "An object has a name twice.",
        "Keep the right one.",
    ),
    "empty-cell": Code(
        "A mapping needs the cell of the publisher's row, and it is empty.",
        "Fill it in, or let the mapping skip such rows with a reason.",
    ),
    "empty-key": Code(
        "The row does not say what it is about: a key is empty.",
        "Fill in the key.",
    ),
    "encoding": Code(
        "The file is not written in UTF-8, nor in the encoding that was said.",
        "Save it as UTF-8, or say its encoding: --encoding windows-1252.",
    ),
    "ends-before-it-begins": Code(
        "The last day of a fact is its first day, or lies before it.",
        "Correct one of the two days.",
    ),
    "example-row": Code(
        "Rows whose first key begins with EXAMPLE are the examples of a template, and are left "
        "aside whatever else stands in them.",
        "Nothing needs to be done. If a row is meant, give it a key of its own.",
        severity="note",
    ),
    "file-added": Code(
        "An export or a backup holds a file that its manifest does not name.",
        "Take the file out, or export again.",
    ),
    "file-changed": Code(
        "A file of an export or a backup is not as it was written.",
        "Export again, or copy the folder again.",
    ),
    "file-missing": Code(
        "A file that the manifest names is not there.",
        "Copy the folder again, whole.",
    ),
    "formula": Code(
        "The cell holds what a spreadsheet would run.",
        "Put its value there; before a text that begins so, put an apostrophe.",
    ),
    "invisible-character": Code(
        "The cell holds a sign that nobody sees: two texts would look alike and differ.",
        "Type the text again.",
    ),
    "joined-later": Code(
        "A later load joined something to what the load to be undone had made.",
        "Undo that later load first.",
    ),
    "line-too-long": Code(
        "A line is longer than any of a table.",
        "Look whether the file is whole, and a table.",
    ),
    "missing-column": Code(
        "The table lacks a column that it needs, or the publisher's file one that the mapping "
        "reads.",
        "Add the column; for a publisher's file, use the mapping that was made for it.",
    ),
    "missing-value": Code(
        "Something new lacks a value that it must have.",
        "Fill it in.",
    ),
    "more-problems": Code(
        "So much is wrong that the rest is only counted, not listed.",
        "Mend what is listed, or look whether it is the right file.",
    ),
    "more-reasons": Code(
        "There are more reasons against an undo than are listed.",
        "Look at the first of them.",
    ),
    "name-taken": Code(
        "A name that the mapping gives to a wide table's headers or cells is a column of the file.",
        "Choose another name in the mapping.",
    ),
    "nearly-the-same-key": Code(
        "The key differs from another one only in capitals, spaces or leading zeros, which a "
        "spreadsheet may have eaten.",
        "Write both alike; if they are two things, give one another key.",
    ),
    "newer-format": Code(
        "The export or backup was written by a newer version.",
        "Use that version, or a newer one.",
    ),
    "no-code": Code(
        "An entry of a coded kind lacks its code.",
        "Export it again, or correct it.",
    ),
    "no-crn": Code(
        "An entry does not say whose it is.",
        "Put the CRN beside it, or name its file by it.",
    ),
    "no-entry": Code(
        "The file, or folder, holds no entry.",
        "Export the registrations again.",
    ),
    "no-file": Code(
        "The folder holds no file of the kind that is read.",
        "Name the folder that holds the files.",
    ),
    "no-header": Code(
        "The file is empty.",
        "Give it a first row of column names.",
    ),
    "no-longer-known": Code(
        "The source no longer knows a level or category that the store has; it was kept.",
        "Look at the case.",
        "warning",
    ),
    "no-longer-registered": Code(
        "A person with an open case has no registration; the case was left open.",
        "Close it if it is over, or load as a snapshot.",
        "warning",
    ),
    "no-start": Code(
        "A fact of this kind needs the first day on which it holds.",
        "Fill in valid_from.",
    ),
    "no-such-file": Code(
        "There is no folder and no file of this name.",
        "Correct the name, or look in which folder you are.",
    ),
    "no-such-sheet": Code(
        "The workbook has no sheet of this name that is shown.",
        "Name one of its sheets.",
    ),
    "no-such-thing": Code(
        "The row names something that is neither in the store nor in the load, or whose own row "
        "was refused.",
        "Correct the key, or load what it names as well.",
    ),
    "no-table": Code(
        "The folder, zip or workbook holds no table of ours.",
        "Put files such as agency.csv into it.",
    ),
    "no-wide-column": Code(
        "The file has none of the columns that the mapping expects side by side.",
        "Compare the file's first row with the mapping.",
    ),
    "not-a-choice": Code(
        "The text is not one of the choices of the column.",
        "Write one of those that the message names.",
    ),
    "not-a-crn": Code(
        "The text is no CRN: a letter and six digits.",
        "Correct it.",
    ),
    "not-a-date": Code(
        "The text is no day of the calendar, or not written as one is.",
        "Write year-month-day, such as 2026-01-31; for a mapping, in one of its forms.",
    ),
    "not-a-list": Code(
        "What must be a list is none.",
        "Export it again.",
    ),
    "not-a-number": Code(
        "The text is no whole number.",
        "Write digits only.",
    ),
    "not-a-registration": Code(
        "An entry has none of the shapes of a registration.",
        "Look at docs/probation.md: it has the shapes.",
    ),
    "not-a-table": Code(
        "The file is something else, such as a picture or a web page, whatever it is called.",
        "Save the table itself as CSV or XLSX.",
    ),
    "not-an-object": Code(
        "An entry must be an object.",
        "Export it again.",
    ),
    "not-as-exported": Code(
        "What the tables of an export hold is not what the manifest says.",
        "Export again.",
    ),
    "not-csv": Code(
        "The file is no CSV file from some row on, often because a double quote is not closed.",
        "Save it as CSV again.",
    ),
    "not-entries": Code(
        "The file holds neither entries nor a list of them.",
        "Export it again.",
    ),
    "not-in-look-up": Code(
        "The look-up table of a mapping does not have the text.",
        "Correct the text, or add it to the look-up.",
    ),
    "not-json": Code(
        "The line is no JSON object that could be a row.",
        "Write one object a line, of texts, numbers, true, false, null or lists of texts.",
    ),
    "not-yes-or-no": Code(
        "The text is neither yes nor no.",
        "Write yes or no.",
    ),
    "nothing-to-end": Code(
        "The row ends a fact that is not there, or has ended already.",
        "Correct the keys, or give the row its first day.",
    ),
    "nothing-to-pick": Code(
        "The part that the mapping picks out of the text is not in it.",
        "Correct the text, or the form in the mapping.",
    ),
    "nothing-to-withdraw": Code(
        "The row takes back a fact that is not there.",
        "Correct the keys and what else tells it from others, such as its first day.",
    ),
    "older-than-the-store": Code(
        "A registration begins before what the store already has; the store's was kept.",
        "Look at the case.",
        "warning",
    ),
    "opened-again": Code(
        "A case that was closed has an active registration; it was opened again.",
        "Look whether that is right.",
        "warning",
    ),
    "outside-your-scope": Code(
        "The row is about a case that whoever loads may not see, or would not see once it is "
        "loaded.",
        "Let somebody load it who may see the case.",
    ),
    "overlap": Code(
        "Two facts of which one ends before the other begins hold on the same day.",
        "Both were kept; correct the one that is wrong.",
        severity="warning",
    ),
    "part-of-itself": Code(
        "The agency would be part of itself, directly or by way of others.",
        "Correct which agency it is part of.",
    ),
    "points-at-nothing": Code(
        "What would come back names something that is no longer there.",
        "Undo the load that took it away first.",
    ),
    "provenance-left": Code(
        "The tables are of an export, the store is not empty: where rows came from is left aside.",
        "Nothing, unless a restore was meant: that wants an empty store.",
        "warning",
    ),
    "snapshot-ends-too-much": Code(
        "The snapshot would end more of its source than is usual; nothing was written.",
        "Look whether the file is whole; if it is, say --yes.",
    ),
    "snapshot-unclear": Code(
        "A refused row does not say what it names, so that the snapshot ended nothing of its "
        "table.",
        "Mend the row and load again.",
        severity="warning",
    ),
    "too-deep": Code(
        "An entry is nested too deeply.",
        "Export it again.",
    ),
    "too-long": Code(
        "The cell holds more characters than belong in one.",
        "Shorten it.",
    ),
    "too-many-rows": Code(
        "One load has more rows than fit into memory.",
        "Load it in parts.",
    ),
    "touched-later": Code(
        "A later load changed, ended or took back what the load to be undone had touched.",
        "Undo that later load first.",
    ),
    "two-active": Code(
        "A person has two active registrations; the newer one counts.",
        "End the one that is wrong in the source.",
        "warning",
    ),
    "two-crns": Code(
        "An entry has another CRN than the one that its file is named by.",
        "Correct the one that is wrong.",
    ),
    "two-offenders": Code(
        "Two offenders of the store have this CRN.",
        "Correct the offender whose CRN is wrong.",
    ),
    "two-open": Code(
        "Two facts of which one holds at a time are both open.",
        "Both were kept; correct the one that is wrong.",
        severity="warning",
    ),
    "unknown-code": Code(
        "A code is none of those that the source uses.",
        "Correct it, or ask for the code to be added.",
    ),
    "unknown-column": Code(
        "The table has no such column; none of its rows was used.",
        "Name it as the template does, or take it out.",
    ),
    "unknown-file": Code(
        "The ending of the file's name is none that a table has.",
        "Save it as CSV, XLSX or JSON lines.",
    ),
    "unknown-table": Code(
        "No table of ours has the name of the file or sheet.",
        "Name it as `mappa template` does.",
    ),
    "unreadable": Code(
        "The system does not give the file.",
        "Check the path, and whether you may read it.",
    ),
    "which-sheet": Code(
        "A mapping reads one sheet, and the workbook has several, or none with anything in it.",
        "Say which one is meant.",
    ),
    "workbook-too-large": Code(
        "The workbook would not fit into memory.",
        "Delete what stands far from the table, or save its sheets as CSV.",
    ),
    "zip-refused": Code(
        "The zip is locked, would unpack to far more than it is, or holds files of several folders "
        "or with paths that lead elsewhere.",
        "Zip the tables of one load again, without folders; or send the tables themselves.",
    ),
}
# fmt: skip
