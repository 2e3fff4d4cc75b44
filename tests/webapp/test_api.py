"""The JSON interface: the same objects as the pages, and refusals that a program can read."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import flask
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator
from werkzeug.test import TestResponse

from queries.catalogue import catalogue
from tests.site import (
    EVERYTHING,
    QUERIES,
    TODAY,
    WORLD,
    filled,
    signed_in,
    standing_site,
    token_of,
)  # fmt: skip
from tests.webapp.test_questions import told
from webapp.api import endpoints
from webapp.api.analyses import NAMED, shape_of
from webapp.api.endpoint import ROOT, Endpoint
from webapp.api.shapes import Shape
from webapp.commands import mappa

EVERY = endpoints()
BODIES: Mapping[str, Mapping[str, Any]] = {
    "search": {"text": "C1"},
    "policy_trial": {"text": 'name = "empty"\nversion = "1"\n'},
}
"""What is sent to those that are asked by POST."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of store, database and policy: made once, since nothing here is changed."""
    return tmp_path_factory.mktemp("api")


@pytest.fixture(scope="module")
def served(folder: Path, wanted: Path) -> Iterator[flask.Flask]:
    """Give the site over the small world."""
    with standing_site(folder, wanted, WORLD) as site:
        yield site


@pytest.fixture(scope="module")
def client(served: flask.Flask) -> FlaskClient:
    """Give a browser of somebody who sees every case that is not restricted."""
    database = served.extensions["site"].database
    return signed_in(served, database, "everybody", EVERYTHING, category=("4",))


@pytest.fixture(scope="module")
def others(served: flask.Flask) -> Mapping[str, FlaskClient]:
    """Give browsers of those who open what is theirs alone, by the permission."""
    database = served.extensions["site"].database
    roles = {"agency": "contact", "audit": "auditor", "people": "people"}
    return {
        need: signed_in(served, database, f"only-{role}", (role,), agency=("TRUST",))
        for need, role in roles.items()
    }


@pytest.fixture(scope="module")
def given(served: flask.Flask, folder: Path) -> Sequence[str]:
    """Give the options by which a command asks the same store by the same policy."""
    del served
    return (
        "--store", f"embedded:{folder / 'store'}", "--policy", str(folder / "example.toml"),
        "--as-of", str(TODAY),
    )  # fmt: skip


def asked(client: FlaskClient, endpoint: Endpoint) -> Any:
    """Ask an endpoint as its parameters need it; return the answer."""
    query = QUERIES.get(f"api.{endpoint.name}", "")
    address = f"{ROOT}{filled(endpoint.address)}?{query}"
    if endpoint.body is None:
        return client.get(address)
    token = {"X-CSRFToken": token_of(client, "/account")}
    return client.post(address, json=BODIES[endpoint.name], headers=token)


@pytest.mark.parametrize("endpoint", EVERY, ids=lambda found: found.name)
def test_an_answer_is_what_is_declared(
    client: FlaskClient, others: Mapping[str, FlaskClient], endpoint: Endpoint
) -> None:
    """Whoever writes a program against it reads the declaration, and not our code."""
    answer = asked(others.get("".join(endpoint.access.needs), client), endpoint)

    assert (200, "application/json") == (answer.status_code, answer.mimetype)
    assert [] == odd(endpoint.shape, answer.json)


@pytest.mark.feature(25)
@pytest.mark.parametrize("slug", catalogue())
def test_page_csv_json_and_command_give_the_same_numbers(
    client: FlaskClient, given: Sequence[str], slug: str
) -> None:
    """Whoever quotes a figure must not have to say where they read it."""
    found = catalogue()[slug]
    parameters = told(found)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in parameters.items()]

    printed = json.loads(ran("ask", slug, *options, *given, "--format", "json"))
    as_csv = ran("ask", slug, *options, *given, "--format", "csv")

    sent = client.get(f"{ROOT}/analysis/{slug}", query_string=parameters).json
    page = client.get(f"/analysis/{slug}", query_string=parameters).text
    downloaded = client.get(f"/analysis/{slug}", query_string={**parameters, "format": "csv"}).text
    assert printed == sent
    assert as_csv.splitlines() == downloaded.splitlines()
    assert sent["count"] == len(sent["rows"]) == rows_of(page)
    assert [] == odd(shape_of(found), sent)


def told_by(answer: TestResponse) -> Any:
    """Return what a refusal says."""
    return answer.json


def answered(client: FlaskClient, address: str) -> Any:
    """Return what an address of the interface answers."""
    return client.get(f"{ROOT}{address}").json


def ran(*words: str) -> str:
    """Return what a command prints."""
    return CliRunner().invoke(mappa, words).stdout


def rows_of(page: str) -> int:
    """Return how many rows a page says that there are."""
    found = re.search(r"of ([\d,]+) rows|There are no (rows)", page)
    assert found
    return int(found[1].replace(",", "")) if found[1] else 0


def odd(shape: Shape, value: Any) -> list[str]:
    """Return where a value is not what is declared."""
    return [error.message for error in Draft202012Validator(dict(shape)).iter_errors(value)]


@pytest.mark.parametrize("address", NAMED)
def test_a_question_under_its_own_name_is_the_question(client: FlaskClient, address: str) -> None:
    """Two addresses of one list must not drift apart."""
    named = answered(client, f"{address}")

    assert answered(client, f"/analysis/{NAMED[address]}") == named


