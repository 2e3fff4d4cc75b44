"""Sources that a mapping cannot say, a file each: found by walking this package.

Each module declares ADAPTER.
"""

import datetime
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.store import Reader

if TYPE_CHECKING:
    from loaders.sources import Sources


@dataclass(frozen=True)
class Adapter:
    """A reader of somebody else's files that needs code.

    `read` is given the path, the store (to find what is there already) and the day of the load; it
    raises InputError for a file that it cannot use.
    """

    name: str
    title: str
    publisher: str
    licence: str
    file: str
    read: Callable[[Path, Reader, datetime.date], "Sources"]


def known_adapters() -> list[Adapter]:
    """Return the adapters that the product has, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").ADAPTER for name in names]
    return sorted(found, key=lambda adapter: adapter.name)


def find_adapter(name: str) -> Adapter | None:
    """Return an adapter by its name."""
    return next((adapter for adapter in known_adapters() if adapter.name == name), None)
