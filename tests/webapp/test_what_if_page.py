"""The what-if as a page: several things supposed in one address, nothing written."""

import json
import re
import shlex

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from graph.errors import TimeLimit
from graph.store import Store
from tests.site import TODAY, ClientAs
from tests.webapp.audit.entries import latest
from webapp.commands import mappa
from webapp.database.opening import Database
from webapp.effect import COLUMNS, Question
from webapp.output import csv_text
from webapp.settings import Settings
from webapp.spoken import SPOKEN, read_all
from webapp.supposing import GROUPS, SORTS, told_in
from webapp.what_if import suppose

FILLED = {
    "withdraw": ({"agency": ["TRUST"], "area": ["cheshire"]}, "TRUST@cheshire"),
    "works": ({"agency": ["TRUST"]}, "TRUST"),
    "new_agency": ({"type": ["NHST"], "area": ["kent"]}, "NHST@kent"),
    "leaves": ({"contact": ["R1"]}, "R1"),
    "appoint": ({"agency": ["POL:1"], "area": ["kent"]}, "POL:1@kent"),
    "level": ({"case": ["C1"], "level": ["2"]}, "C1=2"),
    "category": ({"case": ["C1"], "category": ["2"]}, "C1=2"),
    "home": ({"case": ["C1"], "area": ["kent"]}, "C1=kent"),
    "answer": (
        {"case": ["C1"], "circumstance": ["no_fixed_abode"], "answer": ["yes"]},
        "C1=no_fixed_abode@yes",
    ),
    "link": ({"case": ["C1"], "agency": ["POL:1"], "role": ["core"]}, "C1=POL:1@core"),
    "meeting": (
        {"case": ["C1"], "on": ["2026-02-09"], "agency": ["POL:1", "", " LHA:1 "]},
        "C1=2026-02-09:POL:1,LHA:1",
    ),
    "attend": (
        {"case": ["C1"], "agency": ["POL:1"], "way": ["remote"], "grade": ["senior"]},
        "C1=POL:1@remote/senior",
    ),
    "outcome": ({"case": ["C1"], "agency": ["POL:1"], "outcome": ["no_show"]}, "C1=POL:1@no_show"),
}


def test_an_agency_can_be_typed_by_its_name_and_is_offered_while_one_types(
    client: FlaskClient,
) -> None:
    """Nobody knows the codes of a register by heart."""
    page = client.get("/what-if").text
    named = client.get("/what-if?suppose=withdraw&with_agency=agency+trust&with_area=")

    assert '<option value="TRUST">Agency TRUST (' in page
    assert 'name="with_agency" value="" autocomplete="off" spellcheck="false" list="agenc' in page
    assert "/what-if?withdraw=TRUST#answer" == named.location


def test_every_option_of_the_command_has_a_form_in_one_group() -> None:
    """What can be typed can be chosen; nobody looks for a sort in two places."""
    grouped = [sort for sorts in GROUPS.values() for sort in sorts]

    assert list(SPOKEN) == list(SORTS) == list(FILLED)
    assert sorted(SORTS) == sorted(grouped)


@pytest.mark.parametrize("sort", FILLED)
def test_a_form_writes_what_the_option_of_the_command_is_told(sort: str) -> None:
    """Form, address, command and script speak one language."""
    filled, written = FILLED[sort]

    text = SORTS[sort].write(filled)

    assert written == text
    assert 1 == len(read_all({**{name: [] for name in SPOKEN}, sort: [text]}))


def test_several_things_are_supposed_at_once_and_one_is_left_out(client: FlaskClient) -> None:
    """A row is added by a form and removed by a link, without a script."""
    added = client.get("/what-if?withdraw=TRUST&suppose=level&with_case=C1&with_level=1")
    both = client.get(added.location).text

    assert "/what-if?withdraw=TRUST&level=C1%3D1#answer" == added.location
    assert "TRUST no longer works anywhere" in re.sub(r"\s+", " ", both)
    assert "C1 is at Level 1" in both
    assert 'href="/what-if?level=C1%3D1"' in both
    assert 'href="/what-if?withdraw=TRUST"' in both


