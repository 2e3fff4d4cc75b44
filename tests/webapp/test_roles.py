"""Roles: what each adds up to, and that a question is asked in the scope of whoever asks."""

import datetime
from collections.abc import Collection
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from graph.errors import ExplorerError
from graph.store import Store
from graph.worlds import case, discussion, put, world
from queries.coverage import examples
from tests.site import CHANGE, NOW, TODAY, made_site, signed_in
from webapp import accounts
from webapp.accounts import Opening
from webapp.commands import mappa
from webapp.database.opening import Database
from webapp.database.people import EVERYWHERE, User
from webapp.person import NOTHING, Person, person_of
from webapp.settings import Settings

ORDINARY = frozenset({"1", "2", "3", "unknown"})
DAY = datetime.timedelta(days=1)


def person(*roles: str, areas: Collection[str] = ("kent",)) -> Person:
    """Return somebody with roles."""
    return Person(1, "x", "x", roles, frozenset(areas), ORDINARY, frozenset({"POL:1"}))


@pytest.mark.parametrize("roles", [(), ("auditor",), ("people",), ("auditor", "people"), ("odd",)])
def test_without_a_role_for_cases_nothing_is_seen(roles: tuple[str, ...]) -> None:
    """Whoever looks after users does not look at cases, whatever areas they were given."""
    assert NOTHING == person(*roles, areas=(EVERYWHERE,)).scope


def test_an_area_limits_and_every_area_is_given_by_name() -> None:
    """No area is no case, and not every case."""
    scopes = [person("chair", areas=areas).scope.areas for areas in ((), ("kent",), ("*", "kent"))]

    assert [frozenset(), frozenset({"kent"}), None] == scopes


def test_a_contact_sees_by_agency_and_other_roles_see_by_area() -> None:
    """Areas of a contact count for nothing."""
    contact, both = person("contact").scope, person("contact", "analyst").scope

    assert (frozenset(), frozenset({"POL:1"})) == (contact.areas, contact.agencies)
    assert (frozenset({"kent"}), None) == (both.areas, both.agencies)


def test_totals_of_an_area_do_not_open_its_cases_to_a_contact() -> None:
    """A lay adviser's area is for counting; with a contact's role it would show every case."""
    assert person("contact").scope == person("contact", "adviser").scope


def test_what_is_sensitive_comes_with_a_role_and_nobody_opens_every_restricted_case() -> None:
    """That is the operator's, at the machine itself."""
    everybody = person("chair", "analyst", "administrator", "contact", "auditor", "adviser")

    assert frozenset() == person("analyst", "adviser").scope.sees
    assert {"names", "identifiers", "actions", "links"} == everybody.scope.sees
    assert not everybody.scope.restricted
    assert "4" not in everybody.scope.categories


def test_a_grant_holds_from_its_day_up_to_its_end_and_until_it_is_withdrawn(
    database: Database,
) -> None:
    """A grant that nobody remembers is over all the same."""
    opening = Opening("C9", "an invented reason", TODAY, TODAY + 7 * DAY)
    held = []
    with database.writing() as session:
        user, _ = accounts.add_user(session, "ann.invented", "", CHANGE)
        accounts.grant(session, user, opening, CHANGE)
        for day in (-1, 0, 6, 7):
            held.append(sorted(person_of(session, user, TODAY + day * DAY, NOW).grants))
        accounts.revoke(session, user, "C9", CHANGE)
        held.append(sorted(person_of(session, user, TODAY, NOW).grants))

    assert [[], ["C9"], ["C9"], [], []] == held


def test_a_hidden_case_and_one_that_is_not_there_answer_alike(
    embedded: Store, sqlite: Database, settings: Settings
) -> None:
    """Page, picture, reason and question: status and words."""
    put(embedded, world(examples.PLANNED, case("SECRET", restricted=True)))
    app = made_site(embedded, settings, sqlite)
    chair = signed_in(app, sqlite, "ann.invented", ("chair",))
    pages = (
        "/cases/{}", "/cases/{}/picture.json", "/cases/{}/why?rule=HEALTH-L3",
        "/analysis/coverage-gaps?case={}",
        "/api/v1/analysis/explain-gap?case={}&rule=HEALTH-L3",
    )  # fmt: skip

    def answers(reference: str) -> list[tuple[int, str]]:
        got = [chair.get(page.format(reference)) for page in pages]
        token = [one.text.partition('data-token="')[2].partition('"')[0] for one in got]
        return [
            (one.status_code, one.text.replace(sign or "-", "").replace(reference, ""))
            for one, sign in zip(got, token, strict=True)
        ]

    hidden, missing = answers("SECRET"), answers("NOBODY")

    assert {404} == {status for status, _ in hidden[:3]}
    assert missing == hidden


