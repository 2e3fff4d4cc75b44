"""The demonstration's way in: one click a role; it exists where `mappa demo` serves alone."""

from werkzeug.wrappers import Response

from webapp.access import ANYBODY, Route
from webapp.demonstration import become
from webapp.forms import typed
from webapp.site import site
from webapp.views.sign_in import enter


def signed_in() -> Response:
    """Sign in as an invented user; whoever was signed in before is not any more."""
    return enter(become(site(), typed("user")))


ROUTES = (Route("/demo/sign-in", "signed_in", signed_in, ANYBODY, ("POST",), demo_only=True),)
