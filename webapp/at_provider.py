"""The organisation's provider as the site knows it, and the page that leads a browser there."""

from typing import Any

import flask
from flask import make_response, render_template
from werkzeug.wrappers import Response

from webapp.provider import Provider
from webapp.signing.provider import Asking
from webapp.site import site

ASKING = "asking of the provider"


def provider() -> Provider:
    """Return who vouches for people, for pages that exist only where somebody does."""
    found = site().settings.provider
    if found is None:
        raise RuntimeError("the page exists only where a provider is named")
    return found


def asking() -> Asking:
    """Return the provider of the site; what it says of itself is kept between requests."""
    kept: dict[str, Any] = flask.current_app.extensions
    found: Asking = kept.setdefault(ASKING, Asking(provider()))
    return found


def led_there(address: str, heading: str) -> Response:
    """Send the browser to an address of the provider's.

    By a header and not by a redirect: a form may lead to this site alone
    (`Content-Security-Policy`), and that holds for wherever it is redirected.
    """
    answer = make_response(render_template("to_provider.html", heading=heading, address=address))
    answer.headers["Refresh"] = f"0; url={address}"
    return answer
