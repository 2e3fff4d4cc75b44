"""The entry of a command, written before it runs, and of what it then answers.

It is hooked round every command at once (`webapp/commands`), so that none can be added without it.
"""

import functools
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from importlib.resources import files
from typing import Any

import click
from sqlalchemy import inspect, select, text

from queries.analysis import Answer
from webapp.audit import events
from webapp.audit.events import Event
from webapp.audit.keys import letters, told
from webapp.audit.origin import record
from webapp.audit.seen import cases_in
from webapp.database.opening import Database, connect, open_database
from webapp.database.people import User
from webapp.names import plain_name
from webapp.settings import settings_from

DATABASE = "audit database"
"""Under which the context of a command holds the database that it is recorded in."""
TELLING_NOTHING = (
    "analyses", "demo", "docs", "generate", "mappings", "mappings check", "mappings show",
    "policy check", "policy show", "status", "template",
)  # fmt: skip
"""They read declarations, publishers' files and counts, or invent: nothing of anybody."""
BEFORE_THE_AUDIT = ("database upgrade", "database status")
"""They make the tables that the audit is written into."""
OF_THE_AUDIT = ("audit verify", "audit head")
"""They must answer where nothing can be written any more; they tell hashes and numbers."""
NOT_RECORDED = frozenset({*TELLING_NOTHING, *BEFORE_THE_AUDIT, *OF_THE_AUDIT})
OF_USERS = frozenset({"as_user", "name"})
"""Options that name a user."""
WATCHED: set[Callable[..., Any]] = set()
"""Callbacks that are watched already: a command is looked up more than once."""
PLAIN = (click.Choice, click.IntRange, click.types.IntParamType, click.types.BoolParamType)
"""Types of options whose values are words of ours and numbers."""


def watched(command: click.Command) -> click.Command:
    """Return a command, or a group with all its commands, that puts itself on record."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            watched(inner)
        if not command.invoke_without_command:
            return command
    if command.callback is not None and not is_watched(command):
        command.callback = _watched(command.callback)
    return command


def is_watched(command: click.Command) -> bool:
    """Say whether a command puts itself on record."""
    return command.callback in WATCHED


def words_of(context: click.Context) -> str:
    """Return the words of a command, as `ask coverage-gaps`."""
    words: list[str] = []
    while context.parent is not None:
        words.insert(0, context.info_name or "")
        context = context.parent
    return " ".join(words)


def answered(
    event: Event, *, rows: int, cases: Collection[str] = frozenset(), **fields: Any
) -> None:
    """Put on record what a command is about to print. Raises DatabaseError; then print nothing."""
    context = click.get_current_context()
    database: Database = context.find_root().meta[DATABASE]
    record(database, event, rows=rows, cases=cases, page=words_of(context), **fields)


def question_answered(answer: Answer, store: Any) -> None:
    """Put on record the answer of a question that is about to be printed."""
    asked = answer.asked
    answered(
        events.QUESTION_ASKED,
        rows=len(answer.rows),
        cases=cases_in(answer.rows),
        question=answer.analysis.slug,
        parameters=told(answer.analysis, asked.parameters, store, asked.policy),
        as_of=asked.as_of,
    )


def loaded(result: Mapping[str, Any]) -> None:
    """Put on record what came of a load."""
    load_noted(click.get_current_context().find_root().meta[DATABASE], result)


def load_noted(database: Database, result: Mapping[str, Any], *, who: str = "") -> None:
    """Put on record in a database what came of a load; `who` is a user of the site."""
    names = ("created", "updated", "ended", "refused")
    counts = {name: sum(table.get(name, 0) for table in result["tables"]) for name in names}
    cases = cases_of_effect(result.get("coverage", {}))
    source = str(result["source"])[:100]
    if result["state"] in {"dry_run", "refused"}:
        told = {"state": result["state"], "source": source, "counts": counts}
        record(database, events.LOAD_TRIED, cases=cases, who=who, **told)
    else:
        told = {"load": result["load"], "source": source, "counts": counts}
        record(database, events.LOAD_APPLIED, cases=cases, who=who, **told)


def cases_of_effect(coverage: Mapping[str, Any]) -> set[str]:
    """Return the cases that an effect on coverage names."""
    return {case for part in coverage.values() if isinstance(part, list) for case in cases_in(part)}


def change(
    event: Event, *, rows: int | None = None, cases: Collection[str] = frozenset(), **fields: Any
) -> None:
    """Put on record what a command has done."""
    database: Database = click.get_current_context().find_root().meta[DATABASE]
    record(database, event, rows=rows, cases=cases, **fields)


def _watched(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(**told: Any) -> Any:
        context = click.get_current_context()
        words = words_of(context)
        if words in NOT_RECORDED:
            return callback(**told)
        with closing(_database(told.get("database_url"))) as database:
            context.find_root().meta[DATABASE] = database
            record(database, events.COMMAND_RUN, command=words, options=_options(context, database))
            database.close()  # what runs now may fork, and must not take a connection along
            return callback(**told)

    WATCHED.add(run)
    return run


def _database(url: str | None) -> Database:
    """Open the database; a SQLite file that is new is made, so that nothing goes unrecorded."""
    found = url or settings_from().database
    database = connect(found)
    if _is_current(database):
        return database
    from webapp.database.versions import Standing, standing, upgrade  # heavy, and rarely wanted

    if database.engine.dialect.name == "sqlite":
        with database.writing() as session:
            if standing(session.connection()) is Standing.EMPTY:
                upgrade(session.connection())
    database.close()
    return open_database(found)


def _is_current(database: Database) -> bool:
    """Say, without asking Alembic, whether the newest migration has been made."""
    with database.reading() as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return False
        there: object = session.scalar(text("SELECT version_num FROM alembic_version"))
    return there == newest_migration()


def newest_migration() -> str:
    """Return the number of the newest migration, by the names of the files."""
    versions = files("webapp.database.migrations") / "versions"
    names = [path.name for path in versions.iterdir() if path.name[:1].isdigit()]
    return max(names).partition("_")[0]


def _options(context: click.Context, database: Database) -> dict[str, Any]:
    """Return what a command was told: values that are ours; of others only how long they are."""
    given = {name: value for name, value in context.params.items() if _is_given(context, name)}
    types = {option.name: option.type for option in context.command.params}
    plain = {name: _plain(types.get(name), value) for name, value in sorted(given.items())}
    return {**plain, **_users(given, database)}


def _users(given: Mapping[str, Any], database: Database) -> dict[str, str]:
    """Return the options that name a user who is there."""
    named = {name: plain_name(given[name]) for name in OF_USERS & set(given)}
    with database.reading() as session:
        found = set(session.scalars(select(User.name).where(User.name.in_(named.values()))))
    return {name: value for name, value in named.items() if value in found}


def _is_given(context: click.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def _plain(kind: click.ParamType[Any] | None, value: Any) -> Any:
    if isinstance(value, bool | int) or (isinstance(value, str) and isinstance(kind, PLAIN)):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(kind, one) for one in value]
    return letters(str(value))
