"""What was chosen in a picture, in its address and back."""

import datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from webapp.pictures.choice import Choice, Opening, keys_in, read_choice

IDS = st.text(min_size=1, max_size=9).map(lambda text: f"case:{text}")
OPENINGS = st.builds(Opening, IDS) | st.builds(
    Opening, IDS, st.lists(IDS, max_size=2, unique=True).map(tuple), st.integers(1, 50)
)


@given(
    open_=st.lists(OPENINGS, max_size=2).map(tuple),
    hide=st.lists(IDS, max_size=2, unique=True).map(tuple),
    at=st.none() | st.dates(),
)
def test_an_address_holds_a_choice_whole(
    open_: tuple[Opening, ...], hide: tuple[str, ...], at: datetime.date | None
) -> None:
    """Keys are what a directory says they are: commas, tildes and stops too."""
    chosen = Choice(open_, hide, at, "2026-01-31")

    address = urlencode(chosen.query())

    assert chosen == read_choice(dict(parse_qsl(address)))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"open": "case:C1~level 3"}, "write KEY, or KEY~GROUP.GROUP~MOST"),
        ({"open": "case:C1~~51"}, "MOST from 1 to 50"),
        ({"open": ",".join(f"case:{number}" for number in range(51))}, "a picture holds 50"),
        ({"at": "31/01/2026"}, "is no day of the calendar"),
    ],
)
def test_an_address_that_cannot_be_read_says_why(told: dict[str, str], said: str) -> None:
    """Somebody who types an address gets a person's answer."""
    with pytest.raises(InputError, match=said):
        read_choice(told)


def test_hiding_twice_shows_again_and_the_last_opening_can_be_taken_back() -> None:
    """Each switch of the legend is an address."""
    chosen = Choice().opening(Opening("case:C1")).hiding("action")

    assert ("action",) == chosen.hide
    assert () == chosen.hiding("action").hide
    assert () == chosen.without_last().open
    assert {"C1", "action", "X"} <= keys_in("case:C1,action,agency:X~level 3~10")
