"""Fixtures of the second database: both kinds, empty or of the shape that the code wants."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.postgres import postgres_server
from tests.servers import CannotStart
from webapp.database.opening import Database, connect, open_database
from webapp.database.versions import upgrade

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give a PostgreSQL of the run's own; skip, or in CI fail, where there is none."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_server())
        except CannotStart as error:
            if os.environ.get("CI") == "true":
                pytest.fail(f"CI wants a PostgreSQL, and there is none: {error}")
            pytest.skip(f"no PostgreSQL: {error}")
        made(f"{_named(url, 'wanted')}")
        yield url


@pytest.fixture(scope="session")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file of the shape that the code wants, to be copied and not touched."""
    path = tmp_path_factory.mktemp("wanted") / "mappa.db"
    made(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database of each kind, as the code wants it and with nobody in it."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("wanted")
        return f"sqlite:///{_copied(path, tmp_path)}"
    return _new(request.getfixturevalue("postgres_url"), "WITH TEMPLATE wanted")


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database of each kind without a single table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mappa.db'}"
    return _new(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a database of each kind, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(wanted: Path, tmp_path: Path) -> Iterator[Database]:
    """Give a SQLite database, for what the kind plays no part in."""
    opened = open_database(f"sqlite:///{_copied(wanted, tmp_path)}")
    yield opened
    opened.close()


def made(url: str) -> None:
    """Make the tables, and the database itself where it is a server's."""
    if not url.startswith("sqlite"):
        name = make_url(url).database
        _on_server(_named(url, "postgres"), f"CREATE DATABASE {name}")
    opened = connect(url)
    with opened.writing() as session:
        upgrade(session.connection())
    opened.close()


def _copied(source: Path, folder: Path) -> Path:
    target = folder / "mappa.db"
    shutil.copy(source, target)
    return target


def _new(url: str, how: str = "") -> str:
    name = f"of_{secrets.token_hex(6)}"
    _on_server(url, f"CREATE DATABASE {name} {how}")
    return _named(url, name)


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _on_server(url: str, statement: str) -> None:
    """Run what PostgreSQL runs outside a transaction only."""
    engine = create_engine(url.replace("postgresql://", "postgresql+pg8000://"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()
