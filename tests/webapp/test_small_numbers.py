"""Totals for a lay adviser: small counts are told as small, on page, CSV and JSON alike."""

import csv
import datetime
import io
import re
from pathlib import Path

import flask
import pytest

from graph.errors import PolicyError
from graph.store import Store
from graph.worlds import case, discussion, put, world
from queries.coverage import examples
from queries.coverage.policy_file import default_policy, parse_policy
from tests.queries.plain import DAY as A_DAY
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
    assert "Other counts and rates are to the nearest 5, and as of the end of a month" in page
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

    assert 5 in told["lay"]
    assert 7 in told["ann"]
    assert "fewer than 5" in told["lay"]
    assert all(isinstance(one, int) for one in told["ann"])
    assert "to the nearest 5" not in ann.get("/analysis/caseload").text


def every_number(found: object) -> list[int]:
    """Return every whole number within an answer."""
    if isinstance(found, dict):
        return [one for value in found.values() for one in every_number(value)]
    if isinstance(found, list):
        return [one for value in found for one in every_number(value)]
    text = str(found).replace(",", "")
    return [int(one) for one in re.findall(r"(?<![-\d])\d+(?![-\d])", text)]


ASKED = [
    f"{address}?as_of={day}{more}"
    for day in ("2025-11-30", "2025-12-09", "2025-12-31", "2026-01-09", "2026-01-31")
    for address, more in (
        ("analysis/caseload", ""), ("analysis/caseload", "&area=cheshire"),
        ("analysis/attendance", ""), ("analysis/attendance", "&from=2025-11-11"),
        ("analysis/coverage-trend", ""), ("totals", ""),
    )
]  # fmt: skip
"""Days and filters next to each other."""


def test_no_two_totals_differ_by_a_few(
    embedded: Store, settings: Settings, sqlite: Database
) -> None:
    """Seven yesterday and eight today are one person, who is known to somebody."""
    came = [case(f"B{n}", level="1", opened_on=examples.SECOND + n * A_DAY) for n in range(25)]
    talks = [
        discussion(f"T{n}", f"B{n}", examples.SECOND + n * A_DAY, {"TRUST": "in_person"})
        for n in range(23)
    ]
    put(embedded, world(WORLD, *came, *talks))
    lay = signed_in(made_site(embedded, settings, sqlite), sqlite, "lay", ("adviser",))
    columns = {"cases", "invited", "attended", "known", "required", "met", "rate", "percentage"}

    told = [
        number
        for address in ASKED
        for answer in [lay.get(f"/api/v1/{address}").get_json()]
        for row in answer.get("rows", [*answer.get("levels", []), *answer.get("attendance", [])])
        for name, value in row.items()
        if name in columns and not str(value).startswith(("fewer", "too few", "not told"))
        for number in every_number(value)
    ]

    assert {10, 15, 25} <= set(told)
    assert [] == [number for number in told if number % 5]


def test_who_asks_day_after_day_is_told_of_months(
    embedded: Store, settings: Settings, sqlite: Database
) -> None:
    """On the day on which a rounded count goes up, the case that did it came in."""
    came = [case(f"B{n}", level="1", opened_on=datetime.date(2026, 1, 5 + n)) for n in range(12)]
    put(embedded, world(WORLD, *came))
    lay = signed_in(made_site(embedded, settings, sqlite), sqlite, "lay", ("adviser",))
    days = [datetime.date(2026, 1, 1) + n * A_DAY for n in range(30)]

    told = {
        lay.get(f"/api/v1/{address}?as_of={day}").text.replace(str(day), "")
        for address in ("analysis/caseload",)
        for day in days
    }
    by_days = {
        lay.get(f"/api/v1/analysis/attendance?from={day}").get_json()["rows"][0]["invited"]
        for day in [datetime.date(2025, 11, n) for n in range(1, 20)]
    }

    assert 1 == len(told) == len(by_days)


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
    assert "cheshire,2,1,5" in done.output
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

    assert "Numbers from 1 to 7 are shown as “fewer than 8”, and all others" in page
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
