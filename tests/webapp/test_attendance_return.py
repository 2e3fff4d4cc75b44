"""The attendance return: filled in with what is on record, loads back, changes what was edited."""

import io
from contextlib import closing
from pathlib import Path

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from werkzeug.http import parse_options_header
from xlsxwriter import Workbook

from graph.model import MODEL
from graph.records import NodeState
from graph.states import table_states
from graph.store import Store, open_store
from graph.worlds import edge, node, put, world
from queries.coverage import examples
from tests.loaders.bundles import load
from tests.site import ClientAs
from tests.webapp.test_commands import mappa

Sheets = dict[str, list[list[str]]]
RETURN = "/meetings/M-D6/return.xlsx"


def sheets(content: bytes) -> Sheets:
    """Return the sheets of a workbook as a person sees them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).iter_rows()]
        for name in book.sheet_names
    }


def saved(path: Path, edited: Sheets) -> Path:
    """Save the sheets as a spreadsheet program does."""
    with Workbook(path) as book:
        for name, rows in edited.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def put_into(table: list[list[str]], row: int, **cells: str) -> None:
    """Write into cells of a row by the names of their columns."""
    for name, text in cells.items():
        table[row][table[0].index(name)] = text


def test_what_is_not_edited_changes_nothing(
    store: Store, client: FlaskClient, tmp_path: Path
) -> None:
    """A sheet that changed something by itself could not be trusted with the rest."""
    put(
        store,
        world(
            node("Representative", "P1", grade="senior"),
            edge("ATTENDED", "D6", "P1", agency="TRUST", mode="remote"),
            edge("INVITED", "D6", "HOUSING", outcome="report_only", grade="manager",
                 report_on=examples.SECOND, uninvited=True),
        ),
    )  # fmt: skip
    before = store.digest()
    path = tmp_path / "attendance.xlsx"
    path.write_bytes(client.get(RETURN).data)

    number, made = load(store, path)

    assert (None, []) == (number, made.problems)
    assert {"invited": 2, "attended": 1, "meeting": 1} == {
        table: counts["unchanged"] for table, counts in made.tables.items()
    }
    assert before == store.digest()


def test_what_is_edited_is_changed_and_nothing_else(
    store: Store, client: FlaskClient, tmp_path: Path
) -> None:
    """Outcome, a guest who was not asked, who was there, and that the meeting took place."""
    put(store, node("Representative", "P1", grade="senior"))
    was = everything(store)
    told = sheets(client.get(RETURN).data)
    put_into(told["invited"], 1, outcome="in_person", grade="senior")
    told["invited"].append(["" for _ in told["invited"][0]])
    put_into(told["invited"], 2, discussion="D6", agency="HOUSING", outcome="remote",
             uninvited="yes")  # fmt: skip
    told["attended"].append(["" for _ in told["attended"][0]])
    put_into(told["attended"], 1, discussion="D6", representative="P1", agency="TRUST",
             mode="in_person")  # fmt: skip
    put_into(told["meeting"], 1, state="held")

    number, made = load(store, saved(tmp_path / "attendance.xlsx", told))

    now = everything(store)
    changed = {key for key in {*was, *now} if was.get(key) != now.get(key)}
    assert (True, []) == (bool(number), made.problems)
    assert {
        ("invited", "D6", "TRUST"), ("invited", "D6", "HOUSING"), ("attended", "D6", "P1"),
        ("meeting", "M-D6"),
    } == changed  # fmt: skip
    assert {"outcome": "in_person", "grade": "senior"} == now["invited", "D6", "TRUST"]
    assert {"outcome": "remote", "uninvited": True} == now["invited", "D6", "HOUSING"]


def everything(store: Store) -> dict[tuple[str, ...], object]:
    """Return the properties of everything that is stored."""
    found: dict[tuple[str, ...], object] = {}
    for table in MODEL.tables:
        for state in table_states(store, table):
            key = (state.key,) if isinstance(state, NodeState) else (state.from_key, state.to_key)
            found[table, *key] = dict(state.properties)
    return found


def test_the_invitations_alone_load_as_csv_by_the_command(
    client: FlaskClient, tmp_path: Path
) -> None:
    """Whoever has no spreadsheet edits a text; the command says what it did."""
    url = f"embedded:{tmp_path / 'other'}"
    with closing(open_store(url)) as other:
        put(other, examples.PLANNED)
    answer = client.get("/meetings/M-D6/return.csv")
    _, told = parse_options_header(answer.headers["Content-Disposition"])
    path = tmp_path / told["filename"]  # with the marking before it, as a browser saves it
    path.write_text(answer.text.replace("awaited", "apologies"), encoding="utf-8")

    done = mappa("load", str(path), "--store", url)

    with closing(open_store(url)) as other:
        outcomes = other.read(
            "MATCH (:Discussion {code: 'D6'})-[seat:INVITED]->(:Agency)\n"
            "RETURN seat.outcome AS outcome"
        )
    assert path.name.endswith("_invited.csv")
    assert (0, False) == (done.returncode, "problem" in done.stderr)
    assert [{"outcome": "apologies"}] == outcomes


def test_the_file_says_what_it_is_and_whose(client: FlaskClient) -> None:
    """A file travels: it says that it is invented, what to do with it, and names in words."""
    answer = client.get(RETURN)

    told = sheets(answer.data)
    notes = " ".join(row[0] for row in told["notes"])
    assert "attendance-M-D6-invented.xlsx" in answer.headers["Content-Disposition"]
    assert "Attendance return: A panel, 9 February 2026" in notes
    assert "Every case in this file is invented" in notes
    assert ["D6", "TRUST", "awaited"] == told["invited"][1][:3]
    assert ["_agency", "_invented_case"] == told["invited"][0][-2:]
    assert ["Agency TRUST", "C1"] == told["invited"][1][-2:]


def test_the_same_record_is_the_same_file(client: FlaskClient) -> None:
    """Whoever downloads it twice can tell that nothing came between."""
    assert client.get(RETURN).data == client.get(RETURN).data


def test_a_hidden_case_is_in_no_row(store: Store, client_as: ClientAs) -> None:
    """A return is an export like any other."""
    put(
        store,
        world(
            node("MappaCase", "C1", {"CONCERNS": ["O-C1"]}, opened_on=examples.OPENED,
                 restricted=True),
        ),
    )  # fmt: skip

    told = sheets(client_as("chair").get(RETURN).data)

    assert 1 == len(told["invited"])
