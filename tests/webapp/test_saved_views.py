"""Saved views: a page with its filters, opened by whoever it is shared with, by their own scope."""

import json
import re
from collections.abc import Mapping

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from graph.store import Store
from graph.worlds import case, node, put, world
from tests.site import CHANGE, TODAY, WORLD, made_site, signed_in, token_of
from tests.webapp.audit.entries import latest
from webapp.accounts import Opening, grant, user_named
from webapp.database.opening import Database
from webapp.database.saved_views import SavedView
from webapp.saved_views import MOST_OPENED, MOST_VIEWS
from webapp.settings import Settings


@pytest.fixture
def door(embedded: Store, settings: Settings, sqlite: Database) -> flask.Flask:
    """Give a site with an ordinary case, a restricted one, and one of another area."""
    put(embedded, world(WORLD, case("R1", area="cheshire", level="3", restricted=True)))
    return made_site(embedded, settings, sqlite)


@pytest.fixture
def ann(door: flask.Flask, sqlite: Database) -> FlaskClient:
    """Give a chair's browser."""
    return signed_in(door, sqlite, "ann", ("chair",))


@pytest.fixture
def bob(door: flask.Flask, sqlite: Database) -> FlaskClient:
    """Give an analyst's browser."""
    return signed_in(door, sqlite, "bob", ("analyst",))


def send(browser: FlaskClient, to: str, /, **fields: str) -> tuple[int, str]:
    """Send a form; return the status of the answer and where it leads."""
    answer = browser.post(to, data={"csrf_token": token_of(browser, "/account"), **fields})
    return answer.status_code, answer.location or answer.text


def saved(browser: FlaskClient, address: str, name: str = "Mine", **more: str) -> int:
    """Save a view; return its number."""
    status, led = send(browser, "/views/new", address=address, name=name, **more)
    assert 303 == status, led
    return int(re.findall(r"\d+", led)[0])


def view(database: Database, number: int) -> SavedView:
    """Return a view as it is stored."""
    with database.reading() as session:
        return session.scalars(select(SavedView).where(SavedView.id == number)).one()


@pytest.mark.feature(13)
def test_a_page_offers_to_be_saved_and_comes_back_as_it_was(ann: FlaskClient) -> None:
    """Filters, a day and what was opened in the picture: an afternoon's work is not done twice."""
    address = "/coverage/gaps?state=gap&as_of=2026-01-31&type=NHST"
    page = ann.get(address).text
    offered = re.search(r'name="address" value="([^"]+)"', page)
    assert offered

    number = saved(
        ann, offered[1].replace("&amp;", "&"), "Trusts", expanded=json.dumps(["TRUST", "D2"])
    )

    opened = ann.get(f"/views/{number}")
    assert (303, f"{address}&expanded=TRUST&expanded=D2") == (opened.status_code, opened.location)
    assert 200 == ann.get(opened.location).status_code


def test_a_view_is_told_in_the_words_of_its_page(ann: FlaskClient) -> None:
    """Whoever a view is shared with does not know what the program calls its pages."""
    saved(ann, "/coverage/gaps?type=NHST&level=3", "Trusts")
    saved(ann, "/cases/C1", "One case")

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", ann.get("/views").text))

    assert "Missing agencies Agency type: NHS trust; Level: 3" in text
    assert "Case C1" in text


def test_pages_that_are_worth_it_have_the_form(ann: FlaskClient) -> None:
    """It is looked for where the work is done."""
    wanted = ("/coverage/gaps", "/cases/C1", "/analysis/caseload")

    offered = {
        re.findall(r'name="address" value="([^"]+)"', ann.get(one).text)[0] for one in wanted
    }

    assert set(wanted) == offered


def test_what_is_only_the_form_of_an_answer_is_not_kept(ann: FlaskClient) -> None:
    """A view that downloads a file, or opens page 7 of a list, surprises."""
    number = saved(ann, "/analysis/coverage-gaps?format=csv&page=1&state=gap&rule=")

    assert "/analysis/coverage-gaps?state=gap" == ann.get(f"/views/{number}").location


NO_PAGE = (
    "", "https://elsewhere.example/coverage/gaps", "//elsewhere.example/coverage/gaps",
    "/no/such/page", "/sign-in", "/healthz", "/people", "/audit", "/views/new", "/views/1",
    "/account", "/coverage/gaps?" + "x" * 1500, "/coverage/gaps\n", "\\\\elsewhere",
)  # fmt: skip
NO_KEYS = (
    '{"a": 1}', '["\\ud800"]', "[1]", "[",
    json.dumps(["x"] * (MOST_OPENED + 1)), json.dumps(["x" * 101]),
)  # fmt: skip
NO_NAME = ("", "  ", "x" * 81, "An invented view")


