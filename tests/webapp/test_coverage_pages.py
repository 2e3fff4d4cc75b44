"""The analyst's coverage pages: matrix, overview, trend; one set of filters for all of them."""

import csv
import html
import io
import re
from collections import Counter

from flask.testing import FlaskClient

from graph.store import Store
from graph.worlds import put
from queries.coverage.judge import STATES
from queries.thin_coverage import ONE_CONTACT
from tests.site import ClientAs
from tests.webapp.test_pages import words

PAGES = ("/coverage", "/coverage/gaps", "/coverage/matrix", "/coverage/trend")
ANOTHER_DAY = "as_of=2025-12-31"


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """Download a table."""
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


def links(client: FlaskClient, address: str) -> list[str]:
    """Return every address that a page leads to."""
    return [
        html.unescape(found) for found in re.findall(r'href="([^"]+)"', client.get(address).text)
    ]


def test_the_matrix_says_in_words_how_each_type_stands(client: FlaskClient) -> None:
    """A cell that is only red tells nothing to whoever cannot see red."""
    text = words(client, "/coverage/matrix")

    assert "C1 Level 3, category 1 not required Missing , sent apologies" in text
    assert "C4 Level 2, category 1 ? Not known , a circumstance is not known" in text
    assert "Met of required in 3 cases" in text
    assert "1 of 2 50%" in text


def test_a_cell_of_the_matrix_is_one_step_from_its_evidence(client: FlaskClient) -> None:
    """A finding that cannot be explained cannot be acted on."""
    found = links(client, f"/coverage/matrix?{ANOTHER_DAY}")

    assert f"/cases/C1/why?rule=HEALTH-L3&{ANOTHER_DAY}" in found
    assert "discussed" in words(client, f"/cases/C1/why?rule=HEALTH-L3&{ANOTHER_DAY}").lower()


def test_gaps_only_leaves_the_cases_in_which_somebody_is_missing(client: FlaskClient) -> None:
    """Two thousand cases are too many to look through for the few that matter."""
    page = words(client, "/coverage/matrix?state=gap")

    assert ["C1"] == re.findall(r"\b(C\d) Level", page)
    assert "Remove the filter State: Missing" in page
    assert "Show every case" in page


def test_the_download_of_the_matrix_is_what_the_screen_shows(client: FlaskClient) -> None:
    """A figure in a report must be found again on the page."""
    for query in ("", "?state=gap", "?type=NHST&sort=case"):
        joint = "&" if query else "?"
        page = words(client, f"/coverage/matrix{query}")
        told = rows(client, f"/coverage/matrix{query}{joint}format=csv")

        assert re.findall(r"\b(C\d) Level", page) == [row["case"] for row in told]
    assert ["missing", "met"] == [row["NHST"] for row in told]


def test_the_matrix_of_a_panel_has_the_cases_before_it(client: FlaskClient) -> None:
    """Who prepares a panel looks at its cases and no others."""
    answer = client.get("/panels/PANEL/matrix?as_of=2026-01-31")

    assert (303, "/coverage/matrix?panel=PANEL&as_of=2026-01-31") == (
        answer.status_code, answer.location
    )  # fmt: skip
    assert "Remove the filter Panel: A panel" in words(client, answer.location)
    assert 404 == client.get("/panels/NOBODY/matrix").status_code


def test_each_number_of_the_overview_leads_to_the_cells_that_it_counts(
    client: FlaskClient,
) -> None:
    """A number that cannot be followed is believed or not; one that can is checked."""
    page = client.get("/coverage").text
    ways = re.findall(r'href="(/coverage/matrix\?state=(\w+))"[^>]*>.*?</span>(\d+)</a>', page)

    counted = [
        Counter(text for row in rows(client, f"{way}&format=csv") for text in row.values())[
            STATES[state]
        ]
        for way, state, _ in ways
    ]

    assert ["gap", "at_risk", "unknown", "not_due", "met"] == [state for _, state, _ in ways]
    assert [int(count) for *_, count in ways] == counted


