"""The JSON interface: a route for each endpoint of `webapp/api`, and the description of all."""

from flask import Response

from webapp.access import SIGNED_IN, Route
from webapp.api import endpoints
from webapp.api.described import described
from webapp.api.endpoint import ROOT, answer_of


def openapi() -> Response:
    """Return the description of the interface."""
    return answer_of(described(endpoints()))


ROUTES = (
    Route(f"{ROOT}/openapi.json", "openapi", openapi, SIGNED_IN),
    *(
        Route(f"{ROOT}{one.address}", one.name, one.answered, one.access, (one.method,))
        for one in endpoints()
    ),
)
