"""What a site needs before it listens: a secret, hosts, and no way to see into its memory."""

import dataclasses
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.store import Store
from tests.site import CHANGE, SECRET
from tests.webapp.test_commands import mappa
from webapp import accounts
from webapp.app import create_app
from webapp.database.opening import Database
from webapp.secret import secret_from
from webapp.serving import check_address
from webapp.settings import Settings, settings_from


def test_a_secret_comes_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    """Never from a setting that stands in a repository."""
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    file.chmod(0o600)

    assert SECRET == secret_from({"MAPPA_SECRET": SECRET})
    assert SECRET == secret_from({"MAPPA_SECRET_FILE": str(file)})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_secret_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    """Whoever has it can be anybody."""
    file = tmp_path / "secret"
    file.write_text(SECRET, encoding="utf-8")
    file.chmod(mode)

    with pytest.raises(InputError, match=f"others. Run: chmod 600 {file}"):
        secret_from({"MAPPA_SECRET_FILE": str(file)})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "The site needs a secret"),
        ({"MAPPA_SECRET": "short"}, "less than 32 characters"),
        ({"MAPPA_SECRET": SECRET, "MAPPA_SECRET_FILE": "x"}, "are both set"),
        ({"MAPPA_SECRET_FILE": "/nowhere/at/all"}, "cannot be read"),
    ],
)
def test_a_site_without_a_good_secret_is_refused(given: dict[str, str], said: str) -> None:
    """And what is said does not repeat it."""
    with pytest.raises(InputError, match=said) as caught:
        secret_from(given)

    assert "short" not in str(caught.value)


def test_a_secret_is_not_in_the_words_for_the_settings() -> None:
    """They end up in logs."""
    settings = Settings(secret=SECRET, database="postgresql://u:hidden@h/n")

    assert SECRET not in repr(settings)
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "mappa.example"])  # noqa: S104
def test_a_site_for_others_names_its_hosts(host: str) -> None:
    """Whoever asks by another name gets nothing."""
    with pytest.raises(InputError, match="MAPPA_TRUSTED_HOSTS"):
        check_address(host, 5000)


def test_a_host_that_was_not_named_is_refused(embedded: Store, sqlite: Database) -> None:
    """A name that somebody else gives us could lead people to them."""
    settings = Settings(secret=SECRET, trusted_hosts=("mappa.example",))
    browser = create_app(settings, embedded, sqlite).test_client()

    got = [
        browser.get("/sign-in", headers={"Host": host}).status_code
        for host in ("mappa.example", "localhost", "evil.example", "mappa.example.evil.example")
    ]

    assert [200, 400, 400, 400] == got


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAPPA_TRUSTED_HOSTS", "*.example"),
        ("MAPPA_IDLE_MINUTES", "0"),
        ("MAPPA_IDLE_MINUTES", "121"),
        ("MAPPA_SESSION_HOURS", "half"),
        ("MAPPA_PROXY_HOPS", "-1"),
        ("MAPPA_SECOND_FACTOR", "no"),
    ],
)
def test_a_setting_that_is_not_safe_is_refused_by_name(name: str, value: str) -> None:
    """A typing error must not open anything."""
    with pytest.raises(InputError, match=name):
        settings_from({name: value})


def test_debugging_is_refused_for_others(
    embedded: Store, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows what is in memory."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    settings = dataclasses.replace(Settings(secret=SECRET), trusted_hosts=("mappa.example",))

    with pytest.raises(InputError, match="Unset FLASK_DEBUG"):
        create_app(settings, embedded, sqlite)


def test_what_a_stranger_says_of_where_they_come_from_is_not_believed(
    embedded: Store, sqlite: Database
) -> None:
    """Only as many proxies are believed as the deployer has named."""
    told = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https", "Host": "localhost"}
    alone = create_app(Settings(secret=SECRET), embedded, sqlite).test_client()
    behind = create_app(Settings(secret=SECRET, proxy_hops=1), embedded, sqlite).test_client()

    got = [
        "Strict-Transport-Security" in browser.get("/sign-in", headers=told).headers
        for browser in (alone, behind)
    ]

    assert [False, True] == got


def test_serving_needs_somebody_who_can_sign_in(sqlite: Database, tmp_path: Path) -> None:
    """A site that nobody can use is a mistake of the first evening."""
    told = {"MAPPA_DATABASE": str(sqlite.engine.url), "MAPPA_SECRET": SECRET,
            "MAPPA_STORE": f"embedded:{tmp_path / 'store'}"}  # fmt: skip
    with sqlite.writing() as session:
        user, _ = accounts.add_user(session, "gone.invented", "", CHANGE)
        accounts.disable(session, user, CHANGE)

    done = mappa("serve", "--port", "5987", **told)

    assert 2 == done.returncode
    assert "mappa users add NAME --role people" in done.stderr
