"""What differs between two policies is said rule by rule, and field by field."""

import pytest

from queries.coverage.differences import Difference, differences
from queries.coverage.examples import POLICY, POLICY_TEXT
from queries.coverage.policy_file import parse_policy

FROM = 'levels = ["3"]\nby'


def test_a_policy_does_not_differ_from_itself() -> None:
    """Noise in a comparison hides what matters."""
    assert [] == list(differences(POLICY, parse_policy(POLICY_TEXT, "copy")))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            FROM, 'levels = ["2", "3"]\nby',
            Difference("HEALTH-L3", "changed", "levels", "3", "2, 3"),
        ),
        ('"must"', '"should"', Difference("HEALTH-L3", "changed", "strength", "must", "should")),
        (
            "then_within_days = 70", "then_within_days = 56",
            Difference("MEET-L3", "changed", "then_within_days", "70", "56"),
        ),
        (
            'basis = "an example"\nstatus = "unverified"\n\n[[seat]]',
            'basis = "an example"\nstatus = "unverified"\nfrom = 2026-04-01\n\n[[seat]]',
            Difference("HEALTH-L3", "changed", "in_force_from", "", "2026-04-01"),
        ),
    ],
)  # fmt: skip
def test_a_changed_field_is_told_with_both_values(
    before: str, after: str, expected: Difference
) -> None:
    """A board adopts words; it must see which ones."""
    other = parse_policy(POLICY_TEXT.replace(before, after, 1), "other")

    assert [expected] == list(differences(POLICY, other))


def test_rules_that_only_one_policy_has_are_added_or_removed() -> None:
    """A rule under another id is another rule."""
    other = parse_policy(POLICY_TEXT.replace('"HEALTH-L3"', '"HEALTH"'), "other")

    assert [Difference("HEALTH", "added"), Difference("HEALTH-L3", "removed")] == list(
        differences(POLICY, other)
    )
