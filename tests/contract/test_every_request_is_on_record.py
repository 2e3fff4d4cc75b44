"""What holds for every route: what is shown is on record first, with who, what and which cases."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from graph.records import NodeState
from queries.catalogue import catalogue
from tests.contract.test_every_route import (
    PAGES,
    SENT,
    SERVED,
    at,
    door,
    everybody,
    opened,
    people,
)
from tests.site import made_site, signed_in, token_of
from tests.webapp.audit.entries import latest, total
from webapp.access import ANYBODY, Route
from webapp.audit.seen import cases_in
from webapp.database.opening import Database, open_database
from webapp.roles import ROLES

__all__ = ["door", "everybody", "people"]

CLOSED = [route for route in PAGES if route.access is not ANYBODY]
CASE = re.compile(r"\bC\d\b")
READABLE = {"text/html", "text/csv", "application/json"}
"""What says in plain letters which cases it shows; in a PDF such letters stand by chance."""
NAMED = {"audit_read"}
"""Events of pages that show keys of cases as entries hold them."""


def cases_of(database: Database, number: int) -> set[str]:
    """Return the cases that an entry names."""
    wanted = text(
        "SELECT case_ref FROM audit_cases JOIN audit_lists ON audit_lists.id = list_id "
        "JOIN audit_entries ON cases_digest = digest WHERE number = :number"
    )
    with database.reading() as session:
        return set(session.scalars(wanted, {"number": number}))


@pytest.mark.feature(15)
@at(CLOSED)
def test_what_is_opened_is_on_record(
    door: flask.Flask, everybody: FlaskClient, route: Route
) -> None:
    """A page that is added is recorded without being asked, with each case that it shows."""
    database = door.extensions["site"].database
    before = total(database)

    answer = everybody.get(opened(route))

    (entry,) = latest(database)
    named = CASE.findall(answer.text) if answer.mimetype in READABLE else []
    shown = set(named) if entry.event not in NAMED else set()
    assert (before + 1, "invented") == (total(database), entry.who)
    assert route.name == json.loads(entry.what)["page"].partition(".")[2]
    assert shown <= cases_of(database, entry.number)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_refused_is_on_record(
    door: flask.Flask, people: Mapping[str, FlaskClient], role: str
) -> None:
    """Who tries doors is what an auditor looks for first."""
    database, browser = door.extensions["site"].database, people[role]
    refused = [
        route for route in CLOSED if route.access.needs and not route.access.needs & ROLES[role].may
    ]
    before = total(database)

    for route in refused:
        browser.get(opened(route))

    entries = latest(database, len(refused))
    assert before + len(refused) == total(database)
    assert {("permission_refused", f"invented-{role}")} >= {(one.event, one.who) for one in entries}


@at([route for route in SENT if route.access is not ANYBODY])
def test_what_is_sent_is_on_record(door: flask.Flask, route: Route) -> None:
    """A change that nobody can be asked about is worse than a look."""
    database = door.extensions["site"].database
    name = f"sender-{route.name}-{total(database)}"
    browser = signed_in(door, database, name, list(ROLES))
    token = token_of(browser, "/account")
    before = total(database)

    browser.post(opened(route), data={"csrf_token": token})

    assert (1, name) == (total(database) - before, latest(database)[0].who)


def test_whoever_is_not_signed_in_fills_no_audit(door: flask.Flask) -> None:
    """Nothing was shown, and anybody on the network could fill the disk."""
    database = door.extensions["site"].database
    before = total(database)

    for route in SERVED:
        door.test_client().get(opened(route))

    assert before == total(database)


@pytest.mark.parametrize("damage", ["no table", "read-only", "no head"])
def test_nothing_is_shown_that_cannot_be_recorded(
    door: flask.Flask, wanted: Path, tmp_path: Path, damage: str
) -> None:
    """An audit with holes proves nothing."""
    here = door.extensions["site"]
    path = tmp_path / "mappa.db"
    path.write_bytes(wanted.read_bytes())
    database = open_database(f"sqlite:///{path}")
    browser = signed_in(made_site(here.store, here.settings, database), database, "x", ("chair",))
    if damage == "read-only":
        database.engine.dispose()
        event.listen(
            database.engine, "connect", lambda found, _: found.execute("PRAGMA query_only = ON")
        )
    else:
        with database.writing() as session:
            statements = {
                "no table": ["DROP TABLE audit_entries"],
                "no head": ["DROP TRIGGER audit_head_delete", "DELETE FROM audit_head"],
            }
            for statement in statements[damage]:
                session.execute(text(statement))

    answers = [browser.get(opened(route)) for route in CLOSED if "cases" in route.access.needs]

    assert {503} == {answer.status_code for answer in answers}
    assert set() == {case for answer in answers for case in CASE.findall(answer.text)}
    assert [] == [answer for answer in answers if "Set-Cookie" in answer.headers]
    database.close()


@pytest.mark.parametrize("slug", catalogue())
def test_every_case_that_an_answer_names_is_on_record(slug: str) -> None:
    """A column that names cases in a way of its own would show them to nobody's knowledge."""
    for example in catalogue()[slug].examples:
        cases = {
            found.key
            for found in example.given.states
            if isinstance(found, NodeState) and found.label == "MappaCase"
        }
        named = {text for row in example.expect for text in texts(row.values())}

        assert named & cases <= cases_in(example.expect)


def texts(values: Iterable[Any]) -> Iterator[str]:
    """Yield every text among values, and in their lists."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from texts(value)
