"""The audit as an auditor reads it: by person, by case, by day; unusual days; the commands."""

import csv
import datetime
import io
import json
from collections.abc import Sequence
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.site import SECRET, TODAY, ClientAs
from tests.webapp.audit.entries import NOON, asked, command, filled, latest, unguarded
from tests.webapp.test_pages import words
from webapp.audit.chain import append
from webapp.audit.volumes import unusual
from webapp.database.opening import Database
from webapp.database.sign_ins import SignIn

DAY = datetime.timedelta(days=1)


def seen_on(database: Database, day: int, cases: Sequence[str], who: str = "invented.user") -> None:
    """Add an entry of cases that somebody saw, some days ago."""
    at = (asked().at - NOON) + NOON - day * DAY
    note = asked(who=who, cases=cases)
    with database.writing() as session:
        append(session, type(note)(note.event, at, who, "", note.fields, 1, cases))


def some(many: int) -> list[str]:
    """Return keys of cases."""
    return [f"X{number}" for number in range(many)]


def test_the_auditor_finds_who_saw_a_case(client: FlaskClient, client_as: ClientAs) -> None:
    """The question that is asked when something has come out."""
    client.get("/cases/C1")
    client.get("/cases/C4")

    text = words(client_as("auditor"), "/audit?case=C4")

    assert "invented-administrator-analyst-chair" in text
    assert "Page opened page cases.shown; parts reference=C4" in text
    assert "reference=C1" not in text


def test_a_page_of_a_list_shows_the_cases_that_were_on_it(
    client: FlaskClient, sqlite: Database
) -> None:
    """Somebody who looked at one page must not be said to have seen them all."""
    shown = client.get("/coverage/gaps?state=unknown").text

    assert "C4" in shown
    assert (1, 1) == (latest(sqlite)[0].case_count, latest(sqlite)[0].row_count)


def test_what_was_typed_is_not_on_record(client: FlaskClient, sqlite: Database) -> None:
    """The audit is read by people who may not see names."""
    for address in ("/cases/Invented%20Name", "/analysis/coverage-gaps?rule=Name&area=Name"):
        client.get(address)
    client.get("/analysis/coverage-gaps?rule=Name&case=C1")

    entries = latest(sqlite, 3)
    assert ["question_asked", "page_read", "page_read"] == [entry.event for entry in entries]
    assert [] == [entry.what for entry in entries if "Name" in entry.what]
    assert {"rule": "4 letters", "case": "C1"} == json.loads(entries[0].what)["parameters"]


def test_every_question_that_a_page_asks_is_on_record(
    client_as: ClientAs, sqlite: Database
) -> None:
    """The overview of coverage is three looks, not one."""
    client_as("analyst").get("/coverage?level=3")

    told = json.loads(latest(sqlite)[0].what)

    assert "coverage-gaps, coverage-trend, coverage-totals" == told["question"]
    assert "3" == told["parameters"]["level"]


def test_a_case_that_was_tried_in_vain_is_on_record(client_as: ClientAs, sqlite: Database) -> None:
    """Nothing was shown; that somebody tried is what the auditor must see."""
    nobody_s_area = client_as("chair", area=("elsewhere",))

    hidden = nobody_s_area.get("/cases/C1")
    told = json.loads(latest(sqlite)[0].what)
    nobody_s_area.get("/cases/C99")

    assert (404, {"reference": "C1"}) == (hidden.status_code, told["parts"])
    assert {"reference": "3 letters"} == json.loads(latest(sqlite)[0].what)["parts"]


def test_the_csv_holds_every_entry_with_its_cases(
    client: FlaskClient, client_as: ClientAs, sqlite: Database
) -> None:
    """An investigation goes on in a spreadsheet."""
    client.get("/cases/C1")
    entries = latest(sqlite, 1000)

    answer = client_as("auditor").get("/audit?format=csv&who=invented-administrator-analyst-chair")

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [("page_read", "C1")] == [(row["event"], row["cases"]) for row in rows]
    assert entries[0].hash == rows[0]["hash"]


