"""The site that a request belongs to: whom it asks for, on which day, by which policy."""

import datetime
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request

import webapp.views
from graph.errors import InputError, StoreError
from graph.scope import OPERATOR
from graph.store import Store
from queries.analysis import Analysis, Answer, Asked
from queries.coverage.policy import Policy
from webapp.asking import ask, read_day
from webapp.settings import Settings


@dataclass(frozen=True)
class Basis:
    """What a page is drawn from: the day, the policy, the version of the data."""

    as_of: datetime.date
    policy_name: str
    policy_version: str
    data_version: str
    source_note: str = ""


@dataclass(frozen=True)
class Site:
    """What every view needs: the store, the settings, the policy in force, the clock."""

    store: Store
    settings: Settings
    policy: Policy
    clock: Callable[[], datetime.date]

    def asked(self, parameters: Mapping[str, Any] | None = None) -> Asked:
        """Ask on behalf of whoever sits here, on the day that the address names."""
        today = self.clock()
        as_of = read_day(request.args.get("as_of", ""), today)
        return Asked(OPERATOR, as_of, today, self.policy, parameters or {})

    def answer(
        self, analysis: Analysis, parameters: Mapping[str, Any], limit: int | None = None
    ) -> Answer:
        """Ask one question on the day that the address names."""
        asked = self.asked()
        return ask(
            analysis, self.store, scope=asked.scope, policy=self.policy, as_of=asked.as_of,
            today=asked.today, parameters=parameters, limit=limit,
        )  # fmt: skip

    def page_context(self) -> dict[str, Any]:
        """Return what the frame of every page shows."""
        try:
            as_of = self.asked().as_of
        except InputError:
            as_of = self.clock()
        return {
            "basis": Basis(as_of, self.policy.name, self.policy.version, self._version(), ""),
            "navigation": navigation(),
            "footer_navigation": [],
            "quick_exit_key": self.settings.quick_exit_key,
            "quick_exit_url": self.settings.quick_exit_url,
            "feedback_url": self.settings.feedback_url,
        }

    def _version(self) -> str:
        try:
            return f"load {self.store.version()}"
        except StoreError:
            return "the store does not answer"


def site() -> Site:
    """Return the site of the request."""
    found: Site = current_app.extensions["site"]
    return found


def navigation() -> list[dict[str, Any]]:
    """Return the entries of the main navigation: every route that names itself."""
    rules = {rule.endpoint: str(rule) for rule in current_app.url_map.iter_rules()}
    entries = []
    for module in sorted(pkgutil.iter_modules(webapp.views.__path__), key=lambda found: found.name):
        for route in importlib.import_module(f"webapp.views.{module.name}").ROUTES:
            if route.navigation:
                address = rules[f"{module.name}.{route.name}"]
                here = request.path == address or request.path.startswith(f"{address}/")
                entries.append({"text": route.navigation, "href": address, "active": here})
    return entries
