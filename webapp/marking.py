"""The handling marking: the deployer's words on each page, sheet, picture and download."""

import re
from typing import TYPE_CHECKING

import flask
from werkzeug.http import dump_options_header, parse_options_header

from graph.errors import InputError

if TYPE_CHECKING:
    from webapp.settings import Settings

USUAL = "OFFICIAL-SENSITIVE"
"""Where the deployer says nothing: data of this kind is handled so in practice (unverified)."""
INVENTED = "INVENTED DATA"
"""In the demonstration, unless the deployer says otherwise: nothing there needs care."""
NONE = "none"
"""What a deployer writes who wants no marking: to forget the setting must not take it away."""
LONGEST = 80
HEADER = "Handling-Marking"


def marking() -> str:
    """Return the marking of the site of this request; empty where the deployer wants none.

    Whatever leaves the site says it: a page, a sheet of paper, a picture, a document, a file.
    """
    here = flask.current_app.extensions["site"]
    return marking_of(here.settings, demo=here.demo)


def marking_of(settings: "Settings", *, demo: bool = False) -> str:
    """Return the marking that settings mean; empty where the deployer wants none."""
    said = settings.marking or (INVENTED if demo else USUAL)
    return "" if said == NONE else said


def marked_name(name: str, said: str | None = None) -> str:
    """Return the name of a file with the marking before it: OFFICIAL-SENSITIVE_gaps.csv."""
    mark = re.sub(r"[^A-Za-z0-9]+", "-", marking() if said is None else said).strip("-")
    return name if not mark or name.startswith(f"{mark}_") else f"{mark}_{name}"


def mark(answer: flask.Response) -> None:
    """Mark an answer that is about to leave: by a header, and a file by its name too.

    Not by a line within: the first line of a CSV is its header to every program that loads one.
    """
    said = marking()
    if not said:
        return
    answer.headers[HEADER] = said
    if answer.status_code != 200 or answer.mimetype == "text/html":
        return
    shown, told = parse_options_header(answer.headers.get("Content-Disposition"))
    name = told.get("filename") or _own_name(answer)
    if name:
        marked = {**told, "filename": marked_name(name, said)}
        answer.headers["Content-Disposition"] = dump_options_header(shown or "inline", marked)


def checked(text: str) -> str:
    """Return a marking as the setting has it. Raises InputError for one that cannot be shown."""
    said = " ".join(text.split())
    if said.lower() == NONE:
        return NONE
    if len(said) > LONGEST or not said.isascii() or not said.isprintable():
        raise InputError(
            f"MAPPA_MARKING has to be {LONGEST} characters or fewer, without accents: it stands "
            f"in headers and names of files as well. Shorten it, or set it to none"
        )
    return said


def _own_name(answer: flask.Response) -> str:
    """Name JSON that a browser shows and somebody may keep; other answers have names or none."""
    if answer.mimetype != "application/json":
        return ""
    return f"{flask.request.path.rpartition('/')[2].removesuffix('.json')}.json"
