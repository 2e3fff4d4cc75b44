"""The first page: for each role straight to its work."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.access import ANYBODY, SIGNED_IN, Route
from webapp.caller import caller
from webapp.first_pages import first_page
from webapp.roles import ROLES
from webapp.site import navigation


def home() -> Response | str:
    """Lead to the work of the person's role; who has several roles chooses where to begin."""
    person = caller().person
    roles = [name for name in ROLES if person is not None and name in person.roles]
    pages = {name: first_page(name) for name in roles}
    found = {name: page for name, page in pages.items() if page}
    if len(found) > 1:
        choices = [
            {"title": ROLES[name].title, "help": ROLES[name].help, "href": page}
            for name, page in found.items()
        ]
        return render_template("home.html", choices=choices)
    others = [entry["href"] for entry in navigation(person)] if person else []
    return redirect([*found.values(), *others, url_for("account.shown")][0])


def health() -> tuple[str, int, dict[str, str]]:
    """Say that the process answers; nothing of the data."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


ROUTES = (
    Route("/", "home", home, SIGNED_IN),
    Route("/healthz", "health", health, ANYBODY),
)