def test_what_is_no_page_of_mine_or_no_short_list_of_keys_cannot_be_saved(
    ann: FlaskClient,
) -> None:
    """A view that leads elsewhere is a trap, and a browser sends anything."""
    traps = [{"address": address} for address in NO_PAGE]
    traps += [{"address": "/cases/C1", "expanded": keys} for keys in NO_KEYS]

    got = [send(ann, "/views/new", name="Trap", **trap)[0] for trap in traps]

    assert [400] * len(traps) == got
    assert "Trap" not in ann.get("/views").text


def test_a_name_that_is_missing_long_or_taken_is_asked_for_again(ann: FlaskClient) -> None:
    """What was to be saved is not lost by it."""
    address = "/cases/C1?as_of=2026-01-31"

    pages = [send(ann, "/views/new", address=address, name=name) for name in NO_NAME]

    assert {400} == {status for status, _ in pages}
    assert all("There is a problem" in page for _, page in pages)
    assert all(f'name="address" value="{address}"' in page for _, page in pages)


@pytest.mark.feature(13)
def test_a_shared_view_is_opened_and_copied_and_not_changed(
    ann: FlaskClient, bob: FlaskClient, sqlite: Database
) -> None:
    """Whoever shares a view wants to find it as it was."""
    number = saved(ann, "/coverage/gaps?state=gap", "Weekly", note="For Monday")
    before = bob.get(f"/views/{number}").status_code
    send(ann, f"/views/{number}/change", what="share", role="analyst")

    tried = [
        send(bob, f"/views/{number}/change", what="name", name="Bob's")[0],
        send(bob, f"/views/{number}/change", what="share", role="")[0],
        send(bob, f"/views/{number}/delete", sure="yes")[0],
    ]
    copy = send(bob, f"/views/{number}/copy")

    about = bob.get(f"/views/{number}/about").text
    assert (404, [404, 404, 404], 303) == (before, tried, copy[0])
    assert "/coverage/gaps?state=gap" == bob.get(f"/views/{number}").location
    assert ("For Monday" in about, "Delete the view" in about) == (True, False)
    assert ["Weekly", "Weekly"] == [view(sqlite, number).name, view(sqlite, number + 1).name]
    assert view(sqlite, number + 1).owner_id != view(sqlite, number).owner_id


def test_a_view_made_private_again_is_gone_for_the_others(
    ann: FlaskClient, bob: FlaskClient
) -> None:
    """And answers as one that never was."""
    number = saved(ann, "/coverage/gaps", "Weekly")
    send(ann, f"/views/{number}/change", what="share", role="analyst")
    shared = "Weekly" in bob.get("/views").text
    send(ann, f"/views/{number}/change", what="share", role="")

    private, nowhere = bob.get(f"/views/{number}"), bob.get("/views/9999")
    assert (True, False) == (shared, "Weekly" in bob.get("/views").text)
    assert 404 == send(ann, f"/views/{10**30}/delete", sure="yes")[0]
    assert 404 == private.status_code == nowhere.status_code
    assert plain(private.text) == plain(nowhere.text)


def plain(text: str) -> str:
    """Return a page without the tokens in it."""
    return re.sub(r'(name="csrf_token" value|data-token)="[^"]+"', "", text)


def test_a_view_is_renamed_and_deleted_after_asking(ann: FlaskClient) -> None:
    """One press of a button by mistake deletes nothing."""
    number = saved(ann, "/coverage/gaps", "Old")

    send(ann, f"/views/{number}/change", what="name", name="New", note="Why")
    asked, page = send(ann, f"/views/{number}/delete")
    kept = "New" in ann.get("/views").text
    done, _ = send(ann, f"/views/{number}/delete", sure="yes")

    assert (400, True, 303) == (asked, "Tick the box" in page, done)
    assert kept
    assert "New" not in ann.get("/views").text


