"""`mappa docs`: the generated pages of docs/."""

import click

from webapp.commands import REFUSED
from webapp.documents import FOLDER, pages


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail where a page is out of date.")
def command(check: bool) -> None:
    """Write the reference pages of docs/ from the declarations."""
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        click.echo(f"docs/ is out of date: {', '.join(stale)}. Run: make docs", err=True)
        raise click.exceptions.Exit(REFUSED)
    if not check:
        click.echo(f"docs: {len(stale)} pages written, the others were current", err=True)
