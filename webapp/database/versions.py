"""The shape of the second database: which one the code wants, which one is there, up and down."""

import enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

MIGRATIONS = Path(__file__).parent / "migrations"


class Standing(enum.Enum):
    """How a database stands to the code; the value says what to do."""

    CURRENT = "is as the code wants it"
    EMPTY = "has no tables yet. Make them: mappa database upgrade"
    FOREIGN = (
        "holds tables, and none of ours. It was not touched: name an empty one with --database "
        "or MAPPA_DATABASE"
    )
    OLDER = "is older than this program. Make a backup, then: mappa database upgrade"
    NEWER = (
        "is newer than this program, which would damage it. Install the program that it was "
        "upgraded with, or name another database"
    )


def standing(connection: Connection) -> Standing:
    """Say how a database stands to the code."""
    heads = MigrationContext.configure(connection).get_current_heads()
    if not heads:
        return Standing.FOREIGN if _others(connection) else Standing.EMPTY
    script = ScriptDirectory(str(MIGRATIONS))
    if set(heads) == set(script.get_heads()):
        return Standing.CURRENT
    known = {revision.revision for revision in script.walk_revisions()}
    return Standing.OLDER if set(heads) <= known else Standing.NEWER


def wanted() -> str:
    """Return the version of the newest migration."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def version(connection: Connection) -> str:
    """Return the version of the database; none is empty."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring a database up to a version, inside the transaction of the connection."""
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Take a database down to a version; `base` is none at all."""
    command.downgrade(_config(connection), to)


def _others(connection: Connection) -> bool:
    return bool(set(inspect(connection).get_table_names()) - {"alembic_version"})


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
