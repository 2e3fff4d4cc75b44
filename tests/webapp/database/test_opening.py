"""The second database: opened by its address, made and changed by migrations, on both kinds."""

import datetime
import stat
from contextlib import closing, suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import StatementError

from graph.errors import InputError
from tests.webapp.test_commands import mappa
from webapp.database import opening
from webapp.database.opening import Database, DatabaseError, connect, open_database
from webapp.database.people import User
from webapp.database.shape import every_table
from webapp.database.versions import downgrade, upgrade

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)


def somebody() -> User:
    """Return a user that nobody else is."""
    return User(name="invented.user", made_at=NOON, made_by="the tests")


def test_the_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    """A column that only the code knows fails on the first day in use."""
    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        differences = compare_metadata(context, every_table())

    assert [] == differences


def test_every_migration_can_be_taken_back_and_made_again(database: Database) -> None:
    """An upgrade that goes wrong at night is taken back."""
    with database.writing() as session:
        downgrade(session.connection(), "base")
        left = set(inspect(session.connection()).get_table_names())
        upgrade(session.connection())
        again = set(inspect(session.connection()).get_table_names())

    assert {"alembic_version"} == left
    assert {*every_table().tables, "alembic_version"} == again


def test_a_database_without_tables_is_refused_with_what_to_do(empty_database_url: str) -> None:
    """The first evening ends with a sentence and not with a traceback."""
    with pytest.raises(DatabaseError, match="has no tables yet. Make them: mappa database upgrade"):
        open_database(empty_database_url)


def test_a_database_that_is_not_ours_is_not_touched(empty_database_url: str) -> None:
    """Somebody else's tables must never be mixed with ours."""
    with closing(connect(empty_database_url)) as database, database.writing() as session:
        session.execute(text("CREATE TABLE theirs (id INTEGER)"))

    done = mappa("database", "upgrade", MAPPA_DATABASE=empty_database_url)

    with closing(connect(empty_database_url)) as database, database.reading() as session:
        tables = inspect(session.connection()).get_table_names()
    assert 2 == done.returncode
    assert "holds tables, and none of ours. It was not touched" in done.stderr
    assert ["theirs"] == tables


@pytest.mark.parametrize(("number", "said"), [("9999", "is newer than this program")])
def test_a_database_of_another_version_is_refused(
    database: Database, database_url: str, number: str, said: str
) -> None:
    """A program that does not know a column would lose what is in it."""
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": number})

    with pytest.raises(DatabaseError, match=said):
        open_database(database_url)


def test_what_was_written_in_one_transaction_is_there_whole_or_not_at_all(
    database: Database,
) -> None:
    """Half a grant is none."""
    with suppress(ZeroDivisionError), database.writing() as session:
        session.add(somebody())
        session.flush()
        raise ZeroDivisionError

    with database.writing() as session:
        session.add(somebody())
    with database.reading() as session:
        found = session.scalars(select(User)).all()

    assert [("invented.user", NOON)] == [(user.name, user.made_at) for user in found]


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    """Nobody could say when it was."""
    user = somebody()
    user.made_at = NOON.replace(tzinfo=None)

    with pytest.raises((DatabaseError, StatementError)), database.writing() as session:
        session.add(user)


def test_a_role_of_nobody_is_refused(database: Database) -> None:
    """Keys are kept on both kinds; SQLite does so only where it is told."""
    with (
        pytest.raises(DatabaseError, match="does not answer as it should"),
        database.writing() as session,
    ):
        session.execute(
            text("INSERT INTO user_roles VALUES (7, 'chair', '2026-01-31 12:00', 'the tests')")
        )


def test_a_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Hashes of passwords are for nobody else on the machine."""
    path = tmp_path / "new" / "mappa.db"

    done = mappa("database", "upgrade", "--database", f"sqlite:///{path}")

    modes = [stat.S_IMODE(found.stat().st_mode) for found in (path, path.parent)]
    assert (0, [0o600, 0o700]) == (done.returncode, modes)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://x/y", "mysql is no database that the product knows"),
        ("sqlite://", "names no file or database"),
        ("nonsense", "is no address of a database"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, said: str) -> None:
    """A database in memory would forget every grant at the first restart."""
    with pytest.raises(InputError, match=said):
        connect(url)


def test_a_server_that_is_away_is_one_line_without_the_password() -> None:
    """What is printed ends up in tickets."""
    done = mappa("database", "status", "--database", "postgresql://u:hidden@127.0.0.1:1/x")

    assert 2 == done.returncode
    assert 1 == done.stderr.count("\n")
    assert "127.0.0.1:1/x does not answer as it should" in done.stderr
    assert "hidden" not in done.stderr


def test_a_copy_is_a_database_that_opens(sqlite: Database, tmp_path: Path) -> None:
    """A backup that was never put back is a hope."""
    with sqlite.writing() as session:
        session.add(somebody())
    copy = tmp_path / "copy.db"

    done = mappa("database", "backup", str(copy), MAPPA_DATABASE=str(sqlite.engine.url))
    with open_database(f"sqlite:///{copy}").reading() as session:
        names = session.scalars(select(User.name)).all()

    assert (0, ["invented.user"]) == (done.returncode, list(names))
    assert 0o600 == stat.S_IMODE(copy.stat().st_mode)


def test_a_writer_waits_for_another_in_the_same_process_and_not_for_ever(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes while they write, by a mistake of ours, must be told, not hang."""
    monkeypatch.setattr(opening, "BUSY_MILLISECONDS", 10)

    with (
        sqlite.writing(),
        pytest.raises(DatabaseError, match="written to by somebody else"),
        sqlite.writing(),
    ):
        pass

    with sqlite.writing() as session:
        assert 1 == session.scalar(text("SELECT 1"))
