"""The `mappa` command: a file a command, found by walking this package."""

import importlib
import pkgutil
import sys
from typing import Any

import click

from graph.errors import ExplorerError, StoreError
from webapp.audit.of_command import watched

UNEXPECTED, REFUSED, IN_PART = 1, 2, 3
"""Exit codes beside 0: unexpected (or the store cannot answer), refused, done in part."""


class Commands(click.Group):
    """A group whose commands are the modules of a package, imported when they are asked for."""

    def __init__(self, *args: Any, package: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the modules."""
        path = importlib.import_module(self._package).__path__
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(path))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name.replace('-', '_')}")
        return watched(module.command)


@click.group(cls=Commands, package=__name__)
@click.version_option(package_name="mappa-explorer")
def mappa() -> None:
    """Show who is round each MAPPA case, who is missing, why and since when.

    Data goes to standard output, everything else to standard error. Every person and case that
    ships with the product is invented.
    """


def main() -> None:
    """Run the command; what the product raises on purpose becomes one clear line."""
    try:
        code = mappa(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        click.echo("Stopped; the store is as it was.", err=True)
        sys.exit(UNEXPECTED)
    except StoreError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(UNEXPECTED)
    except ExplorerError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(REFUSED)
    except BrokenPipeError:
        sys.exit(UNEXPECTED)
