"""What holds for every route: declared access, safe headers, a page without a script."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import webapp.views
from webapp.access import ANYBODY, Route
from webapp.assets import DIST

ROUTES = [
    route
    for module in pkgutil.iter_modules(webapp.views.__path__)
    for route in importlib.import_module(f"webapp.views.{module.name}").ROUTES
]
TEMPLATES = sorted((Path(webapp.__file__).parent / "templates").rglob("*.html"))


def opened(route: Route) -> str:
    """Return an address of a route in the small world of the site's tests."""
    address = route.address.replace("<reference>", "C1").replace("<code>", "PANEL")
    address = address.replace("<slug>", "coverage-gaps")
    return f"{address}?rule=HEALTH-L3" if route.name == "why" else address


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.address)
def test_access_is_declared(route: Route) -> None:
    """There is no default: whoever adds a page says who may open it."""
    assert ANYBODY == route.access


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.address)
def test_it_answers_and_cannot_be_written_to(client: FlaskClient, route: Route) -> None:
    """No page edits the graph: nothing but reading is served."""
    answer = client.get(opened(route))

    assert answer.status_code in {200, 302}
    assert 405 == client.post(opened(route)).status_code


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.address)
def test_headers_are_strict(client: FlaskClient, route: Route) -> None:
    """What a browser may do with a page about people is as little as can be."""
    headers = client.get(opened(route)).headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert ("nosniff", "no-store") == (headers["X-Content-Type-Options"], headers["Cache-Control"])


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.address)
def test_a_page_has_title_language_one_heading_and_no_inline_style(
    client: FlaskClient, route: Route
) -> None:
    """A page is a page with the script and the stylesheet off."""
    answer = client.get(opened(route))
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
