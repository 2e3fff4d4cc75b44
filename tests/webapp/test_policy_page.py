"""The policy as pages: rules in words with who fails them, differences, and another one tried."""

import html
import io
import re
from contextlib import suppress

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError, PolicyError
from graph.scope import OPERATOR
from graph.store import Store
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.coverage.differences import FIELDS, differences, in_words
from queries.coverage.policy import Clock, Link, Seat
from queries.coverage.policy_file import default_policy, parse_policy
from queries.coverage.words import rule_in_words
from queries.coverage_gaps import COVERAGE_GAPS
from tests.site import TODAY, ClientAs, token_of
from tests.webapp.audit.entries import latest
from webapp.database.opening import Database
from webapp.policy_trial import MOST_BYTES, read_text
from webapp.settings import Settings

TRIAL = "/coverage/policy/trial"
WIDER = examples.POLICY_TEXT.replace('levels = ["3"]\nby', 'levels = ["2", "3"]\nby')


def sent(client: FlaskClient, text: str = "", file: bytes | None = None) -> tuple[int, str]:
    """Try a policy; return status and page."""
    data: dict[str, object] = {"csrf_token": token_of(client, "/account"), "text": text}
    if file is not None:
        data["file"] = (io.BytesIO(file), "another.toml")
    answer = client.post(TRIAL, data=data)
    return answer.status_code, answer.text


def test_every_rule_is_shown_in_words_with_its_basis(client: FlaskClient) -> None:
    """Whoever is told that an agency is missing may ask by what right it is expected."""
    page = client.get("/coverage/policy").text

    for rule in (*examples.POLICY.rules, *examples.POLICY.clocks):
        assert rule_in_words(rule) in page
        assert f'href="/coverage/policy/{rule.id}"' in page
    assert "basis to be confirmed by the Strategic Management Board" in page


def test_the_count_of_a_rule_is_that_of_the_list_that_it_leads_to(
    client: FlaskClient, store: Store, settings: Settings
) -> None:
    """A number that a step further is another number is worse than none."""
    asked = Asked(OPERATOR, TODAY, TODAY, settings.policy(), {"rule": "HEALTH-L3"})
    failing = [row for row in run(COVERAGE_GAPS, store, asked).rows if row["state"] == "gap"]

    page = client.get("/coverage/policy").text
    rule = client.get("/coverage/policy/HEALTH-L3").text

    assert f'href="/coverage/gaps?rule=HEALTH-L3">{len(failing)}</a>' in page
    assert "See these cases in the list of missing agencies" in rule


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("/coverage/policy/HEALTH-L3", "h1"),
        ("/cases/C1/why?rule=HEALTH-L3", "h1"),
        ("/coverage/policy", "th"),
        ("/coverage/gaps", "td"),
        ("/cases/C1", "td"),
    ],
)
def test_a_rule_is_read_in_words_with_its_id_behind(
    client: FlaskClient, address: str, level: str
) -> None:
    """Nobody at a table knows by heart what HEALTH-L3 asks for."""
    page = client.get(address).text

    cells = re.findall(rf"<{level}\b[^>]*>(.*?)</{level}>", page, re.DOTALL)
    (found,) = {one for one in cells if "HEALTH-L3" in one and "<tr" not in one}
    plain = " ".join(re.sub(r"<[^>]+>", " ", found).split())
    assert re.fullmatch(r"(.*: )?NHS trust at the table (Rule )?HEALTH-L3.*", plain), plain


def test_a_lay_adviser_reads_the_rules_and_no_counts(client_as: ClientAs) -> None:
    """Totals only: how many cases fail a rule of one area may name one person."""
    page = client_as("adviser").get("/coverage/policy").text

    assert "HEALTH-L3" in page
    assert "Cases failing" not in page


def test_a_rule_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    """A link of last year's policy."""
    answer = client.get("/coverage/policy/GONE")

    assert 404 == answer.status_code
    assert "The policy has no rule of that id" in answer.text


def test_what_differs_from_the_policy_that_ships_is_said(client: FlaskClient) -> None:
    """A board sees what it changed."""
    page = client.get("/coverage/policy/differences").text

    assert "HEALTH-L3 is new. NHS trust must be at the table" in page
    assert "RA-POL-L23 goes. Police must be at the table" in page


def test_a_difference_is_said_in_words() -> None:
    """Nobody adopts a diff."""
    wider = parse_policy(WIDER.replace('"no_fixed_abode"', '"housing_risk"'), "wider")

    said = [in_words(one, examples.POLICY, wider) for one in differences(examples.POLICY, wider)]

    assert [
        "HEALTH-L3: the levels would be 2, 3, and not 3",
        "HOUSING-NFA: the circumstances would be home at risk, and not no fixed abode",
    ] == said


