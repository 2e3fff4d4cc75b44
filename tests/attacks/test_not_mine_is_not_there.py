"""A view, a task, a grant, a waiver, a search or a token of somebody else: as if there were none.

Beside cases (test_hidden_and_missing.py) these are what an address names that is not everybody's.
"""

import datetime
import re
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from graph.scope import OPERATOR
from tests.attacks.fortress import HIDDEN, SERVED, Fortress, opened, plain
from tests.site import CHANGE, INVENTED_VIEW, NOW, SECRET, TODAY, token_of
from webapp.accounts import Opening, grant
from webapp.database.grants import Grant
from webapp.database.people import User
from webapp.database.saved_views import SavedView
from webapp.searching import sealed
from webapp.signing import tokens
from webapp.tasks.folder import new_task
from webapp.tasks.order import Order
from webapp.waivers import Waiving, waive

UNTIL = TODAY + datetime.timedelta(days=20)
WHY = "An invented reason"
NOT_THERE = "987654"
FORM = {
    "what": "name", "name": "An invented name", "note": "", "sure": "yes", "role": "chair",
    "digest": "0",
}  # fmt: skip
"""What the forms of such pages send, so that each gets as far as to look for what is named."""


def somebody(session: Session) -> User:
    """Return whoever signed in last, before the attacker."""
    return session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()


def view(fortress: Fortress) -> str:
    """Keep a view of somebody's own."""
    return _view(fortress, None, [])


def view_of_a_hidden_case(fortress: Fortress) -> str:
    """Keep a view that is shared with the attacker's role, and names a case hidden from them."""
    return _view(fortress, "chair", [HIDDEN])


def _view(fortress: Fortress, role: str | None, cases: list[str]) -> str:
    with fortress.database.writing() as session:
        made = SavedView(
            owner_id=somebody(session).id, name=f"Not yours {role}", page="gaps.listed",
            made_at=NOW, changed_at=NOW, shared_with=role, holds={**INVENTED_VIEW, "cases": cases},
        )  # fmt: skip
        session.add(made)
        session.flush()
        return str(made.id)


def task(fortress: Fortress) -> str:
    """Begin a load of somebody's."""
    with fortress.database.reading() as session:
        who = somebody(session).name
    order = Order("load", who, OPERATOR, TODAY, TODAY, source="invented")
    return new_task(fortress.app.extensions["site"].tasks, order).name


def given(fortress: Fortress) -> str:
    """Open a hidden case to somebody."""
    with fortress.database.writing() as session:
        grant(session, somebody(session), Opening(HIDDEN, WHY, TODAY, UNTIL), CHANGE)
        return str(session.scalars(select(Grant.id).order_by(Grant.id.desc())).first())


def waived(fortress: Fortress) -> str:
    """Waive a rule for a hidden case."""
    with fortress.app.test_request_context(), fortress.database.writing() as session:
        return str(waive(session, Waiving(HIDDEN, "HEALTH-L3", "3", WHY, UNTIL), CHANGE).id)


def search(fortress: Fortress) -> str:
    """Look for something in another session."""
    return sealed("C1", "another session", fortress.app.extensions["site"].settings.secret)


def token(fortress: Fortress) -> str:
    """Make a token for somebody's scripts."""
    with fortress.app.test_request_context(), fortress.database.writing() as session:
        wish = tokens.Wish("figures", {"cases"}, 30, "password")
        return str(tokens.make(session, somebody(session), wish, NOW)[0].id)


MADE: tuple[tuple[str, str, Callable[[Fortress], str], str], ...] = (
    ("view", "", view, NOT_THERE),
    ("view", "", view_of_a_hidden_case, NOT_THERE),
    ("task", "", task, "f" * 16),
    ("grant", "", given, NOT_THERE),
    ("waiver", "", waived, NOT_THERE),
    ("token", "", search, "x" * len(sealed("C1", "a session", SECRET))),
    ("number", "tokens.revoked", token, NOT_THERE),
)
"""The part of an address, the one page that it is asked of if not every page, what makes it, and
a value that nothing has."""
OF_PEOPLE = {part for part, page, _, _ in MADE if not page}
"""Parts that name what belongs to somebody, or to a case."""


def pages(part: str, only: str) -> Iterator[tuple[str, str]]:
    """Yield method and address, with `{}` for the part."""
    for name, route in SERVED.items():
        if only in {"", name} and re.search(rf"<(?:\w+:)?{part}>", route.address):
            for method in route.methods:
                yield method, opened(name, route, **{part: "{}"})


def told(browser: FlaskClient, method: str, address: str, token: str) -> tuple[object, ...]:
    """Return all that an answer tells, without the address that was asked for."""
    data = {**FORM, "csrf_token": token} if method == "POST" else None
    answer = browser.open(address, method=method, data=data)
    headers = [
        (name, value.replace(address, "ADDRESS"))
        for name, value in answer.headers
        if name != "Set-Cookie"
    ]
    return answer.status_code, plain(answer).replace(address, "ADDRESS"), headers


@pytest.mark.parametrize(
    ("part", "only", "make", "missing"), MADE, ids=[make.__name__ for _, _, make, _ in MADE]
)
def test_what_is_somebody_elses_is_not_there(
    fortress: Fortress, part: str, only: str, make: Callable[[Fortress], str], missing: str
) -> None:
    """Whoever can count what others keep knows how much they have to do, and about whom."""
    fortress.person("chair")
    theirs = make(fortress)
    browser = fortress.person("chair", "administrator")
    kept = token_of(browser, "/account")

    asked = list(pages(part, only))

    assert asked
    for method, address in asked:
        hidden = told(browser, method, address.format(theirs), kept)
        nothing = told(browser, method, address.format(missing), kept)
        assert nothing == hidden, address
