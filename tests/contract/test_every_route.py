"""What holds for every route: declared access, safe headers, a page without a script."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

import webapp
from tests.site import QUERIES, WORLD, filled, signed_in, standing_site, token_of
from webapp.access import ANYBODY, PARTLY, SIGNED_IN, Access, Route
from webapp.api.endpoint import ROOT
from webapp.assets import DIST
from webapp.roles import ROLES
from webapp.routes import routes
from webapp.views import saved

NAMES = {route: name for name, route in routes()}
EVERY = list(NAMES)
SERVED = [route for route in EVERY if not route.demo_only and not route.provider_only]
PAGES = [route for route in SERVED if "GET" in route.methods and route.access is not PARTLY]
SENT = [route for route in SERVED if "POST" in route.methods]
BEFORE_SIGNING_IN = {
    "/about-mappa", "/accessibility", "/cookies", "/healthz", "/help", "/privacy", "/sign-in",
    "/sign-out", "/signed-out",
}  # fmt: skip
"""All that may be opened without signing in: whoever adds to it has thought of it twice."""
TEMPLATES = sorted((Path(webapp.__file__).parent / "templates").rglob("*.html"))


def opened(route: Route) -> str:
    """Return an address of a route in the small world of the site's tests."""
    query = QUERIES.get(NAMES[route], "")
    return f"{filled(route.address)}?{query}" if query else filled(route.address)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, wanted: Path) -> Iterator[flask.Flask]:
    """Give one site for all that is refused: nothing there is changed."""
    with standing_site(tmp_path_factory.mktemp("door"), wanted, WORLD) as site:
        yield site


@pytest.fixture(scope="module")
def people(door: flask.Flask) -> Mapping[str, FlaskClient]:
    """Give a browser of somebody with each role, and nothing beside it."""
    database = door.extensions["site"].database
    return {role: signed_in(door, database, f"invented-{role}", (role,)) for role in ROLES}


@pytest.fixture(scope="module")
def everybody(door: flask.Flask) -> FlaskClient:
    """Give a browser of somebody with every role."""
    return signed_in(door, door.extensions["site"].database, "invented", list(ROLES))


def at(routes: list[Route]) -> pytest.MarkDecorator:
    """Run a test for each route."""
    return pytest.mark.parametrize("route", routes, ids=lambda route: route.address)


@at(EVERY)
def test_access_is_declared(route: Route) -> None:
    """There is no default: whoever adds a page says who may open it."""
    known = route.access in {ANYBODY, PARTLY, SIGNED_IN}

    assert isinstance(route.access, Access)
    assert known != bool(route.access.needs)
    assert set(route.methods) <= {"GET", "POST"}


def test_few_pages_are_open_before_signing_in() -> None:
    """Each of them is looked at by whoever has the address of the site."""
    found = {route.address for route in SERVED if route.access is ANYBODY}

    assert found == BEFORE_SIGNING_IN


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_is_declared_and_nothing_else(
    people: Mapping[str, FlaskClient], role: str
) -> None:
    """Each role against each page."""
    browser = people[role]
    got = {route.address: browser.get(opened(route)).status_code for route in PAGES}

    allowed = {
        route.address
        for route in PAGES
        if not route.access.needs or route.access.needs & ROLES[role].may
    }
    refused = {address for address, status in got.items() if status == 403}
    open_to_cases = {r.address for r in PAGES if "<slug>" in r.address}
    by_question = open_to_cases if "cases" not in ROLES[role].may else set()
    assert {route.address for route in PAGES} - allowed | by_question == refused | by_question


@pytest.mark.parametrize("role", ROLES)
def test_what_is_sent_is_refused_to_every_role_that_is_not_named(
    people: Mapping[str, FlaskClient], role: str
) -> None:
    """A form that was not shown can be sent all the same."""
    browser = people[role]
    token = token_of(browser, "/account")
    closed = [r for r in SENT if r.access.needs and not r.access.needs & ROLES[role].may]

    got = {
        r.address: browser.post(opened(r), data={"csrf_token": token}).status_code for r in closed
    }

    assert dict.fromkeys(got, 403) == got


