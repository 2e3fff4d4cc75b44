"""`mappa search TEXT`: find a case, an agency, a panel, an area or a person."""

import datetime

import click

from graph.store import open_store
from queries.analysis import Asked
from queries.coverage.policy_file import default_policy
from queries.search import KINDS, LIMIT, MOST, search
from webapp import options, output
from webapp.access import CASES
from webapp.asker import scope_for
from webapp.audit import events
from webapp.audit.of_command import answered

COLUMNS = ("kind", "key", "name", "matched", "how", "areas", "cases")


@click.command()
@click.argument("text")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="Only this kind."
)
@click.option(
    "--limit", type=click.IntRange(1, MOST), default=LIMIT, show_default=True,
    help="Most hits to write.",
)  # fmt: skip
@options.store_option
@options.database_option
@options.as_user_option
@options.format_option
def command(
    text: str,
    kinds: tuple[str, ...],
    limit: int,
    store_url: str,
    database_url: str,
    as_user: str | None,
    shape: str,
) -> None:
    """Find by the beginning of words: mappa search "north wal".

    References, names, former names, aliases and Welsh names; accents and slips of a letter are
    forgiven in names.
    """
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    scope = scope_for(as_user, database_url, today, CASES)
    asked = Asked(scope, today, today, default_policy())
    with open_store(store_url).snapshot() as reader:
        hits = search(reader, text, asked, kinds=kinds, limit=limit)
    cases = {case for hit in hits for case in hit.cases}
    cases |= {hit.key for hit in hits if hit.label == "MappaCase"}
    answered(events.SEARCHED, rows=len(hits), cases=cases, letters=len(text))
    rows = [
        {
            "kind": hit.kind,
            "key": hit.key,
            "name": hit.name,
            "matched": hit.matched,
            "how": hit.how,
            "areas": list(hit.areas),
            "cases": list(hit.cases),
        }
        for hit in hits
    ]
    click.echo(output.written(COLUMNS, rows, shape), nl=False)