def test_a_case_is_what_its_page_shows(client: FlaskClient) -> None:
    """The checklist is the product; a script that reads another one is wrong."""
    page, case = client.get("/cases/C1").text, answered(client, "/cases/C1")
    drawn = answered(client, "/graph/case/C1")

    rules = {found["rule"] for found in case["checklist"] if found["state"] != "not_asked"}
    assert rules == set(re.findall(r"/cases/C1/why\?rule=([A-Z0-9-]+)", page))
    assert [(row["code"], row["wording"]) for row in case["actions"]] == [
        ("A1", "An invented action")
    ]
    assert drawn["elements"] == told_by(client.get("/cases/C1/picture.json"))["elements"]


def test_a_meeting_is_what_its_page_shows(client: FlaskClient) -> None:
    """Agenda and empty chairs, in order."""
    page, meeting = client.get("/meetings/M-D6").text, answered(client, "/meetings/M-D6")
    panel = answered(client, "/panels/PANEL")

    (item,) = meeting["agenda"]
    assert ("C1", "C1" in page) == (item["case"], True)
    assert {"state": "gap", "missing": True}.items() <= item["chairs"][0].items()
    assert "M-D6" in [row["code"] for row in panel["meetings"]]


def test_cases_are_listed_by_area_and_level(client: FlaskClient) -> None:
    """The first thing that a script asks is which cases there are."""
    every = answered(client, "/cases")
    three = answered(client, "/cases?level=3&limit=1")

    assert ["C1", "C2", "C4"] == [row["case"] for row in every["rows"]]
    assert {"case": "C1", "level": "3", "area": "cheshire"}.items() <= every["rows"][0].items()
    assert (["C1"], 2, True) == (
        [row["case"] for row in three["rows"]], three["count"], three["truncated"],
    )  # fmt: skip


def test_what_if_says_what_the_page_and_the_command_say(
    client: FlaskClient, given: Sequence[str]
) -> None:
    """The answer in three places, from one trial."""
    words = ("what-if", "--withdraw", "TRUST", "--level", "C1=1", *given, "--format", "json")

    printed = json.loads(ran(*words))

    sent = answered(client, "/what-if?level=C1%3D1&withdraw=TRUST")
    page = client.get("/what-if?level=C1%3D1&withdraw=TRUST").text
    assert printed == {name: sent[name] for name in printed}
    assert f"Gaps that would close ({len(sent['coverage']['closed'])})" in page


def test_the_policy_is_what_the_command_prints(client: FlaskClient, given: Sequence[str]) -> None:
    """By which rules it was judged, for whoever keeps the answer."""
    printed = ran("policy", "show", *given[2:4], "--format", "json")

    assert json.loads(printed) == answered(client, "/policy")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/cases/C9", 404, "There is no case of that reference that you may see"),
        ("/nothing", 404, "check that it is right"),
        ("/coverage/gaps?lvel=3", 400, "There is no parameter 'lvel' here. There are: area, level"),
        ("/coverage/gaps?state=sideways", 400, "is not one of the choices"),
        ("/coverage/gaps?limit=-1", 400, "limit is less than nought"),
        ("/coverage/gaps?as_of=soon", 400, "as_of"),
        ("/cases?area=nowhere", 400, "There is no Area 'nowhere'"),
        ("/analysis/path", 400, "one is wanted"),
        ("/what-if", 400, "Say what is supposed"),
        ("/loads/99", 404, "There is no load 99"),
    ],
)
def test_a_refusal_is_a_problem_that_a_program_can_read(
    client: FlaskClient, address: str, status: int, said: str
) -> None:
    """A page of HTML tells a script nothing."""
    answer = client.get(f"{ROOT}{address}")

    assert (status, "application/problem+json") == (answer.status_code, answer.mimetype)
    assert status == told_by(answer)["status"]
    assert said in told_by(answer)["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Send one JSON object, as UTF-8"),
        (b"[1]", "and nothing else"),
        (b"[" * 50_000, "Send one JSON object, as UTF-8"),
        (b'{"text": "\\ud800"}', "Send one JSON object, as UTF-8"),
        (b'{"text": 3}', "text cannot be that: it is text"),
        (b'{"text": "C", "kinds": ["ship"]}', "is not one of the choices"),
        (b'{"txt": "C"}', "There is no field 'txt' here"),
        (b"{}", "text is wanted"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(client: FlaskClient, body: bytes, said: str) -> None:
    """What is sent by a program that somebody wrote last night."""
    token = {"X-CSRFToken": token_of(client, "/account"), "Content-Type": "application/json"}

    answer = client.post(f"{ROOT}/search", data=body, headers=token)

    assert 400 == answer.status_code
    assert said in told_by(answer)["detail"]


def test_a_hidden_case_is_told_like_one_that_is_not_there(served: flask.Flask) -> None:
    """Same status, same bytes."""
    database = served.extensions["site"].database
    elsewhere = signed_in(served, database, "elsewhere", ("analyst",), area=("kent",))

    hidden, missing = (elsewhere.get(f"{ROOT}/cases/{one}") for one in ("C1", "C9"))

    assert (404, hidden.data) == (missing.status_code, missing.data)


def test_names_and_wording_are_told_to_those_who_may_see_them(served: flask.Flask) -> None:
    """An analyst's script must not read what the analyst's pages leave out."""
    database = served.extensions["site"].database
    people = [signed_in(served, database, f"a-{role}", (role,)) for role in ("chair", "analyst")]

    told_to = [answered(one, "/cases/C1")["actions"][0]["wording"] for one in people]

    assert ["An invented action", None] == told_to


def test_every_endpoint_is_described(client: FlaskClient) -> None:
    """What is not in the description is not there, for a program."""
    paths = answered(client, "/openapi.json")["paths"]

    addresses = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one.address) for one in EVERY}
    assert {f"{ROOT}{one}" for one in addresses} - {f"{ROOT}/analysis/{{slug}}"} <= set(paths)
    assert {f"{ROOT}/analysis/{slug}" for slug in catalogue()} <= set(paths)