def test_the_overview_says_how_many_of_how_many_and_on_which_day(client: FlaskClient) -> None:
    """A rate without its denominator, its day and its policy says nothing."""
    text = words(client, "/coverage")

    assert "On 31 January 2026 , 1 of 2 places that local policy requires are met (50%)" in text
    assert "Judged by example, version 1" in text
    assert "NHS trust 1 of 2 50% 1 0 0 0" in text
    assert "Level 3 2 of 2 100% 0" in text
    assert "Agency TRUST TRUST 1" in text


def test_a_lay_adviser_is_sent_to_the_totals(client_as: ClientAs) -> None:
    """A chart of one area and one type of agency can be read case by case."""
    adviser = client_as("adviser")

    pages = ("/coverage", "/coverage/trend", "/coverage/gaps", "/coverage/matrix")
    totals = adviser.get("/totals").text
    navigation = totals.partition("govuk-service-navigation__list")[2].partition("</ul>")[0]

    assert [403] * 4 == [adviser.get(page).status_code for page in pages]
    assert ["/totals", "/analysis"] == re.findall(r'href="([^"]+)"', navigation)


def test_the_trend_tells_each_month_with_its_denominator(client: FlaskClient) -> None:
    """One of one and a hundred of a hundred are the same per cent."""
    text = words(client, "/coverage/trend")
    told = rows(client, "/coverage/trend?format=csv")

    assert "Nov 2025 Missing at the end of Dec 2025 Missing at the end of Jan 2026" in text
    assert "NHS trust 1 more" in text
    assert ("1", "2") == (told[-1]["met"], told[-1]["required"])


def test_the_list_says_why_it_counts_more_than_the_overview(client: FlaskClient) -> None:
    """The same word with two numbers is taken for a mistake of one of the pages."""
    text = words(client, "/coverage/gaps")

    assert "one place at the table can break several, and the overview counts it once" in text


def test_a_month_of_the_trend_leads_to_who_was_missing_at_its_end(client: FlaskClient) -> None:
    """The question after how much is who."""
    found = [one for one in links(client, "/coverage/trend?type=NHST") if "as_of=2025-12-31" in one]

    assert "/coverage/gaps?type=NHST&as_of=2025-12-31" in found
    assert "C1 Level 3" in words(client, "/coverage/gaps?type=NHST&as_of=2025-12-31")


def test_the_chart_says_in_words_what_its_lines_say(client: FlaskClient) -> None:
    """A picture has a name and a description, and no line rests on its colour."""
    drawing = client.get("/coverage/trend?format=svg").text

    assert (
        'role="img" aria-labelledby="chart-title" aria-describedby="chart-description"' in drawing
    )
    assert "NHS trust: 1 of 1 (100%) in November 2025, 1 of 2 (50%) in January 2026" in drawing
    assert " style=" not in drawing


def test_fragility_can_be_asked_of_one_level(client: FlaskClient, store: Store) -> None:
    """Who matters most to the few at Level 3 is another question than who matters most."""
    put(store, ONE_CONTACT)

    third = words(client, "/coverage/fragility?level=3")
    second = words(client, "/coverage/fragility?level=2")

    assert "If contact R1 leaves, 1 Level 3 case has nobody from NHS trust." in third
    assert "no case rests on one person" in second
    assert "What holds the agencies together, at every level" in second
    asked = [one for one in links(client, "/coverage/fragility?level=3") if "/analysis/" in one]
    assert {200} == {client.get(one).status_code for one in asked}


def test_filters_show_as_chips_and_go_along_to_the_other_pages(client: FlaskClient) -> None:
    """Whoever follows a number must stay among the cases that it counts."""
    query = f"level=3&type=NHST&{ANOTHER_DAY}"

    for address in PAGES:
        text = words(client, f"{address}?{query}")
        found = links(client, f"{address}?{query}")

        for chip in ("Level: Level 3", "Agency type: NHS trust", "Day: 31 December 2025"):
            assert f"Remove the filter {chip}" in text
        assert address in found  # clear all
        assert set(PAGES) <= {one.partition("?")[0] for one in found if query in one}


