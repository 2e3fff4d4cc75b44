"""Every page of the demonstration, found by its routes, and who opens it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from graph.store import Store
from webapp.access import PARTLY, Route
from webapp.roles import ROLES
from webapp.routes import routes

NO_PAGES = re.compile(r"^/(api/|healthz|readyz)|\.(<form>|[a-z0-9]+)$|/suggest$|/export$")
"""Addresses that answer with something else than a page."""
PART = re.compile(r"<(?:\w+:)?(\w+)>")
LEVEL_3_PANEL = "P04-L3"
QUERIES: Mapping[str, str] = {"cases.why": "?rule=RA-POL-L23"}
"""What a page is not worth looking at without, by the name of its route."""
NOT_IN_THE_DEMONSTRATION: Mapping[str, str] = {
    "search.shown": "what was searched for is kept a while, for whoever searched",
    "load_tasks.shown": "nothing was sent to it",
    "load_tasks.refused": "nothing was sent to it",
    "saved.opened": "nobody has kept a view in it",
    "saved.about": "nobody has kept a view in it",
}
"""Pages that have nothing to show there, with the reason; other tests open them."""


class Address(NamedTuple):
    """One page as somebody of a role opens it; parts of its address are to be filled in."""

    role: str
    template: str
    name: str

    def filled(self, parts: Mapping[str, str]) -> str:
        """Return the address. Raises KeyError for a part that nobody has told of."""
        return PART.sub(lambda part: parts[part[1]], self.template) + QUERIES.get(self.name, "")

    def __str__(self) -> str:
        return f"{self.role} {self.template}"


def pages() -> Iterator[Address]:
    """Yield every page once, as the first role that may open it."""
    for name, route in routes():
        if _is_page(name, route):
            yield Address(next(_roles(route)), route.address, name)


def pages_of_each_role() -> Iterator[Address]:
    """Yield every page for each role that may open it."""
    for name, route in routes():
        if _is_page(name, route):
            yield from (Address(role, route.address, name) for role in _roles(route))


def _is_page(name: str, route: Route) -> bool:
    return (
        "GET" in route.methods
        and not (route.demo_only or route.provider_only)
        and route.access is not PARTLY
        and not NO_PAGES.search(route.address)
        and name not in NOT_IN_THE_DEMONSTRATION
    )


def _roles(route: Route) -> Iterator[str]:
    needs = route.access.needs
    yield from (role for role, declared in ROLES.items() if not needs or needs & declared.may)


MEETING = """MATCH (sitting:Meeting)-[:OF_PANEL]->(:Panel {code: $panel})
WHERE sitting.state = 'planned'
RETURN sitting.code AS code
ORDER BY sitting.on, code
LIMIT 1"""


def parts_of_demo(store: Store, case: str, agency: str) -> Mapping[str, str]:
    """Return what stands for each part of an address in the demonstration."""
    meeting = store.read(MEETING, {"panel": LEVEL_3_PANEL})
    return {
        "reference": case, "code": LEVEL_3_PANEL, "slug": "coverage-gaps", "agency": agency,
        "name": "demo.chair", "number": "1", "rule": "RA-POL-L23", "kind": "agency",
        "meeting": meeting[0]["code"],
    }  # fmt: skip
