"""The JSON interface: a module a subject, each with its ENDPOINTS, found by walking this package.

An endpoint asks what its page asks, on behalf of the same person. What it takes and what it answers
is declared beside it, and `openapi.json` is made from the declarations.
"""

import importlib
import pkgutil

from webapp.api.endpoint import Endpoint


def endpoints() -> list[Endpoint]:
    """Return every endpoint, from the modules of this package."""
    modules = sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name)
    return [
        endpoint
        for module in modules
        for endpoint in getattr(
            importlib.import_module(f"{__name__}.{module.name}"), "ENDPOINTS", ()
        )
    ]
