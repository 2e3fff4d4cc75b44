"""The first page: for each role straight to its work."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.access import ANYBODY, SIGNED_IN, Route
from webapp.caller import caller
from webapp.site import navigation


def home() -> Response:
    """Lead to the list of gaps, or to the first page that the person may open."""
    person = caller().person
    pages = [entry["href"] for entry in navigation(person)] if person else []
    return redirect(pages[0] if pages else url_for("account.shown"))


def feedback() -> str:
    """Say where feedback goes: the deployer names an address of their own."""
    return render_template("feedback.html")


def health() -> tuple[str, int, dict[str, str]]:
    """Say that the process answers; nothing of the data."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


ROUTES = (
    Route("/", "home", home, SIGNED_IN),
    Route("/feedback", "feedback", feedback, ANYBODY),
    Route("/healthz", "health", health, ANYBODY),
)
