"""The first page: straight to the empty chairs."""

from flask import Response, redirect, render_template, url_for

from webapp.access import ANYBODY, Route


def home() -> Response:
    """Lead to the list of gaps."""
    answer = redirect(url_for("gaps.listed"))
    return Response(headers=answer.headers, status=answer.status)


def feedback() -> str:
    """Say where feedback goes: the deployer names an address of their own."""
    return render_template("feedback.html")


def health() -> tuple[str, int, dict[str, str]]:
    """Say that the process answers; nothing of the data."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


ROUTES = (
    Route("/", "home", home, ANYBODY),
    Route("/feedback", "feedback", feedback, ANYBODY),
    Route("/healthz", "health", health, ANYBODY),
)
