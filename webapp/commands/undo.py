"""`mappa undo NUMBER`: take a load back, whole or not at all."""

import datetime
import getpass
from contextlib import closing

import click

from graph.store import open_store
from webapp import options
from webapp.audit import events
from webapp.audit.of_command import cases_of_effect, change
from webapp.commands import REFUSED
from webapp.effect import Question
from webapp.settings import policy_from
from webapp.undo_words import say
from webapp.undoing import dry_run_undo, undo_load


@click.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be done; write nothing.")
@options.policy_option
@options.format_option
@options.store_option
def command(number: int, dry: bool, policy_file: str | None, shape: str, store_url: str) -> None:
    """Take back load NUMBER: what it made goes, what it changed or dropped comes back.

    All of it is refused where a later load builds on it; undo that one first.
    """
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    question = Question(policy_from(policy_file), today, today)
    with closing(open_store(store_url)) as store:
        if dry:
            undoing = dry_run_undo(store, number, question)
        else:
            undoing = undo_load(store, number, question, by=getpass.getuser())
    said = undoing.report()
    change(
        events.LOAD_UNDONE, undone=number, load=said["load"], state=said["state"],
        cases=cases_of_effect(said["coverage"]),
    )  # fmt: skip
    say(undoing, shape)
    raise click.exceptions.Exit(REFUSED if undoing.state == "refused" else 0)
