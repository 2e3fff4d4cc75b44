"""Naming a provider, and linking users to it: on the command line and in the settings."""

import pytest
from sqlalchemy import select

from graph.errors import InputError
from tests.providers import SECRET
from tests.site import CHANGE
from tests.webapp.audit.entries import command, latest
from webapp import accounts
from webapp.database.opening import Database
from webapp.database.people import User
from webapp.provider import provider_from


def test_a_user_is_linked_and_unlinked_on_the_command_line(sqlite: Database) -> None:
    """The first administrator is made there, and may have no password at all."""
    told = {"MAPPA_DATABASE": str(sqlite.engine.url), "MAPPA_OIDC_ISSUER": "https://id.example/"}
    with sqlite.writing() as session:
        accounts.add_user(session, "ann.invented", "", CHANGE)

    def state() -> tuple[str | None, str | None, bool]:
        with sqlite.reading() as session:
            user = session.scalars(select(User)).one()
        return user.issuer, user.subject, user.password_hash is None

    assert 0 == command("users", "link", "ann.invented", "Ann-1", **told).exit_code
    linked_state = state()
    assert 0 == command("users", "unlink", "ann.invented", **told).exit_code
    assert 0 != command("users", "unlink", "ann.invented", **told).exit_code
    assert ("https://id.example/", "Ann-1", True) == linked_state
    assert (None, None, True) == state()
    assert "Ann-1" not in "".join(entry.what for entry in latest(sqlite, 20))


GOOD = {
    "MAPPA_OIDC_ISSUER": "https://id.example", "MAPPA_OIDC_CLIENT_ID": "mappa",
    "MAPPA_OIDC_CLIENT_SECRET": SECRET,
}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"MAPPA_OIDC_ISSUER": ""}, "go together"),
        ({"MAPPA_OIDC_CLIENT_ID": ""}, "go together"),
        ({"MAPPA_OIDC_ISSUER": "http://id.example"}, "beginning with https"),
        ({"MAPPA_OIDC_ISSUER": "https://user@id.example"}, "beginning with https"),
        ({"MAPPA_OIDC_ISSUER": "javascript:alert(1)"}, "beginning with https"),
        ({"MAPPA_OIDC_CLIENT_SECRET": ""}, "gave the site a secret"),
        ({"MAPPA_OIDC_CLIENT_SECRET_FILE": "/nowhere"}, "are both set"),
        ({"MAPPA_OIDC_NAME": "x" * 61}, "at most 60 characters"),
    ],
)
def test_a_provider_that_is_half_set_up_is_refused(other: dict[str, str], said: str) -> None:
    """A typing error must not leave a door that leads elsewhere; nor is the secret repeated."""
    with pytest.raises(InputError, match=said) as caught:
        provider_from({**GOOD, **other})

    assert SECRET not in str(caught.value)
    assert SECRET not in repr(provider_from(GOOD))
