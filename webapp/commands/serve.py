"""`mappa serve`: the site."""

from dataclasses import replace

import click
from sqlalchemy import exists, false, select

from graph.errors import InputError
from graph.store import open_store
from webapp import options
from webapp.app import create_app
from webapp.database.opening import Database, open_database
from webapp.database.people import User
from webapp.provider import Provider, provider_from
from webapp.secret import secret_from
from webapp.serving import Server, check_address
from webapp.settings import settings_from

MOST_PROCESSES = 32
"""Each holds facts of its own, and answers no faster where there are fewer cores."""


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Address to listen at; one beyond this machine needs MAPPA_TRUSTED_HOSTS.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option(
    "--processes", type=click.IntRange(1, MOST_PROCESSES), default=1, show_default=True,
    help="Processes that answer; one for each core, where many people read at once.",
)  # fmt: skip
@options.store_option
@options.database_option
def command(host: str, port: int, processes: int, store_url: str, database_url: str) -> None:
    """Serve the site to those who sign in.

    It needs a database with a user who can, and a secret in MAPPA_SECRET or in the file that
    MAPPA_SECRET_FILE names. Beyond this machine a proxy with TLS stands before it, and
    MAPPA_TRUSTED_HOSTS names the hosts under which people reach it; MAPPA_PROXY_HOPS says how
    many proxies tell where somebody comes from, and none is believed by default.

    One process answers one person at a time as far as Python works on the answer. Several take
    several cores, and memory for what each keeps; docs/serving.md says what else is different.
    """
    settings = replace(settings_from(), store=store_url, database=database_url)
    check_address(host, port, settings.trusted_hosts)
    settings = replace(settings, secret=secret_from(), provider=provider_from())
    database = open_database(database_url)
    refuse_without_user(database, settings.provider)
    app = create_app(settings, open_store(store_url), database)
    click.echo(f"MAPPA Explorer is at http://{host}:{port}/ (Ctrl-C stops it)", err=True)
    Server(app, host, port, processes).run()


def refuse_without_user(database: Database, provider: Provider | None = None) -> None:
    """Raise InputError for a database in which nobody could sign in."""
    issuer = provider.issuer if provider else None
    way = User.password_hash.is_not(None) | (User.issuer == issuer if issuer else false())
    can = exists().where(User.disabled_at.is_(None), way)
    with database.reading() as session:
        if not session.scalar(select(can)):
            raise InputError(
                "Nobody could sign in: the database has no user with a password. Add the first "
                "administrator: mappa users add NAME --role people"
            )
