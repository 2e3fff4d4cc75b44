"""The directory as an administrator looks through it, and as others may."""

import csv
import datetime
import io
import re

import pytest
from flask.testing import FlaskClient

from graph.errors import StoreError
from graph.scope import Scope
from graph.store import Store
from graph.worlds import agency, edge, node, put, world
from queries.analysis import Asked, run
from queries.data_quality import DATA_QUALITY
from queries.directory_health import DIRECTORY_HEALTH
from tests.conftest import embedded_only
from tests.site import TODAY, ClientAs, client, client_as
from webapp.accounts import ORDINARY
from webapp.settings import Settings

__all__ = ["client", "client_as"]
LAST_YEAR = TODAY - datetime.timedelta(days=365)
PEOPLE = world(
    node(
        "Representative", "R-1", name="Wordofname", job="desk", email="wordofname@example.invalid",
        vetting_until=LAST_YEAR,
    ),
    edge("REPRESENTS", "R-1", "TRUST", valid_from=LAST_YEAR, single_point_of_contact=True),
    node("Representative", "R-2", name="Wordofname"),
    agency("TRUST-EAST", "NHST", part_of="TRUST", active_to=LAST_YEAR),
)  # fmt: skip


def words(browser: FlaskClient, address: str) -> str:
    """Return the text of a page, in one line."""
    answer = browser.get(address)
    assert 200 == answer.status_code, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@embedded_only
def test_the_directory_says_what_was_loaded_last_and_what_is_wrong(
    client: FlaskClient, store: Store
) -> None:
    """The first screen of whoever keeps it: is it fresh, and where is it broken?"""
    put(store, PEOPLE)

    text = words(client, "/directory")

    assert f"The last load is load {store.version()}" in text
    assert "Contacts whose vetting has run out 1" in text
    assert "Contacts who speak for no agency now" in text
    assert "Agencies that have ended Show agencies that have ended: 1" in text


@embedded_only
def test_who_may_not_load_is_told_nothing_of_loads(client_as: ClientAs) -> None:
    """That something was loaded on a quiet day tells of what one may not see."""
    text = words(client_as("analyst"), "/directory")

    assert "The last load" not in text
    assert "Load files" not in text


@pytest.mark.feature(23)
def test_the_list_and_its_csv_narrow_alike(client: FlaskClient, store: Store) -> None:
    """Nothing is hidden without a chip that says so, and a download is what was seen."""
    put(store, PEOPLE)
    address = "/agencies?name=trust&state=ended"

    text = words(client, address)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}&format=csv").text)))

    assert ["TRUST-EAST"] == [row["code"] for row in rows]
    assert "Showing 1 to 1 of 1 agencies" in text
    assert "Remove the filter How it stands: Has ended" in text


@pytest.mark.feature(23)
@pytest.mark.parametrize("kind", ["no_contact", "no_area", "same_name"])
@embedded_only
def test_what_is_wrong_leads_to_the_agencies_that_the_question_names(
    client: FlaskClient, store: Store, settings: Settings, kind: str
) -> None:
    """A count that cannot be followed to its rows cannot be mended."""
    scope = Scope(None, frozenset({*ORDINARY, "4"}))
    asked = Asked(scope, TODAY, TODAY, settings.policy(), {"kind": kind})
    expected = {row["agency"] for row in run(DIRECTORY_HEALTH, store, asked).rows}

    answer = client.get(f"/agencies?problem={kind}&format=csv").text

    assert expected == {row["code"] for row in csv.DictReader(io.StringIO(answer))}


@pytest.mark.feature(5, 23)
def test_the_page_of_an_agency_says_what_it_is_and_how_it_takes_part(
    client: FlaskClient, store: Store
) -> None:
    """Cases with role, attendance with what it is a share of, overdue actions, gaps."""
    put(store, PEOPLE)

    text = words(client, "/agencies/TRUST")

    assert "C1 3 core" in text
    assert re.search(r"it came to \d+ of \d+ discussions whose outcome is known", text)
    assert "Open actions (1 overdue)" in text
    assert "A1 An invented action C1 monitoring 10 January 2026 ! 21 days overdue" in text
    assert "C1 Level 3 NHS trust Missing sent apologies" in text
    assert "TRUST-EAST branch" in text


