"""How often somebody may sign in, search, take data out and send files: as often as work needs.

What a request is shows when its answer is made, so that a search or an export that is added is
counted without being asked. What an address has been is kept in mind, so that whoever is over the
limit is turned away before the work is done.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flask
from flask import request
from flask_limiter import Limiter
from limits import RateLimitItem, parse
from limits.errors import ConfigurationError, StorageError

from graph.errors import ExplorerError, InputError
from webapp.access import ANYBODY, PARTLY, Route
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.database.opening import DatabaseError
from webapp.signing.waits import network_of

SIGN_IN, SEARCH, EXPORT, UPLOAD = "sign-in", "search", "export", "upload"
ONCE = parse("1 per 10 minutes")
COUNTED, REACHED = "limits_counted", "limits_reached"
FILES = "multipart/form-data"


@dataclass(frozen=True)
class Reason:
    """What somebody did too often, in words, and why the number of the setting is as it is."""

    words: str
    why: str


REASONS: Mapping[str, Reason] = {
    SIGN_IN: Reason(
        "tried to sign in",
        "an office of 100 people behind one address, each with a password and a code, on a Monday",
    ),
    SEARCH: Reason("searched", "two a second, as somebody types, for ten minutes on end"),
    EXPORT: Reason(
        "taken data out", "a page with a picture each second; nobody reads so many of them"
    ),
    UPLOAD: Reason("sent files", "a whole area's tables, several times over; a load takes seconds"),
}


class TooOften(ExplorerError):
    """Somebody did something too often; `seconds` says when it may be done again."""

    def __init__(self, kind: str, seconds: int) -> None:
        super().__init__(
            f"You have {REASONS[kind].words} very often in the last minutes. Try again in "
            f"{_in_words(seconds)}. Nothing was done and nothing is lost."
        )
        self.kind, self.seconds = kind, seconds


class Limits:
    """The limits of a site; what was counted is kept in memory, or where the deployer says."""

    def __init__(self, app: flask.Flask, numbers: Mapping[str, str], storage: str) -> None:
        self._items: Mapping[str, RateLimitItem] = {
            kind: parse(number) for kind, number in numbers.items() if number != "off"
        }
        self._been: dict[tuple[str, bool], str] = {}
        try:
            self._limiter = Limiter(
                key, app=app, storage_uri=storage, storage_options={"wrap_exceptions": True}
            )
        except (ConfigurationError, ImportError) as error:
            raise InputError(
                f"MAPPA_LIMIT_STORAGE names no storage that can be used ({error}). Write memory:// "
                f"or the address of one whose package is installed"
            ) from error

    def at_the_door(self, route: Route) -> None:
        """Count what a request is, as far as that is known before. Raises TooOften."""
        is_way_in = route.access in {ANYBODY, PARTLY} and caller().person is None
        if is_way_in and (request.method == "POST" or route.provider_only):
            self._count(SIGN_IN)
        elif request.method == "POST" and request.mimetype == FILES:
            self._count(UPLOAD)
        elif found := self._been.get(_here()):
            self._count(found)

    def on_the_way_out(self, answer: flask.Response) -> None:
        """Count what a request has been, unless it was at the door. Raises TooOften."""
        kind = _was(answer)
        if kind and COUNTED not in flask.g:
            self._been[_here()] = kind
            self._count(kind)

    def is_first(self, kind: str) -> bool:
        """Say whether a limit is told of for the first time in a while, by who is not signed in."""
        return self._told(lambda: self._limiter.limiter.hit(ONCE, "told", kind, key()))

    def _count(self, kind: str) -> None:
        flask.g.setdefault(COUNTED, kind)
        item = self._items.get(kind)
        if item is None or self._told(lambda: self._limiter.limiter.hit(item, kind, key())):
            return
        setattr(flask.g, REACHED, kind)
        window = self._limiter.limiter.get_window_stats(item, kind, key())
        raise TooOften(kind, max(1, int(window.reset_time - time.time()) + 1))

    @staticmethod
    def _told(asked: Callable[[], bool]) -> bool:
        try:
            return asked()
        except StorageError as error:
            raise DatabaseError("The storage of limits does not answer") from error


def limits() -> Limits:
    """Return the limits of the site of the request."""
    found: Limits = flask.current_app.extensions["limits"]
    return found


def key() -> str:
    """Return by whom it is counted: a person, else an address."""
    user = caller().user
    return f"user {user.id}" if user else f"address {network_of(request.remote_addr or '')}"


def _here() -> tuple[str, bool]:
    return request.endpoint or "", "format" in request.args


def _was(answer: flask.Response) -> str:
    """Say what a request has been: a search, an export, or nothing that is counted."""
    if answer.status_code != 200 or not caller().person:
        return ""
    if seen().letters is not None:
        return SEARCH
    return "" if answer.mimetype == "text/html" else EXPORT


def _in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "a minute" if minutes <= 1 else f"{minutes} minutes"
