"""The three pages: what a chair reads there, without a script."""

import csv
import io
import json
import re
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from graph.errors import StoreError, TimeLimit
from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import put
from queries.analysis import Asked, run
from queries.catalogue import analysis
from tests.site import EVERYTHING, TODAY, WORLD, made_site, signed_in
from webapp.database.opening import Database
from webapp.output import csv_text, json_text
from webapp.settings import Settings


def words(client: FlaskClient, address: str) -> str:
    """Return the text of a page, in one line."""
    answer = client.get(address)
    assert 200 == answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@pytest.mark.feature(1)
def test_the_list_names_who_is_missing_why_and_since_when(client: FlaskClient) -> None:
    """The first thing a chair must see."""
    text = words(client, "/coverage/gaps")

    assert "C1 Level 3 category 1 Cheshire NHS trust Agency TRUST" in text
    assert "Missing sent apologies 22 December 2025 NHS trust at the table HEALTH-L3, must" in text
    assert "9 February 2026 in 9 days, invited" in text


@pytest.mark.feature(12)
def test_a_filter_narrows_the_list_and_shows_as_a_chip(client: FlaskClient) -> None:
    """Nothing is hidden without a chip that says so."""
    text = words(client, "/coverage/gaps?state=unknown")

    assert "C4 Level 2" in text
    assert "C1 Level 3" not in text
    assert "Remove the filter State: Not known" in text


@pytest.mark.feature(1, 25)
def test_page_csv_and_command_say_the_same_rows(
    client: FlaskClient, store: Store, settings: Settings
) -> None:
    """Three ways to one answer must not differ by a row."""
    asked = Asked(OPERATOR, TODAY, TODAY, settings.policy())
    answer = run(analysis("coverage-gaps"), store, asked)

    downloaded = client.get("/coverage/gaps?format=csv")
    page = client.get("/coverage/gaps").text

    rows = list(csv.DictReader(io.StringIO(downloaded.text)))
    expected = csv_text(list(answer.analysis.columns), answer.rows)
    assert expected == downloaded.get_data(as_text=True)
    assert [row["case"] for row in rows] == re.findall(r'href="/cases/(\w+)"', page)
    assert len(rows) == json.loads(json_text(answer.as_json()))["count"]


@pytest.mark.feature(2)
def test_a_case_page_says_who_is_round_it_and_who_is_missing(client: FlaskClient) -> None:
    """Identity, checklist, agencies, picture's table, actions: everything in words."""
    text = words(client, "/cases/C1")

    assert "NHS trust Agency TRUST Missing sent apologies 22 December 2025" in text
    assert "basis to be confirmed by the Strategic Management Board" in text
    assert "A1 An invented action Agency TRUST monitoring 10 January 2026 ! 21 days overdue" in text
    assert "Every person and case here is invented" in text


@pytest.mark.feature(2, 18)
def test_the_picture_and_its_table_hold_the_same_things(client: FlaskClient) -> None:
    """Graph and table are two readings of one object."""
    picture = json.loads(client.get("/cases/C1/picture.json").text)
    page = client.get("/cases/C1").text

    table = page[page.index('id="table"') :]
    cells = re.findall(r'data-label="Name"[^>]*>(.*?)</th>', table, re.DOTALL)
    names = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    labels = [node["data"]["label"] for node in picture["elements"]["nodes"]]
    assert labels == [name.strip() for name in names]


@pytest.mark.feature(17)
def test_a_missing_agency_is_a_dashed_empty_node_that_says_so(client: FlaskClient) -> None:
    """The empty chair is drawn, by shape and text and not by colour alone."""
    picture = json.loads(client.get("/cases/C1/picture.json").text)

    (chair,) = [n for n in picture["elements"]["nodes"] if "missing" in n["classes"].split()]
    (style,) = [s["style"] for s in picture["style"] if s["selector"] == "node.missing"]
    assert "Agency TRUST\n(missing)" == chair["data"]["caption"]
    assert ("dashed", "#ffffff") == (style["border-style"], style["background-color"])