def test_an_unusual_day_is_told_with_what_is_usual(sqlite: Database) -> None:
    """A number alone accuses; a number beside the usual one asks."""
    for day in range(1, 6):
        seen_on(sqlite, day, some(10))
    seen_on(sqlite, 0, some(31))
    seen_on(sqlite, 0, some(30), who="other.user")
    seen_on(sqlite, 0, some(19), who="third.user")
    for day in range(1, 4):
        seen_on(sqlite, day, some(10), who="other.user")

    with sqlite.reading() as session:
        found = unusual(session, TODAY)

    assert [("invented.user", 31)] == [(one.who, one.cases) for one in found]
    assert "31 cases, against a median of 10 on 5 days before" == found[0].in_words()


def test_somebody_who_is_new_and_sees_much_is_unusual(
    sqlite: Database, client_as: ClientAs
) -> None:
    """There is nothing to compare with, and that is said."""
    seen_on(sqlite, 0, some(20))

    text = words(client_as("auditor"), "/audit/unusual")

    assert "invented.user 31 January 2026 20 cases, and none on any of the 30 days before" in text


def test_the_commands_check_write_and_shorten(sqlite: Database, tmp_path: Path) -> None:
    """What an auditor's clerk does each month."""
    filled(sqlite, 5)
    told = {"MAPPA_DATABASE": f"sqlite:///{sqlite.engine.url.database}", "MAPPA_SECRET": SECRET}
    head = tmp_path / "head.json"

    written = command("audit", "head", str(head), **told)
    count = command("audit", "retain", "--before", "2026-02-01", **told)
    removed = command("audit", "retain", "--before", "2026-02-01", "--yes", **told)
    after = command("audit", "verify", "--head", str(head), **told)
    report = command("audit", "report", "--format", "json", **told)

    assert (0, 5) == (written.exit_code, json.loads(head.read_text())["number"])
    assert "5 entries would be removed: 1 to 5. Remove them: add --yes" in count.stderr
    assert "5 entries were removed: 1 to 5" in removed.stderr
    assert "The chain holds: 3 entries, 6 to 8" in after.stderr
    assert "Entry 5 of the file was removed by retention since" in after.stderr
    events = [row["event"] for row in json.loads(report.stdout)]
    assert ["command_run", "entries_removed", "command_run", "command_run"] == events


def test_tries_to_sign_in_are_counted_and_then_go_with_the_entries(sqlite: Database) -> None:
    """Who came from which address on a day seven years ago is nobody's business any more."""
    told = {"MAPPA_DATABASE": f"sqlite:///{sqlite.engine.url.database}", "MAPPA_SECRET": SECRET}
    first = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
    with sqlite.writing() as session:
        for hours in (-30, -1, 0, 5):
            at = first + datetime.timedelta(hours=hours)
            session.add(
                SignIn(user_id=None, at=at, address="192.0.2.1", way="password", outcome="bad")
            )

    count = command("audit", "retain", "--before", "2026-02-01", **told)
    kept = [tries(sqlite)]
    removed = command("audit", "retain", "--before", "2026-02-01", "--yes", **told)
    kept.append(tries(sqlite))
    again = command("audit", "retain", "--before", "2026-02-01", **told)

    assert "2 tries to sign in would be removed. Remove them: add --yes" in count.stderr
    assert "2 tries to sign in were removed" in removed.stderr
    assert "tries" not in again.stderr
    assert [4, 2] == [len(one) for one in kept]
    assert first == min(kept[1])
    assert 0 == command("audit", "verify", **told).exit_code


def tries(database: Database) -> list[datetime.datetime]:
    """Return when somebody tried to sign in, as far as it is kept."""
    with database.reading() as session:
        return list(session.scalars(select(SignIn.at).order_by(SignIn.at)))


def test_verify_ends_with_an_exit_code_where_the_chain_does_not_hold(sqlite: Database) -> None:
    """A timer runs it, and somebody is called."""
    filled(sqlite, 3)
    unguarded(sqlite)
    with sqlite.writing() as session:
        session.connection().exec_driver_sql("UPDATE audit_entries SET who = 'x' WHERE number = 2")

    done = command("audit", "verify", MAPPA_DATABASE=f"sqlite:///{sqlite.engine.url.database}")

    assert 1 == done.exit_code
    assert "The chain does not hold. Entry 2 was changed after it was written" in done.stderr
