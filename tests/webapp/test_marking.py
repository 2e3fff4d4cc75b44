"""The handling marking: on each page, and with each thing that leaves the site."""

import csv
import dataclasses
import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header

from graph.errors import InputError
from graph.store import Store
from tests.site import EVERYTHING, made_site, signed_in
from webapp.database.opening import Database
from webapp.marking import HEADER, INVENTED, USUAL, checked, marked_name, marking_of
from webapp.settings import Settings, settings_from


@pytest.mark.parametrize("address", ["/coverage/gaps", "/cases/C1", "/cases/NOBODY", "/sign-out"])
def test_a_page_bears_the_marking_at_its_head_and_its_foot(
    client: FlaskClient, address: str
) -> None:
    """Whoever picks up a sheet must see how to handle it, wherever it was torn off."""
    answer = client.get(address)

    found = re.findall(r'class="app-marking app-marking--(\w+)"[^>]*>([^<]+)<', answer.text)
    assert [("top", USUAL), ("foot", USUAL)] == found
    assert USUAL == answer.headers[HEADER]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/coverage/gaps?format=csv", r"OFFICIAL-SENSITIVE_coverage-gaps-[\d-]+-invented\.csv"),
        ("/analysis/caseload?format=csv", r"OFFICIAL-SENSITIVE_caseload-[\d-]+-invented\.csv"),
        ("/api/v1/analysis/caseload", r"OFFICIAL-SENSITIVE_caseload\.json"),
        ("/api/v1/cases/C1", r"OFFICIAL-SENSITIVE_C1\.json"),
    ],
)
def test_a_download_bears_it_in_its_name(client: FlaskClient, address: str, name: str) -> None:
    """A file goes on without its headers; a line within it would break what loads it."""
    answer = client.get(address)

    _, told = parse_options_header(answer.headers["Content-Disposition"])
    assert re.fullmatch(name, told["filename"])
    assert USUAL == answer.headers[HEADER]
    assert USUAL not in answer.text


def test_a_csv_has_as_many_cells_in_each_line(client: FlaskClient) -> None:
    """A marking before the header is the row that breaks the spreadsheet's import."""
    rows = list(csv.reader(io.StringIO(client.get("/coverage/gaps?format=csv").text)))

    assert "case" == rows[0][0]
    assert {len(rows[0])} == {len(row) for row in rows}


def test_a_deployer_says_other_words_or_none(
    embedded: Store, sqlite: Database, settings: Settings
) -> None:
    """Words are the deployer's; to have none takes a word as well."""
    pages = []
    for number, words in enumerate(("SWYDDOGOL - SENSITIF", "none")):
        app = made_site(embedded, dataclasses.replace(settings, marking=words), sqlite)
        pages.append(signed_in(app, sqlite, f"user{number}", EVERYTHING).get("/coverage/gaps"))

    welsh, unmarked = pages
    assert 2 == welsh.text.count(">SWYDDOGOL - SENSITIF</div>")
    assert "app-marking" not in unmarked.text
    assert HEADER not in unmarked.headers


def test_the_demonstration_says_that_its_data_are_invented() -> None:
    """A marking that is wrong on the first screen is not believed on the second."""
    assert INVENTED == marking_of(Settings(), demo=True)
    assert "MINE" == marking_of(Settings(marking="MINE"), demo=True)
    assert USUAL == marking_of(settings_from({}))
    assert "A B" == settings_from({"MAPPA_MARKING": " A\tB "}).marking


@pytest.mark.parametrize("words", ["x" * 81, "SWYDDOGOL \u2013 SENSITIF", "a\x00b"])
def test_a_marking_that_no_header_can_hold_is_refused(words: str) -> None:
    """Else it would be missing just where nobody looks."""
    with pytest.raises(InputError, match="MAPPA_MARKING has to be 80 characters or fewer"):
        checked(words)


def test_a_name_is_marked_once() -> None:
    """A file that is named with its marking is not marked twice."""
    once = marked_name("gaps.csv", "OFFICIAL - SENSITIVE")

    assert "OFFICIAL-SENSITIVE_gaps.csv" == once
    assert once == marked_name(once, "OFFICIAL - SENSITIVE")
    assert "gaps.csv" == marked_name("gaps.csv", "")
