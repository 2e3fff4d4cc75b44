"""Ten thousand wrong passwords at the door of the site itself, from nine machines at once."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from graph.store import Store
from tests.site import token_of
from tests.webapp.signing.visitors import PASSWORD, Town, Visitor, made_town, said
from webapp.audit.events import SIGN_IN_BAD, SIGN_IN_LOCKED
from webapp.database.audit import AuditEntry
from webapp.database.opening import Database
from webapp.database.shape import Kept
from webapp.database.sign_ins import Session, SignIn, Wait

TRIES = 10_000
ANN, CLOSED = "ann.invented", "closed.invented"
SPELLED = (ANN, "Ann.Invented", " ANN.invented\t")
"""One name, however it is typed: another spelling must not begin a count of its own."""
NOBODYS = ("nobody.at.all", "", "x" * 5_000, "' OR 1=1 --", "ann.invented\0", "Ⓐnn.ínvented\u202e")
"""Names that nobody has, and most of which nobody can have."""
WRONG = ("", " ", "password", f"{PASSWORD} ", PASSWORD.upper(), PASSWORD[:-1], "\0", "ƒ" * 5_000)
EVERY = 25
"""Rounds after which a machine throws its cookies away, and comes with a new token."""
HERE = "198.51.100.0"
"""One of the machines."""
MOST_LOOKED_AT = 200
"""Of the ten thousand; each of these costs a hash, two rows, and some of them a third."""
REFUSED = "The name or the password is not right, or the account is not open"
WAIT = re.compile(r"There have been too many tries\. Wait (?:a minute|\d+ minutes), then try again")


@dataclass
class Machine:
    """One of the attacker's machines, with an address of its own."""

    town: Town
    address: str
    visitor: Visitor = field(init=False)
    token: str = ""

    def begins_again(self) -> None:
        """Come as somebody new."""
        self.visitor = self.town.visitor(self.address)
        self.token = token_of(self.visitor.browser, "/sign-in")

    def tries(self, name: str, password: str) -> TestResponse:
        """Send the form with the token at hand."""
        return self.visitor.browser.post(
            "/sign-in",
            data={"csrf_token": self.token, "name": name, "password": password},
            environ_base={"REMOTE_ADDR": self.address},
        )


def names_of(turn: int) -> list[str]:
    """Return whom a round tries: the same ones each time, and at last a name from a long list."""
    return [SPELLED[turn % len(SPELLED)], CLOSED, *NOBODYS, f"name.{turn}"]


def rounds(town: Town) -> Iterator[list[TestResponse]]:
    """Yield the answers of each round: each machine tries another name, all at one moment.

    So names, and addresses, have failed as often as each other whenever they are compared.
    """
    machines = [Machine(town, f"{HERE[:-1]}{place}") for place in range(len(names_of(0)))]
    for turn in range(-(-TRIES // len(machines))):
        answers = []
        for place, name in enumerate(names_of(turn)):
            machine = machines[(place + turn) % len(machines)]
            if turn % EVERY == 0:
                machine.begins_again()
            password = PASSWORD if name == CLOSED else WRONG[turn % len(WRONG)]
            answers.append(machine.tries(name, password))
        yield answers
        town.clock.passes(seconds=1)


def told(answer: TestResponse) -> tuple[int, str, str]:
    """Return all that an answer tells, but for the token, and the name that was typed."""
    headers = sorted(pair for pair in answer.headers if pair[0] != "Content-Length")
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, str(headers), said(answer)


def is_clear(answer: tuple[int, str, str]) -> bool:
    """Say whether an answer is one of the two refusals."""
    status, _, text = answer
    return {400: REFUSED in text, 429: WAIT.search(text) is not None}.get(status, False)


def rows(town: Town, kept: type[Kept]) -> int:
    """Count what the database keeps of a kind."""
    with town.database.reading() as session:
        return session.scalar(select(func.count()).select_from(kept)) or 0


def on_record(town: Town) -> int:
    """Count the tries that the audit has."""
    wrong = AuditEntry.event.in_((SIGN_IN_BAD.name, SIGN_IN_LOCKED.name))
    with town.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry).where(wrong)) or 0


@pytest.fixture
def attacked(empty_store: Store, sqlite: Database) -> Town:
    """Give a site at which two live, and the account of one is closed.

    The limit on an address is off: it would turn most tries away before what is attacked here.
    """
    town = made_town(empty_store, sqlite, limits={})
    for name in (ANN, CLOSED):
        town.settle(name)
    with sqlite.writing() as session:
        town.user(session, CLOSED).disabled_at = town.clock.now
    return town


def test_ten_thousand_wrong_passwords_get_as_many_clear_refusals(attacked: Town) -> None:
    """Nobody comes in, nothing breaks, and no answer tells who has an account, or had one."""
    told_apart, unclear, statuses = [], [], Counter[int]()

    for turn, answers in enumerate(rounds(attacked)):
        heard = [told(answer) for answer in answers]
        statuses.update(status for status, *_ in heard)
        told_apart += [turn] if len(set(heard[:-1])) > 1 else []
        unclear += [answer for answer in heard if not is_clear(answer)]

    assert TRIES <= statuses.total()
    assert ([], []) == (unclear, told_apart)
    assert 0 == rows(attacked, Session)
    assert statuses[400] == rows(attacked, SignIn) == on_record(attacked)
    assert statuses[400] < MOST_LOOKED_AT
    assert rows(attacked, Wait) < MOST_LOOKED_AT
    assert {429} == {attacked.visitor(HERE).tries(name).status_code for name in (ANN, CLOSED)}
    comes_back(attacked)


def comes_back(town: Town) -> None:
    """Show that the right password is let in after the wait, and that little is left of it all."""
    town.clock.passes(minutes=16)
    ann = town.visitor(HERE)
    ann.signs_in(ANN)
    assert ann.is_in()
    town.clock.passes(days=3)
    town.visitor(HERE).signs_in(ANN)
    assert 2 >= rows(town, Wait)
