"""Sending files to be loaded: nothing is done with them but a check and a plan."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from graph.errors import ExplorerError, InputError, SchemaError
from loaders.adapters import Adapter, known_adapters
from loaders.mapping_file import known_mappings, read_mapping
from loaders.mapping_language import SourceMapping
from webapp.access import Route, any_of
from webapp.asking import read_day
from webapp.audit import events
from webapp.audit.origin import note
from webapp.caller import person
from webapp.forms import typed
from webapp.site import site
from webapp.tasks.begin import begin
from webapp.tasks.folder import PLANNING, Task, new_task, tasks_of
from webapp.tasks.kept_mappings import KEPT, LONGEST, OWN, keep_mapping, kept_mappings
from webapp.tasks.order import LOAD, Order

LOADS = any_of("load")
MOST_WAITING = 20
"""Uploads of one person that lie on the disk at once."""
MOST_FILES = 60
"""All tables of ours are about thirty."""
SOURCE = re.compile(r"[\w][\w .:()-]{0,59}")
ENCODINGS = {"": "Recognise it", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
DELIMITERS = {
    "": "Recognise it", "comma": "Comma", "semicolon": "Semicolon", "tab": "Tab", "bar": "Bar",
}  # fmt: skip
SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
Page = str | tuple[str, int] | Response


def asked() -> Page:
    """Show the form; take what is sent, and begin the check."""
    if request.method == "GET":
        return _form({})
    found, problems = _read()
    if problems or found is None:
        return _form(problems)
    here = site()
    files = _sent()
    task = new_task(here.tasks, found)
    try:
        _save(task, files, found)
        with here.database.writing() as session:
            note(
                session, events.UPLOADED, task=task.name, source=found.source,
                mapping=found.mapping, files=len(files),
                bytes=sum(path.stat().st_size for path in task.files.iterdir()),
            )  # fmt: skip
            if found.mapping == OWN and typed("keep_as").strip():
                note(session, events.MAPPING_KEPT, task=task.name, mapping=typed("keep_as").strip())
    except ExplorerError as error:
        task.remove()
        if not isinstance(error, InputError | SchemaError):
            raise
        return _form({"own_mapping" if found.mapping == OWN else "files": str(error)})
    begin(here, task, PLANNING)
    return redirect(url_for("load_tasks.shown", task=task.name), 303)


def _read() -> tuple[Order | None, dict[str, str]]:
    """Read the form: what is asked for, or what is wrong with it."""
    problems = _file_problems()
    mapping = typed("mapping")
    if mapping not in {choice["value"] for choice in _mappings()}:
        problems["mapping"] = "Choose how the files are to be read"
    if mapping == OWN and not _own_mapping():
        problems["own_mapping"] = "Send the mapping as a file, or paste it"
    source = typed("source").strip() or _source_by_itself(mapping)
    if not SOURCE.fullmatch(source):
        problems["source"] = (
            "Name the source in letters, digits and the signs . : ( ) and -, 60 at most"
        )
    today = site().clock()
    try:
        on = read_day(typed("on"), today)
    except InputError as error:
        problems["on"], on = str(error), today
    if problems:
        return None, problems
    who = person()
    return Order(
        LOAD, who.name, who.scope, today, on, source, mapping,
        encoding=typed("encoding") if typed("encoding") in ENCODINGS else "",
        delimiter=SIGNS.get(typed("delimiter"), ""),
        snapshot=bool(typed("snapshot")),
        insists=bool(typed("insists")),
        all_or_nothing=bool(typed("all_or_nothing")),
    ), {}  # fmt: skip


def _sent() -> list[FileStorage]:
    return [file for file in request.files.getlist("files") if file.filename]


def _file_problems() -> dict[str, str]:
    names = [_file_name(file) for file in _sent()]
    if not names:
        return {"files": "Choose the files that you want to load"}
    if len(names) > MOST_FILES:
        return {"files": f"Send {MOST_FILES} files at most at once, or put them into a zip"}
    if len(set(names)) < len(names):
        return {"files": "Two files have the same name. Send them one after the other"}
    if len(tasks_of(site().tasks, person().name)) >= MOST_WAITING:
        return {
            "files": f"{MOST_WAITING} of your uploads are still here. Remove some of them first"
        }
    return {}


def _file_name(file: FileStorage) -> str:
    """Return a name under which a file can lie in a folder of ours, whatever it was called."""
    return secure_filename(file.filename or "")[-100:] or "file"


def _source_by_itself(mapping: str) -> str:
    """Return the name of the source where nobody says another, as the command line finds it."""
    if mapping and mapping != OWN:
        return mapping.removeprefix(KEPT)
    names = [_file_name(file) for file in _sent()]
    return Path(names[0]).stem[:60] if len(names) == 1 else "upload"


def _own_mapping() -> str:
    """Return the mapping that was sent or pasted; as much as one may be long, and a bit."""
    file = request.files.get("own_mapping")
    if file and file.filename:
        return file.stream.read(LONGEST + 1).decode("utf-8-sig", errors="replace")
    return request.form.get("own_mapping_text", "")[: LONGEST + 1].replace("\r\n", "\n").strip()


def _save(task: Task, files: Sequence[FileStorage], order: Order) -> None:
    """Keep what was sent, and a mapping of one's own. Raises InputError, SchemaError for that."""
    for file in files:
        path = task.files / _file_name(file)
        path.touch(mode=0o600)
        file.save(path)
    if order.mapping != OWN:
        return
    text = _own_mapping()
    if len(text) > LONGEST:
        raise InputError(f"The mapping is longer than {LONGEST // 1024} KB")
    task.own_mapping.touch(mode=0o600)
    task.own_mapping.write_text(text, encoding="utf-8")
    read_mapping(task.own_mapping)
    name = typed("keep_as").strip()
    if name:
        keep_mapping(site().data, name, text)