@pytest.mark.feature(3)
def test_why_is_a_step_away(client: FlaskClient) -> None:
    """A finding that cannot be explained cannot be acted on."""
    text = words(client, "/cases/C1/why?rule=HEALTH-L3")

    assert "Expected by local policy. Basis: an example (the basis is unverified" in text
    assert "Discussed on 22 December 2025: Agency TRUST sent apologies; missed." in text
    assert "At the next discussion Agency TRUST comes in person or takes part" in text
    assert "What would clear it (tried, nothing was written)" in text
    assert "C1 is discussed on the day and Agency TRUST comes in person ✓ Clears it Met" in text
    assert "Who could be invited" in text
    assert "Agency TRUST TRUST no contact on record" in text


@pytest.mark.feature(21)
def test_another_day_is_judged_as_of_that_day(client: FlaskClient) -> None:
    """Before the apologies nobody was missing."""
    text = words(client, "/coverage/gaps?as_of=2025-12-01")

    assert "As at 1 December 2025" in text
    assert "C1 Level 3" not in text


@pytest.mark.parametrize("address", ["/cases/NOBODY", "/cases/NOBODY/picture.json", "/panels/X"])
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    """A clear page, and no hint of what else there is."""
    answer = client.get(address)

    assert 404 == answer.status_code
    assert "Page not found" in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=31/01/2026", "is no day of the calendar"),
        ("state=odd", "not one of the choices"),
        ("area=nowhere", "There is no Area"),
        ("page=0", "There is no page"),
        ("sort=colour", "cannot be sorted"),
    ],
)
def test_an_address_that_cannot_be_answered_says_why(
    client: FlaskClient, query: str, said: str
) -> None:
    """A typing error in an address is a person's, and gets a person's answer."""
    answer = client.get(f"/coverage/gaps?{query}")

    assert 400 == answer.status_code
    assert said in answer.text


def test_a_store_that_is_away_is_one_clear_page(settings: Settings, sqlite: Database) -> None:
    """The operator is told what to do, in one line."""

    class Away:
        """A broken connection."""

        def __getattr__(self, name: str) -> object:
            raise StoreError("No Neo4j answers at bolt://127.0.0.1:1. Start it", retryable=True)

    app = made_site(Away(), settings, sqlite)  # type: ignore[arg-type]

    answer = signed_in(app, sqlite, "invented", EVERYTHING).get("/coverage/gaps")

    assert 503 == answer.status_code
    assert "No Neo4j answers at bolt://127.0.0.1:1. Start it" in answer.text


def test_an_explanation_does_not_wait_for_a_busy_store(
    settings: Settings, embedded: Store, sqlite: Database
) -> None:
    """Why a rule flags a case is known while a load keeps the server from trying anything."""

    class Busy:
        """A connection that answers and takes no trial."""

        def __getattr__(self, name: str) -> object:
            if name == "trial":
                raise TimeLimit("The trial was stopped after 10 seconds")
            return getattr(embedded, name)

    put(embedded, WORLD)
    app = made_site(settings=settings, store=Busy(), database=sqlite)  # type: ignore[arg-type]
    browser = signed_in(app, sqlite, "invented", EVERYTHING)

    text = words(browser, "/cases/C1/why?rule=HEALTH-L3")

    assert "Discussed on 22 December 2025: Agency TRUST sent apologies; missed." in text
    assert "could not be tried: the store is busy. Open this page again in a minute." in text


def test_a_database_of_users_that_is_away_is_one_clear_page(
    site: flask.Flask, client: FlaskClient
) -> None:
    """Nobody is let in for want of it, and nothing of it is told."""
    database = site.extensions["site"].database
    database.close()
    Path(database.engine.url.database).unlink()

    answer = client.get("/cases/C1")

    assert 503 == answer.status_code
    assert "The database of users does not answer" in answer.text
    assert "C1" not in answer.text
