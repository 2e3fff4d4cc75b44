"""The catalogue: every analysis of this package, found by walking it."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

import queries
from graph.errors import NotFound, SchemaError
from queries.analysis import Analysis


@cache
def catalogue() -> Mapping[str, Analysis]:
    """Return every analysis by its slug. Raises SchemaError where a file and its slug differ."""
    found: dict[str, Analysis] = {}
    for module in sorted(pkgutil.iter_modules(queries.__path__), key=lambda info: info.name):
        constant = getattr(
            importlib.import_module(f"queries.{module.name}"), module.name.upper(), None
        )
        if not isinstance(constant, Analysis):
            continue
        if constant.slug != module.name.replace("_", "-"):
            raise SchemaError(f"queries/{module.name}.py declares the slug {constant.slug!r}")
        found[constant.slug] = constant
    return found


def analysis(slug: str) -> Analysis:
    """Return one analysis. Raises NotFound with the slugs that there are."""
    try:
        return catalogue()[slug]
    except KeyError as error:
        raise NotFound(
            f"There is no analysis {slug!r}. There are: {', '.join(catalogue())}"
        ) from error
