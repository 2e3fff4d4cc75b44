"""Ways in which what comes back from a provider does not fit, with what is said of each."""

from collections.abc import Callable
from typing import Any

from tests.webapp.signing.visitors import Town, Visitor

BACK = "/sign-in/provider/back"


def cookie_with(**other: Any) -> Callable[[Town, Visitor, str], str]:
    """Return what changes something that the browser keeps."""

    def change(town: Town, visitor: Visitor, back: str) -> str:
        del town
        with visitor.browser.session_transaction() as cookie:
            cookie["provider"] = {**cookie["provider"], **other}
        return back

    return change


def later(**how_long: float) -> Callable[[Town, Visitor, str], str]:
    """Return what lets time pass at the provider."""

    def change(town: Town, visitor: Visitor, back: str) -> str:
        del visitor
        town.clock.passes(**how_long)
        return back

    return change


def token_ended(town: Town, visitor: Visitor, back: str) -> str:
    """Let the provider's word be older than it is good for."""
    town.clock.passes(hours=2)
    return cookie_with(at=town.clock.now.timestamp())(town, visitor, back)


def used_before(town: Town, visitor: Visitor, back: str) -> str:
    """Come back twice with one answer, the cookie of the first time kept."""
    with visitor.browser.session_transaction() as cookie:
        kept = dict(cookie)
    visitor.opens(back)
    with visitor.browser.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    return back


def other_browser(town: Town, visitor: Visitor, back: str) -> str:
    """Come back with a browser that never went there."""
    del town
    with visitor.browser.session_transaction() as cookie:
        del cookie["provider"]
    return back


REFUSALS: dict[str, tuple[Callable[[Town, Visitor, str], str], str, int]] = {
    "another state": (lambda _t, _v, back: f"{back}x", "state", 400),
    "two states": (lambda _t, _v, back: back.replace("state=", "state=x&state="), "state", 400),
    "nothing": (lambda _t, _v, _b: BACK, "state", 400),
    "another browser": (other_browser, "state", 400),
    "a torn cookie": (cookie_with(other="x"), "state", 400),
    "another provider": (lambda _t, _v, back: f"{back}&iss=https://evil.example", "state", 400),
    "too late": (later(minutes=11), "too late", 400),
    "the clock set back": (later(minutes=-1), "too late", 400),
    "refused there": (
        lambda _t, _v, back: f"{back}&error=access_denied&error_description=Wordtyped",
        "refused there", 400,
    ),
    "no code": (lambda _t, _v, back: back.replace("code=", "c="), "refused there", 400),
    "a wrong code": (lambda _t, _v, back: back.replace("code=", "code=x"), "token", 400),
    "a code used before": (used_before, "token", 400),
    "another nonce": (cookie_with(nonce="x"), "token", 400),
    "a token that has ended": (token_ended, "token", 400),
}  # fmt: skip
