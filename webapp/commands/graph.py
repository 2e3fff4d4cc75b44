"""`mappa graph case KEY`: the elements that a page draws."""

import datetime

import click

from graph.store import open_store
from queries.analysis import Asked
from queries.scene import case_scene
from webapp import options, output
from webapp.access import CASES
from webapp.app import today
from webapp.asker import scope_for
from webapp.audit import events
from webapp.audit.of_command import answered
from webapp.elements import case_picture
from webapp.settings import settings_from


@click.group()
def command() -> None:
    """Print a picture's nodes, lines, legend and counts as JSON."""


@command.command("case")
@click.argument("reference")
@options.as_of_option
@options.store_option
@options.database_option
@options.as_user_option
def case(
    reference: str,
    as_of: datetime.date | None,
    store_url: str,
    database_url: str,
    as_user: str | None,
) -> None:
    """Print the picture of one case, exactly what its page draws."""
    day = as_of or today()
    scope = scope_for(as_user, database_url, today(), CASES)
    asked = Asked(scope, day, today(), settings_from().policy())
    with open_store(store_url).snapshot() as reader:
        picture = case_picture(case_scene(reader, reference, asked), day.isoformat())
    no_question = {"question": "", "parameters": {}, "as_of": day}
    answered(
        events.EXPORTED, rows=len(picture.nodes), cases=[reference],
        parts={"reference": reference}, form="json", **no_question,
    )  # fmt: skip
    click.echo(output.json_text(picture.as_json()))
