"""`mappa status`: which store answers, and what it holds."""

import click

from graph.model import MODEL
from graph.store import open_store
from webapp import options, output


@click.command()
@options.format_option
@options.store_option
@click.option("--digest", is_flag=True, help="Also a digest of everything stored (takes a while).")
def command(shape: str, store_url: str, digest: bool) -> None:
    """Say which store answers, its version, and how many things of each type it holds."""
    store = open_store(store_url)
    rows = [{"what": name, "value": value} for name, value in store.info().items()]
    rows.append({"what": "load", "value": str(store.version())})
    for label in MODEL.node_types:
        found = store.read(f"MATCH (n:{label}) RETURN count(*) AS number")
        rows.append({"what": label, "value": str(found[0]["number"])})
    if digest:
        rows.append({"what": "digest", "value": store.digest()})
    click.echo(output.written(("what", "value"), rows, shape), nl=False)
