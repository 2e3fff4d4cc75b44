"""Totals for a lay adviser: small counts are told as small, on page, CSV and JSON alike."""

import csv
import io
import re
from pathlib import Path

import flask
import pytest

from graph.errors import PolicyError
from graph.store import Store
from graph.worlds import case, put, world
from queries.coverage import examples
from queries.coverage.policy_file import default_policy, parse_policy
from tests.site import WORLD, made_site, signed_in
from tests.webapp.audit.entries import command
from webapp.database.opening import Database
from webapp.settings import Settings

SLUGS = ("attendance", "caseload", "coverage-trend")


@pytest.fixture
def door(embedded: Store, settings: Settings, sqlite: Database) -> flask.Flask:
    """Give a site with four cases of one sort, seven of another."""
    others = [case(f"B{number}", level="1", category="2") for number in range(7)]
    put(embedded, world(WORLD, *others))
    return made_site(embedded, settings, sqlite)


def numbers(rows: list[dict[str, str]]) -> list[int]:
    """Return every whole number that a CSV tells."""
    return [int(cell) for row in rows for cell in row.values() if re.fullmatch(r"-?\d+", cell)]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_small_count_and_no_rate_of_one_is_told(
    door: flask.Flask, sqlite: Database, slug: str
) -> None:
    """One of one is somebody."""
    lay = signed_in(door, sqlite, "lay", ("adviser",))

    page = lay.get(f"/analysis/{slug}").text
    downloaded = lay.get(f"/analysis/{slug}?format=csv").text
    sent = lay.get(f"/api/v1/analysis/{slug}").get_json()

    rows = list(csv.DictReader(io.StringIO(downloaded)))
    codes = {"level", "category"}
    assert rows
    assert [] == [
        n
        for n in numbers([{k: v for k, v in row.items() if k not in codes} for row in rows])
        if n < 5
    ]
    assert "fewer than 5" in downloaded
    assert "fewer than 5" in page
    assert "Differences between totals can still point" in page
    assert [list(row.values()) for row in rows] == [
        ["" if cell is None else str(cell) for cell in row.values()] for row in sent["rows"]
    ]


def test_a_count_of_five_or_more_is_told_and_an_analyst_is_told_all(
    door: flask.Flask, sqlite: Database
) -> None:
    """Whoever sees the cases can count them."""
    lay = signed_in(door, sqlite, "lay", ("adviser",))
    ann = signed_in(door, sqlite, "ann", ("analyst",))

    told = {
        who: [row["cases"] for row in browser.get("/api/v1/analysis/caseload").get_json()["rows"]]
        for who, browser in {"lay": lay, "ann": ann}.items()
    }

    assert 7 in told["lay"]
    assert "fewer than 5" in told["lay"]
    assert all(isinstance(one, int) for one in told["ann"])
    assert "Differences between totals" not in ann.get("/analysis/caseload").text


def test_the_command_line_tells_a_lay_adviser_the_same(
    door: flask.Flask, sqlite: Database, tmp_path: Path
) -> None:
    """A way round the page is no way round the rule."""
    signed_in(door, sqlite, "lay", ("adviser",))

    done = command(
        "ask", "caseload", "--as", "lay", "--format", "csv", "--as-of", str(examples.DAY),
        MAPPA_DATABASE=f"sqlite:///{sqlite.engine.url.database}",
        MAPPA_STORE=f"embedded:{tmp_path / 'store'}",
    )  # fmt: skip

    assert 0 == done.exit_code, done.output
    assert "cheshire,2,1,7" in done.output
    assert "cheshire,1,3,fewer than 5" in done.output


def test_the_page_of_totals_reads_the_same_row(
    embedded: Store, settings: Settings, sqlite: Database
) -> None:
    """A board that says ten must not be told five on the page that was made for it."""
    row = (
        '[[clock]]\nid = "SMALL"\nof = "totals"\nlevels = ["1"]\nfewest = 8\nbasis = "x"\n'
        'status = "unverified"\n'
    )
    assert settings.policy_file
    settings.policy_file.write_text(f"{examples.POLICY_TEXT}\n{row}", encoding="utf-8")
    put(embedded, world(WORLD, *(case(f"B{number}", level="1") for number in range(7))))
    lay = signed_in(made_site(embedded, settings, sqlite), sqlite, "lay", ("adviser",))

    page = lay.get("/totals").text

    assert "Numbers from 1 to 7 are shown as “fewer than 8”, and sums to the nearest 8" in page
    assert "about 8" in page
    assert "fewer than 5" not in page


def test_how_small_is_a_row_of_the_policy_with_its_status() -> None:
    """Nobody was seen to lay this number down; the board may choose another."""
    (row,) = default_policy().clocks_of("totals", examples.DAY)
    wrong = (
        '[[clock]]\nid = "T"\nof = "totals"\nlevels = ["1"]\nbasis = "x"\nstatus = "unverified"\n'
    )

    assert (5, "unverified") == (row.fewest, row.status)
    with pytest.raises(PolicyError, match="T needs fewest, 1 or more"):
        parse_policy(f'name = "p"\nversion = "1"\n{wrong}')