def test_a_view_that_names_a_hidden_case_is_not_there_for_whoever_may_not_see_it(
    door: flask.Flask, ann: FlaskClient, bob: FlaskClient, sqlite: Database
) -> None:
    """The name that its owner gave it, and the address, would tell that the case exists."""
    with sqlite.writing() as session:
        opening = Opening("R1", "An invented reason", TODAY, TODAY.replace(year=TODAY.year + 1))
        grant(session, user_named(session, "ann"), opening, CHANGE)
    of_case = saved(ann, "/cases/R1", "Round R1")
    in_query = saved(ann, "/analysis/coverage-gaps?case=R1", "Gaps of R1")
    in_picture = saved(ann, "/cases/C1", "Beside R1", expanded=json.dumps(["R1"]))
    for number in (of_case, in_query, in_picture):
        send(ann, f"/views/{number}/change", what="share", role="analyst")

    page = bob.get("/views").text
    answers = [
        bob.get(f"/views/{number}{more}")
        for number in (of_case, in_query, in_picture)
        for more in ("", "/about")
    ]

    assert [False] * 3 == [name in page for name in ("Round R1", "Gaps of R1", "Beside R1")]
    assert {404} == {answer.status_code for answer in answers}
    assert plain(bob.get("/views/9999").text) == plain(answers[0].text)


def test_what_belongs_to_a_hidden_case_hides_a_view_too(
    embedded: Store, ann: FlaskClient, bob: FlaskClient, sqlite: Database
) -> None:
    """An action's key tells as much as its case's."""
    put(embedded, world(
        node("Discussion", "DR", {"AT_MEETING": ["M-D1"], "CONSIDERS": ["R1"]}, item=9),
        node("Action", "AR", {"RAISED_AT": ["DR"]}, text="An invented action"),
    ))  # fmt: skip
    with sqlite.writing() as session:
        opening = Opening("R1", "An invented reason", TODAY, TODAY.replace(year=TODAY.year + 1))
        grant(session, user_named(session, "ann"), opening, CHANGE)

    number = saved(ann, "/analysis/path?start=AR&to=TRUST", "A path")

    assert ["R1"] == view(sqlite, number).holds["cases"]


def test_who_opens_a_view_sees_by_their_own_scope(
    door: flask.Flask, ann: FlaskClient, sqlite: Database
) -> None:
    """A view is an address, not an answer."""
    number = saved(ann, "/coverage/gaps", "All")
    send(ann, f"/views/{number}/change", what="share", role="analyst")
    elsewhere = signed_in(door, sqlite, "eve", ("analyst",), area=("kent",))

    page = elsewhere.get(elsewhere.get(f"/views/{number}").location)

    assert 200 == page.status_code
    assert "C1" not in page.text


def test_a_view_is_shared_only_with_roles_that_open_its_page(
    door: flask.Flask, ann: FlaskClient, sqlite: Database
) -> None:
    """Lay advisers ask questions of totals alone."""
    case_list, totals = saved(ann, "/coverage/gaps", "List"), saved(ann, "/analysis/caseload", "T")
    adviser = signed_in(door, sqlite, "lay", ("adviser",))

    refused, _ = send(ann, f"/views/{case_list}/change", what="share", role="adviser")
    done, _ = send(ann, f"/views/{totals}/change", what="share", role="adviser")

    assert (400, 303) == (refused, done)
    assert "/analysis/caseload" == adviser.get(f"/views/{totals}").location


def test_what_was_saved_shared_and_deleted_is_on_record(ann: FlaskClient, sqlite: Database) -> None:
    """Not the name or the note, which are free words."""
    number = saved(ann, "/cases/C1", "Zebedee", note="Zebedee too")
    for fields in ({"what": "share", "role": "analyst"}, {"what": "name", "name": "Zeb"}):
        send(ann, f"/views/{number}/change", **fields)
    send(ann, f"/views/{number}/delete", sure="yes")

    entries = [one for one in latest(sqlite, 30) if one.event == "view_changed"]
    told: list[Mapping[str, object]] = [json.loads(one.what) for one in reversed(entries)]
    assert ["saved", "shared", "renamed", "deleted"] == [one["change"] for one in told]
    assert {(number, "cases.shown")} == {(one["view"], one["page"]) for one in told}
    assert "Zeb" not in "".join(one.what for one in latest(sqlite, 30))


def test_there_is_an_end_to_how_many_views_somebody_keeps(
    ann: FlaskClient, sqlite: Database
) -> None:
    """A script that saves for ever fills a disk."""
    first = saved(ann, "/coverage/gaps")
    kept = view(sqlite, first)
    with sqlite.writing() as session:
        columns = ("owner_id", "page", "holds", "made_at", "changed_at")
        same = {name: getattr(kept, name) for name in columns}
        for number in range(MOST_VIEWS - 2):
            session.add(SavedView(name=f"v{number}", **same))

    status, page = send(ann, "/views/new", address="/coverage/gaps", name="One more")

    assert (400, True) == (status, f"You have {MOST_VIEWS} saved views" in page)
