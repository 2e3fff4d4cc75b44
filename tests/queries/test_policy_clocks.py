"""What a clock of a policy must say: days, or a target, or how small a total may be."""

import pytest

from graph.errors import PolicyError
from queries.coverage.policy_file import LARGEST, parse_policy

CLOCK = """name = "p"
version = 1
[[clock]]
id = "C"
levels = ["2"]
basis = "b"
status = "verified"
"""
NO_TARGET = "C needs an indicator and at_least_percent, 0 to 100"
NO_FEWEST = "C needs fewest, 1 or more"
NO_DAYS = "C has neither first_within_days nor then_within_days"
LATE = 'indicator = "K1"\n'


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('of = "review"', NO_DAYS),
        ('of = "discussion"\nbands = ["low"]', NO_DAYS),
        ('of = "review"\nfirst_within_days = 0', NO_DAYS),
        ('of = "target"\nfirst_within_days = 5', NO_TARGET),
        ('of = "target"\nat_least_percent = 90', NO_TARGET),
        (f'of = "target"\n{LATE}', NO_TARGET),
        (f'of = "target"\n{LATE}at_least_percent = 101', NO_TARGET),
        ('of = "totals"', NO_FEWEST),
        ('of = "totals"\nfewest = 0', NO_FEWEST),
    ],
)
def test_a_clock_that_says_half_is_told_what_it_needs(said: str, expected: str) -> None:
    """A target without its number would be reached by everybody."""
    with pytest.raises(PolicyError) as refused:
        parse_policy(f"{CLOCK}{said}\n", "p.toml")

    assert f"p.toml:3: {expected}" == str(refused.value)


@pytest.mark.parametrize(
    "said",
    [
        'of = "review"\nfirst_within_days = 1',
        f'of = "review"\nfirst_within_days = 0\nthen_within_days = {LARGEST}',
        f'of = "target"\n{LATE}at_least_percent = 0',
        f'of = "target"\n{LATE}at_least_percent = 100',
        'of = "totals"\nfewest = 1',
    ],
)
def test_a_clock_that_says_enough_is_read(said: str) -> None:
    """A target of every one of them is a target, and so is nought."""
    (clock,) = parse_policy(f"{CLOCK}{said}\n").clocks

    assert f'of = "{clock.of}"' == said.split("\n")[0]