def test_every_field_of_a_rule_has_words() -> None:
    """A new field would otherwise stop the page of whoever uses it first."""
    fields = {name for kind in (Seat, Link, Clock) for name in kind.__dataclass_fields__}

    assert fields - {"id"} | {"kind"} == set(FIELDS)


def test_another_policy_is_tried_and_nothing_is_kept(client: FlaskClient, store: Store) -> None:
    """Before it is adopted a board sees what it would do, case by case."""
    before = store.digest()

    status, page = sent(client, WIDER)

    assert 200 == status
    assert "HEALTH-L3: the levels would be 2, 3, and not 3" in page
    assert "Gaps that would open (1)" in page
    assert "Opens 1 gap, closes 0 gaps" in page
    assert before == store.digest()
    assert "the levels would be" not in client.get(TRIAL).text


def test_a_file_is_read_as_its_text_is(client: FlaskClient) -> None:
    """Some paste, some upload."""
    (_, pasted), (_, uploaded) = sent(client, WIDER), sent(client, file=WIDER.encode())

    assert _main(pasted) == _main(uploaded)


def test_the_form_begins_with_the_policy_in_force(client: FlaskClient) -> None:
    """To try a change of one line nobody should have to find the file first."""
    page = client.get(TRIAL).text
    box = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert box
    offered = html.unescape(box[1])

    status, uploaded = sent(client, offered.replace("\n", "\r\n"), WIDER.encode())

    assert examples.POLICY.rules == read_text(offered).rules
    assert 200 == status
    assert "HEALTH-L3: the levels would be 2, 3, and not 3" in uploaded


@pytest.mark.parametrize(
    ("text", "file", "said"),
    [
        ("", None, "Paste the text of a policy, or choose its file"),
        (WIDER, b"x", "Paste a policy or choose a file, and not both"),
        ("", b"\xff\xfe", "The file is no UTF-8 text"),
        ("name = ", None, "policy: Invalid value"),
        (WIDER.replace('"must"', '"ought"'), None, "policy:10: HEALTH-L3: strength"),
        ("x" * (MOST_BYTES + 1), None, "A policy has at most 56 KB"),
        (f"a = {'[' * 20_000}", None, "lists stand in lists"),
        (f"a = {'9' * 20_000}", None, "policy: Exceeds the limit"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_said_and_the_text_stays(
    client: FlaskClient, text: str, file: bytes | None, said: str
) -> None:
    """Whoever writes rules makes mistakes, and corrects them in the same box."""
    status, page = sent(client, text, file)

    assert 400 == status
    assert said in page


def test_more_than_a_form_takes_is_refused_before_it_is_read(client: FlaskClient) -> None:
    """A page is no way to fill memory."""
    status, page = sent(client, "x" * 100_000)

    assert 413 == status
    assert "Nothing was done" in page


def test_a_trial_is_on_record_without_its_text(client: FlaskClient, sqlite: Database) -> None:
    """Who looked at which cases by which reason; what was typed is nobody's business."""
    sent(client, WIDER)

    (entry,) = latest(sqlite)
    assert "question_asked" == entry.event
    assert "policy-trial" in entry.what
    assert "HEALTH" not in entry.what
    assert 1 == entry.case_count


PIECES = st.sampled_from(
    ["[[seat]]\n", "[[clock]]\n", "[[link]]\n", 'id = "A"\n', "levels = [1]\n", 'levels = ["2"]\n',
     "from = 9999-12-31\n", "until = 0001-01-01\n", "may_miss = 99999999999999\n", "basis = true\n",
     'name = "n"\n', "version = 1\n", "name = [1]\n", "note = {a = 1}\n", 'requires = ["POL"]\n',
     'status = "verified"\n', 'strength = "must"\n', "id = 3\n", "by = []\n", "[seat]\n",
     "x = nan\n", 'of = "target"\n', "at_least_percent = 5.5\n", "of = []\n",
     'roles = ["lead", 3]\n'],
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_whatever_is_pasted_is_a_policy_or_is_refused_in_words(text: str) -> None:
    """A page that falls over tells the person nothing."""
    with suppress(PolicyError, InputError):
        found = read_text(text)

        assert isinstance(found.name, str)
        assert list(differences(default_policy(), found))


def _main(page: str) -> str:
    """Return what a page says; the tokens of the forms after it change with the second."""
    return page.partition("<main")[2].partition("</main>")[0]
