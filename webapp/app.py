"""The site: one factory; views are found by walking `webapp/views`."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask, Response, current_app, make_response, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from graph.errors import ExplorerError, InputError, NotFound, PolicyError, StoreError, TimeLimit
from graph.store import Store
from webapp.access import NotSignedIn, Refused, Route
from webapp.assets import asset, content_security_policy
from webapp.audit.of_request import record_request
from webapp.caller import caller
from webapp.database.opening import Database, DatabaseError
from webapp.directory_pages import directory_pages
from webapp.guard import guarded
from webapp.interface import token_sent
from webapp.languages import speak
from webapp.limits import Limits, TooOften, limits
from webapp.marking import mark
from webapp.numbers import Number
from webapp.problems import Refusal, problem
from webapp.routes import routes
from webapp.secret import SHORTEST
from webapp.settings import LOOPBACK, Settings
from webapp.signing.by_token import MustWait
from webapp.site import Site
from webapp.tasks.begin import Begin
from webapp.tasks.child import begin as in_child
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

COOKIE = {
    "SESSION_COOKIE_NAME": "__Host-mappa",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_PATH": "/",
}
"""A browser sends it to this host alone, over TLS (or on this machine), and tells no script."""
LARGEST_FORM = 64 * 1024
"""Bytes; a page that takes files says so itself."""
TLS_ONLY = "max-age=31536000"

Clock = Callable[[], datetime.date]
Now = Callable[[], datetime.datetime]


def today() -> datetime.date:
    """Return the day where the program runs."""
    return datetime.datetime.now(datetime.UTC).astimezone().date()


def moment() -> datetime.datetime:
    """Return this moment."""
    return datetime.datetime.now(datetime.UTC)


def create_app(
    settings: Settings,
    store: Store,
    database: Database,
    clock: Clock = today,
    *,
    now: Now = moment,
    demo: bool = False,
    begin: Begin = in_child,
) -> Flask:
    """Make the site over an open store and an open database.

    With `demo` anybody may sign in as any invented user: on this machine alone. Raises
    PolicyError for a policy that cannot be read, InputError for settings that are not safe.
    """
    app = Flask("webapp", static_folder=None)
    _refuse_what_is_not_safe(app, settings, demo)
    app.config.update(
        COOKIE,
        SECRET_KEY=settings.secret,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        WTF_CSRF_CHECK_DEFAULT=False,  # it is checked below, for all but what brings a token
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, which has limits of its own
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, which our pages tell nobody
    )
    app.before_request(_let_files_in)  # before the token is looked for, which reads the form
    _refuse_what_is_forged(app)
    app.jinja_options = {"undefined": Strict, "autoescape": True}
    app.jinja_loader = ChoiceLoader(
        [
            PackageLoader("webapp"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    speak(app)
    site = Site(store, settings, settings.policy(), clock, database, now, demo, begin)
    app.extensions["site"] = site
    app.extensions["limits"] = Limits(app, settings.limits, settings.limit_storage)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0
        )
    _serve_assets(app)
    app.url_map.converters["int"] = Number
    for endpoint, route in routes():
        if _is_here(route, site):
            view = guarded(route, endpoint)
            app.add_url_rule(route.address, endpoint, view, methods=list(route.methods))
    app.context_processor(lambda: site.page_context())
    app.jinja_env.globals["directory_pages"] = directory_pages
    app.after_request(_headers)
    app.after_request(_on_record)  # before the headers: the last is called first
    app.register_error_handler(ExplorerError, _explain)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(CSRFError, lambda _: problem(400, "Send it again", STALE))
    app.register_error_handler(400, lambda _: problem(400, "Bad request", NOT_READ))
    app.register_error_handler(405, lambda _: problem(405, "Not done that way", NOT_THERE))
    app.register_error_handler(413, lambda _: problem(413, "Too much was sent", _too_much()))
    app.register_error_handler(404, lambda _: problem(404, "Page not found", NOT_THERE))
    app.register_error_handler(500, lambda _: problem(500, "Sorry, there is a problem", FAULT))
    return app


def _is_here(route: Route, site: Site) -> bool:
    """Say whether a route exists in this configuration."""
    provider = site.settings.provider
    return (site.demo or not route.demo_only) and (bool(provider) or not route.provider_only)


EXPLAINED: Sequence[tuple[type[ExplorerError], int, str]] = (
    (NotSignedIn, 401, "Not signed in"),
    (Refused, 403, "You may not open this"),
    (NotFound, 404, "Page not found"),
    (InputError, 400, "There is a problem with what was asked"),
    (PolicyError, 400, "There is a problem with what was asked"),
    (TimeLimit, 503, "That took too long"),
    (StoreError, 503, "The store does not answer"),
)
"""The first kind that an error is says how it is answered."""
NOT_THERE = "If you typed the address, check that it is right."
FAULT = "Try again later. Nothing was changed: no page writes to the graph."
STALE = (
    "The page that this was sent from is no longer good, or it was not a page of ours. Nothing was "
    "done. Open the page again and send it from there. Your browser must accept the cookie."
)
NOT_READ = "What was sent cannot be read."
TOO_MUCH = "Nothing was done. Send less"


def _refuse_what_is_not_safe(app: Flask, settings: Settings, demo: bool) -> None:
    outside = [host for host in settings.trusted_hosts if host not in LOOPBACK]
    if len(settings.secret) < SHORTEST:
        raise InputError(f"The site needs a secret of {SHORTEST} characters or more")
    if demo and (outside or settings.proxy_hops):
        raise InputError(
            "The demonstration lets anybody in as anybody, so it is for this machine alone. Unset "
            "MAPPA_TRUSTED_HOSTS and MAPPA_PROXY_HOPS, or use mappa serve"
        )
    if app.debug and (outside or settings.proxy_hops):
        raise InputError("Debugging shows what is in memory. Unset FLASK_DEBUG")


def _let_files_in() -> None:
    """Let as much be sent as an upload may be, to a page that takes files, by who may open it."""
    route = dict(routes()).get(request.endpoint or "")
    if request.method != "POST" or route is None or not route.takes_files:
        return
    person, site = caller().person, current_app.extensions["site"]
    if person is not None and route.access.allows(person):
        request.max_content_length = site.settings.upload_megabytes << 20


def _too_much() -> str:
    """Say how much may be sent, where that is more than a form."""
    most = request.max_content_length or 0
    return (
        f"{TOO_MUCH}: {most >> 20} MB at most at once." if most > LARGEST_FORM else f"{TOO_MUCH}."
    )


def _refuse_what_is_forged(app: Flask) -> None:
    """Let nothing be sent without the token of a page, but what brings a token of a script.

    A browser adds cookies of itself, and never a token: where one is sent the cookie is not read.
    """
    csrf = CSRFProtect(app)

    def check() -> None:
        if request.method not in SAFE and request.endpoint and not token_sent():
            csrf.protect()

    app.before_request(check)


SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


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
    mark(response)
    response.headers["Content-Security-Policy"] = content_security_policy()
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TLS_ONLY
    return response


def _on_record(response: Response) -> Response:
    """Let an answer go only when it is on record; else nothing of it, and no cookie of its."""
    try:
        response = _within_limits(response)
        record_request(response)
    except ExplorerError as error:
        response.close()
        instead = make_response(_explain(error))
        session.modified = False  # after the page, whose forms ask for a token
        return instead
    return response


def _within_limits(response: Response) -> Response:
    try:
        limits().on_the_way_out(response)
    except TooOften as error:
        response.close()
        return make_response(_explain(error))
    return response


def _explain(error: ExplorerError) -> Refusal:
    if isinstance(error, TooOften | MustWait):
        told, code, headers = problem(429, "Wait before you try again", str(error))
        return told, code, {**headers, "Retry-After": str(error.seconds)}
    if isinstance(error, DatabaseError):
        current_app.logger.error("%s", error)  # the page tells whoever is not signed in nothing
        return problem(503, "The database of users does not answer", "Tell whoever runs the site.")
    for kind, code, heading in EXPLAINED:
        if isinstance(error, kind):
            return problem(code, heading, str(error))
    return problem(500, "Sorry, there is a problem", str(error))


def _other_host(error: Exception) -> tuple[str, int, dict[str, str]]:
    """Answer whoever asked by a name that is not the site's: no page can be made, for its links."""
    del error
    return "Bad request\n", 400, {"Content-Type": "text/plain; charset=utf-8"}
