"""`mappa ask SLUG`: one question of the catalogue."""

import datetime
from typing import Any

import click

from graph.store import open_store
from queries.analysis import Analysis, Answer
from queries.catalogue import catalogue
from webapp import options, output
from webapp.access import access_to
from webapp.asker import person_named, scope_for
from webapp.asking import ask, read_parameters
from webapp.audit.of_command import question_answered, watched
from webapp.settings import policy_from
from webapp.small_numbers import day_told, from_months, told_small


class Questions(click.Group):
    """One sub-command an analysis, with an option a parameter."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the slugs of the catalogue."""
        return list(catalogue())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Build the command of an analysis from its declaration."""
        found = catalogue().get(cmd_name)
        return watched(_command(found)) if found else None


def _command(analysis: Analysis) -> click.Command:
    def answer(
        store_url: str,
        database_url: str,
        as_user: str | None,
        shape: str,
        as_of: datetime.date | None,
        policy_file: str | None,
        limit: int | None,
        **texts: str | None,
    ) -> None:
        today = datetime.datetime.now(datetime.UTC).astimezone().date()
        told = {name: text for name, text in texts.items() if text is not None}
        store = open_store(store_url)
        scope = scope_for(as_user, database_url, today, access_to(analysis))
        day, parameters = as_of or today, read_parameters(analysis, told)
        alone = person_named(as_user, database_url, today).totals_alone if as_user else False
        if alone:
            day, parameters = day_told(day), from_months(analysis, parameters)
        found = ask(
            analysis,
            store,
            scope=scope,
            policy=policy_from(policy_file),
            as_of=day,
            today=today,
            parameters=parameters,
            limit=limit,
        )
        question_answered(found, store)
        click.echo(written(told_small(found) if alone else found, shape), nl=False)

    command = click.Command(
        analysis.slug, callback=answer, help=f"{analysis.question}\n\n{analysis.why}"
    )
    for decorate in (
        options.store_option,
        options.database_option,
        options.as_user_option,
        options.format_option,
        options.as_of_option,
        options.policy_option,
        click.option("--limit", type=click.IntRange(min=1), help="Most rows to write."),
    ):
        decorate(command)
    for name, parameter in analysis.parameters.items():
        command.params.append(
            click.Option(
                [f"--{name.replace('_', '-')}", name],
                help=parameter.help,
                required=parameter.required,
                type=click.Choice(list(parameter.choices)) if parameter.choices else str,
            )
        )
    return command


def written(answer: Answer, shape: str) -> str:
    """Write an answer in one of the formats."""
    columns = list(answer.analysis.columns)
    if shape == "json":
        return output.json_text(answer.as_json()) + "\n"
    if shape == "csv":
        return output.csv_text(columns, answer.rows)
    if shape == "jsonl":
        return output.jsonl_text(answer.rows)
    return output.table_text(columns, answer.rows) + _below(answer)


def _below(answer: Answer) -> str:
    asked: dict[str, Any] = answer.as_json()
    policy = asked["policy"]
    shown = f"first {len(answer.rows)} of " if answer.truncated else ""
    return (
        f"\n{shown}{answer.count} rows on {asked['as_of']}; policy {policy['name']} "
        f"{policy['version']} ({policy['digest']}); load {asked['store']}. All invented.\n"
    )


@click.command("ask", cls=Questions)
def command() -> None:
    """Ask one question of the catalogue: mappa ask coverage-gaps --area cheshire."""
