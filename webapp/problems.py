"""What cannot be answered, as a page or, below `/api/v1`, as a problem in JSON (RFC 9457)."""

from flask import render_template

from webapp.interface import is_of_the_interface
from webapp.languages import language_links
from webapp.output import json_text

Refusal = tuple[str, int, dict[str, str]]


def problem(code: int, heading: str, text: str) -> Refusal:
    """Return what is shown instead of an answer, in the form that was asked for."""
    if not is_of_the_interface():
        links = language_links(again=False)
        page = render_template("problem.html", heading=heading, text=text, language_links=links)
        return page, code, {}
    told = {"type": "about:blank", "title": heading, "status": code, "detail": text}
    headers = {"Content-Type": "application/problem+json; charset=utf-8"}
    if code == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return json_text(told, indent=None), code, headers
