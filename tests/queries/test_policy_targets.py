"""Targets and intervals as rows of a policy."""

import datetime

import pytest

from graph.errors import PolicyError
from queries.board_indicators import INDICATORS
from queries.coverage.policy_file import INDICATORS as KNOWN
from queries.coverage.policy_file import default_policy, parse_policy
from queries.coverage.words import rule_in_words

DAY = datetime.date(2026, 1, 31)
ROW = """name = "p"
version = "1"
[[clock]]
id = "T"
of = "target"
levels = ["2"]
basis = "b"
status = "unverified"
"""


def test_a_target_is_read_and_said_in_words() -> None:
    """A board reads its target before it reads its number."""
    policy = parse_policy(
        f'{ROW}indicator = "K2"\nat_least_percent = 85\nthen_within_days = 112\n', "p.toml"
    )

    assert "Indicator K2 is at least 85% at Level 2, counted within 112 days." == rule_in_words(
        policy.clocks[0]
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("", "p.toml:3: T needs an indicator and at_least_percent, 0 to 100"),
        ('indicator = "K2"\nat_least_percent = 101\n',
         "p.toml:3: T needs an indicator and at_least_percent, 0 to 100"),
        ('indicator = "K12"\nat_least_percent = 10\n',
         "p.toml:9: T: indicator 'K12' is not one of K1, K2, K3, K4, K5, K6, K7, K8, K9, K10, K11"),
    ],
)  # fmt: skip
def test_a_target_that_says_nothing_is_refused_with_its_line(more: str, message: str) -> None:
    """A target that cannot be reached, or of nothing, is a slip of the pen."""
    with pytest.raises(PolicyError) as refused:
        parse_policy(ROW + more, "p.toml")

    assert message == str(refused.value)


def test_a_clock_without_days_is_still_refused() -> None:
    """A clock that never runs out looks like one that is always kept."""
    with pytest.raises(PolicyError, match="has neither first_within_days nor then_within_days"):
        parse_policy(ROW.replace('"target"', '"review"'), "p.toml")


def test_every_indicator_is_known_to_the_policy_and_no_target_is_said_to_be_verified() -> None:
    """None of the numbers was seen in a source; a page that said otherwise would be believed."""
    statuses = {target.status for target in default_policy().clocks_of("target", DAY)}

    assert (list(INDICATORS), {"unverified"}) == (list(KNOWN), statuses)
