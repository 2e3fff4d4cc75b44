"""The pages of pictures without a script, and the files of them."""

import io
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import networkx
import pytest
from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import case, discussion, edge, put, world
from queries.coverage import examples
from tests.site import ClientAs
from webapp.marking import USUAL

PICTURES = {
    "case": ("/cases/C1/picture", "/cases/C1/picture.{}"),
    "agency": ("/agencies/TRUST/picture", "/agencies/TRUST/picture.{}"),
    "panel": ("/panels/PANEL/picture", "/panels/PANEL/picture.{}"),
    "path": ("/path?start=C1&to=C2", "/path.{}?start=C1&to=C2"),
    "co-attendance": ("/co-attendance?least=1", "/co-attendance.{}?least=1"),
}
SVG = "{http://www.w3.org/2000/svg}"
TOGETHER = world(
    discussion("D8", "C1", examples.SECOND, {"TRUST": "in_person", "HOUSING": "remote"}),
    discussion("D9", "C2", examples.SECOND, {"TRUST": "in_person", "HOUSING": "remote"}),
)
"""Trust and housing met twice."""
MANY = world(
    *(
        world(
            case(f"M{number:02}", level="2" if number < 5 else "1"),
            edge("INVOLVES", f"M{number:02}", "TRUST", role="core", valid_from=examples.OPENED),
        )
        for number in range(60)
    )
)
"""Sixty more cases of the trust."""


@pytest.fixture
def browser(client: FlaskClient, store: Store) -> FlaskClient:
    """Give a browser over a world in which agencies met."""
    put(store, TOGETHER)
    return client


def made(browser: FlaskClient, address: str) -> Mapping[str, Any]:
    """Return a picture's JSON."""
    answer = browser.get(address)
    assert 200 == answer.status_code, answer.text
    found: Mapping[str, Any] = json.loads(answer.text)
    return found


