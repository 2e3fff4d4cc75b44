"""The catalogue on the site: every question has a page, a CSV and JSON with the same rows."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from graph.scope import OPERATOR
from graph.store import Store
from queries.analysis import Analysis, Asked, run
from queries.catalogue import catalogue
from tests.site import TODAY
from webapp.output import csv_text, json_text
from webapp.settings import Settings

NEEDED = {
    "case": "C1", "rule": "HEALTH-L3", "meeting": "M-D1", "panel": "PANEL", "agency": "TRUST",
    "one": "C1", "other": "TRUST",
}  # fmt: skip
"""What questions of the small world are told where they must be told something."""


def told(found: Analysis) -> dict[str, str]:
    """Return what a question must be told."""
    return {name: NEEDED[name] for name, given in found.parameters.items() if given.required}


@pytest.mark.feature(25)
@pytest.mark.parametrize("slug", catalogue())
def test_page_csv_json_and_the_question_itself_say_the_same(
    client: FlaskClient, store: Store, settings: Settings, slug: str
) -> None:
    """Four ways to one answer must not differ by a row."""
    found = catalogue()[slug]
    parameters = told(found)
    asked = Asked(OPERATOR, TODAY, TODAY, settings.policy(), parameters)
    answer = run(found, store, asked)

    page = client.get(f"/analysis/{slug}", query_string=parameters)
    downloaded = client.get(f"/analysis/{slug}", query_string={**parameters, "format": "csv"})
    sent = client.get(f"/api/v1/analysis/{slug}", query_string=parameters)

    assert 200 == page.status_code
    assert csv_text(list(found.columns), answer.rows) == downloaded.get_data(as_text=True)
    assert json.loads(json_text(answer.as_json())) == sent.get_json()
    assert found.question in page.text
    assert all(name.replace("_", " ").capitalize() in page.text for name in found.columns)


def test_the_catalogue_lists_every_question(client: FlaskClient) -> None:
    """A question that nobody finds is never asked."""
    page = client.get("/analysis").text

    assert [] == [slug for slug in catalogue() if f'href="/analysis/{slug}"' not in page]


def test_a_question_that_needs_to_be_told_something_says_so(client: FlaskClient) -> None:
    """A form comes before an error."""
    page = client.get("/analysis/explain-gap").text

    assert "Say first: case, rule." in page


def test_rows_can_be_cut_and_the_answer_says_so(client: FlaskClient) -> None:
    """A script asks for the first few, and must know that there are more."""
    sent = client.get("/api/v1/analysis/coverage-gaps?limit=1").get_json()

    assert (1, True) == (len(sent["rows"]), sent["truncated"])
    assert sent["count"] > 1


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/analysis/no-such-question", 404, "There is no analysis"),
        ("/api/v1/analysis/coverage-gaps?limit=many", 400, "is no whole number"),
        ("/analysis/coverage-gaps?state=sideways", 400, "is not one of the choices"),
        ("/analysis/coverage-gaps?page=9", 400, "There is no page"),
    ],
)
def test_what_cannot_be_answered_is_said(
    client: FlaskClient, address: str, status: int, said: str
) -> None:
    """A mistyped address is a common way in."""
    answer = client.get(address)

    assert status == answer.status_code
    assert said in answer.text


def test_the_filters_stay_with_the_pages_and_the_downloads(client: FlaskClient) -> None:
    """What is downloaded is what is shown."""
    page = client.get("/analysis/coverage-gaps?state=unknown").text
    downloaded = client.get("/analysis/coverage-gaps?state=unknown&format=csv")

    rows = list(csv.DictReader(io.StringIO(downloaded.text)))
    assert {"unknown"} == {row["state"] for row in rows}
    assert 'href="/analysis/coverage-gaps?state=unknown&amp;format=csv"' in page
    assert "mappa ask coverage-gaps --state unknown" in page
