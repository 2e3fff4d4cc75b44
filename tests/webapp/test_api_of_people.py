"""The JSON interface beside pages of a case over time, of a contact, of totals, and of people."""

import html
import json
import re
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient

from tests.site import CHANGE, TODAY, ClientAs, signed_in
from tests.webapp.test_grants_page import DAY
from webapp.accounts import Opening, grant, user_named
from webapp.database.opening import Database
from webapp.interface import ROOT
from webapp.waivers import Waiving, waive

WHY = "An invented reason"


def sent(browser: FlaskClient, address: str) -> Any:
    """Return what an address of the interface answers."""
    return browser.get(f"{ROOT}{address}").get_json()


def words(browser: FlaskClient, address: str) -> str:
    """Return the text of a page, in one line."""
    text = re.sub(r"<[^>]+>", " ", browser.get(address).text)
    return re.sub(r"\s+", " ", html.unescape(text))


def rows_in(browser: FlaskClient, address: str) -> int:
    """Return how many rows the bodies of the tables of a page have."""
    bodies = re.findall(r"<tbody.*?</tbody>", browser.get(address).text, re.DOTALL)
    return sum(body.count("<tr") for body in bodies)


@pytest.mark.parametrize("part", ["history", "timeline"])
def test_a_case_over_time_has_as_many_rows_as_its_page(client: FlaskClient, part: str) -> None:
    """A script and a reader must count the same spells."""
    rows = sent(client, f"/cases/C1/{part}")["rows"]

    assert rows
    assert len(rows) == rows_in(client, f"/cases/C1/{part}")
    assert all((row["name"] or "") in words(client, f"/cases/C1/{part}") for row in rows
               if part == "timeline")  # fmt: skip


def test_which_load_a_spell_came_from_is_told_to_those_who_load(client_as: ClientAs) -> None:
    """As on the page."""
    told = {
        role: {row["load"] is None for row in sent(client_as(role), "/cases/C1/history")["rows"]}
        for role in ("administrator", "analyst")
    }

    assert {"administrator": {False}, "analyst": {True}} == told


def test_a_contact_reads_what_their_page_shows(client_as: ClientAs) -> None:
    """Invitations, promises, and where the agency was missing."""
    browser = client_as("contact", agency=("TRUST",))

    found = sent(browser, "/my-agency")

    tables = ("invitations", "actions", "missing")
    assert sum(len(found[table]) for table in tables) == rows_in(browser, "/my-agency")
    assert (["TRUST"], ["A1"]) == (found["agencies"], [row["code"] for row in found["actions"]])


def test_a_lay_adviser_reads_the_numbers_of_the_page_and_no_small_one(client_as: ClientAs) -> None:
    """What the page keeps back, a script is not told either."""
    adviser = client_as("adviser")

    found = adviser.get(f"{ROOT}/totals").get_json()

    text = words(adviser, "/totals")
    assert f"Open cases in all: {found['total']}" in text
    for row in (*found["levels"], *found["attendance"], *found["coverage"]):
        assert " ".join(row.values()) in text, row
    assert {"Level 3": "fewer than 5"} == {
        row["level"]: row["cases"] for row in found["levels"] if row["level"] == "Level 3"
    }


def test_the_audit_is_read_and_on_record(client_as: ClientAs, client: FlaskClient) -> None:
    """An auditor's script is seen as an auditor is."""
    client.get("/cases/C1")
    auditor = client_as("auditor")

    first = sent(auditor, "/audit?case=C1&limit=1")["rows"]
    then = sent(auditor, "/audit?limit=1")["rows"][0]

    assert [["C1"]] == [row["cases"] for row in first]
    what = json.loads(then["what"])
    assert ("api.audit", "C1") == (what["page"], what["filters"]["case"]), what


def test_users_are_listed_without_their_secrets(client_as: ClientAs) -> None:
    """What was given is told; what would let somebody in is not even there."""
    browser = client_as("people")

    found = sent(browser, "/people")

    assert len(found["rows"]) == rows_in(browser, "/people")
    assert {"role": ["people"], "area": ["*"], "disabled": False}.items() <= found["rows"][
        0
    ].items()
    assert not {"password_hash", "factor", "issuer", "subject"} & set(found["rows"][0])


def test_grants_waivers_and_own_views_are_those_of_the_pages(
    site: flask.Flask, sqlite: Database
) -> None:
    """A grant of a case that is hidden from the caller is on neither."""
    chair = signed_in(site, sqlite, "ann", ("chair",))
    signed_in(site, sqlite, "bob", ("chair",))
    until = TODAY + 30 * DAY
    with site.test_request_context(), sqlite.writing() as session:
        for case in ("C1", "HIDDEN"):
            waive(session, Waiving(case, "HEALTH-L3", "3", WHY, until), CHANGE)
            grant(session, user_named(session, "bob"), Opening(case, WHY, TODAY, until), CHANGE)

    found = {one: sent(chair, f"/{one}")["rows"] for one in ("grants", "waivers", "views")}

    for one in ("grants", "waivers"):
        assert ["C1"] == [row["case"] for row in found[one]]
        assert 1 == rows_in(chair, f"/{one}")
    assert [("An invented view", "chair")] == [
        (row["name"], row["shared_with"]) for row in found["views"]
    ]
    assert chair.get(found["views"][0]["address"]).status_code == 200
