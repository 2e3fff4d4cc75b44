"""The search box: what it finds for whom, where what was typed goes, and what is on record."""

import json
import re
from collections.abc import Mapping
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import case, edge, node, put, world
from tests.site import SECRET, ClientAs, signed_in, token_of
from tests.webapp.audit.entries import latest
from webapp.database.opening import Database
from webapp.searching import LONGEST, opened, sealed

NAMED = world(
    node("Offender", "O-C1", name="Invented Zebedee"),
    node("Representative", "R9", name="Invented Contact"),
    edge("REPRESENTS", "R9", "TRUST"),
    node("Area", "gwent", name="Gwent", name_welsh="Gwent yr Ŵyl", former_names=["Monmouth"]),
)
HIDDEN = world(case("K77", area="cheshire", category="4"), node("Offender", "O-K77", name="Xanthe"))


@pytest.fixture(autouse=True)
def names(site: flask.Flask, store: Store) -> None:
    """Give people in the small world names, and an area more than one."""
    del site
    put(store, NAMED)


def searched(browser: FlaskClient, text: str) -> tuple[str, str]:
    """Search as a browser without a script does; return the address of the page and its words."""
    token = token_of(browser, "/account")
    sent = browser.post("/search", data={"csrf_token": token, "text": text})
    page = browser.get(sent.location).text
    main = page[page.index("<main") : page.index("</main>")]
    return sent.location, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def suggested(browser: FlaskClient, text: str) -> list[Mapping[str, Any]]:
    """Return what is shown below the box while somebody types."""
    token = token_of(browser, "/account")
    answer = browser.post("/search/suggest", data={"csrf_token": token, "text": text})
    hits: list[Mapping[str, Any]] = json.loads(answer.text)["hits"]
    return hits


@pytest.mark.feature(4)
def test_what_is_found_is_grouped_by_kind_with_what_matched(client: FlaskClient) -> None:
    """A former name must not look like a mistake of the search."""
    address, text = searched(client, "monm")

    assert "1 thing found for monm" in text
    assert "Area Gwent former name: Monmouth" in text
    assert "monm" not in address


def test_a_person_leads_to_the_cases_and_a_contact_to_the_agency(client: FlaskClient) -> None:
    """Neither has a page of its own."""
    _, text = searched(client, "invented")

    assert "People" in text or "Person" in text
    assert "Invented Zebedee Case C1" in text
    assert "Invented Contact Agency TRUST" in text


@pytest.mark.feature(4, 14)
def test_names_are_found_by_those_who_see_names_alone(client_as: ClientAs) -> None:
    """An analyst who types a name learns nothing, and is not told that there is one."""
    browser = client_as("analyst")

    _, text = searched(browser, "zebedee")

    assert "Nothing that you may see begins with zebedee" in text
    assert "people and contacts by name" not in text
    assert "panel or person" not in browser.get("/account").text


@pytest.mark.parametrize("role", ["adviser", "auditor", "people"])
def test_who_may_open_neither_case_nor_directory_has_no_box(client_as: ClientAs, role: str) -> None:
    """A box that finds nothing is a riddle, and one that finds something a hole."""
    browser = client_as(role)
    token = token_of(browser, "/account")

    refused = browser.post("/search", data={"csrf_token": token, "text": "C1"})

    assert 403 == refused.status_code
    assert 'role="search"' not in browser.get("/account").text


@pytest.mark.feature(4, 14)
def test_a_hidden_case_is_neither_found_nor_suggested_nor_counted(
    site: flask.Flask, sqlite: Database, store: Store
) -> None:
    """The bytes are the same with and without it, also for who is one letter off."""
    browser = signed_in(site, sqlite, "invented", ("chair",), area=("cheshire",))
    texts = ("K77", "k", "xanthe", "xanth", "xantje", "c", "agency")
    without = [(searched(browser, text)[1], suggested(browser, text)) for text in texts]

    put(store, HIDDEN)

    assert without == [(searched(browser, text)[1], suggested(browser, text)) for text in texts]


@pytest.mark.feature(4)
def test_a_suggestion_names_its_kind_and_leads_to_its_page(client: FlaskClient) -> None:
    """Icon and word say what it is, and Enter opens it."""
    (hit,) = suggested(client, "c1")

    assert ("case", "Case", "C1", "/cases/C1") == (
        hit["kind"], hit["kind_words"], hit["text"], hit["href"],
    )  # fmt: skip


def test_what_was_typed_is_on_record_by_its_length_alone(
    client: FlaskClient, sqlite: Database
) -> None:
    """The record says which cases were shown, and holds no name."""
    searched(client, "Zebedee")

    entry = latest(sqlite)[0]
    assert ("searched", 7) == (entry.event, json.loads(entry.what)["letters"])
    assert "ebedee" not in "".join(one.what for one in latest(sqlite, 50))


def test_the_results_of_somebody_else_are_not_there(
    client: FlaskClient, client_as: ClientAs
) -> None:
    """An address that was copied must not show what another may not see, nor what they seek."""
    address, _ = searched(client, "zebedee")

    other = client_as("chair").get(address)

    never = client_as("analyst", "chair").get("/search/never-made")
    assert "This search cannot be opened" in other.text
    assert "This search cannot be opened" in never.text
    assert "ebedee" not in other.text


@pytest.mark.parametrize("text", ["Zebedee", "", "Ŵyl \x00 \ud800", "9" * 5000])
def test_the_address_of_a_search_is_read_by_the_session_that_made_it_alone(text: str) -> None:
    """It stands in the history of a browser, and in the log of a proxy."""
    token = sealed(text, "mine", SECRET)

    assert text[:LONGEST].encode(errors="replace").decode() == opened(token, "mine", SECRET)
    assert opened(token, "another", SECRET) is None
    assert opened(token, "mine", SECRET[::-1]) is None
    assert opened(f"{token[:-2]}AA", "mine", SECRET) is None


@pytest.mark.parametrize(
    "token", ["", "x", "never-made", "¡™£¢∞§¶", "\ud800", "gAAAAA", "A" * 5000]
)
def test_what_was_never_sealed_opens_for_nobody(token: str) -> None:
    """Anybody may type an address."""
    assert opened(token, "mine", SECRET) is None


def test_two_searches_for_the_same_text_are_not_alike() -> None:
    """Whoever sees two addresses must not see that somebody was looked for again."""
    assert sealed("Zebedee", "mine", SECRET) != sealed("Zebedee", "mine", SECRET)