def places(picture: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Return where each thing stands."""
    return {
        node["data"]["id"]: (node["position"]["x"], node["position"]["y"])
        for node in picture["elements"]["nodes"]
    }


@pytest.mark.feature(16, 18)
@pytest.mark.parametrize("kind", PICTURES)
def test_every_picture_has_its_table_and_every_label_is_in_its_drawing(
    browser: FlaskClient, kind: str
) -> None:
    """Page, JSON, SVG and GraphML are readings of one object; an export that drops labels lies."""
    page, file = PICTURES[kind]
    picture = made(browser, file.format("json"))

    rows = re.findall(r'data-picture-row="([^"]+)"', browser.get(page).text)
    drawing = ElementTree.fromstring(browser.get(file.format("svg")).data)  # noqa: S314 - our own
    graph = networkx.read_graphml(io.BytesIO(browser.get(file.format("graphml")).data))

    nodes = [node["data"] for node in picture["elements"]["nodes"]]
    assert nodes
    assert [node["id"] for node in nodes] == rows == list(graph.nodes)
    written = [" ".join(line.text or "" for line in text.iter(f"{SVG}tspan"))
               for text in drawing.iter(f"{SVG}text")]  # fmt: skip
    assert [] == [n["caption"] for n in nodes if " ".join(n["caption"].split()) not in written]
    legend = [f"{entry['label']} ({entry['count']})" for entry in picture["legend"]]
    assert [] == [words for words in legend if words not in written]
    whole = " ".join(written)
    for said in (picture["notes"][0], "Every person and case here is invented.", USUAL, "As at"):
        assert said in whole


@pytest.mark.feature(16)
@pytest.mark.parametrize("kind", PICTURES)
def test_an_image_and_a_document_are_made_of_every_picture(browser: FlaskClient, kind: str) -> None:
    """A download that is empty is worse than none."""
    _, file = PICTURES[kind]

    image, document = browser.get(file.format("png")), browser.get(file.format("pdf"))

    assert (b"\x89PNG", "image/png") == (image.data[:4], image.mimetype)
    assert (b"%PDF", "application/pdf") == (document.data[:4], document.mimetype)
    assert min(len(image.data), len(document.data)) > 5_000
    assert "C1" not in image.headers["Content-Disposition"]
    assert 404 == browser.get(file.format("exe")).status_code


@pytest.mark.feature(8)
def test_expanding_moves_nothing_and_an_address_is_the_same_picture_again(
    browser: FlaskClient,
) -> None:
    """Bit for bit: a picture that shifts by a hair is searched anew."""
    first = places(made(browser, "/cases/C1/picture.json"))

    once = places(made(browser, "/cases/C1/picture.json?open=case:C1"))
    twice = places(made(browser, "/cases/C1/picture.json?open=case:C1,panel:PANEL"))
    again = places(made(browser, "/cases/C1/picture.json?open=case:C1,panel:PANEL"))

    assert first == {id_: once[id_] for id_ in first}
    assert once == {id_: twice[id_] for id_ in once}
    assert twice == again
    assert {"panel:PANEL"} == once.keys() - first.keys()
    assert {"case:C2", "case:C4"} == twice.keys() - once.keys()


@pytest.mark.feature(21)
def test_an_earlier_month_hides_and_shows_in_place(browser: FlaskClient) -> None:
    """What was so then stands where it stands now; what came later is away."""
    now = made(browser, "/cases/C1/picture.json")

    then = made(browser, "/cases/C1/picture.json?at=2025-10-31")
    links = browser.get("/cases/C1/picture").text

    shared = places(now).keys() & places(then).keys()
    assert "case:C1" in shared
    assert {id_: places(now)[id_] for id_ in shared} == {id_: places(then)[id_] for id_ in shared}
    assert ("action:A1" in places(now), "action:A1" in places(then)) == (True, False)
    assert "2025-10-31" == then["as_at"]
    assert "/cases/C1/picture?at=2025-10-31" in links
    lines = {line["data"]["id"]: line["data"] for line in now["elements"]["edges"]}
    assert "2025-10-01" == lines["case:C1 agency:TRUST"]["since"]


@pytest.mark.feature(9)
def test_what_has_more_than_fifty_hidden_neighbours_asks_first(
    client: FlaskClient, store: Store
) -> None:
    """A hub never floods a picture, with a script or without."""
    put(store, MANY)

    asking = client.get("/cases/C1/picture?open=agency:TRUST").text
    before = places(made(client, "/cases/C1/picture.json?open=agency:TRUST"))
    sent = client.get("/cases/C1/picture?ask=agency:TRUST&group=level%202&most=10")
    address = sent.location.replace("/picture?", "/picture.json?")
    added = places(made(client, address)).keys() - before.keys()
    badge = next(
        node["data"] for node in made(client, "/cases/C1/picture.json")["elements"]["nodes"]
        if node["data"]["id"] == "agency:TRUST"
    )  # fmt: skip

    assert "Agency TRUST has 60 more. Which, and how many?" in asking
    assert "Cases at Level 1 (55)" in asking
    assert 303 == sent.status_code
    assert {f"case:M{number:02}" for number in range(5)} == added
    assert 60 == badge["hidden"] == sum(badge["groups"].values())
    assert "60 hidden" in badge["caption"]
    assert 400 == client.get("/cases/C1/picture?ask=agency:TRUST&most=51").status_code


def test_an_agency_with_many_cases_says_how_many_are_not_drawn(
    client: FlaskClient, store: Store
) -> None:
    """Those that are too many stand together, and are counted."""
    put(store, MANY)

    picture = made(client, "/agencies/TRUST/picture.json")
    text = client.get("/agencies/TRUST/picture").text

    labels = [node["data"]["label"] for node in picture["elements"]["nodes"]]
    assert "37 more cases at Level 1" in labels
    assert (True, True) == (picture["truncated"], picture["aggregated"])
    assert f"Showing {picture['counts']['nodes']} of {picture['counts']['total']}" in text


@pytest.mark.feature(12, 17)
def test_what_is_hidden_is_named_in_page_and_drawing(browser: FlaskClient) -> None:
    """Nothing is left out without a word that it is."""
    page = browser.get("/cases/C1/picture?hide=action,agency:HOUSING").text
    drawing = browser.get("/cases/C1/picture.svg?hide=action").text

    assert "Hidden: Action" in page
    assert 'data-picture-row="action:A1"' not in page
    assert "Hidden: Action." in drawing
    assert ">A1<" not in drawing


@pytest.mark.feature(20)
def test_a_path_is_told_in_words_and_what_may_not_be_seen_is_not_there(
    browser: FlaskClient, client_as: ClientAs
) -> None:
    """The words come first: a drawing of a path is only their picture."""
    text = browser.get("/path?start=C1&to=C2").text
    nobody = browser.get("/path?start=C1&to=NOBODY")
    chosen = browser.get("/path?start=C1&to=C2&by=LINKED_TO").text
    contact = client_as("contact", agency=("HOUSING",))

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "Case C1 involves Agency TRUST, since 1 October 2025." in words
    assert "There is nothing of that key, on that day, that you may see" in nobody.text
    assert "Nothing connects the two" in chosen
    assert "By: is linked to" in chosen
    assert "There is nothing of that key" in contact.get("/path?start=C4&to=TRUST").text


def test_a_path_can_be_asked_for_by_the_name_of_an_agency(browser: FlaskClient) -> None:
    """A name is what people know; the address, which can be saved and sent, has the code."""
    form = browser.get("/path").text
    case = browser.get("/cases/C1").text
    named = browser.get("/path?start=C1&to=Agency+TRUST&steps=2")
    nobody = browser.get("/path?start=C1&to=Trust").text

    assert '<option value="TRUST">Agency TRUST (' in form
    assert 'name="to" value="" list="agencies"' in form
    assert 'href="/path?start=C1"' in case
    assert (303, "/path?start=C1&to=TRUST&steps=2") == (named.status_code, named.location)
    assert "the code or the whole name of an agency" in nobody


def test_agencies_by_agencies_say_the_same_as_the_lines(browser: FlaskClient) -> None:
    """Two ways to one count."""
    picture = made(browser, "/co-attendance.json?least=1")
    text = browser.get("/co-attendance?least=1").text

    (line,) = picture["elements"]["edges"]
    table = text[text.index('id="matrix"') :]
    assert "both came to 2 discussions" in line["data"]["words"]
    assert ["2", "2"] == re.findall(r'cell--numeric">(\d+)</td>', table)
    assert 400 == browser.get(f"/co-attendance?least={quote('-1')}").status_code
