"""Ten thousand wrong passwords: on one name, and over many names from one connection."""

import datetime
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from tests.site import NOW
from tests.webapp.signing.visitors import PASSWORD, Town
from webapp.signing import waits
from webapp.signing.sessions import Limits
from webapp.signing.way_in import Try, by_password

SECOND = datetime.timedelta(seconds=1)
ANN = "ann.invented"
Way = Callable[[int], tuple[str, str]]


def one_name(place: int) -> tuple[str, str]:
    """Try one name, each time from another address."""
    return ANN, f"198.51.{place // 250}.{place % 250}"


def every_name(place: int) -> tuple[str, str]:
    """Try a list of names from the many addresses of one connection."""
    return f"name.{place}", f"2001:db8::{place:x}"


def heard(session: Session, way: Way, tries: int) -> Iterator[int]:
    """Yield which of the tries, one a second, are looked at; the others wait before any hashing."""
    for place in range(tries):
        name, address = way(place)
        now = NOW + place * SECOND
        if way is every_name and waits.begin_try(session, waits.OF_AN_ADDRESS, address, now):
            continue
        if not waits.begin_try(session, waits.OF_A_NAME, name, now):
            yield place  # of one name each address is a new one, and so never waits


@pytest.mark.parametrize(
    ("way", "tries", "most"),
    [(one_name, 10_000, 22), (every_name, 2_000, 40)],
    ids=["one name", "every name"],
)
def test_of_ten_thousand_passwords_a_handful_is_looked_at(
    town: Town, way: Way, tries: int, most: int
) -> None:
    """One a second, for almost three hours; and at their end even the right password has to wait.

    Each try goes the way that `by_password` goes before it looks at a password, in one transaction:
    the waits are what is shown here. That nobody comes in by a wrong password, and that tries at
    once do not outrun the count, is in tests/webapp/signing.
    """
    town.settle(ANN)
    with town.database.writing() as session:
        looked_at = list(heard(session, way, tries))

    end = NOW + tries * SECOND
    right = by_password(town.database, Try(ANN, way(tries)[1], end), PASSWORD, Limits())

    assert 4 <= len(looked_at) <= most
    assert (False, True) == (right.good, bool(right.wait))


def test_many_names_from_many_places_are_stopped_by_nothing_but_the_second_factor(
    town: Town,
) -> None:
    """So that nobody believes otherwise: docs/threats.md says the same."""
    for place in range(3):
        town.settle(f"name.{place}")
    tries = [Try(f"name.{place}", f"198.51.100.{place}", NOW) for place in range(3)]

    outcomes = [by_password(town.database, one, PASSWORD, Limits()) for one in tries]

    visitor = town.visitor()
    visitor.tries("name.0")
    assert all(outcome.good for outcome in outcomes)
    assert "/sign-in/code" == visitor.opens("/account").location
