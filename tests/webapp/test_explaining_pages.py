"""Pages that explain: facts with their sources, the bodies of one's own area, help, statements."""

import re

import flask
import pytest

from graph.store import Store
from graph.worlds import agency, node, put, world
from queries.coverage.judge import STATES
from tests.site import ClientAs, signed_in
from webapp import mappa_facts
from webapp.database.opening import Database
from webapp.views.help import MEANINGS

KENT = world(
    node("Area", "kent", name="Kent"),
    node("AgencyType", "MOD", name="Ministry of Defence", standing="duty_to_cooperate",
         basis="Criminal Justice Act 2003 s.325(6)(b)", reach="anywhere"),
    node("AgencyType", "CTP", name="Counter-terrorism policing", standing="invited", basis="x",
         reach="anywhere"),
    node("Agency", "MOD:1", {"OF_TYPE": ["MOD"]}, name="Ministry of Invented Defence"),
    agency("KENT-TRUST", "NHST", "kent"),
    agency("CTP:KENT", "CTP", "kent"),
)  # fmt: skip


def words(page: str) -> str:
    """Return the text of the main part of a page, in one line."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_each_statement_names_its_source_and_says_when_it_is_not_verified(
    site: flask.Flask,
) -> None:
    """A page of a public body must not state as law what nobody has read there."""
    text = words(site.test_client().get("/about-mappa").text)

    facts = [*mappa_facts.ARRANGEMENTS, *mappa_facts.LEVELS, *(f for _, f in mappa_facts.SINCE)]
    assert all(f"{one.said}" in text.replace("&#39;", "'") for one in facts)
    assert "2000 Parliament lays down" in text
    assert "2001 The duty begins, on 1 April." in text
    assert text.count("from a secondary source") == sum(
        one.status == mappa_facts.SECONDARY for one in facts
    )
    assert "critical few" in text
    assert "Youth offending team Criminal Justice Act 2003 s.325(6)(a)" in text


def test_who_is_not_signed_in_is_told_nothing_of_the_data(site: flask.Flask) -> None:
    """The names of bodies come from the store."""
    visitor = site.test_client()

    pages = [visitor.get(page).text for page in ("/about-mappa", "/help", "/privacy", "/cookies")]

    assert "TRUST" not in "".join(pages)
    assert "/about-mappa/your-area" not in pages[0]
    assert "/sign-in" == visitor.get("/about-mappa/your-area").location


@pytest.mark.parametrize(
    ("role", "given", "there", "absent"),
    [
        ("chair", {"area": ("kent",)}, "KENT-TRUST", "Agency TRUST"),
        ("adviser", {"area": ("cheshire",)}, "Agency TRUST", "KENT-TRUST"),
        ("contact", {"area": ("kent",), "agency": ("TRUST",)}, "Agency TRUST", "KENT-TRUST"),
    ],
)
def test_the_bodies_are_those_of_the_askers_own_area(
    site: flask.Flask,
    store: Store,
    sqlite: Database,
    role: str,
    given: dict[str, tuple[str, ...]],
    there: str,
    absent: str,
) -> None:
    """By name, for a chair who wonders whom else to ask; national bodies are everybody's."""
    put(store, KENT)
    browser = signed_in(site, sqlite, "invented", (role,), **given)

    text = words(browser.get("/about-mappa/your-area").text)

    assert there in text
    assert "Ministry of Invented Defence" in text
    assert absent not in text
    assert ("CTP:KENT" in text) is (there == "KENT-TRUST")


def test_whoever_has_no_area_is_told_whom_to_ask(site: flask.Flask, sqlite: Database) -> None:
    """An empty page would look like an area without anybody."""
    browser = signed_in(site, sqlite, "invented", ("chair",), area=())

    assert "No area is yours yet" in browser.get("/about-mappa/your-area").text


def test_help_says_what_every_state_means(site: flask.Flask) -> None:
    """A state that is not explained is read as a verdict."""
    text = words(site.test_client().get("/help").text)

    assert list(STATES) == list(MEANINGS)
    assert all(meaning in text for meaning in MEANINGS.values())


def test_help_leads_to_pages_that_whoever_reads_it_may_open(
    site: flask.Flask, client_as: ClientAs
) -> None:
    """A step that ends at a refusal helps nobody."""
    adviser = client_as("adviser").get("/help").text
    nobody = site.test_client().get("/help").text

    assert 'href="/totals"' in adviser
    assert 'href="/panels"' not in adviser[adviser.index("<main") :]
    assert 'href="/totals"' not in nobody
    assert "“How the area does”" in nobody


def test_the_one_cookie_is_the_one_that_the_page_names(site: flask.Flask) -> None:
    """What is said of cookies is looked at by people who check it."""
    visitor = site.test_client()

    page = visitor.get("/cookies").text

    set_by_signing_in = visitor.get("/sign-in").headers.getlist("Set-Cookie")
    assert ["__Host-mappa"] == [cookie.partition("=")[0] for cookie in set_by_signing_in]
    assert "__Host-mappa" in page
    assert "30 minutes" in page


def test_the_foot_of_every_page_leads_to_them(client_as: ClientAs) -> None:
    """Help that has to be looked for is no help."""
    page = client_as("auditor").get("/account").text
    foot = page[page.index("<footer") :]

    assert ["/about-mappa", "/help", "/accessibility", "/privacy", "/cookies"] == re.findall(
        r'href="(/(?:about|help|access|priv|cook)[\w-]*)"', foot
    )


def test_terms_stand_in_welsh_beside_the_english(site: flask.Flask) -> None:
    """A first slice: the words of the field, marked as Welsh for whoever hears the page."""
    page = site.test_client().get("/about-mappa?lang=cy").text

    assert '<span class="app-term" lang="cy">Lefel 2</span>' in page
    assert '<span class="app-term" lang="cy">Heddlu</span>' in page
    assert 'lang="cy">Lefel' not in site.test_client().get("/about-mappa").text
