"""The desk of an invented administrator: a browser, and what is done with it over and over."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from graph.store import Store
from graph.worlds import put
from tests.site import WORLD, made_site, signed_in, token_of
from webapp.database.opening import Database
from webapp.settings import Settings
from webapp.tasks.begin import Begin, at_once
from webapp.tasks.folder import Task, every_task

ADDRESS = "/directory/loads/new"
AREAS = "code,name\ncheshire,Cheshire and the river\nessex,Essex\n"
"""An area that is there under another name, and a new one."""


@dataclass
class Desk:
    """A signed-in administrator."""

    app: flask.Flask
    browser: FlaskClient
    store: Store
    kept: str = ""
    """The token, as an open page keeps it."""

    def send(self, files: Mapping[str, str | bytes], **told: str) -> TestResponse:
        """Send files to be checked; return the answer."""
        sent = [
            FileStorage(io.BytesIO(text.encode() if isinstance(text, str) else text), name)
            for name, text in files.items()
        ]
        form = {"csrf_token": self.token(), "files": sent, **told}
        # By hand: the client would leave a file of its own open for what is large.
        boundary, data = encode_multipart(MultiDict(form))
        kind = f"multipart/form-data; boundary={boundary}"
        return self.browser.post(ADDRESS, data=data, content_type=kind)

    def planned(self, files: Mapping[str, str | bytes], **told: str) -> str:
        """Send files; return the address of the page on which their plan is looked at."""
        answer = self.send(files, **told)
        assert 303 == answer.status_code, answer.text
        return answer.location

    def token(self) -> str:
        """Return the token of a page of the site."""
        self.kept = self.kept or token_of(self.browser, "/account")
        return self.kept

    def post(self, address: str, **told: str) -> TestResponse:
        """Send a form that has nothing to choose."""
        return self.browser.post(address, data={"csrf_token": self.token(), **told})

    def apply(self, page: str) -> str:
        """Press Apply on a page; return what it then says."""
        text = self.browser.get(page).text
        found = re.search(r'name="digest" value="([^"]+)"', text)
        assert found, text
        assert 303 == self.post(f"{page}/apply", digest=found[1]).status_code
        return self.words(page)

    def words(self, address: str) -> str:
        """Return the text of a page, in one line."""
        answer = self.browser.get(address)
        assert 200 == answer.status_code, answer.status_code
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))

    def report(self, page: str) -> dict[str, Any]:
        """Return the report of a page."""
        found: dict[str, Any] = json.loads(self.browser.get(f"{page}/report.json").text)
        return found

    def tasks(self) -> list[Task]:
        """Return what lies in the folder of uploads."""
        return list(every_task(self.app.extensions["site"].tasks))


def desk_of(
    store: Store,
    settings: Settings,
    database: Database,
    begin: Begin = at_once,
    name: str = "invented",
    **given: Any,
) -> Desk:
    """Return the desk of an administrator of a site whose work is done at once."""
    app = made_site(store, settings, database, begin)
    return Desk(app, signed_in(app, database, name, ("administrator",), **given), store)


@pytest.fixture
def desk(store: Store, store_url: str, settings: Settings, sqlite: Database) -> Desk:
    """Give a desk over the small world, on each kind of store."""
    put(store, WORLD)
    return desk_of(store, replace(settings, store=store_url), sqlite)
