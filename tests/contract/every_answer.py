"""Every answer of the site to one role, as text: what proofs that nothing is told compare."""

import re
from collections.abc import Iterator, Sequence

import flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queries.analysis import Analysis
from queries.catalogue import catalogue
from queries.coverage import examples
from tests.site import QUERIES, filled, signed_in, token_of
from webapp.access import PARTLY, Route
from webapp.api.endpoint import ROOT
from webapp.roles import ROLES
from webapp.routes import routes

BY_CHANCE = {"Set-Cookie", "Content-Length"}
"""Headers that hold, or measure, a number by chance; the text itself is compared."""
NEEDED = {
    "case": "C1", "rule": "HEALTH-L3", "from": str(examples.OPENED), "start": "C1", "to": "TRUST",
    "one": "C1", "other": "HOUSING",
}  # fmt: skip
HISTORY = {"api.loads", "api.load"}
"""Pages of those who load, which tell of every load: they are there to be told."""
SUGGESTED, SEARCHED, FOUND = "/search/suggest", "/search", f"{ROOT}/search"


def told(analysis: Analysis) -> dict[str, str]:
    """Return what a question must be told in this world."""
    return {name: NEEDED[name] for name, given in analysis.parameters.items() if given.required}


def addresses(*, questions: bool = True, role: str = "") -> list[str]:
    """Return every address that can be asked by GET, with each question in each form.

    With `role`, those alone that the role may open; the others never come as far as a store.
    """
    may = ROLES[role].may if role else None
    found: list[str] = []
    for name, route in routes():
        elsewhere = route.demo_only or route.provider_only or name in HISTORY
        refused = may is not None and route.access.needs and may.isdisjoint(route.access.needs)
        left_out = elsewhere or refused or (not questions and "<slug>" in route.address)
        if "GET" in route.methods and not left_out and route.access is not PARTLY:
            found += all_filled(name, route)
    return found


def all_filled(name: str, route: Route) -> Iterator[str]:
    """Yield the addresses of a route in this world."""
    if "<slug>" in route.address:
        for slug, analysis in catalogue().items():
            address = filled(route.address, slug=slug)
            query = "&".join(f"{part}={value}" for part, value in told(analysis).items())
            yield f"{address}?{query}"
            shape = "" if address.startswith(ROOT) else "&format=csv"
            yield f"{address}?{query}&as_of=2026-02-08{shape}"
        return
    query = f"?{QUERIES[name]}" if name in QUERIES else ""
    for code in ("PANEL", "KENT") if "<code>" in route.address else ("PANEL",):
        for meeting in ("M-D6", "M-D1") if "<meeting>" in route.address else ("M-D6",):
            yield f"{filled(route.address, code=code, meeting=meeting)}{query}"


def visitor(site: flask.Flask, role: str) -> FlaskClient:
    """Return a browser of somebody of one area, or the contact of one agency."""
    database = site.extensions["site"].database
    return signed_in(site, database, "invented", (role,), area=("cheshire",), agency=("TRUST",))


def every_answer(
    browser: FlaskClient, asked: Sequence[str], looked_for: Sequence[str] = ()
) -> dict[str, str]:
    """Return what a browser is answered at addresses, and to beginnings of words."""
    found = {address: plain(browser.get(address)) for address in asked}
    token = token_of(browser, "/account")
    for text in looked_for:
        form = {"csrf_token": token, "text": text}
        header = {"X-CSRFToken": token}
        page = browser.post(SEARCHED, data=form)
        led = page.location if page.status_code == 303 else ""
        found[f"{SEARCHED} {text}"] = plain(browser.get(led) if led else page)
        found[f"{SUGGESTED} {text}"] = plain(browser.post(SUGGESTED, data=form))
        found[f"{FOUND} {text}"] = plain(browser.post(FOUND, json={"text": text}, headers=header))
    return found


def words_of(answer: TestResponse) -> str:
    """Return the bytes of an answer as text; of a workbook or a PDF each byte."""
    return answer.get_data().decode("utf-8", "backslashreplace")


def plain(answer: TestResponse) -> str:
    """Return an answer without what is made by chance, and the number of the last load.

    That number is told to those who load alone: they see the history of loads as well.
    """
    text = re.sub(r'(name="csrf_token" value|data-token)="[^"]+"', "", words_of(answer))
    text = re.sub(r'>load \d+<|"store": ?\d+', "", text)
    text = re.sub(r"/search/gAAAA[\w-]+", "/search/", text)
    headers = sorted(pair for pair in answer.headers if pair[0] not in BY_CHANCE)
    return f"{answer.status_code}\n{headers}\n{text}"