def _mappings() -> list[dict[str, Any]]:
    """Return every way to read files, with what each is for."""
    return [
        {"value": "", "text": "They are tables of ours",
         "hint": "Named after what they hold, as agency.csv: as the templates and an export are."},
        *({"value": f"{KEPT}{name}", "text": found.title, "hint": f"Kept here as {name}."}
          for name, found in kept_mappings(site().data)),
        *({"value": found.name, "text": found.title, "hint": f"{found.publisher}: {found.file}"}
          for found in _shipped()),
        {"value": OWN, "text": "By a mapping of my own",
         "hint": "A file in TOML that says which column is what; send or paste it below."},
    ]  # fmt: skip


@cache
def _shipped() -> list[SourceMapping | Adapter]:
    return [*known_mappings(), *known_adapters()]


def _choices(texts: Mapping[str, str], chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": value, "text": text, "selected": value == chosen} for value, text in texts.items()
    ]


def _form(problems: Mapping[str, str]) -> tuple[str, int]:
    sent = request.method == "POST"
    page = render_template(
        "load_new.html",
        problems=problems,
        radios=[
            {**way, "hint": {"text": way["hint"]}, "checked": typed("mapping") == way["value"]}
            for way in _mappings()
        ],
        encoding_items=_choices(ENCODINGS, typed("encoding")),
        delimiter_items=_choices(DELIMITERS, typed("delimiter")),
        told={name: typed(name) for name in TOLD},
        own_mapping_text=request.form.get("own_mapping_text", "")[:LONGEST] if sent else "",
        most=site().settings.upload_megabytes,
        hours=site().settings.upload_hours,
    )
    return page, 400 if problems else 200


TOLD = (
    "source", "on", "snapshot", "insists", "all_or_nothing", "encoding", "delimiter", "keep_as",
)  # fmt: skip
ROUTES = (
    Route(
        "/directory/loads/new", "asked", asked, LOADS, ("GET", "POST"), takes_files=True
    ),
)  # fmt: skip
