"""What holds for every command: it is recorded before it runs, or is one that tells nothing."""

from collections.abc import Iterator

import click
import pytest

from webapp.audit.of_command import NOT_RECORDED, is_watched, newest_migration
from webapp.commands import mappa
from webapp.database.versions import wanted


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something, with its words."""
    if not isinstance(command, click.Group):
        yield name.strip(), command
        return
    if command.invoke_without_command:
        yield name.strip(), command
    context = click.Context(command)
    for child in command.list_commands(context):
        found = command.get_command(context, child)
        assert found is not None
        yield from leaves(f"{name} {child}", found)


EVERY = dict(leaves("", mappa))


@pytest.mark.parametrize("words", EVERY)
def test_a_command_is_watched(words: str) -> None:
    """Whoever adds a command is recorded without thinking of it."""
    assert is_watched(EVERY[words])


def test_what_is_not_recorded_is_a_command() -> None:
    """A name on the list that no command has hides the next one that gets it."""
    assert NOT_RECORDED <= set(EVERY)


def test_the_newest_migration_is_the_one_that_alembic_wants() -> None:
    """Commands look at the names of files alone, to start sooner."""
    assert wanted() == newest_migration()