def test_the_day_can_be_chosen_and_today_is_a_step_away(client: FlaskClient) -> None:
    """Half of an analyst's questions begin with: what was it like when."""
    for address in PAGES:
        page = client.get(f"{address}?{ANOTHER_DAY}&level=3").text

        assert '<input class="govuk-input app-day__input" type="date"' in page
        assert 'value="2025-12-31"' in page
        assert f'href="{address}?level=3">Today</a>' in page


def test_an_address_that_cannot_be_answered_says_why(client: FlaskClient) -> None:
    """A typing error in an address is a person's, and gets a person's answer."""
    wrong = {
        "/coverage/matrix?sort=colour": "cannot be sorted",
        "/coverage/matrix?state=sideways": "not one of the choices",
        "/coverage/matrix?panel=NOBODY": "There is no Panel",
        "/coverage/trend?by=colour": "cannot be told by",
        "/coverage?category=9": "There is no Category",
    }

    for address, said in wrong.items():
        answer = client.get(address)

        assert 400 == answer.status_code
        assert said in answer.text


def test_an_odd_name_in_an_address_is_nothing_to_us(client: FlaskClient) -> None:
    """What makes addresses has options of its own; an address must not reach them."""
    odd = "_scheme=javascript&_external=1&endpoint=x&_anchor=%22&self=1&values=2"

    answers = [client.get(f"{address}?{odd}").status_code for address in PAGES]

    assert [200] * len(PAGES) == answers


def test_the_gap_list_is_sorted_by_any_column_both_ways(client: FlaskClient) -> None:
    """What is not known stands last, whichever way round."""
    orders = {"case": ["C1", "C4"], "-case": ["C4", "C1"], "-since": ["C1", "C4"]}

    for sort, expected in orders.items():
        page = words(client, f"/coverage/gaps?sort={sort}")
        told = rows(client, f"/coverage/gaps?sort={sort}&format=csv")

        assert expected == re.findall(r"\b(C\d) Level", page)
        assert expected == [row["case"] for row in told]


def test_the_weeks_ahead_are_twelve_and_one_of_them_is_told_in_full(client: FlaskClient) -> None:
    """What is seen twelve weeks ahead can go on an agenda."""
    first = words(client, "/coverage/ahead")
    second = words(client, "/coverage/ahead?week=2")

    assert "31 January to 6 February 0 0" in first
    assert "Nothing falls due in this week." in first
    assert "In the week from 7 February to 13 February 2026" in second
    assert 12 == len(re.findall(r"week=\d+#week", client.get("/coverage/ahead").text)) - 1
    assert 400 == client.get("/coverage/ahead?week=13").status_code


def test_what_rests_on_whom_is_told_in_words_with_its_question(client: FlaskClient) -> None:
    """A score says that something is fragile; a sentence says what."""
    text = words(client, "/coverage/fragility?area=cheshire")
    found = links(client, f"/coverage/fragility?area=cheshire&{ANOTHER_DAY}")

    for slug in ("single-points-lost", "withdrawal-impact", "thin-coverage", "silent-core",
                 "connecting-agencies"):  # fmt: skip
        assert f"/analysis/{slug}?area=cheshire&{ANOTHER_DAY}" in found
    assert "NHS trust 0 0 1" in text
    assert "No agency has lost its last contact" in text
    assert "Agency TRUST 0 1 2 1 1 at Level 3 What if Agency TRUST withdrew" in text


def test_every_indicator_has_its_numbers_its_target_and_what_was_published(
    client: FlaskClient,
) -> None:
    """A rate is worth what its denominator and the standing of its target are worth."""
    text = words(client, "/coverage/indicators?from=2025-11-01")

    assert "From 1 November 2025 to 31 January 2026" in text
    assert "Remove the filter From: 1 November 2025" in text
    assert "K4 Agencies under a duty to co-operate at the table when invited Level 3 2 of 3" in text
    assert all(f"K{number} " in text for number in range(1, 12))
    assert text.count("none published") >= 11
    assert "87,657 31 March 2021 no case on record 3 HM Inspectorate of Probation" in text
