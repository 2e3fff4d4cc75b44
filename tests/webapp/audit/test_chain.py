"""The chain of entries: whatever is done to it behind our back is found and named."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.webapp.audit.entries import asked, changed, filled, latest, row, unguarded
from webapp.audit.chain import COVERED, append, hash_of
from webapp.audit.head_file import Head
from webapp.audit.retention import retain
from webapp.audit.verify import verify
from webapp.database.opening import Database, DatabaseError, open_database

MANY = 30
TAMPERINGS = 1000
SECRET = "a secret of the tests, as long as one has to be"  # noqa: S105 - it guards nothing
COLUMNS = (*COVERED, "hash")
ROOT = Path(__file__).parents[3]
Tampering = Callable[[Session, random.Random], str]


def set_column(session: Session, number: int, column: str, value: Any) -> None:
    """Write a column of an entry, past the guards."""
    statement = f"UPDATE audit_entries SET {column} = :value WHERE number = :number"  # noqa: S608 - columns of ours
    session.execute(text(statement), {"value": value, "number": number})


def one_byte(session: Session, chance: random.Random) -> str:
    """Change one sign of any column of an entry, with every other kept."""
    number, column = chance.randrange(1, MANY + 1), chance.choice(COLUMNS)
    value = changed(row(session, number)[column], chance)
    taken = column == "number" and 1 <= value <= MANY
    set_column(session, number, column, value + 1000 if taken else value)
    return f"{number}"


def one_byte_of_a_case(session: Session, chance: random.Random) -> str:
    """Change one sign of a case in a list."""
    listed = session.execute(text("SELECT list_id, case_ref FROM audit_cases")).all()
    found = chance.choice(listed)
    told = {"list": found.list_id, "was": found.case_ref, "new": f"{found.case_ref}x"}
    session.execute(
        text("UPDATE audit_cases SET case_ref = :new WHERE list_id = :list AND case_ref = :was"),
        told,
    )
    return "The cases of entry"


def removed(session: Session, chance: random.Random) -> str:
    """Remove an entry that is not the last."""
    number = chance.randrange(1, MANY)
    session.execute(text("DELETE FROM audit_entries WHERE number = :n"), {"n": number})
    return f"Entry {number} is missing" if number > 1 else "Entries up to 1 are missing"


def swapped(session: Session, chance: random.Random) -> str:
    """Let two entries change places."""
    one, other = sorted(chance.sample(range(1, MANY + 1), 2))
    for was, now in ((one, 1000), (other, one), (1000, other)):
        set_column(session, was, "number", now)
    return f"Entry {one} holds what was written as entry {other}: they were swapped"


def cut(session: Session, chance: random.Random) -> str:
    """Cut the end off, and set the head in the database back: only the one outside knows."""
    number = chance.randrange(1, MANY)
    session.execute(text("DELETE FROM audit_entries WHERE number > :n"), {"n": number})
    last = row(session, number)
    told = {"n": number, "hash": last["hash"]}
    session.execute(text("UPDATE audit_head SET number = :n, hash = :hash"), told)
    many = f"Entries {number + 1} to {MANY} are missing at the end"
    return f"{many}: the head in the file is entry {MANY}"


def inserted(session: Session, chance: random.Random) -> str:
    """Put an entry in at the end, with a hash that fits."""
    last = row(session, MANY)
    new = {**last, "number": MANY + 1, "before": last["hash"], "who": f"x{chance.random()}"}
    new["hash"] = hash_of(new)
    names = ", ".join(new)
    values = ", ".join(f":{name}" for name in new)
    session.execute(text(f"INSERT INTO audit_entries ({names}) VALUES ({values})"), new)  # noqa: S608 - columns of ours
    return f"Entry {MANY + 1} is not where the head"


def replaced(session: Session, chance: random.Random) -> str:
    """Write an entry anew with a hash that fits it."""
    number = chance.randrange(1, MANY)
    new = {**row(session, number), "who": f"x{chance.random()}"}
    set_column(session, number, "who", new["who"])
    set_column(session, number, "hash", hash_of(new))
    return f"Entry {number + 1} does not follow entry {number}"


EVERY: tuple[Tampering, ...] = (
    one_byte, one_byte_of_a_case, removed, swapped, cut, inserted, replaced,
)  # fmt: skip


class Undone(Exception):
    """Takes a tampering back."""


def found_after(database: Database, known: Head, tamper: Tampering, seed: int) -> tuple[str, str]:
    """Return what a tampering was and what is found, and take it back."""
    done, problem = "", ""
    try:
        with database.writing() as session:
            done = tamper(session, random.Random(seed))  # noqa: S311 - chance for tests
            problem = verify(session, known=known).problem
            raise Undone  # noqa: TRY301 - it takes the tampering back
    except Undone:
        return done, problem


@pytest.mark.feature(15)
def test_a_thousand_tamperings_are_found_and_named(sqlite: Database) -> None:
    """Whoever owns the database can change it; nobody may be able to do so unnoticed."""
    filled(sqlite, MANY)
    unguarded(sqlite)
    known = Head(MANY, latest(sqlite)[0].hash)
    chance = random.Random()  # noqa: S311 - other tamperings each time
    seeds = [chance.randrange(10**9) for _ in range(TAMPERINGS)]
    tampers = [
        one_byte if place % 2 else EVERY[place // 2 % len(EVERY)] for place in range(TAMPERINGS)
    ]

    found = [
        (seed, tamper.__name__, *found_after(sqlite, known, tamper, seed))
        for seed, tamper in zip(seeds, tampers, strict=True)
    ]

    assert [] == [one for one in found if one[2] not in one[3] or not one[3]]
    with sqlite.reading() as session:
        assert "" == verify(session, known=known).problem


@pytest.mark.parametrize("tamper", EVERY, ids=lambda tamper: tamper.__name__)
def test_a_tampering_is_found_on_every_database(database: Database, tamper: Tampering) -> None:
    """The guards differ, the chain does not."""
    filled(database, MANY)
    unguarded(database)
    known = Head(MANY, latest(database)[0].hash)

    done, problem = found_after(database, known, tamper, seed=7)

    assert done in problem


def test_a_text_that_is_none_any_more_is_found(sqlite: Database) -> None:
    """A byte that makes no letter must not stop the walk with a riddle."""
    filled(sqlite, 3)
    unguarded(sqlite)

    with sqlite.writing() as session:
        session.execute(text("UPDATE audit_entries SET who = CAST(x'ff' AS TEXT) WHERE number = 2"))
    with sqlite.reading() as session:
        found = verify(session)

    assert "Entry 2 was changed after it was written" == found.problem


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET who = 'nobody' WHERE number = 2",
        "DELETE FROM audit_entries WHERE number = 2",
        "DELETE FROM audit_lists",
        "DELETE FROM audit_cases",
        "UPDATE audit_cases SET case_ref = 'X'",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
    ],
)
def test_the_database_itself_refuses_to_change_the_audit(
    database: Database, statement: str
) -> None:
    """A slip, or a fault in a program, is stopped before the chain has to find it."""
    filled(database, 3)

    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(text(statement))

    with database.reading() as session:
        assert ("", 3) == ((found := verify(session)).problem, found.entries)


def test_what_is_removed_leaves_a_signed_entry_and_the_chain_goes_on(database: Database) -> None:
    """Retention is the one way to remove, and it can be told from tampering for ever."""
    filled(database, 10)
    day = asked().at.date()
    for place in (0, 1):
        with database.writing() as session:
            append(session, asked(1440 * 3 + place))
    with database.writing() as session:
        first = retain(session, day.replace(day=30), SECRET)
        gone = retain(session, (asked(1440).at).date(), SECRET)
    with database.reading() as session:
        found = verify(session, secret=SECRET)
        other = verify(session, secret="another secret, as long as one has to be, of others")  # noqa: S106 - it guards nothing

    assert (0, 10, 1, 10) == (first.count, gone.count, gone.first, gone.last)
    assert ("", 3, 11) == (found.problem, found.entries, found.first)
    assert "Entry 13 speaks of entries removed, and is not signed" in other.problem


def test_entries_that_nobody_removed_are_missed_at_the_beginning_too(sqlite: Database) -> None:
    """Without the signed entry a beginning that is gone was cut off."""
    filled(sqlite, 5)
    unguarded(sqlite)

    with sqlite.writing() as session:
        session.execute(text("DELETE FROM audit_entries WHERE number < 3"))
    with sqlite.reading() as session:
        problem = verify(session).problem

    assert "Entries up to 2 are missing, and no entry of a removal says so" == problem


def test_writers_at_once_keep_one_chain(database: Database) -> None:
    """Two entries with one number would be two stories."""

    def write(name: str) -> None:
        for place in range(5):
            with database.writing() as session:
                append(session, asked(place, who=name))

    threads = [threading.Thread(target=write, args=(f"user{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with database.reading() as session:
        found = verify(session)
    assert ("", 20) == (found.problem, found.entries)


WRITER = """import sys
from tests.webapp.audit.entries import asked
from webapp.audit.chain import append
from webapp.database.opening import open_database
database = open_database(sys.argv[1])
for place in range(10_000):
    with database.writing() as session:
        number = append(session, asked(place))
    print(number, flush=True)
"""
KILLS = 5


def test_what_was_answered_is_there_after_a_kill(database_url: str) -> None:
    """An answer that left is on record, whatever happens to its process a moment later."""
    chance = random.Random()  # noqa: S311 - other moments each time
    words = [sys.executable, "-c", WRITER, database_url]
    writers = [
        subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(KILLS)
    ]

    answered = [0]
    for writer in writers:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(chance.random() / 20)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()  # what was read ahead of the first line is part of it
        writer.wait(30)
        writer.stdout.close()
        answered += [int(line) for line in lines if line.endswith("\n")]

    with closing(open_database(database_url)) as opened, opened.reading() as session:
        found = verify(session)
    assert KILLS < len(answered)
    assert ("", True) == (found.problem, max(answered) <= found.entries)
