"""Forms: what was typed, what is wrong with it, and the fields as the templates draw them."""

import datetime
from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from webapp.languages import said_of

MOST_TYPED = 1000
"""Characters of one field that are looked at."""


def typed(name: str) -> str:
    """Return what was typed into a field."""
    return request.form.get(name, "")[:MOST_TYPED]


def field(
    name: str, label: str, *, kind: str = "text", hint: str = "", fill: str = "off", value: str = ""
) -> dict[str, Any]:
    """Describe a field as `form.html` draws it; `fill` is what a browser may fill in of itself."""
    return {
        "name": name, "label": label, "kind": kind, "hint": hint, "fill": fill, "value": value,
    }  # fmt: skip


def page(
    heading: str,
    fields: list[dict[str, Any]],
    button: str,
    *,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> tuple[str, int]:
    """Return a page with one form; what is wrong stands at its head and at each field.

    `username` is for those who let their browser or an app keep passwords.
    """
    text = render_template(
        "form.html",
        **{
            "heading": heading, "fields": fields, "button": button,
            "problems": dict(problems or {}), "before": [], "picture": None, "after": [],
            "username": "", **more,
        },
    )  # fmt: skip
    return text, (status if status != 200 or not problems else 400)


def wait_words(wait: datetime.timedelta) -> str:
    """Say how long somebody has to wait."""
    minutes = -(-int(wait.total_seconds()) // 60)
    return said_of(
        max(minutes, 1),
        "There have been too many tries. Wait a minute, then try again",
        "There have been too many tries. Wait %(num)s minutes, then try again",
    )
