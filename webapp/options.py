"""Options that several commands share."""

import datetime
from collections.abc import Callable
from typing import Any

import click

from webapp.output import FORMATS
from webapp.settings import DEFAULT_DATABASE, DEFAULT_STORE, settings_from

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Day(click.ParamType[datetime.date]):
    """A day, written as 2026-01-31."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Read a day, or say how one is written."""
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-01-31", param, ctx)


store_option: Decorator = click.option(
    "--store",
    "store_url",
    default=lambda: settings_from().store,
    show_default=f"MAPPA_STORE, else {DEFAULT_STORE}",
    help="Address of the store: embedded:PATH, neo4j://HOST:PORT or bolt://HOST:PORT.",
)
database_option: Decorator = click.option(
    "--database",
    "database_url",
    default=lambda: settings_from().database,
    show_default=f"MAPPA_DATABASE, else {DEFAULT_DATABASE}",
    help="Address of the database of users: sqlite:///PATH or postgresql://USER@HOST/NAME.",
)
as_user_option: Decorator = click.option(
    "--as", "as_user", default=None, metavar="USER",
    help="Ask as this user, who sees less; without it the operator asks, who sees all.",
)  # fmt: skip
format_option: Decorator = click.option(
    "--format", "shape", type=click.Choice(FORMATS), default="table", show_default=True,
    help="How the rows are written.",
)  # fmt: skip
as_of_option: Decorator = click.option(
    "--as-of", type=Day(), default=None, help="Day to judge by; today if not given."
)
policy_option: Decorator = click.option(
    "--policy", "policy_file", type=click.Path(dir_okay=False), default=None,
    help="Policy file to judge by; MAPPA_POLICY, else the default policy.",
)  # fmt: skip
