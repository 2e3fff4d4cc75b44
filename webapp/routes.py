"""Every route of the site, found by walking `webapp/views`."""

import importlib
import pkgutil
from functools import cache

import webapp.views
from webapp.access import Route


@cache
def routes() -> tuple[tuple[str, Route], ...]:
    """Return every route of the site with the name of its page, from the modules of views."""
    modules = sorted(pkgutil.iter_modules(webapp.views.__path__), key=lambda found: found.name)
    return tuple(
        (f"{module.name}.{route.name}", route)
        for module in modules
        for route in importlib.import_module(f"webapp.views.{module.name}").ROUTES
    )
