"""The entry of a request, written after its answer is made and before it leaves.

It is hooked round every route at once (`webapp/app.py`), so that no page can be added without it.
"""

from typing import Any

import flask
from flask import request

from webapp.access import ANYBODY
from webapp.audit import events
from webapp.audit.chain import Note
from webapp.audit.events import Event
from webapp.audit.keys import known, letters, told
from webapp.audit.origin import WRITTEN, made
from webapp.audit.seen import Seen, seen
from webapp.caller import caller
from webapp.limits import REACHED, limits
from webapp.routes import routes
from webapp.site import Site, site

LONGEST_NAME = 30
"""Letters of the name of a parameter; a longer one is none of ours."""
FORMS = {"text/csv": "csv", "application/json": "json", "text/html": "html"}


def record_request(answer: flask.Response) -> None:
    """Put a request on record, unless it tells nothing or has put itself on record.

    Raises DatabaseError where it cannot be written: then the answer must not leave.
    """
    if WRITTEN in flask.g or not _is_worth():
        return
    here = site()
    here.database.put_on_record(_notes(answer, seen(), here))


def _is_worth() -> bool:
    """Say whether a request is for the record: whoever is not signed in is shown nothing.

    What opens before signing in tells nothing either; tries to sign in put themselves on record.
    """
    reached = flask.g.get(REACHED)
    if reached and not caller().is_known:
        return limits().is_first(reached)  # anybody on the network could fill the disk
    route = dict(routes()).get(request.endpoint or "")
    is_open = route is not None and route.access is ANYBODY
    return bool(reached) or (not is_open and caller().is_known)


def _notes(answer: flask.Response, what: Seen, here: Site) -> list[Note]:
    person = caller().person
    page = request.endpoint or ""
    if REACHED in flask.g:
        return [made(events.LIMIT_REACHED, {"page": page, "kind": flask.g.get(REACHED)})]
    if answer.status_code >= 400 or what.is_nothing:
        return [_failed(answer.status_code, page, here)]
    event, fields = _event(answer, what, page, here)
    notes = [made(event, fields, rows=what.rows, cases=what.cases)]
    opened = what.cases & person.grants if person else set()
    if opened:
        notes.append(made(events.GRANT_USED, {"page": page}, cases=opened))
    return notes


def _failed(status: int, page: str, here: Site) -> Note:
    """Return the entry of a request that was refused, or found nothing, or was a mistake.

    What it named is kept only where it is a key of something: a name that somebody typed into an
    address is not.
    """
    named = {**request.args, **(request.view_args or {})}
    texts = {name: str(value) for name, value in named.items()}
    keys = known(here.store, here.policy, texts.values())
    fields: dict[str, Any] = {
        "page": page,
        "method": request.method,
        "parts": {
            name: text if text in keys else letters(text)
            for name, text in texts.items()
            if name.isidentifier() and name.isascii() and len(name) <= LONGEST_NAME
        },
    }
    if status == 403:
        return made(events.PERMISSION_REFUSED, fields)
    return made(events.PAGE_READ, {**fields, "status": status})


def _event(
    answer: flask.Response, what: Seen, page: str, here: Site
) -> tuple[Event, dict[str, Any]]:
    kind = answer.mimetype or "nothing"
    form = FORMS.get(kind, kind)
    parts = dict(request.view_args or {})
    if what.audit is not None:
        return events.AUDIT_READ, {"page": page, "filters": what.audit, "form": form}
    if what.letters is not None:
        return events.SEARCHED, {"page": page, "letters": what.letters}
    asked = _asked(what, here)
    if form != "html" and answer.status_code == 200:
        return events.EXPORTED, {"page": page, "parts": parts, "form": form, **asked}
    if what.answers or what.told:
        return events.QUESTION_ASKED, {"page": page, **asked}
    fields = {"parts": parts, "method": request.method, "status": answer.status_code}
    return events.PAGE_READ, {"page": page, **fields}


def _asked(what: Seen, here: Site) -> dict[str, Any]:
    if what.told is not None:
        question, parameters, as_of = what.told
        return {"question": question, "parameters": dict(parameters), "as_of": as_of}
    if not what.answers:
        return {"question": "", "parameters": {}, "as_of": ""}
    given: dict[str, Any] = {}
    for answer in what.answers:  # the first is what the page is about; the others stand beside it
        found = told(answer.analysis, answer.asked.parameters, here.store, here.policy)
        given = {**found, **given}
    return {
        "question": ", ".join(dict.fromkeys(one.analysis.slug for one in what.answers)),
        "parameters": given,
        "as_of": what.answers[0].asked.as_of,
    }
