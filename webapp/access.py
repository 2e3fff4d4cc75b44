"""Routes with the access that each declares; there is no default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph.errors import ExplorerError
from queries.analysis import Analysis
from webapp.person import Person
from webapp.roles import PERMISSIONS


class Refused(ExplorerError):
    """Whoever asks may not; the text tells nothing of what they asked for."""


class NotSignedIn(ExplorerError):
    """Nobody is signed in, or no token is good, where no way in can be shown instead."""


@dataclass(frozen=True)
class Access:
    """Who may open a route; `needs` are permissions, any one of which is enough."""

    words: str
    needs: frozenset[str] = frozenset()

    def allows(self, person: Person) -> bool:
        """Say whether a person who is signed in may."""
        return not self.needs or any(person.may(need) for need in self.needs)


ANYBODY = Access("anybody, before signing in")
"""For pages that tell nothing: the way in, help, whether the process answers."""
PARTLY = Access("whoever has given a password, on the way in")
SIGNED_IN = Access("everybody who is signed in")


def any_of(*permissions: str) -> Access:
    """Return the access of those who have any of the permissions."""
    unknown = set(permissions) - set(PERMISSIONS)
    if unknown or not permissions:
        raise ValueError(f"no such permissions: {sorted(unknown)}; they stand in webapp/roles.py")
    return Access(" or ".join(permissions), frozenset(permissions))


CASES = any_of("cases")
PANELS = any_of("panels")
QUESTIONS = any_of("cases", "totals")
SEARCH = any_of("cases", "directory")


def access_to(analysis: Analysis) -> Access:
    """Return who may ask a question: one that answers in totals, those with totals too."""
    return QUESTIONS if analysis.aggregate else CASES


@dataclass(frozen=True)
class Route:
    """One address of the site: who may open it, its view, its name in the navigation if any.

    `place` orders the navigation, the smallest first; `also` are beginnings of other addresses
    under which its entry is the one that is open. `footer` is its name at the foot of every page.
    `demo_only`: it exists where `mappa demo` serves the site, and nowhere else; `provider_only`:
    where an organisation's provider is named. `takes_files`: what is sent to it may be as large as
    an upload, by those who may open it.
    """

    address: str
    name: str
    view: Callable[..., Any]
    access: Access
    methods: tuple[str, ...] = ("GET",)
    navigation: str = ""
    place: int = 50
    also: tuple[str, ...] = ()
    footer: str = ""
    demo_only: bool = False
    provider_only: bool = False
    takes_files: bool = False