@embedded_only
def test_a_contact_is_called_by_name_only_to_those_who_see_names(
    client_as: ClientAs, store: Store
) -> None:
    """The reference says enough to whoever counts."""
    put(store, PEOPLE)
    chair, analyst = client_as("chair"), client_as("analyst")
    addresses = ("/agencies/TRUST", "/directory/contacts", "/directory/contacts?format=csv")

    shown = [("Wordofname" in chair.get(one).text, "R-1" in chair.get(one).text)
             for one in addresses]  # fmt: skip
    hidden = [analyst.get(one).text.lower() for one in addresses]

    assert all(name for name, _ in shown)
    assert [] == [text for text in hidden if "wordofname" in text or "r-1" not in text]


@embedded_only
def test_an_agencys_contact_tells_its_area_by_name(client: FlaskClient, store: Store) -> None:
    """One page has one name for one thing; the code is the register's."""
    named = edge("REPRESENTS", "R-2", "TRUST", valid_from=LAST_YEAR, area="cheshire")
    put(store, world(PEOPLE, named))

    text = words(client, "/agencies/TRUST")

    assert "Works in Cheshire" in text
    assert "Cheshire from" in text
    assert "cheshire from" not in text


@pytest.mark.feature(23)
@embedded_only
def test_out_of_date_contacts_are_found(client: FlaskClient, store: Store) -> None:
    """Somebody whose vetting has run out must not be invited tomorrow."""
    put(store, PEOPLE)

    text = words(client, "/directory/contacts?vetting=over&state=holds")

    assert "Showing 1 to 1 of 1 contacts" in text
    assert "! has run out" in text


@embedded_only
def test_an_agency_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    """A typed code is a common mistake."""
    assert 404 == client.get("/agencies/NOBODY").status_code


def test_quality_is_counted_as_its_question_counts_it_and_over_time(
    client: FlaskClient, store: Store, settings: Settings
) -> None:
    """A page that counts otherwise than its rows is trusted by nobody."""
    scope = Scope(None, frozenset({*ORDINARY, "4"}))
    asked = Asked(scope, TODAY, TODAY, settings.policy())
    put(store, node("MappaCase", "C7", {"CONCERNS": ["O-C1"]}, opened_on=LAST_YEAR))
    total = len(run(DATA_QUALITY, store, asked).rows)

    text = words(client, "/directory/quality?months=yes")

    assert total
    assert f"{total} things in the record of cases" in text
    assert "31 Aug 2025" in text
    assert "31 Jan 2026" in text


@embedded_only
def test_the_health_of_the_stores_is_told_to_who_may_load(client_as: ClientAs) -> None:
    """Of another area nothing is told: not how large the store is, nor its digest."""
    whole, limited = client_as("administrator"), client_as("administrator", "adviser",
                                                           area=("cheshire",))  # fmt: skip

    everything = words(whole, "/directory/health?digest=yes")
    some = words(limited, "/directory/health?digest=yes")

    assert "Migration" in everything
    assert "Digest of everything stored" in everything
    assert "Digest" not in some
    assert "Cases" not in some.split("How many things there are")[1]


@embedded_only
def test_the_health_page_answers_when_the_store_does_not(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is opened when something is wrong."""
    words(client, "/directory/health")

    def away(*_: object, **__: object) -> None:
        raise StoreError("The store is away")

    for name in ("read", "info", "version"):
        monkeypatch.setattr(type(store), name, away)
    text = words(client, "/directory/health")

    assert "✗ no The store is away" in text
    assert "as this program wants it" in text
