"""The meeting pack: what is printed is what the page says, tagged, marked, and the same bytes."""

import re
import shutil
import subprocess
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from graph.scope import OPERATOR
from graph.store import Store
from graph.worlds import node, put, world
from queries.analysis import Asked
from queries.coverage import examples
from queries.meeting_day import meeting_day
from tests.contract.test_every_request_is_on_record import cases_of
from tests.site import ClientAs
from tests.webapp.audit.entries import latest
from webapp.agenda import agenda
from webapp.pack import meeting_pack

PACK = "/meetings/M-D6/pack.pdf"
MARKUP = (
    '#panic("read as code")',
    "*] #] $x + $ _a `b` \\ @nobody <label> // gone /* gone",
    '#include "/etc/hostname"',
    "= No heading",
    "${7*7} {{ 7*7 }} %PDF \u202e \x07",
)


def spoken(content: bytes, path: Path) -> str:
    """Return the words of a PDF, where the machine has a program that reads them."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not on this machine")
    path.write_bytes(content)
    done = subprocess.run(
        [program, "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout)


def test_the_pack_is_an_accessible_pdf(client: FlaskClient) -> None:
    """Whoever hears the pack gets headings, tables and a language, as whoever sees it."""
    answer = client.get(PACK)

    assert b"%PDF-1.7" == answer.data[:8]
    assert [] == [
        name
        for name in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"pdfuaid", b"/TH", b"/H2")
        if name not in answer.data
    ]
    assert b"<dc:title>" in answer.data
    assert b"A panel, 9 February 2026" in answer.data
    assert "meeting-pack-M-D6-invented.pdf" in answer.headers["Content-Disposition"]


def test_the_same_facts_are_the_same_bytes_and_others_are_not(
    store: Store, client: FlaskClient
) -> None:
    """A review a year later must be able to make the very file that the chair had."""
    first, again = client.get(PACK).data, client.get(PACK).data
    put(store, node("Action", "A9", {"RAISED_AT": ["D2"], "OWNED_BY": ["TRUST"]}))

    assert first == again
    assert first != client.get(PACK).data
    assert first != client.get(f"{PACK}?as_of=2026-01-30").data


def test_the_pack_says_what_the_page_says_and_what_it_was_made_from(
    client: FlaskClient, tmp_path: Path
) -> None:
    """Empty chairs by name, reasons, actions; day, policy, data; and that it is invented."""
    text = spoken(client.get(PACK).data, tmp_path / "pack.pdf")

    assert "1 case, 1 empty chair, 0 required and not yet invited, 1 action overdue." in text
    assert "Agency TRUST: 1. C1" in text
    assert "21 days overdue" in text
    assert "Every person and case here is invented. As at 31 January 2026. Policy" in text
    assert re.search(r"Data digest: [0-9a-f]{64}", text)
    assert "Page 1 of 2" in text


def test_what_was_typed_is_never_read_as_markup(
    store: Store, client: FlaskClient, tmp_path: Path
) -> None:
    """A name or an action that looks like a program is printed as it stands."""
    put(
        store,
        world(
            node("Agency", "TRUST", {"OF_TYPE": ["NHST"]}, name=" ".join(MARKUP[:3])),
            *(
                node("Action", f"A-{n}", {"RAISED_AT": ["D2"], "OWNED_BY": ["TRUST"]}, text=text)
                for n, text in enumerate(MARKUP)
            ),
        ),
    )

    answer = client.get(PACK)

    assert 200 == answer.status_code
    text = spoken(answer.data, tmp_path / "pack.pdf")
    assert '#panic("read as code")' in text
    assert "= No heading" in text
    assert "${7*7} {{ 7*7 }} %PDF" in text


def test_the_marking_is_on_every_page(store: Store, tmp_path: Path) -> None:
    """Handling goes with the paper: on each page, at the top and at the foot."""
    put(store, examples.PLANNED)
    asked = Asked(OPERATOR, examples.DAY, examples.DAY, examples.POLICY)
    with store.snapshot() as reader:
        told = agenda(meeting_day(reader, "M-D6", asked))

    content = meeting_pack(told, examples.POLICY, "A MARKING OF THE TESTS")

    assert 4 == spoken(content, tmp_path / "pack.pdf").count("A MARKING OF THE TESTS")


def test_a_hidden_case_changes_no_byte_of_the_pack(store: Store, client_as: ClientAs) -> None:
    """Not even the digest of the data, which is of what this asker is told."""
    chair = client_as("chair")
    before = chair.get(PACK).data
    put(
        store,
        world(
            node("Offender", "O9"),
            node("MappaCase", "R1", {"CONCERNS": ["O9"]}, opened_on=examples.OPENED,
                 restricted=True),
            node("Discussion", "D-R1", {"AT_MEETING": ["M-D6"], "CONSIDERS": ["R1"]}, item=2),
        ),
    )  # fmt: skip

    assert before == chair.get(PACK).data


@pytest.mark.parametrize("address", [PACK, "/meetings/M-D6/return.xlsx"])
def test_a_file_is_on_record_as_a_download_with_its_cases(
    client: FlaskClient, site: flask.Flask, address: str
) -> None:
    """What leaves the building is what an auditor asks about."""
    client.get(address)

    database = site.extensions["site"].database
    (entry,) = latest(database)
    assert ("exported", {"C1"}) == (entry.event, cases_of(database, entry.number))


def test_a_pack_of_no_case_claims_nothing(
    store: Store, client: FlaskClient, tmp_path: Path
) -> None:
    """Nobody is missing from nothing: a tick there would mislead whoever has only the paper."""
    put(
        store,
        node("Meeting", "M-EMPTY", {"OF_PANEL": ["PANEL"]}, on=examples.SECOND, state="planned"),
    )

    answer = client.get("/meetings/M-EMPTY/pack.pdf")

    assert 200 == answer.status_code
    text = spoken(answer.data, tmp_path / "pack.pdf")
    assert "No case is on the agenda." in text
    assert "Nobody who is required" not in text
