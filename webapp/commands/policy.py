"""`mappa policy show|check`: the rules by which coverage is judged."""

import dataclasses
from pathlib import Path
from typing import Any

import click

from queries.coverage.policy import Clock, Link, Policy, Seat
from queries.coverage.policy_file import read_policy
from queries.coverage.words import rule_in_words
from webapp import options, output
from webapp.settings import policy_from

COLUMNS = ("id", "kind", "strength", "rule", "basis", "status", "from", "until")


@click.group()
def command() -> None:
    """Show or check a coverage policy."""


@command.command()
@options.format_option
@options.policy_option
def show(shape: str, policy_file: str | None) -> None:
    """Print the rules in force, each with its basis and how sure we are of it."""
    policy = policy_from(policy_file)
    rules: list[Seat | Link | Clock] = [*policy.rules, *policy.clocks]
    rows = [_row(rule) for rule in rules]
    writers = {
        "json": lambda: output.json_text(as_json(policy)) + "\n",
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


def as_json(policy: Policy) -> dict[str, Any]:
    """Return the object that `mappa policy show --format json` prints."""
    return {
        "name": policy.name,
        "version": policy.version,
        "digest": policy.digest,
        "seats": [_plain(rule) for rule in policy.seats],
        "links": [_plain(rule) for rule in policy.links],
        "clocks": [_plain(clock) for clock in policy.clocks],
    }


def _plain(rule: Seat | Link | Clock) -> dict[str, Any]:
    named = {"in_force_from": "from", "in_force_until": "until"}
    return {
        named.get(name, name): list(value) if isinstance(value, tuple) else value
        for name, value in dataclasses.asdict(rule).items()
    }


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
