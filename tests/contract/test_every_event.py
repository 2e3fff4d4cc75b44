"""What holds for every event of the audit: it happens, with exactly the fields written here."""

import dataclasses
import datetime
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import node, put, world
from queries.coverage import examples
from tests.databases import sqlite
from tests.site import EVERYTHING, SECRET, TODAY, WORLD, made_site, signed_in, token_of
from tests.webapp.audit.entries import command, latest
from tests.webapp.loads.desk import Desk
from webapp.accounts import Change, Opening, give_password, grant, reset_factor, revoke, user_named
from webapp.audit.events import EVENTS
from webapp.audit.over import remove_over
from webapp.audit.retention import retain, retain_sign_ins
from webapp.database.opening import Database
from webapp.settings import Settings
from webapp.signing import tokens
from webapp.signing.sessions import Limits
from webapp.signing.way_in import Try, by_password, by_provider
from webapp.tasks.begin import at_once

__all__ = ["sqlite"]

FIELDS: Mapping[str, set[str]] = {
    "page_read": {"page", "parts", "method", "status"},
    "question_asked": {"page", "question", "parameters", "as_of"},
    "searched": {"page", "letters"},
    "exported": {"page", "parts", "question", "parameters", "as_of", "form"},
    "permission_refused": {"page", "parts", "method"},
    "limit_reached": {"page", "kind"},
    "sign_in_good": {"step"},
    "sign_in_bad": {"step"},
    "sign_in_locked": {"step"},
    "provider_refused": {"why"},
    "signed_out": {"user", "everywhere"},
    "factor_changed": {"user", "change"},
    "token_changed": {"user", "token", "change", "ends_on"},
    "grant_given": {"user", "case", "grant", "starts_on", "ends_on"},
    "grant_withdrawn": {"user", "case", "grants"},
    "break_glass": {"case", "grant", "until"},
    "break_glass_in_vain": {"case"},
    "grant_used": {"page"},
    "people_changed": {"user", "change", "kind", "value"},
    "waiver_made": {"waiver", "case", "rule", "level", "until"},
    "waiver_withdrawn": {"waiver", "case", "rule"},
    "view_changed": {"view", "change", "page", "shared_with"},
    "load_applied": {"load", "source", "counts"},
    "load_tried": {"state", "source", "counts"},
    "load_undone": {"undone", "load", "state"},
    "uploaded": {"task", "source", "mapping", "files", "bytes"},
    "task_agreed": {"task", "kind", "source", "undone"},
    "task_removed": {"task", "why", "source"},
    "mapping_kept": {"task", "mapping"},
    "command_run": {"command", "options"},
    "audit_read": {"page", "form", "filters"},
    "sign_ins_removed": {"before", "removed_count"},
    "records_removed": {"before", "counts"},
    "entries_removed": {
        "before", "removed_from", "removed_to", "removed_count", "last_hash", "signature",
    },
}  # fmt: skip
"""By event; whoever reads entries, ours or an archive's, relies on these."""


MAPPING = """name = "areas"
title = "Invented areas"
publisher = "nobody"
licence = "none"
file = "theirs.csv"
[[row]]
table = "area"
[row.columns]
code = { column = "code" }
name = { column = "code" }
"""


