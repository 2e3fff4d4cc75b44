"""`mappa users`: the first administrator, and what each user is given."""

import json
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import select

from graph.errors import ExplorerError
from webapp.commands import REFUSED, mappa
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.signing import passwords


def users(database: Database, folder: Path, *words: str) -> tuple[int, str, str]:
    """Run the command on a database; return its code and what it said."""
    told = {
        "MAPPA_DATABASE": str(database.engine.url),
        "MAPPA_STORE": f"embedded:{folder / 'store'}",
    }
    done = CliRunner().invoke(mappa, ["users", *words], env=told)
    if isinstance(done.exception, ExplorerError):
        return REFUSED, "", f"Error: {done.exception}"
    return done.exit_code, done.stdout, done.stderr


def test_the_first_administrator_is_made_with_a_password_that_is_shown_once(
    sqlite: Database, tmp_path: Path
) -> None:
    """Nobody else could let them in."""
    code, password, said = users(sqlite, tmp_path, "add", "Ann.Invented", "--role", "people")

    with sqlite.reading() as session:
        user = session.scalars(select(User)).one()
    assert (0, "ann.invented") == (code, user.name)
    assert passwords.is_right(user.password_hash, password.strip())
    assert user.temporary_until is not None
    assert "must be changed at the first sign-in" in said


def test_what_was_given_is_listed_and_category_4_is_not_given_unasked(
    sqlite: Database, tmp_path: Path
) -> None:
    """Everybody who looks after users sees at a glance who may see what."""
    users(sqlite, tmp_path, "add", "ann.invented", "--role", "chair", "--area", "cheshire")
    before = json.loads(users(sqlite, tmp_path, "list", "--format", "json")[1])[0]
    users(sqlite, tmp_path, "category", "ann.invented", "4")
    users(sqlite, tmp_path, "role", "ann.invented", "chair", "--remove")
    words = ("--why", "an invented reason", "--until", "2999-01-01", "--from", "2998-12-01")
    users(sqlite, tmp_path, "grant", "ann.invented", "C1", *words)

    after = json.loads(users(sqlite, tmp_path, "list", "--format", "json")[1])[0]

    assert ("chair", "cheshire", "1 2 3 unknown") == (
        before["roles"], before["areas"], before["categories"],
    )  # fmt: skip
    assert ("", "1 2 3 4 unknown", "C1<2999-01-01") == (
        after["roles"], after["categories"], after["grants"],
    )  # fmt: skip


def test_what_cannot_be_given_is_refused_in_one_line(sqlite: Database, tmp_path: Path) -> None:
    """A typing error must not become a permission, nor a grant without an end."""
    users(sqlite, tmp_path, "add", "ann.invented")
    until = ("--until", "2020-01-01", "--why", "an invented reason")

    refused = [
        users(sqlite, tmp_path, *words)
        for words in (
            ("role", "ann.invented", "chief"),
            ("category", "ann.invented", "5"),
            ("role", "nobody.invented", "chair"),
            ("grant", "ann.invented", "C1", *until),
            ("add", "ann.invented"),
        )
    ]

    assert {2} == {code for code, _, _ in refused}
    assert all(f"Error: {text}" in said for text, (_, _, said) in zip(
        ("There is no role", "There is no category", "There is no user", "A grant ends",
         "There is a user"), refused, strict=True
    ))  # fmt: skip
