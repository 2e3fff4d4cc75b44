"""`mappa serve`: the site."""

import click

from graph.store import open_store
from webapp import options
from webapp.app import create_app
from webapp.serving import Server, check_address
from webapp.settings import settings_from


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback only.")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@options.store_option
def command(host: str, port: int, store_url: str) -> None:
    """Serve the site on this machine; there is no sign-in yet, so on no other."""
    check_address(host, port)
    app = create_app(settings_from(), open_store(store_url))
    click.echo(f"MAPPA Explorer is at http://{host}:{port}/ (Ctrl-C stops it)", err=True)
    Server(app, host, port).run()
