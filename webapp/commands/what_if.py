"""`mappa what-if`: what coverage would be, if; nothing is written."""

import datetime
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from graph.errors import InputError
from graph.store import open_store
from queries.coverage.policy_file import read_policy
from webapp import options, output
from webapp.audit import events
from webapp.audit.of_command import answered
from webapp.audit.seen import cases_in
from webapp.effect import Effect, Question
from webapp.settings import policy_from
from webapp.what_if import Left, Moved, Planned, Supposition, Withdrawn, suppose

COLUMNS = (
    "change", "case", "area", "level", "rule", "strength", "state", "kind", "missing", "agency",
    "since", "next_on", "invited_next",
)  # fmt: skip


@click.command()
@click.option(
    "--withdraw", multiple=True, metavar="AGENCY[@AREA]",
    help="The agency, with its branches, no longer works in an area, or anywhere.",
)  # fmt: skip
@click.option("--leaves", multiple=True, metavar="CONTACT", help="The contact leaves.")
@click.option("--level", "levels", multiple=True, metavar="CASE=LEVEL", help="The case moves.")
@click.option(
    "--meeting", "meetings", multiple=True, metavar="CASE=DATE[:AGENCY,AGENCY]",
    help="The case is to be discussed on a day, with agencies invited.",
)  # fmt: skip
@click.option(
    "--by-policy", type=click.Path(path_type=Path, dir_okay=False),
    help="Judge by another policy afterwards.",
)  # fmt: skip
@options.as_of_option
@options.policy_option
@options.format_option
@options.store_option
def command(
    withdraw: tuple[str, ...],
    leaves: tuple[str, ...],
    levels: tuple[str, ...],
    meetings: tuple[str, ...],
    by_policy: Path | None,
    as_of: datetime.date | None,
    policy_file: str | None,
    shape: str,
    store_url: str,
) -> None:
    """Say which gaps would open and close, and which seats would be at risk.

    Several things can be supposed at once. Nothing is written.
    """
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    supposed: list[Supposition] = [
        *(Withdrawn(*_cut(text, "@", optional=True)) for text in withdraw),
        *(Left(text) for text in leaves),
        *(Moved(*_cut(text, "=")) for text in levels),
        *(_planned(text) for text in meetings),
    ]
    if not supposed and not by_policy:
        raise click.UsageError("Say what is supposed: --withdraw, --leaves, --level, --meeting …")
    question = Question(policy_from(policy_file), as_of or today, today)
    then = replace(question, policy=read_policy(by_policy)) if by_policy else question
    with closing(open_store(store_url)) as store:
        effect = suppose(store, supposed, question, then=then)
    found = [row for _, part in effect.parts() for row in part]
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
    rows = [{"change": name, **row} for name, found in effect.parts() for row in found]
    click.echo(output.written(COLUMNS, rows, shape), nl=False)
    for line in (*(f"if {what}" for what in words), *effect.in_words()):
        click.echo(line, err=True)


def _planned(text: str) -> Planned:
    """Read CASE=DATE[:AGENCY,AGENCY]; an agency's own code has a colon too."""
    case, told = _cut(text, "=")
    day, _, agencies = told.partition(":")
    try:
        on = datetime.date.fromisoformat(day)
    except ValueError as error:
        raise InputError(
            f"{day!r} is no day. Write --meeting CASE=2026-01-31:AGENCY,AGENCY"
        ) from error
    return Planned(case, on, tuple(filter(None, agencies.split(","))))


def _cut(text: str, sign: str, *, optional: bool = False) -> Iterator[str]:
    """Yield what stands before and after a sign. Raises InputError where there is nothing."""
    before, found, after = text.partition(sign)
    if not before or (not after and (found or not optional)):
        raise InputError(f"{text!r} lacks what stands beside {sign!r}. See --help")
    yield before
    yield after
