"""Where each role begins: its own page where there is one, the next best where there is not."""

from flask import current_app

from webapp.caller import caller
from webapp.roles import ROLES
from webapp.routes import routes


def first_page(role: str) -> str:
    """Return the address where a role begins that the caller may open; empty where none is."""
    person = caller().person
    if person is None:
        return ""
    open_to_caller = {
        route.address
        for name, route in routes()
        if route.access.allows(person) and name in current_app.view_functions
    }
    return next((address for address in ROLES[role].home if address in open_to_caller), "")
