"""`mappa what-if`: what coverage would be, if; nothing is written."""

import datetime
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from graph.store import open_store
from queries.coverage.policy_file import read_policy
from webapp import options, output
from webapp.access import CASES
from webapp.asker import scope_for
from webapp.audit import events
from webapp.audit.of_command import answered
from webapp.audit.seen import cases_in
from webapp.effect import COLUMNS, Effect, Question
from webapp.settings import policy_from
from webapp.spoken import SPOKEN, read_all
from webapp.suppositions.supposed import Supposition
from webapp.what_if import suppose


def suppositions(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one option for each sort of supposition, each as often as wanted."""
    for name, spoken in reversed(list(SPOKEN.items())):
        command = click.option(
            f"--{name.replace('_', '-')}",
            name,
            multiple=True,
            metavar=spoken.metavar,
            help=spoken.help,
        )(command)
    return command


@click.command()
@suppositions
@click.option(
    "--by-policy", type=click.Path(path_type=Path, dir_okay=False),
    help="Judge by another policy afterwards.",
)  # fmt: skip
@options.as_of_option
@options.policy_option
@options.format_option
@options.store_option
@options.database_option
@options.as_user_option
def command(
    by_policy: Path | None,
    as_of: datetime.date | None,
    policy_file: str | None,
    shape: str,
    store_url: str,
    database_url: str,
    as_user: str | None,
    **told: Any,
) -> None:
    """Say which gaps would open and close, and which seats would be at risk.

    Several things can be supposed at once. Nothing is written.
    """
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    supposed = read_all(told)
    if not supposed and not by_policy:
        raise click.UsageError("Say what is supposed: --withdraw, --leaves, --level, --meeting …")
    scope = scope_for(as_user, database_url, today, CASES)
    question = Question(policy_from(policy_file), as_of or today, today, scope)
    then = replace(question, policy=read_policy(by_policy)) if by_policy else question
    with closing(open_store(store_url)) as store:
        effect = suppose(store, supposed, question, then=then)
    found = effect.rows()
    answered(
        events.QUESTION_ASKED, rows=len(found), cases=cases_in(found), question="what-if",
        parameters={"suppositions": len(supposed)}, as_of=question.as_of,
    )  # fmt: skip
    _say(supposed, by_policy, effect, shape)


def _say(supposed: list[Supposition], by_policy: Path | None, effect: Effect, shape: str) -> None:
    """Print the rows to standard output, and what they come to beside it."""
    words = [one.in_words() for one in supposed]
    words += [f"coverage is judged by {by_policy}"] if by_policy else []
    if shape == "json":
        click.echo(output.json_text({"supposed": words, "coverage": effect.as_json()}))
        return
    click.echo(output.written(COLUMNS, effect.rows(), shape), nl=False)
    for line in (*(f"if {what}" for what in words), *effect.in_words()):
        click.echo(line, err=True)
