"""The site: one factory; views are found by walking `webapp/views`."""

import datetime
import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, render_template
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from whitenoise import WhiteNoise

import webapp.views
from graph.errors import ExplorerError, InputError, NotFound, StoreError, TimeLimit
from graph.store import Store
from webapp.access import Route
from webapp.assets import asset, content_security_policy
from webapp.settings import Settings
from webapp.site import Site
from webapp.undefined import Strict

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
"""On every answer: as little as can be of what a browser may do with it or keep of it."""

Clock = Callable[[], datetime.date]


def today() -> datetime.date:
    """Return the day where the program runs."""
    return datetime.datetime.now(datetime.UTC).astimezone().date()


def create_app(settings: Settings, store: Store, clock: Clock = today) -> Flask:
    """Make the site over an open store. Raises PolicyError for a policy that cannot be read."""
    app = Flask("webapp", static_folder=None)
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    app.jinja_options = {"undefined": Strict, "autoescape": True}
    app.jinja_loader = ChoiceLoader(
        [
            PackageLoader("webapp"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    site = Site(store, settings, settings.policy(), clock)
    app.extensions["site"] = site
    _serve_assets(app)
    for module in pkgutil.iter_modules(webapp.views.__path__):
        found = importlib.import_module(f"webapp.views.{module.name}")
        for route in found.ROUTES:
            _add(app, module.name, route)
    app.context_processor(lambda: site.page_context())
    app.after_request(_headers)
    app.register_error_handler(ExplorerError, _explain)
    app.register_error_handler(404, lambda _: _problem(404, "Page not found", NOT_THERE))
    app.register_error_handler(500, lambda _: _problem(500, "Sorry, there is a problem", FAULT))
    return app


NOT_THERE = "If you typed the address, check that it is right."
FAULT = "Try again later. Nothing was changed: no page writes to the graph."


def _add(app: Flask, module: str, route: Route) -> None:
    app.add_url_rule(route.address, f"{module}.{route.name}", route.view, methods=["GET"])


def _serve_assets(app: Flask) -> None:
    """Serve what the front end's build left, with long caching: its names change with it."""
    folder = Path(__file__).parent / "static"
    app.add_url_rule("/static/<path:filename>", "static", build_only=True)
    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix="static/", immutable_file_test=_has_hash
    )


def _has_hash(path: str, url: str) -> bool:
    parts = Path(url).name.split(".")
    return bool(path) and len(parts) > 2 and len(parts[-2]) == 10


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = content_security_policy()
    return response


def _explain(error: ExplorerError) -> tuple[str, int]:
    if isinstance(error, NotFound):
        return _problem(404, "Page not found", str(error))
    if isinstance(error, InputError):
        return _problem(400, "There is a problem with what was asked", str(error))
    if isinstance(error, TimeLimit):
        return _problem(503, "That took too long", str(error))
    if isinstance(error, StoreError):
        return _problem(503, "The store does not answer", str(error))
    return _problem(500, "Sorry, there is a problem", str(error))


def _problem(code: int, heading: str, text: str) -> tuple[str, int]:
    return render_template("problem.html", heading=heading, text=text), code
