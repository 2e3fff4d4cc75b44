"""`mappa waivers`: rules of the policy that are not asked of a case, until a day."""

import datetime

import click

from graph.errors import InputError
from webapp import options, output
from webapp.app import today
from webapp.audit import events
from webapp.audit.of_command import answered
from webapp.commands.users import changing, say_where_unknown
from webapp.database.opening import open_database
from webapp.settings import policy_from
from webapp.waivers import Waiving, open_waivers, problems_with, waive, withdraw

COLUMNS = ("number", "case", "rule", "level", "until", "why", "by")


@click.group()
def command() -> None:
    """Waive rules of the policy for a case, list what is waived, have a rule asked again."""


@command.command("add")
@click.argument("case")
@click.argument("rule")
@click.argument("level")
@click.option("--why", required=True, help="The reason; whoever sees the case reads it.")
@click.option("--until", required=True, type=options.Day(), help="Day on which it is asked again.")
@options.database_option
@options.store_option
def add(
    case: str,
    rule: str,
    level: str,
    why: str,
    until: datetime.date,
    database_url: str,
    store_url: str,
) -> None:
    """Waive a rule for a case at a level, for a reason and until a day."""
    waiving = Waiving(case, rule, level, why, until)
    problems = problems_with(waiving, policy_from(None), today())
    if problems:
        raise InputError("\n".join(problems.values()))
    say_where_unknown(store_url, "MappaCase", case)
    with changing(database_url) as (session, change):
        made = waive(session, waiving, change)
        number = made.id
    click.echo(f"waiver {number}: {rule} is not asked of {case} until {until}", err=True)


@command.command("list")
@options.database_option
@options.format_option
def listed(database_url: str, shape: str) -> None:
    """List the waivers that have not ended."""
    found = open_waivers(open_database(database_url), today())
    rows = [
        {
            "number": one.id, "case": one.case_ref, "rule": one.rule, "level": one.level,
            "until": one.ends_on, "why": one.why, "by": one.made_by,
        }
        for one in found
    ]  # fmt: skip
    answered(
        events.PAGE_READ, rows=len(rows), cases={one.case_ref for one in found}, parts={},
        method="GET", status=200,
    )  # fmt: skip
    click.echo(output.written(COLUMNS, rows, shape), nl=False)


@command.command("withdraw")
@click.argument("number", type=int)
@options.database_option
def withdrawn(number: int, database_url: str) -> None:
    """Have a rule asked again, at once; the number is that of mappa waivers list."""
    with changing(database_url) as (session, change):
        found = withdraw(session, number, change)
        said = f"{found.rule} is asked of {found.case_ref} again"
    click.echo(said, err=True)
