"""`mappa graph KIND …`: the picture that a page draws, as JSON or as a file."""

import datetime
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import click

from graph.errors import InputError
from graph.store import Reader, open_store
from queries.analysis import Asked, run
from queries.co_attendance import CO_ATTENDANCE
from queries.coverage.words import day as in_words
from queries.neighbours import CASE, Neighbourhood
from queries.path import PATH
from webapp import options
from webapp.access import CASES
from webapp.app import today
from webapp.asker import scope_for
from webapp.asking import read_parameters
from webapp.audit import events
from webapp.audit.of_command import answered
from webapp.marking import marking_of
from webapp.pictures.agency import OFTEN, agency_drawn
from webapp.pictures.case import case_drawn
from webapp.pictures.choice import Choice, read_choice
from webapp.pictures.files import FORMS
from webapp.pictures.meetings import meetings_drawn
from webapp.pictures.opening import thing_of
from webapp.pictures.panel import panel_drawn
from webapp.pictures.path import path_drawn
from webapp.pictures.picture import Picture
from webapp.settings import settings_from

Make = Callable[[Reader, Asked, Choice], Picture]
BYTES = frozenset({"png", "pdf"})
"""Forms that are no text, so that they are never written to a terminal."""


@click.group()
def command() -> None:
    """Draw a picture: of a case, an agency, a panel day, a path, or of agencies that meet."""


def told(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that all pictures have."""
    for option in (
        options.as_user_option, options.database_option, options.store_option,
        options.as_of_option,
        click.option(
            "-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path),
            help="File to write; without it JSON, SVG and GraphML go to standard output.",
        ),
        click.option(
            "--format", "form", type=click.Choice(list(FORMS)), default="json", show_default=True,
            help="What is written: a drawing, or data for other tools.",
        ),
        click.option("--open", "opened", default="", help="What to expand: KEY,KEY as in a page."),
        click.option("--hide", "hidden", default="", help="What to hide, as in a page."),
    ):  # fmt: skip
        command = option(command)
    return command


@command.command("case")
@click.argument("reference")
@click.option("--at", default="", help="Look at it as it stood on this earlier day.")
@told
def case(reference: str, at: str, **given: Any) -> None:
    """Draw one case, exactly as its page does."""
    _draw(
        given, {"reference": reference},
        lambda reader, asked, choice: case_drawn(reader, reference, asked, choice), at,
    )  # fmt: skip


@command.command("agency")
@click.argument("code")
@told
def agency(code: str, **given: Any) -> None:
    """Draw what stands round one agency."""
    _draw(
        given, {"agency": code},
        lambda reader, asked, choice: agency_drawn(reader, code, asked, choice),
    )  # fmt: skip


@command.command("panel")
@click.argument("code")
@click.option("--meeting", default=None, help="A meeting by its code; the next one if not given.")
@told
def panel(code: str, meeting: str | None, **given: Any) -> None:
    """Draw the cases and agencies of one panel day."""
    _draw(
        given, {"code": code},
        lambda reader, asked, choice: panel_drawn(reader, code, meeting, asked, choice),
    )  # fmt: skip


@command.command("path")
@click.argument("start")
@click.argument("to")
@click.option("--by", default="", help="Only by these kinds of edge, split by ;.")
@told
def path(start: str, to: str, by: str, **given: Any) -> None:
    """Draw how two things are connected."""

    def make(reader: Reader, asked: Asked, choice: Choice) -> Picture:
        texts = {"one": start, "other": to, "by": by}
        steps = run(PATH, reader, _told(asked, read_parameters(PATH, texts))).rows
        return path_drawn(steps, start, to, Neighbourhood(reader, asked), asked, choice)

    _draw(given, {"start": start, "to": to}, make)


@command.command("co-attendance")
@click.option("--area", default="", help="Only cases of this area.")
@click.option("--from", "since", default="", help="Only meetings of this day or later.")
@click.option("--least", type=click.IntRange(1), default=OFTEN, show_default=True,
              help="Only agencies that met at least so often.")  # fmt: skip
@told
def co_attendance(area: str, since: str, least: int, **given: Any) -> None:
    """Draw which agencies meet, and how often."""

    def make(reader: Reader, asked: Asked, choice: Choice) -> Picture:
        values = read_parameters(CO_ATTENDANCE, {"area": area, "from": since})
        pairs = run(CO_ATTENDANCE, reader, _told(asked, values)).rows
        return meetings_drawn(pairs, least, Neighbourhood(reader, asked), asked, choice)

    _draw(given, {"area": area}, make)


def _told(asked: Asked, parameters: Mapping[str, Any]) -> Asked:
    return Asked(asked.scope, asked.as_of, asked.today, asked.policy, parameters)


def _draw(given: Mapping[str, Any], parts: Mapping[str, str], make: Make, at: str = "") -> None:
    form, target = given["form"], given["target"]
    if form in BYTES and target is None:
        raise InputError(f"A {form} is no text. Say where to write it: -o picture.{form}")
    day = given["as_of"] or today()
    scope = scope_for(given["as_user"], given["database_url"], today(), CASES)
    settings = settings_from()
    policy = settings.policy()
    choice = read_choice({"open": given["opened"], "hide": given["hidden"], "at": at})
    with open_store(given["store_url"]).snapshot() as reader:
        picture = make(reader, Asked(scope, day, today(), policy), choice)
    _recorded(picture, parts, form, day)
    who = given["as_user"] or "the operator"
    notes = [
        f"Judged by {policy.name}, version {policy.version}.",
        f"Made for {who} on {in_words(today())}.",
        marking_of(settings),
    ]
    _write(FORMS[form].made(picture, notes), target)


def _recorded(picture: Picture, parts: Mapping[str, str], form: str, day: datetime.date) -> None:
    cases: Collection[str] = [thing_of(node.id)[1] for node in picture.nodes if node.kind == CASE]
    answered(
        events.EXPORTED, rows=len(picture.nodes), cases=cases, parts=dict(parts), form=form,
        question="", parameters={}, as_of=day,
    )  # fmt: skip


def _write(made: bytes, target: Path | None) -> None:
    if target is None:
        click.echo(made.decode())
        return
    target.write_bytes(made)
    click.echo(f"{target}: {len(made):,} bytes", err=True)
