"""`mappa policy show|check|diff`: the rules by which coverage is judged."""

import datetime
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from graph.records import Changes
from graph.store import open_store
from queries.coverage.differences import Difference, differences
from queries.coverage.policy import Clock, Link, Seat
from queries.coverage.policy_file import default_policy, read_policy
from queries.coverage.words import rule_in_words
from webapp import options, output
from webapp.effect import Question, by_rule_and_area, effect_of
from webapp.policy_words import policy_as_json
from webapp.settings import policy_from

EFFECT_COLUMNS = ("rule", "area", "opened", "closed", "at_risk")
COLUMNS = ("id", "kind", "strength", "rule", "basis", "status", "from", "until")


@click.group()
def command() -> None:
    """Show, check or compare coverage policies."""


@command.command()
@options.format_option
@options.policy_option
def show(shape: str, policy_file: str | None) -> None:
    """Print the rules in force, each with its basis and how sure we are of it."""
    policy = policy_from(policy_file)
    rules: list[Seat | Link | Clock] = [*policy.rules, *policy.clocks]
    rows = [_row(rule) for rule in rules]
    writers = {
        "json": lambda: output.json_text(policy_as_json(policy)) + "\n",
        "csv": lambda: output.csv_text(COLUMNS, rows),
        "jsonl": lambda: output.jsonl_text(rows),
        "table": lambda: output.table_text(COLUMNS, rows),
    }
    click.echo(writers[shape](), nl=False)
    click.echo(
        f"policy {policy.name} {policy.version} ({policy.digest}): local policy for a Strategic "
        f"Management Board to adopt; no row is law",
        err=True,
    )


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a policy file; every mistake is named with its line."""
    policy = read_policy(file)
    click.echo(
        f"{file}: good. {len(policy.seats)} seats, {len(policy.links)} links, "
        f"{len(policy.clocks)} clocks; digest {policy.digest}"
    )


@command.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@options.as_of_option
@options.format_option
@options.store_option
def diff(
    before: Path, after: Path, as_of: datetime.date | None, shape: str, store_url: str
) -> None:
    """Say what differs between two policies, and what that does to coverage today.

    A policy is a file, or the word default.
    """
    was, will = (
        default_policy() if str(f) == "default" else read_policy(f) for f in (before, after)
    )
    found = [dict(difference._asdict()) for difference in differences(was, will)]
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    question = Question(was, as_of or today, today)
    with closing(open_store(store_url)) as store:
        effect = effect_of(store, Changes(), question, replace(question, policy=will))
    counts = by_rule_and_area(effect)
    if shape == "json":
        told = {"differences": found, "by_rule_and_area": counts, "coverage": effect.as_json()}
        click.echo(output.json_text(told))
        return
    click.echo(output.written(Difference._fields, found, shape), nl=False)
    click.echo(output.table_text(EFFECT_COLUMNS, counts) if counts else "", err=True, nl=False)
    for line in effect.in_words()[:1]:
        click.echo(line, err=True)


def _row(rule: Seat | Link | Clock) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": type(rule).__name__.lower(),
        "strength": "" if isinstance(rule, Clock) else rule.strength,
        "rule": rule_in_words(rule),
        "basis": rule.basis,
        "status": rule.status,
        "from": rule.in_force_from,
        "until": rule.in_force_until,
    }
