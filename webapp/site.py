"""The site that a request belongs to: whom it asks for, on which day, by which policy."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app, g, request, url_for

from graph.errors import InputError, StoreError
from graph.store import Store
from queries.analysis import Analysis, Answer, Asked
from queries.coverage.policy import Policy
from webapp.access import ANYBODY
from webapp.asking import ask, read_day
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.database.opening import Database
from webapp.granting import until_words
from webapp.languages import lang_of, language_links, said
from webapp.marking import marking
from webapp.person import NOTHING, Person
from webapp.routes import routes
from webapp.scope_words import in_words
from webapp.search_box import search_box
from webapp.settings import FEEDBACK, Settings
from webapp.signing.sessions import Limits
from webapp.small_numbers import day_told, from_months, told_small
from webapp.tasks.begin import Begin
from webapp.tasks.child import begin as in_child
from webapp.waivers import waivers_on

VAR = Path("var/mappa.db")
"""Beside it lies what the site keeps, where the database is a server's."""


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
    """What every view needs: both stores, the settings, the policy in force, the clocks."""

    store: Store
    settings: Settings
    policy: Policy
    clock: Callable[[], datetime.date]
    database: Database
    now: Callable[[], datetime.datetime]
    demo: bool = False
    begin: Begin = in_child
    """How the work of a load begins: in a process of its own."""

    @property
    def data(self) -> Path:
        """Return the folder of what the site keeps in files: outside of what it serves."""
        address = self.database.engine.url
        beside = Path(address.database or "") if address.get_backend_name() == "sqlite" else VAR
        return self.settings.data or beside.parent

    @property
    def tasks(self) -> Path:
        """Return the folder of what was uploaded, a folder each."""
        return self.data / "tasks"

    @property
    def limits(self) -> Limits:
        """Return how long a session lasts."""
        return Limits(
            datetime.timedelta(minutes=self.settings.idle_minutes),
            datetime.timedelta(hours=self.settings.session_hours),
        )

    @property
    def break_glass(self) -> bool:
        """Say whether a chair may open a restricted case without being given it."""
        return self.settings.break_glass == "on" or (self.demo and not self.settings.break_glass)

    def asked(self, parameters: Mapping[str, Any] | None = None) -> Asked:
        """Ask on behalf of whoever is signed in, on the day that the address names."""
        today, as_of = self.clock(), self._day()
        person = caller().person
        if person is None:
            return Asked(NOTHING, as_of, today, self.policy, parameters or {})
        if "waivers" not in g:
            g.waivers = waivers_on(self.database, today)
        return Asked(person.scope, as_of, today, self.policy, parameters or {}, g.waivers)

    def answer(
        self,
        analysis: Analysis,
        parameters: Mapping[str, Any],
        limit: int | None = None,
        *,
        to_add_up: bool = False,
    ) -> Answer:
        """Ask one question on the day that the address names; all of it counts as shown.

        Small counts are told as small to those who see totals alone; a page that wants the numbers
        `to_add_up` keeps back itself what is small (`webapp/few.py`).
        """
        asked, person = self.asked(), caller().person
        is_totals_alone = person is None or person.totals_alone
        if is_totals_alone:
            parameters = from_months(analysis, parameters)
        answer = ask(
            analysis, self.store, scope=asked.scope, policy=self.policy, as_of=asked.as_of,
            today=asked.today, parameters=parameters, limit=limit, waivers=asked.waivers,
        )  # fmt: skip
        seen().asked(answer)
        return told_small(answer) if is_totals_alone and not to_add_up else answer

    def _day(self) -> datetime.date:
        """Return the day that the address names, else today; of totals alone the end of a month."""
        day, person = read_day(request.args.get("as_of", ""), self.clock()), caller().person
        return day_told(day) if person and person.totals_alone else day

    def page_context(self) -> dict[str, Any]:
        """Return what the frame of every page shows; of the data nothing before signing in."""
        person = caller().person
        glass = person.glass_until if person else None
        return {
            "basis": self._basis() if person else None,
            "glass_until": until_words(glass) if glass else "",
            "signed_in": self._signed_in(person) if person else None,
            "demo": self.demo,
            "marking": marking(),
            "search_box": search_box(person),
            "navigation": navigation(person) if person else [],
            "footer_navigation": footer(person),
            "quick_exit_key": self._exit_key(),
            "quick_exit_url": self.settings.quick_exit_url,
            "feedback_url": self._feedback_url(person),
            "language_links": language_links(),
        }

    def _exit_key(self) -> str:
        """Return the key that leaves the site: the person's own, else the deployer's."""
        chosen = caller().preferences
        return (chosen.quick_exit_key if chosen else None) or self.settings.quick_exit_key

    def _feedback_url(self, person: Person | None) -> str:
        """Return where feedback goes: the deployer's address, or our form for who is signed in."""
        if self.settings.feedback_url != FEEDBACK:
            return self.settings.feedback_url
        return url_for("feedback.given", page=request.endpoint) if person else ""

    def _basis(self) -> Basis:
        try:
            as_of = self._day()
        except InputError:
            as_of = self.clock()
        return Basis(as_of, self.policy.name, self.policy.version, self._version(), "")

    def _signed_in(self, person: Person) -> dict[str, Any]:
        """Return who is signed in, what they see, and how long the session lasts."""
        ends_at = caller().ends_at
        left = (ends_at - self.now()).total_seconds() if ends_at else 0
        return {
            "shown": person.shown,
            "scope": in_words(person, self.store),
            "seconds_left": max(0, int(left)),
        }

    def _version(self) -> str:
        """Return the last load, for those who load: to others it would tell of hidden changes."""
        person = caller().person
        if person is None or not person.may("load"):
            return ""
        try:
            return f"load {self.store.version()}"
        except StoreError:
            return "the store does not answer"


def site() -> Site:
    """Return the site of the request."""
    found: Site = current_app.extensions["site"]
    return found


def navigation(person: Person) -> list[dict[str, Any]]:
    """Return the entries of the main navigation: what names itself and may be opened."""
    named = [(route.place, name, route) for name, route in routes() if route.navigation]
    rules = {rule.endpoint: str(rule) for rule in current_app.url_map.iter_rules()}
    entries: list[dict[str, Any]] = []
    nearest: tuple[int, int] = (0, -1)
    for _, name, route in sorted(named, key=lambda found: found[:2]):
        if route.access.allows(person):
            # One page may stand below another: the nearest is the one that is open.
            for start in (rules[name], *route.also):
                if f"{request.path}/".startswith(f"{start}/"):
                    nearest = max(nearest, (len(start), len(entries)))
            entries.append(_entry(route.navigation, rules[name]))
    if nearest[1] >= 0:
        entries[nearest[1]]["active"] = True
    return entries


def _entry(text: str, address: str) -> dict[str, Any]:
    lang = lang_of(text)
    attributes = {"lang": lang} if lang else None
    return {"text": said(text), "href": address, "active": False, "attributes": attributes}


def footer(person: Person | None) -> list[dict[str, str]]:
    """Return the links at the foot of a page: what names itself there and may be opened."""
    return [
        {"text": said(route.footer), "href": url_for(name), "lang": lang_of(route.footer)}
        for name, route in routes()
        if route.footer
        and (route.access is ANYBODY or (person is not None and route.access.allows(person)))
    ]
