"""The first page: straight to the empty chairs."""

from flask import Response, redirect, url_for

from webapp.access import ANYBODY, Route


def home() -> Response:
    """Lead to the list of gaps."""
    answer = redirect(url_for("gaps.listed"))
    return Response(headers=answer.headers, status=answer.status)


def health() -> tuple[str, int, dict[str, str]]:
    """Say that the process answers; nothing of the data."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


ROUTES = (
    Route("/", "home", home, ANYBODY),
    Route("/healthz", "health", health, ANYBODY),
)