class Scene:
    """A site with a restricted case, and somebody who was given it."""

    def __init__(self, store: Store, settings: Settings, database: Database, folder: Path) -> None:
        put(store, world(WORLD, node("MappaCase", "C8", restricted=True)))
        settings = dataclasses.replace(settings, break_glass="on")
        self.app: flask.Flask = made_site(store, settings, database, at_once)
        self.database, self.folder, self.page = database, folder, ""
        self.browser: FlaskClient = signed_in(
            self.app, database, "invented", (*EVERYTHING, "auditor")
        )
        self.change = Change("the tests", self.app.extensions["site"].now())

    def post(self, address: str) -> None:
        """Send a form."""
        self.browser.post(address, data={"csrf_token": token_of(self.browser, "/account")})

    def try_password(self, times: int = 1) -> None:
        """Try a wrong password."""
        for _ in range(times):
            one = Try("invented", "127.0.0.1", self.change.at)
            with self.app.test_request_context():
                by_password(self.database, one, "wrong", Limits())

    def good(self) -> None:
        """Sign in with the right password."""
        with self.database.writing() as session:
            password = give_password(session, user_named(session, "invented"), self.change)
        one = Try("invented", "127.0.0.1", self.change.at)
        by_password(self.database, one, password, Limits())

    def given(self) -> None:
        """Open a restricted case."""
        opening = Opening("C8", "An invented reason", TODAY, TODAY.replace(year=TODAY.year + 1))
        with self.database.writing() as session:
            grant(session, user_named(session, "invented"), opening, self.change)

    def withdrawn(self) -> None:
        """Open it, and close it again."""
        self.given()
        with self.database.writing() as session:
            revoke(session, user_named(session, "invented"), "C8", self.change)

    def used(self) -> None:
        """Open it, and look at it."""
        self.given()
        self.browser.get("/cases/C8")

    def glass(self, case: str) -> None:
        """Try to open a restricted case by break-glass."""
        token = token_of(self.browser, "/account")
        told = {"case": case, "why": "An invented reason", "number": "2", "unit": "hours"}
        self.browser.post("/grants/break-glass", data={"csrf_token": token, **told})

    def waived(self) -> None:
        """Waive a rule."""
        token = token_of(self.browser, "/account")
        until = TODAY + datetime.timedelta(days=9)
        told = {"case": "C1", "rule": "HEALTH-L3", "level": "3", "why": "An invented reason",
                "until": str(until)}  # fmt: skip
        self.browser.post("/waivers/new", data={"csrf_token": token, **told})

    def asked_again(self) -> None:
        """Waive a rule, and withdraw the waiver."""
        self.waived()
        self.post("/waivers/1/withdraw")

    def token(self) -> None:
        """Make a token for scripts."""
        wish = tokens.Wish("Wordtyped", {"cases"}, 7, "password")
        with self.app.test_request_context(), self.database.writing() as session:
            tokens.make(session, user_named(session, "invented"), wish, self.change.at)

    def reset(self) -> None:
        """Forget the second factor."""
        with self.database.writing() as session:
            reset_factor(session, user_named(session, "invented"))

    def command(self, *words: str) -> None:
        """Run a command that is recorded in the database of the scene."""
        done = command(
            *words,
            MAPPA_DATABASE=f"sqlite:///{self.database.engine.url.database}",
            MAPPA_STORE=f"embedded:{self.folder / 'other'}",
            MAPPA_SECRET="s" * 40,
        )
        assert 0 == done.exit_code, done.output

    def load(self, *more: str) -> None:
        """Load something small."""
        table = self.folder / "area.csv"
        table.write_text("code,name\nx,Invented\n", encoding="utf-8")
        self.command("load", str(table), *more)

    def uploaded(self) -> "Scene":
        """Send something to be loaded, with a mapping that is kept."""
        answer = Desk(self.app, self.browser, self.app.extensions["site"].store).send(
            {"theirs.csv": "code\nx\n"}, mapping="own", own_mapping_text=MAPPING,
            keep_as="invented-areas",
        )  # fmt: skip
        self.page = answer.location or ""
        return self

    def agreed(self) -> None:
        """Apply what was sent."""
        Desk(self.app, self.browser, self.app.extensions["site"].store).apply(self.page)

    def thrown_away(self) -> None:
        """Throw it away."""
        self.post(f"{self.page}/throw-away")

    def removed(self) -> None:
        """Remove every entry but the one that says so."""
        with self.database.writing() as session:
            retain(session, datetime.date(2100, 1, 1), SECRET)

    def forgotten(self) -> None:
        """Remove a try to sign in."""
        self.try_password()
        with self.database.writing() as session:
            retain_sign_ins(session, datetime.date(2100, 1, 1))

    def over(self) -> None:
        """Remove a session that has ended."""
        with self.database.writing() as session:
            remove_over(session, datetime.date(2100, 1, 1))

    def too_often(self) -> None:
        """Take data out more often than may be."""
        site = self.app.extensions["site"]
        settings = replace(site.settings, limits={"export": "1 per 10 minutes"})
        strict = made_site(site.store, settings, self.database)
        browser = signed_in(strict, self.database, "other", EVERYTHING)
        for _ in range(2):
            browser.get("/coverage/gaps?format=csv&rule=Wordtyped")

    def undone(self) -> None:
        """Load something, and take it back."""
        self.load()
        self.command("undo", "2")