@at([route for route in SERVED if route.access is not ANYBODY])
def test_nobody_is_let_in_without_signing_in(door: flask.Flask, route: Route) -> None:
    """Whoever is not signed in is sent to the way in, or as a script refused, and told nothing."""
    browser = door.test_client()
    token = token_of(browser, "/sign-in")

    answers = [
        browser.open(opened(route), method=method, data={"csrf_token": token})
        for method in route.methods
    ]

    refused = (401, None) if route.address.startswith(ROOT) else (303, "/sign-in")
    assert [refused] * len(answers) == [(answer.status_code, answer.location) for answer in answers]
    assert all("C1" not in answer.text for answer in answers)


@at(SENT)
def test_nothing_is_changed_without_the_token_of_a_page(
    people: Mapping[str, FlaskClient], route: Route
) -> None:
    """Another site can make a browser send a form, and cannot read our pages."""
    for role in ROLES:
        browser = people[role]
        without = browser.post(opened(route))
        forged = browser.post(opened(route), data={"csrf_token": token_of_others(browser)})

        assert (400, 400) == (without.status_code, forged.status_code)
        assert "Nothing was done" in without.text


def token_of_others(browser: FlaskClient) -> str:
    """Return a token that the site made, for a browser that is not this one."""
    return token_of(browser.application.test_client(), "/sign-in")


@at(PAGES)
def test_a_page_answers(everybody: FlaskClient, route: Route) -> None:
    """What is declared is there; what is only looked at cannot be written to."""
    answer = everybody.get(opened(route))

    assert answer.status_code in {200, 302, 303}
    if "POST" not in route.methods:
        assert 405 == everybody.post(opened(route)).status_code


@at([route for route in EVERY if route.demo_only])
def test_the_way_in_of_the_demonstration_is_not_there(door: flask.Flask, route: Route) -> None:
    """It lets anybody in as anybody."""
    browser = door.test_client()
    token = token_of(browser, "/sign-in")

    assert 404 == browser.post(route.address, data={"csrf_token": token}).status_code


@at(PAGES)
def test_headers_are_strict(everybody: FlaskClient, route: Route) -> None:
    """What a browser may do with a page about people is as little as can be."""
    headers = everybody.get(opened(route)).headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert ("nosniff", "no-store") == (headers["X-Content-Type-Options"], headers["Cache-Control"])


@at(PAGES)
def test_a_page_has_title_language_one_heading_and_no_inline_style(
    everybody: FlaskClient, route: Route
) -> None:
    """A page is a page with the script and the stylesheet off."""
    answer = everybody.get(opened(route))
    if answer.content_type.partition(";")[0] != "text/html" or answer.status_code != 200:
        return

    assert re.search(r"<title>\s*\S.* \u2013 MAPPA Explorer</title>", answer.text)
    assert 'lang="en-GB"' in answer.text
    assert 1 == answer.text.count("<h1")
    assert " style=" not in answer.text
    assert "Every person and case here is invented" in answer.text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_lets_text_through_as_html(path: Path) -> None:
    """What a file says must never become markup."""
    text = path.read_text(encoding="utf-8")

    assert [] == re.findall(r"\|\s*safe|\"html\"\s*:|autoescape false", text)


def test_nothing_of_the_government_brand_is_served() -> None:
    """The typeface, crown and crest belong to gov.uk alone."""
    css = "".join(path.read_text(encoding="utf-8") for path in DIST.glob("*.css"))
    names = [path.name for path in DIST.rglob("*")]

    assert "GDS Transport" not in css
    assert [] == [name for name in names if re.search(r"crown|crest|moj-logotype|^govuk-", name)]


def test_every_page_that_a_saved_view_is_told_of_is_there() -> None:
    """A page that gets another name would be called by none in the list of views."""
    assert set(saved.PAGES) <= dict(routes()).keys()
