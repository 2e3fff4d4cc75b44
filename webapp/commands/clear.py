"""`mappa clear CASE RULE`: the smallest changes that would clear a gap, each tried."""

import datetime
from contextlib import closing

import click

from graph.store import open_store
from queries.analysis import Asked
from webapp import options, output
from webapp.access import CASES
from webapp.asker import scope_for
from webapp.clearing import Clearing, clearing
from webapp.settings import policy_from

TRIED = ("clears", "change", "state", "kind", "opens")
INVITED = (
    "agency",
    "called",
    "contact",
    "job",
    "single_point_of_contact",
    "name",
    "email",
    "phone",
)


@click.command()
@click.argument("case")
@click.argument("rule")
@options.as_of_option
@options.policy_option
@click.option(
    "--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="How the answer is written.",
)  # fmt: skip
@options.store_option
@options.database_option
@options.as_user_option
def command(
    case: str,
    rule: str,
    as_of: datetime.date | None,
    policy_file: str | None,
    shape: str,
    store_url: str,
    database_url: str,
    as_user: str | None,
) -> None:
    """Say what would clear RULE for CASE, each change tried, and who could be invited.

    Nothing is written. See `mappa ask explain-gap` for why the rule flags the case.
    """
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    scope = scope_for(as_user, database_url, today, CASES)
    asked = Asked(scope, as_of or today, today, policy_from(policy_file))
    with closing(open_store(store_url)) as store:
        found = clearing(store, asked, case, rule)
    click.echo(output.json_text(found.as_json()) if shape == "json" else _in_tables(found))


def _in_tables(found: Clearing) -> str:
    """Write what was tried, then whom to ask."""
    what = found.state + (f" ({found.kind})" if found.kind else "")
    lines = [f"{found.case} {found.rule}: {what}", ""]
    if found.tried:
        rows = [one.as_row() for one in found.tried]
        lines += ["What would clear it (tried, nothing was written)"]
        lines += [output.table_text(TRIED, rows)]
    else:
        nothing = (
            "No change was found that could be tried." if found.is_open else "Nothing to clear."
        )
        lines += [nothing, ""]
    if found.invited:
        lines += ["Who could be invited", output.table_text(INVITED, found.invited)]
    if found.more_agencies:
        lines += [f"and {found.more_agencies} more agencies"]
    return "\n".join(lines).rstrip()