def test_page_csv_and_command_say_the_same(
    client: FlaskClient, store: Store, settings: Settings, store_url: str
) -> None:
    """The command that a page prints gives the rows that the page shows."""
    address = "/what-if?level=C1%3D1&withdraw=TRUST&as_of=2026-01-31"
    told = told_in({"level": ["C1=1"], "withdraw": ["TRUST"]})
    question = Question(settings.policy(), TODAY, TODAY)
    expected = suppose(store, read_all(told), question, then=question)

    page = client.get(address).text
    downloaded = client.get(f"{address}&format=csv").text

    command = re.findall(r"mappa (what-if [^<]+)<", page)[0].replace("&#39;", "'")
    given = ["--policy", str(settings.policy_file), "--store", store_url, "--format", "csv"]
    printed = CliRunner().invoke(mappa, [*shlex.split(command), *given]).stdout
    assert csv_text(COLUMNS, expected.rows()) == downloaded
    assert downloaded.splitlines() == printed.splitlines()
    assert f"Gaps that would close ({len(expected.closed)})" in page
    assert f"Seats newly at risk ({len(expected.at_risk)})" in page


def test_gaps_that_open_stand_beside_those_that_close_with_reasons(client: FlaskClient) -> None:
    """What is gained and what it costs are read together."""
    page = client.get("/what-if?level=C1%3D1").text

    assert page.index("Gaps that would open (0)") < page.index("Gaps that would close (1)")
    assert "Closes" not in page
    assert "Opens 0 gaps, closes 1 gap and puts 0 seats at risk, in 1 case." in page
    assert 'href="/cases/C1/why?rule=HEALTH-L3"' in page
    assert "sent apologies" in page


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("suppose=level&with_case=C1", 400, "Level is empty"),
        ("suppose=meeting&with_agency=TRUST", 400, "Day of the meeting is empty"),
        ("suppose=attend&with_case=C1&with_way=remote", 400, "Agency that comes is empty"),
        ("level=C9%3D2", 404, "There is no case of that reference that you may see"),
        ("withdraw=NOBODY", 404, "There is no Agency &#39;NOBODY&#39;. Write its key"),
        ("level=C1", 400, "lacks what stands beside"),
        ("meeting=C1%3Dsoon", 400, "is no day"),
        ("&".join(["withdraw=TRUST"] * 21), 400, "At most 20 things"),
        (f"withdraw={'x' * 400}", 400, "at most 300 characters"),
        ("withdraw=TRUST&as_of=soon", 400, "is no day of the calendar"),
    ],
)
def test_what_cannot_be_supposed_is_said_at_the_form(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    """The form stays filled: whoever mistypes one key does not begin again."""
    answer = client.get(f"/what-if?{query}")

    assert status == answer.status_code
    assert said in answer.text


def test_a_link_opens_a_form_with_what_is_known(client: FlaskClient) -> None:
    """From a case or an agency it is one step to what is supposed of it."""
    page = client.get("/what-if?fill=level&with_case=C1").text

    assert 'id="level" open' in page
    assert 'name="with_case" value="C1"' in page
    assert "There is a problem" not in page


def test_an_answer_that_takes_too_long_is_given_up_and_said(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that waits for ever is closed, and asked again, and again."""

    def busy() -> Store:
        raise TimeLimit("the store took too long")

    monkeypatch.setattr(store, "trial", busy)

    answer = client.get("/what-if?withdraw=TRUST")

    assert 503 == answer.status_code
    assert "took too long, and nothing came of it" in answer.text


def test_what_was_asked_is_on_record_with_the_cases_that_it_named(
    client: FlaskClient, sqlite: Database
) -> None:
    """Supposing is a way of looking."""
    client.get("/what-if?withdraw=TRUST&level=C1%3D1")

    (entry,) = latest(sqlite)
    assert "question_asked" == entry.event
    assert {"question": "what-if", "parameters": {"suppositions": 2}} == {
        name: json.loads(entry.what)[name] for name in ("question", "parameters")
    }
    assert 2 == entry.case_count


def test_nothing_is_written(client: FlaskClient, store: Store) -> None:
    """The one promise without which nobody dares to ask."""
    before = store.digest()

    for sort, (_, text) in FILLED.items():
        client.get("/what-if", query_string={sort: text})

    assert before == store.digest()


def test_a_contact_is_offered_the_agencies_of_their_own_areas(client_as: ClientAs) -> None:
    """A list of two thousand agencies is no list."""
    page = client_as("contact", agency=("TRUST",)).get("/what-if").text

    assert '<option value="HOUSING">' in page
