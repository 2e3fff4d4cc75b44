"""The site that is attacked: the small world, a case that nobody here may see, no limits."""

import dataclasses
import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from graph.worlds import node
from queries.coverage import examples
from tests.site import QUERIES, WORLD, filled, signed_in, standing_site
from webapp.access import Route
from webapp.database.opening import Database
from webapp.roles import ROLES
from webapp.routes import routes

TOKEN = re.compile(r'(?:name="csrf_token" value|data-token)="[^"]+"')
HIDDEN, MISSING = "C8", "X8"
"""A restricted case that nobody was given, and one that is not there."""
SERVED = {
    name: route for name, route in routes() if not route.demo_only and not route.provider_only
}


@dataclasses.dataclass
class Fortress:
    """A site, and people in it."""

    app: flask.Flask
    database: Database
    many: int = 0

    def person(self, *roles: str, **given: Collection[str]) -> FlaskClient:
        """Return a browser of somebody new with roles; of all roles where none is named."""
        self.many += 1
        name = f"invented.{self.many}"
        return signed_in(self.app, self.database, name, roles or tuple(ROLES), **given)

    def forms(self, browser: FlaskClient) -> dict[tuple[str, str], set[str]]:
        """Return what can be filled in, by page and method: every field of every form there is."""
        found: dict[tuple[str, str], set[str]] = {}
        for name, route in SERVED.items():
            if "GET" not in route.methods:
                continue
            address = opened(name, route)
            parser = Forms(address.partition("?")[0])
            answer = browser.get(address, follow_redirects=True)
            if answer.mimetype == "text/html":
                parser.feed(answer.text)
            for action, method, fields in parser.forms:
                found.setdefault((self.page_of(action, method), method), set()).update(fields)
        return found

    def page_of(self, address: str, method: str) -> str:
        """Return the name of the page that an address is of."""
        try:
            endpoint, _ = self.app.url_map.bind("localhost").match(address, method=method)
        except HTTPException:
            return ""
        return str(endpoint)


class Forms(HTMLParser):
    """Gathers the forms of a page with the names of their fields."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.forms: list[tuple[str, str, set[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form or a field."""
        told = dict(attrs)
        if tag == "form":
            action = (told.get("action") or self.here).partition("?")[0]
            self.forms.append((action, (told.get("method") or "get").upper(), set()))
        elif tag in {"input", "select", "textarea", "button"} and told.get("name") and self.forms:
            self.forms[-1][2].add(str(told["name"]))


def opened(name: str, route: Route, /, **parts: str) -> str:
    """Return an address of a route in the small world."""
    query = QUERIES.get(name, "")
    address = filled(route.address, **parts)
    return f"{address}?{query}" if query else address


def plain(answer: TestResponse) -> str:
    """Return what an answer says, without the token that differs each second."""
    return TOKEN.sub("", answer.text)


@pytest.fixture(scope="module")
def fortress(tmp_path_factory: pytest.TempPathFactory, wanted: Path) -> Iterator[Fortress]:
    """Give the site to the attacks of a module."""
    hidden = node("MappaCase", HIDDEN, restricted=True, opened_on=examples.OPENED)
    folder = tmp_path_factory.mktemp("fortress")
    with standing_site(folder, wanted, WORLD, hidden, limits={}) as app:
        yield Fortress(app, app.extensions["site"].database)
