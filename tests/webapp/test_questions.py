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


def test_an_answer_is_read_by_names_and_downloaded_by_keys(client: FlaskClient) -> None:
    """Whoever reads a page knows the agency by its name; a program knows it by its key."""
    page = client.get("/analysis/coverage-matrix?case=C1").text
    rows = csv.DictReader(
        io.StringIO(client.get("/analysis/coverage-matrix?case=C1&format=csv").text)
    )
    found = [(row["type"], row["state"]) for row in rows]
    answer = page[page.index("<tbody") : page.index("</tbody>")]

    assert found
    assert [] == [
        code for pair in found for code in pair if f">{code}<" in answer or f"{code}</" in answer
    ]
    assert "app-state" in answer


def test_what_can_be_known_is_chosen_and_not_typed(client: FlaskClient) -> None:
    """Nobody knows the codes of areas by heart."""
    page = client.get("/analysis/coverage-gaps?level=3&as_of=2026-01-31").text

    assert all(
        f'<select class="govuk-select" id="filter-{name}"' in page
        for name in ("area", "level", "category", "panel", "type")
    )
    assert "Level: Level 3" in page
    assert "Day: 31 January 2026" in page


@pytest.mark.parametrize(
    "address", ["/actions", "/co-attendance", "/path", "/analysis/coverage-gaps"]
)
def test_the_day_is_picked_in_one_way_and_the_filters_keep_it(
    client: FlaskClient, address: str
) -> None:
    """Whoever looks at last March must not fall back to today by choosing a filter."""
    page = client.get(f"{address}?as_of=2026-01-31&by=LED_BY&by=INVOLVES").text
    picker, form = page[page.index('class="app-day"') :], page[page.index("app-filters__form") :]
    picker, form = picker[: picker.index("</form>")], form[: form.index("</form>")]

    assert 'name="as_of" value="2026-01-31"' in picker
    assert 'type="hidden" name="as_of" value="2026-01-31"' in form
    assert 'type="date" id="filter-as_of"' not in form
    assert 2 == picker.count('name="by"')
