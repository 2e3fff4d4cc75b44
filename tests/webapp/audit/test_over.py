"""What is over goes with the entries that told of it: counted first, and on record."""

import datetime
import json
from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import select

from tests.site import NOW, SECRET
from tests.webapp.audit.entries import command, latest
from webapp.audit.over import OVER, count_over, remove_over
from webapp.audit.verify import verify
from webapp.database.feedback import Feedback
from webapp.database.grants import Grant, Waiver
from webapp.database.opening import Database
from webapp.database.people import RecoveryCode, User
from webapp.database.shape import Kept
from webapp.database.sign_ins import Session
from webapp.database.tokens import Token

KEPT = datetime.date(2026, 2, 1)
"""The first day that is kept."""
LAST = datetime.datetime(2026, 1, 31, 23, 59, 59, tzinfo=datetime.UTC)
FIRST = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
OLD = FIRST - datetime.timedelta(days=9)
Made = Callable[..., Kept]


def code(number: int, used: datetime.datetime | None) -> Kept:
    """Return a recovery code."""
    return RecoveryCode(user_id=1, code_hash=f"{number}", made_at=OLD, used_at=used)


def token(number: int, ends: datetime.datetime, revoked: datetime.datetime | None = None) -> Kept:
    """Return a token for scripts."""
    return Token(
        user_id=1, name=f"{number}", token_hash=f"{number}", may=["cases"], way="password",
        made_at=OLD, ends_at=ends, revoked_at=revoked,
    )  # fmt: skip


def session(number: int, ends: datetime.datetime) -> Kept:
    """Return a session."""
    return Session(
        id_hash=f"{number}", user_id=1, way="password", made_at=OLD, seen_at=OLD, ends_at=ends
    )


def grant(
    number: int,
    ends: datetime.datetime,
    withdrawn: datetime.datetime | None = None,
    glass: datetime.datetime | None = None,
) -> Kept:
    """Return a grant."""
    return Grant(
        user_id=1, case_ref=f"C{number}", why="An invented reason", starts_on=OLD.date(),
        ends_on=ends.date(), made_at=OLD, made_by="the tests", withdrawn_at=withdrawn,
        glass_until=glass,
    )  # fmt: skip


def waiver(
    number: int, ends: datetime.datetime, withdrawn: datetime.datetime | None = None
) -> Kept:
    """Return a waiver."""
    return Waiver(
        case_ref=f"C{number}", rule="HEALTH-L3", level="3", why="An invented reason",
        ends_on=ends.date(), made_at=OLD, made_by="the tests", withdrawn_at=withdrawn,
    )  # fmt: skip


def feedback(number: int, done: datetime.datetime | None) -> Kept:
    """Return something that somebody said."""
    return Feedback(user_id=1, made_at=OLD, page="cases.shown", said=f"{number}", done_at=done)


WORLD: Mapping[str, tuple[Made, tuple[tuple[datetime.datetime | None, ...], ...]]] = {
    "recovery codes": (code, ((LAST,), (FIRST,), (None,))),
    "tokens": (token, ((LAST,), (FIRST,), (LAST, OLD), (OLD, FIRST), (FIRST, OLD))),
    "sessions": (session, ((LAST,), (FIRST,))),
    "grants": (
        grant,
        ((LAST,), (FIRST,), (LAST, OLD), (LAST, FIRST), (FIRST, OLD), (LAST, None, FIRST)),
    ),
    "waivers": (waiver, ((LAST,), (FIRST,), (LAST, OLD), (LAST, FIRST), (FIRST, OLD))),
    "feedback": (feedback, ((LAST,), (FIRST,), (None,))),
}
"""By kind: how one is made, and the moments of each that is there."""
GOES: Mapping[str, int] = {
    "recovery codes": 1, "tokens": 2, "sessions": 1, "grants": 2, "waivers": 2, "feedback": 1,
}  # fmt: skip


def filled(database: Database) -> None:
    """Put in a user with a record of each kind that is over, and more that are not."""
    with database.writing() as writing:
        writing.add(User(name="ann.invented", made_at=NOW, made_by="the tests"))
        writing.flush()
        for made, moments in WORLD.values():
            writing.add_all(made(place, *told) for place, told in enumerate(moments))


def left(database: Database) -> dict[str, int]:
    """Count what is left of each kind."""
    with database.reading() as reading:
        return {name: len(reading.scalars(select(of.table)).all()) for name, of in OVER.items()}


def test_what_was_over_before_a_day_goes_and_what_ended_on_it_stays(database: Database) -> None:
    """Nothing goes of which an entry that is kept could speak: a token revoked late, say."""
    filled(database)

    with database.writing() as writing:
        counts = remove_over(writing, KEPT)

    assert GOES == counts
    assert {name: len(WORLD[name][1]) - GOES[name] for name in OVER} == left(database)
    with database.reading() as reading:
        assert {} == count_over(reading, KEPT)
        assert "" == verify(reading, secret=SECRET).problem
        assert {"C1", "C3", "C4", "C5"} == set(reading.scalars(select(Grant.case_ref)))
        assert {"1", "3", "4"} == set(reading.scalars(select(Token.name)))
    told = json.loads(latest(database, 1)[0].what)
    assert {"before": "2026-02-01", "counts": GOES} == told


def test_nothing_over_is_nothing_on_record(sqlite: Database) -> None:
    """An entry each night that says nothing hides the one that says something."""
    with sqlite.writing() as writing:
        counts = remove_over(writing, KEPT)

    assert {} == counts
    assert [] == list(latest(sqlite, 5))


def test_the_command_counts_first_and_removes_when_it_is_told(sqlite: Database) -> None:
    """A day that was mistyped is noticed by its numbers."""
    filled(sqlite)
    told = {"MAPPA_DATABASE": f"sqlite:///{sqlite.engine.url.database}", "MAPPA_SECRET": SECRET}
    words = ("audit", "retain", "--before", str(KEPT))
    before = left(sqlite)

    count = command(*words, **told)
    counted = left(sqlite)
    removed = command(*words, "--yes", **told)
    again = command(*words, **told)

    assert before == counted
    assert "1 used recovery code would be removed. Remove them: add --yes" in count.stderr
    assert "2 ended tokens for scripts were removed\n" in removed.stderr
    assert [f"No entry is older than {KEPT}"] == again.stderr.splitlines()


@pytest.mark.parametrize("name", OVER)
def test_each_kind_is_said_by_one_and_by_many(name: str) -> None:
    """Whoever reads the count must know of what."""
    one, many = OVER[name].counted(1), OVER[name].counted(1_200)

    assert one.startswith("1 ")
    assert many.startswith("1,200 ")
    assert one[2:] != many[6:]
