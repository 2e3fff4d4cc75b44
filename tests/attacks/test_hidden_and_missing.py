"""What is hidden and what is not there answer alike, byte for byte, whoever asks and however."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from queries.catalogue import catalogue
from tests.attacks.fortress import HIDDEN, MISSING, SERVED, Fortress, opened, plain
from tests.attacks.test_not_mine_is_not_there import OF_PEOPLE
from tests.site import CHANGE, TODAY, token_of
from webapp.accounts import Opening, grant
from webapp.database.people import User
from webapp.roles import ROLES

OF_CASES = [name for name, role in ROLES.items() if role.may & {"cases", "totals"}]
"""Roles that are asked; of those without a case one, which is refused everything."""
OF_A_CASE = {"reference", "case"}
"""Parts of addresses, and parameters, that name a case."""
OPEN = {
    "agency", "code", "form", "meeting", "name", "number", "rule", "slug",
}  # fmt: skip
"""Parts that name nothing that is hidden case by case: the directory, panels and their meetings,
questions, forms of files; what belongs to people is in test_not_mine_is_not_there.py.
Whoever adds to it has thought.
"""


def parts_of(address: str) -> list[str]:
    """Return the parts of an address that change."""
    return re.findall(r"<(?:\w+:)?(\w+)>", address)


def pairs() -> Iterator[tuple[str, str, str]]:
    """Yield method and address for each way to name a case, with `{}` in its place."""
    for name, route in SERVED.items():
        for part in OF_A_CASE & set(parts_of(route.address)):
            for method in route.methods:
                yield name, method, opened(name, route, **{part: "{}"})
    for slug, analysis in catalogue().items():
        for parameter in OF_A_CASE & set(analysis.parameters):
            for name, route in SERVED.items():
                if "<slug>" in route.address:
                    address = opened(name, route, slug=slug).partition("?")[0]
                    yield name, "GET", f"{address}?{parameter}={{}}"


def told(browser: FlaskClient, method: str, address: str, token: str) -> tuple[int, str, object]:
    """Return all that an answer tells, without what was asked for and what differs each time."""
    data = {"csrf_token": token} if method == "POST" else None
    answer = browser.open(address, method=method, data=data)
    text = plain(answer)
    for case in (HIDDEN, MISSING):
        text = text.replace(case, "CASE")
    headers = [(name, value) for name, value in answer.headers if name != "Set-Cookie"]
    return answer.status_code, text, headers


@pytest.mark.parametrize("role", [*OF_CASES, "auditor"])
def test_a_case_that_is_hidden_is_not_there(fortress: Fortress, role: str) -> None:
    """Whoever can tell them apart knows that somebody is on the list."""
    browser = fortress.person(role)
    token = token_of(browser, "/account")

    for _, method, address in pairs():
        hidden = told(browser, method, address.format(HIDDEN), token)
        missing = told(browser, method, address.format(MISSING), token)
        assert missing == hidden, address
        assert hidden[0] in {200, 303, 400, 403, 404}


def test_there_are_cases_to_be_asked_for(fortress: Fortress) -> None:
    """A proof over nothing proves nothing: whoever was given the case gets another answer."""
    found = list(pairs())
    browser = fortress.person("chair")
    opening = Opening(HIDDEN, "An invented reason", TODAY, TODAY.replace(year=TODAY.year + 1))
    with fortress.database.writing() as session:
        user = session.scalars(select(User).order_by(User.id.desc()).limit(1)).one()
        grant(session, user, opening, CHANGE)

    answers = [browser.get(f"/cases/{case}").status_code for case in (HIDDEN, MISSING)]

    assert [200, 404] == answers
    assert {"cases.shown", "questions.asked"} <= {name for name, _, _ in found}
    assert 6 < len(found)


def test_every_part_of_an_address_was_thought_of() -> None:
    """A new kind of key may name something hidden."""
    parts = {part for route in SERVED.values() for part in parts_of(route.address)}

    assert parts <= OF_A_CASE | OPEN | OF_PEOPLE