HAPPENS: Mapping[str, Callable[[Scene], object]] = {
    "page_read": lambda scene: scene.browser.get("/cases/C1"),
    "question_asked": lambda scene: scene.browser.get("/analysis/coverage-gaps?rule=typed"),
    "searched": lambda scene: scene.command("search", "Wordtyped"),
    "exported": lambda scene: scene.browser.get("/coverage/gaps?format=csv"),
    "permission_refused": lambda scene: signed_in(
        scene.app, scene.database, "other", ("people",)
    ).get("/cases/C1"),
    "limit_reached": lambda scene: scene.too_often(),
    "sign_in_good": lambda scene: scene.good(),
    "sign_in_bad": lambda scene: scene.try_password(),
    "sign_in_locked": lambda scene: scene.try_password(6),
    "provider_refused": lambda scene: by_provider(
        scene.database, Try("", "127.0.0.1", scene.change.at), "https://x", "Wordtyped", Limits()
    ),
    "signed_out": lambda scene: scene.post("/sign-out"),
    "factor_changed": lambda scene: scene.reset(),
    "token_changed": lambda scene: scene.token(),
    "grant_given": lambda scene: scene.given(),
    "grant_withdrawn": lambda scene: scene.withdrawn(),
    "break_glass": lambda scene: scene.glass("C8"),
    "break_glass_in_vain": lambda scene: scene.glass("Wordtyped"),
    "grant_used": lambda scene: scene.used(),
    "people_changed": lambda scene: None,
    "waiver_made": lambda scene: scene.waived(),
    "waiver_withdrawn": lambda scene: scene.asked_again(),
    "view_changed": lambda scene: scene.post("/views/1/copy"),
    "load_applied": lambda scene: scene.load(),
    "load_tried": lambda scene: scene.load("--dry-run"),
    "load_undone": lambda scene: scene.undone(),
    "uploaded": lambda scene: scene.uploaded(),
    "task_agreed": lambda scene: scene.uploaded().agreed(),
    "task_removed": lambda scene: scene.uploaded().thrown_away(),
    "mapping_kept": lambda scene: scene.uploaded(),
    "command_run": lambda scene: scene.command("loads"),
    "audit_read": lambda scene: scene.browser.get("/audit?who=Wordtyped"),
    "entries_removed": lambda scene: scene.removed(),
    "sign_ins_removed": lambda scene: scene.forgotten(),
    "records_removed": lambda scene: scene.over(),
}
"""How each event comes to be."""


@pytest.fixture
def scene(embedded: Store, settings: Settings, sqlite: Database, tmp_path: Path) -> Scene:
    """Give a site."""
    return Scene(embedded, settings, sqlite, tmp_path)


def test_every_event_is_written_down_here() -> None:
    """A field that comes or goes is thought of twice."""
    assert {name: set(event.fields) for name, event in EVENTS.items()} == FIELDS
    assert set(FIELDS) == set(HAPPENS)


@pytest.mark.parametrize("name", FIELDS)
def test_an_event_has_exactly_its_fields(scene: Scene, name: str) -> None:
    """An entry is read years later, by somebody who has only this."""
    HAPPENS[name](scene)

    found = [entry for entry in latest(scene.database, 100) if entry.event == name]
    assert found, os.linesep.join(entry.event for entry in latest(scene.database, 100))
    assert FIELDS[name] == set(json.loads(found[0].what))
    assert "Wordtyped" not in "".join(entry.what for entry in latest(scene.database, 100))


def test_an_entry_with_another_field_is_refused() -> None:
    """What is not declared is not recorded by accident."""
    with pytest.raises(ValueError, match="page_read has other fields"):
        EVENTS["page_read"].what({"page": "cases.shown", "name": examples.POLICY_TEXT})
