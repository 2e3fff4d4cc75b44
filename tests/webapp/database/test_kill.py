"""A process that is killed at any moment takes nothing back that it has answered."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from tests.site import CHANGE
from tests.webapp.audit.entries import latest
from webapp import accounts
from webapp.audit.verify import verify
from webapp.database.grants import Grant
from webapp.database.opening import open_database
from webapp.database.sign_ins import Session
from webapp.signing.sessions import hash_of

ROOT = Path(__file__).parents[3]
KILLS = 3
WRITER = """import datetime, sys
from webapp.accounts import Change, Opening, grant, user_named
from webapp.database.opening import open_database
from webapp.signing.sessions import Limits, begin
database = open_database(sys.argv[1])
now = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
change, until = Change("the tests", now), datetime.date(2026, 2, 9)
opening = Opening("C8", "An invented reason", now.date(), until)
while True:
    with database.writing() as session:
        made = grant(session, user_named(session, "ann.invented"), opening, change).id
    print("grant", made, flush=True)
    with database.writing() as session:
        token = begin(session, user_named(session, "ann.invented"), "password", now, Limits())
    print("session", token, flush=True)
"""


def answered(database_url: str) -> list[tuple[str, str]]:
    """Return what writers that were killed had answered, each whole line of it."""
    chance = random.Random()  # noqa: S311 - other moments each time
    words = [sys.executable, "-c", WRITER, database_url]
    writers = [
        subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(KILLS)
    ]
    lines: list[str] = []
    for writer in writers:
        assert writer.stdout is not None
        lines += [writer.stdout.readline(), writer.stdout.readline()]
        time.sleep(chance.random() / 20)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()  # what was read ahead of the second line is part of it
        writer.wait(30)
        writer.stdout.close()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(kind, what) for kind, what in whole]


def of_kind(told: Sequence[tuple[str, str]], kind: str) -> set[str]:
    """Return what was answered of a kind."""
    return {what for one, what in told if one == kind}


def test_a_grant_and_a_session_that_were_answered_outlive_a_kill(database_url: str) -> None:
    """Somebody was told that the case is open to them: tomorrow the auditor must see why."""
    with closing(open_database(database_url)) as database, database.writing() as session:
        accounts.add_user(session, "ann.invented", "", CHANGE)

    told = answered(database_url)

    with closing(open_database(database_url)) as database, database.reading() as session:
        grants = {str(number) for number in session.scalars(select(Grant.id))}
        tokens = set(session.scalars(select(Session.id_hash)))
        recorded = [one for one in latest(database, 10_000) if one.event == "grant_given"]
        problem = verify(session).problem
    assert KILLS <= len(of_kind(told, "grant"))
    assert KILLS <= len(of_kind(told, "session"))
    assert of_kind(told, "grant") <= grants
    assert {hash_of(token) for token in of_kind(told, "session")} <= tokens
    assert (len(grants), "") == (len(recorded), problem)
