"""No parameter, field or header leads anybody away from the site."""

from urllib.parse import urlencode

import pytest

from tests.attacks.fortress import SERVED, Fortress, opened
from tests.site import token_of
from tests.webapp.signing.visitors import PASSWORD, Town

AWAY = (
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "https:evil.example", "/%2f%2fevil.example", "/%5cevil.example",
    "javascript:alert(1)", "data:text/html,x", "/account@evil.example", ".evil.example",
    "/\t/evil.example", "/\r\nLocation: https://evil.example", "https://localhost@evil.example",
    "/account/..//evil.example", "%68ttps://evil.example", "\u3002evil.example",
    "http://localhost.evil.example", "//evil.example/..;/account", "/account?next=//evil.example",
)  # fmt: skip
LIKE_NEXT = ("next", "url", "return", "return_to", "redirect", "redirect_uri", "continue", "back")


ROUNDS = 3


def told(turn: int) -> dict[str, str]:
    """Return an address of somebody else's for each parameter, others at each turn."""
    return {
        name: AWAY[(place + turn * len(LIKE_NEXT)) % len(AWAY)]
        for place, name in enumerate(LIKE_NEXT)
    }


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_nobody_is_led_away(fortress: Fortress, turn: int) -> None:
    """A link to our sign-in that ends at a copy of it steals passwords."""
    browsers = (fortress.person(), fortress.app.test_client())
    for name, route in SERVED.items():
        if "GET" in route.methods:
            address = opened(name, route).partition("?")[0]
            for browser in browsers:
                assert stays(browser.get(address, query_string=told(turn)).location), name


def test_nobody_is_led_away_by_a_form(fortress: Fortress) -> None:
    """Also not by a hidden field that somebody changed, or by the page before."""
    for turn, (name, route) in enumerate(SERVED.items()):
        if "POST" in route.methods:
            browser = fortress.person()
            data = {**told(turn), "csrf_token": token_of(browser, "/account")}
            answer = browser.post(
                opened(name, route), data=data, headers={"Referer": "https://evil.example"}
            )
            assert stays(answer.location), name


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_the_sign_in_leads_home_whatever_it_is_told(town: Town, turn: int) -> None:
    """The page that somebody wanted is kept by us, in a cookie that we signed."""
    town.settle("ann.invented", with_factor=False)
    visitor = town.visitor()
    page = f"/sign-in?{urlencode(told(turn))}"

    answer = visitor.sends(page, name="ann.invented", password=PASSWORD, **told(turn))

    assert (303, "/account/second-factor") == (answer.status_code, answer.location)


def stays(location: str | None) -> bool:
    """Say whether an answer leads nowhere, or to a page of this site."""
    own = location is not None and location.startswith("/") and location.isprintable()
    return location is None or (own and not location.startswith(("//", "/\\")))