def test_a_grant_opens_the_page_of_a_restricted_case_at_once(
    embedded: Store, sqlite: Database, settings: Settings
) -> None:
    """And its end closes it."""
    put(embedded, world(examples.PLANNED, case("SECRET", restricted=True)))
    chair = signed_in(made_site(embedded, settings, sqlite), sqlite, "ann.invented", ("chair",))
    before = chair.get("/cases/SECRET").status_code
    with sqlite.writing() as session:
        user = session.scalars(select(User)).one()
        opening = Opening("SECRET", "an invented reason", TODAY, TODAY + DAY)
        accounts.grant(session, user, opening, CHANGE)

    opened = chair.get("/cases/SECRET")

    assert (404, 200) == (before, opened.status_code)
    assert "1 restricted by a grant" in opened.text


def test_only_totals_are_asked_by_whoever_sees_totals_only(
    embedded: Store, sqlite: Database, settings: Settings
) -> None:
    """A lay adviser is told how the area does, and of no case."""
    put(embedded, examples.PLANNED)
    app = made_site(embedded, settings, sqlite)
    adviser = signed_in(app, sqlite, "ann.invented", ("adviser",))

    listed = adviser.get("/analysis").text
    got = [
        adviser.get(f"{address}{slug}").status_code
        for address in ("/analysis/", "/api/v1/analysis/")
        for slug in ("caseload", "coverage-gaps")
    ]

    assert [200, 403, 200, 403] == got
    assert "caseload" in listed
    assert "coverage-gaps" not in listed


def test_a_command_asks_as_a_user_and_sees_what_they_see(
    embedded: Store, sqlite: Database, tmp_path: object
) -> None:
    """The administrator checks what somebody will see before they do."""
    put(embedded, world(examples.PLANNED, case("SECRET", restricted=True)))
    embedded.close()
    with sqlite.writing() as session:
        user, _ = accounts.add_user(session, "ann.invented", "", CHANGE)
        accounts.give(session, user, "role", "adviser", CHANGE)
        accounts.give(session, user, "area", EVERYWHERE, CHANGE)
    told = {"MAPPA_DATABASE": str(sqlite.engine.url), "MAPPA_STORE": f"embedded:{tmp_path}/store"}

    def run(*words: str) -> str:
        done = CliRunner().invoke(mappa, words, env=told)
        return str(done.exception) if isinstance(done.exception, ExplorerError) else done.stdout

    whole = run("ask", "caseload", "--format", "csv")
    seen = run("ask", "caseload", "--format", "csv", "--as", "ann.invented")

    assert whole != seen
    assert "ann.invented may not ask this" in run("ask", "expiring", "--as", "ann.invented")
    assert "ann.invented may not ask this" in run("graph", "case", "C1", "--as", "ann.invented")
    assert "There is no user" in run("search", "x", "--as", "nobody.invented")


def test_what_if_and_what_would_clear_a_gap_are_asked_as_a_user_too(
    embedded: Store, sqlite: Database, tmp_path: object
) -> None:
    """The command beside an answer of the page must be able to give the same answer."""
    secret = case("SECRET", level="3", opened_on=examples.OPENED, restricted=True)
    came = discussion("D-S", "SECRET", examples.SECOND, {"TRUST": "remote"})
    put(embedded, world(examples.PRESENT_TRUST, secret, came))
    embedded.close()
    with sqlite.writing() as session:
        for name, role in (("ann.invented", "analyst"), ("lay.invented", "adviser")):
            user, _ = accounts.add_user(session, name, "", CHANGE)
            accounts.give(session, user, "role", role, CHANGE)
            accounts.give(session, user, "area", EVERYWHERE, CHANGE)
    told = {"MAPPA_DATABASE": str(sqlite.engine.url), "MAPPA_STORE": f"embedded:{tmp_path}/store"}
    policy = Path(str(tmp_path)) / "policy.toml"
    policy.write_text(examples.POLICY_TEXT, encoding="utf-8")
    known = ("--policy", str(policy), "--as-of", str(examples.DAY))
    withdrawn = ("what-if", "--withdraw", "TRUST", *known)
    cleared = ("clear", "SECRET", "HEALTH-L3", *known)

    def run(*words: str) -> str:
        done = CliRunner().invoke(mappa, words, env=told)
        return str(done.exception) if isinstance(done.exception, ExplorerError) else done.stdout

    whole, seen = run(*withdrawn), run(*withdrawn, "--as", "ann.invented")

    assert ("SECRET" in whole, "SECRET" in seen, "C2" in seen) == (True, False, True)
    assert "HEALTH-L3" in run(*cleared)
    assert "no case of that reference" in run(*cleared, "--as", "ann.invented")
    for words in (withdrawn, cleared):
        assert "lay.invented may not ask this" in run(*words, "--as", "lay.invented")


def test_a_disabled_user_asks_nothing_by_command(sqlite: Database) -> None:
    """They are out everywhere."""
    with sqlite.writing() as session:
        user, _ = accounts.add_user(session, "gone.invented", "", CHANGE)
        user.disabled_at = NOW

    done = CliRunner().invoke(
        mappa, ["ask", "caseload", "--as", "gone.invented"],
        env={"MAPPA_DATABASE": str(sqlite.engine.url)},
    )  # fmt: skip

    assert "gone.invented is disabled" in str(done.exception)
