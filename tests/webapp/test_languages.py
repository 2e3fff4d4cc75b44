"""Welsh: what is said in it, what says that it is not; the one catalogue has every word."""

import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from babel.messages.extract import extract

import webapp
from graph.reference import names
from tests.site import ClientAs, token_of
from webapp.languages import WELSH, known, said_of, written_day
from webapp.roles import ROLES

PACKAGE = Path(webapp.__file__).parent
MARKS = {"_": None, "said": None, "later": None, "say": None, "said_of": (2, 3)}
"""What marks a text to be said in the language of the request, and where in it the texts stand."""
LANG = re.compile(r' lang="([^"]+)"')
"""What the elements of a page say of their language."""


def marked() -> Iterator[str]:
    """Yield every text that a template or a view marks."""
    for path in sorted(PACKAGE.rglob("*.*")):
        if "frontend" in path.parts or path.suffix not in {".html", ".py"}:
            continue
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        for found in extract(method, io.BytesIO(path.read_bytes()), MARKS):
            texts = found[1]
            yield texts if isinstance(texts, str) else texts[0]


def test_the_catalogue_has_every_text_that_is_marked() -> None:
    """A page that is half in one language is worse than one that says which it is in."""
    assert set() == set(marked()) - known(WELSH)


def test_no_word_of_the_catalogue_is_markup() -> None:
    """It is put into pages, and into attributes, as it stands."""
    words = (PACKAGE / "translations" / WELSH / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    said = [line for line in words.splitlines() if line.startswith("msgstr ") and len(line) > 9]

    assert len(said) > 100
    assert [] == [line for line in said if re.search(r'[<>&]|\\"', line)]


def test_levels_agencies_and_roles_have_their_terms() -> None:
    """They are the words of the field, and stand on every page."""
    terms = {*names("level").values(), *names("agency_type").values()}
    roles = {role.title for role in ROLES.values()}

    assert set() == (terms | roles) - known(WELSH)


def test_the_way_in_is_all_in_welsh(site: flask.Flask) -> None:
    """The first page that anybody sees, and the one that keeps people out."""
    visitor = site.test_client()

    page = visitor.get("/sign-in?lang=cy").text
    data = {"csrf_token": token_of(visitor, "/sign-in"), "name": "x", "password": "y"}
    refused = visitor.post("/sign-in", data=data).text

    assert '<html lang="cy"' in page
    assert re.search(r"<title>\s*Mewngofnodi \u2013 MAPPA Explorer\s*</title>", page)
    assert {"cy", "en-GB"} == set(LANG.findall(page))  # the link back to English is in English
    assert ["English"] == re.findall(r'<a [^>]*lang="en-GB"[^>]*>([^<]+)</a>', page)
    assert "Gwall:" in refused
    assert "Nid yw&#39;r enw neu&#39;r cyfrinair yn gywir" in refused


def test_a_page_in_english_says_so_inside_a_welsh_frame(client_as: ClientAs) -> None:
    """A voice that reads English as Welsh cannot be understood."""
    page = client_as("chair").get("/panels?lang=cy").text

    assert '<html lang="cy"' in page
    assert re.search(r'<main [^>]*lang="en-GB"', page)
    assert re.search(r'<title lang="en-GB">\s*Meetings', page)
    assert "31 Ionawr 2026" in page[: page.index("<main")]
    assert "Cyfarfodydd" in page[: page.index("<main")]


def test_the_language_stays_for_the_session_and_then_with_the_account(
    client_as: ClientAs,
) -> None:
    """Chosen once by the link; kept for good in the settings."""
    browser = client_as("analyst")

    browser.get("/account?lang=cy")
    later_page = browser.get("/account").text
    token = token_of(browser, "/account/settings")
    chosen = {"csrf_token": token, "quick_exit_key": "site", "language": "en"}
    browser.post("/account/settings", data=chosen)

    assert '<html lang="cy"' in later_page
    assert '<html lang="en-GB"' in browser.get("/account").text


def test_a_language_that_there_is_not_changes_nothing(client_as: ClientAs) -> None:
    """An address can say anything."""
    page = client_as("analyst").get("/account?lang=<b>").text

    assert '<html lang="en-GB"' in page


@pytest.mark.parametrize(("code", "expected"), [("en", "3 January 2026"), ("cy", "3 Ionawr 2026")])
def test_a_day_is_written_as_each_language_writes_it(code: str, expected: str) -> None:
    """Numbers with strokes between them are read the wrong way round."""
    assert expected == written_day(datetime.date(2026, 1, 3), code)


@pytest.mark.parametrize(
    ("number", "english", "welsh"),
    [(1, "a minute", "funud"), (2, "2 minutes", "ddau funud"), (5, "5 minutes", "5 munud")],
)
def test_a_number_of_things_follows_the_plurals_of_the_language(
    site: flask.Flask, number: int, english: str, welsh: str
) -> None:
    """Welsh has six plurals, and none of them is an s."""
    texts = (
        "There have been too many tries. Wait a minute, then try again",
        "There have been too many tries. Wait %(num)s minutes, then try again",
    )

    told = []
    for code in ("en", "cy"):
        with site.test_request_context(f"/?lang={code}"):
            told.append(said_of(number, *texts))

    assert f"Wait {english}," in told[0]
    assert f"Arhoswch {welsh}," in told[1]
