"""Each mistake in a policy file is told with its line, and what is read is what was written."""

import datetime
import re
from pathlib import Path

import pytest

from graph.errors import PolicyError
from queries.coverage.policy_file import parse_policy, read_policy

TEXT = """name = "p"
version = 2
note = "To be confirmed"
[[seat]]
id = "S"
requires = ["POL"]
levels = ["2"]
strength = "must"
basis = "b"
status = "verified"
from = 2026-01-01
until = 2026-02-01

[[link]]
id = "L"
requires = ["POL"]
levels = ["2"]
roles = ["lead"]
strength = "must"
basis = "b"
status = "verified"
"""
MISTAKES = {
    "no name": ('name = "p"\n', "", ["p.toml:1: name is missing"]),
    "a table that is not known": (
        'note = "To be confirmed"', "colour = 1",
        ["p.toml:3: 'colour' is not known; a policy has seat, link, clock rows"],
    ),
    "one row, not a list of rows": (
        "[[link]]", "[link]",
        ["p.toml:14: write each link as a row of its own under [[link]]"],
    ),
    "an id used twice": ('id = "L"', 'id = "S"', ["p.toml:15: 'S' is used twice, first in line 5"]),
    "no basis": (
        'basis = "b"\nstatus = "verified"\nfrom', 'status = "verified"\nfrom',
        ["p.toml:4: S has no basis"],
    ),
    "no id": ('id = "L"\n', "", ["p.toml:14: this link has no id"]),
    "days in disorder": (
        "until = 2026-02-01", "until = 2026-01-01",
        ["p.toml:12: S: until must be later than from"],
    ),
    "a day in quotes": (
        "until = 2026-02-01", 'until = "2026-02-01"',
        ["p.toml:12: S: until must be a day such as 2026-01-31, without quotes"],
    ),
    "a number below nought": (
        "until = 2026-02-01", "may_miss = -1",
        ["p.toml:12: S: may_miss must be a whole number, 0 to 36500"],
    ),
    "a circumstance that is not known": (
        "until = 2026-02-01", 'unless = ["asleep"]',
        ["p.toml:12: S: unless: 'asleep' is not known"],
    ),
    "two roles that are not known": (
        '"lead"', '"boss", "king"',
        ["p.toml:18: L: roles: 'boss', 'king' is not known; known are contributing, core, "],
    ),
    "a note that is a list": (
        '"To be confirmed"', '["To be confirmed"]', ["p.toml:3: note must be a text in quotes"],
    ),
    "a note whose name is in quotes": (
        'note = "To be confirmed"', '"note" = []', ["p.toml:1: note must be a text in quotes"],
    ),
    "rows that are numbers": (
        'note = "To be confirmed"', "clock = [1]", ["p.toml:3: write each clock as a row of its "],
    ),
    "a version that is a list": (
        "version = 2", "version = [2]", ["p.toml:2: version must be a text in quotes"],
    ),
    "a name that is a list": ('"p"', '["p"]', ["p.toml:1: name must be a text in quotes"]),
    "a text where a list belongs": (
        'roles = ["lead"]', 'roles = "lead"',
        ['p.toml:18: L: roles must be a list of texts, such as ["contributing", "core"]'],
    ),
    "a strength that is none": (
        'strength = "must"\nbasis = "b"\nstatus = "verified"\nfrom',
        'strength = "perhaps"\nbasis = "b"\nstatus = "verified"\nfrom',
        ["p.toml:8: S: strength 'perhaps' is not one of must, should, consider"],
    ),
    "a field of another kind": (
        'roles = ["lead"]', 'roles = ["lead"]\ngrades = ["senior"]',
        ["p.toml:19: L: 'grades' is no field of a link; it has id, levels, basis, "],
    ),
    "a field whose name is in quotes": (
        'strength = "must"', '"strength" = "perhaps"', ["p.toml:4: S: strength 'perhaps' is not"],
    ),
    "what is no TOML": ('version = 2', "version 2", ["p.toml: Expected '='"]),
    "lists in lists": (
        'version = 2', f"version = {'[' * 5_000}",
        ["p.toml: lists stand in lists, too deep to be read"],
    ),
    "two mistakes, in the order of lines": (
        'id = "L"\nrequires = ["POL"]', 'id = "L"\nrequires = ["NOBODY"]\nbasic = "b"',
        ["p.toml:16: L: requires: 'NOBODY' is not known", "p.toml:17: L: 'basic' is no field of"],
    ),
}  # fmt: skip

LISTS = """name = "p"
version = 1
[[seat]]
id = "S"
requires = ["POL"]
levels = ["2"]
categories = ["1"]
circumstances = ["no_fixed_abode"]
also = ["mental_disorder"]
unless = ["in_custody"]
by = ["in_person", "remote"]
grades = ["senior"]
strength = "must"
basis = "b"
status = "verified"
[[link]]
id = "L"
requires = ["POL"]
levels = ["2"]
roles = ["lead"]
strength = "must"
basis = "b"
status = "verified"
[[clock]]
id = "C"
of = "review"
levels = ["2"]
bands = ["low", "medium", "high", "very_high"]
then_within_days = 28
basis = "b"
status = "verified"
"""
"""A policy with every list that a row can have."""
FIELDS_OF_CODES = sorted(set(re.findall(r"^(\w+) = \[", LISTS, re.MULTILINE)))


def test_what_is_read_is_what_was_written() -> None:
    """A rule that is read by half asks for half."""
    policy = parse_policy(TEXT, "p.toml")

    assert ("p", "2", "To be confirmed", "p.toml", 12) == (
        policy.name, policy.version, policy.note, policy.file, len(policy.digest),
    )  # fmt: skip
    assert [("S", datetime.date(2026, 1, 1)), ("L", None)] == [
        (rule.id, rule.in_force_from) for rule in policy.rules
    ]
    assert policy.seats[0] is policy.rule("S")
    assert None is policy.rule("NONE")


def test_the_order_of_fields_makes_no_other_policy() -> None:
    """The digest tells one policy from another, not one way of writing it."""
    turned = TEXT.replace('id = "S"\nrequires = ["POL"]\n', 'requires = ["POL"]\nid = "S"\n')
    other = TEXT.replace('"2"', '"3"', 1)

    digests = [parse_policy(text).digest for text in (TEXT, turned, other)]

    assert digests[0] == digests[1] != digests[2]


def test_a_rule_is_in_force_from_its_first_day_and_not_on_its_last() -> None:
    """A question about last March is judged by what was in force then."""
    (seat,) = parse_policy(TEXT).seats

    days = [(2025, 12, 31), (2026, 1, 1), (2026, 1, 31), (2026, 2, 1)]

    assert [False, True, True, False] == [seat.in_force(datetime.date(*day)) for day in days]


@pytest.mark.parametrize(("before", "after", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_told_with_its_line(before: str, after: str, expected: list[str]) -> None:
    """An administrator mends the line that is named, and no other."""
    with pytest.raises(PolicyError) as refused:
        parse_policy(TEXT.replace(before, after, 1), "p.toml")

    told = str(refused.value).split("\n")
    assert expected == [line[: len(start)] for line, start in zip(told, expected, strict=True)]


def test_every_list_of_codes_is_read() -> None:
    """A seat that is asked for without its circumstances is asked for of everybody."""
    policy = parse_policy(LISTS)

    (seat,), (link,), (clock,) = policy.seats, policy.links, policy.clocks
    assert (("1",), ("no_fixed_abode",), ("mental_disorder",), ("in_custody",)) == (
        seat.categories, seat.circumstances, seat.also, seat.unless,
    )  # fmt: skip
    assert (("in_person", "remote"), ("senior",), ("lead",)) == (seat.by, seat.grades, link.roles)
    assert ("low", "medium", "high", "very_high") == clock.bands


@pytest.mark.parametrize("field", FIELDS_OF_CODES)
def test_a_code_that_nobody_knows_is_told_in_every_list(field: str) -> None:
    """A rule for a code that no case has would be met for ever."""
    changed = re.sub(rf"^{field} = .*$", f'{field} = ["nobody"]', LISTS, flags=re.MULTILINE)

    with pytest.raises(PolicyError, match=f"{field}: 'nobody' is not known; known are "):
        parse_policy(changed)


def test_a_policy_without_rows_asks_for_nothing() -> None:
    """A file that is begun before its rules are agreed can be read."""
    policy = parse_policy('name = "p"\nversion = 1\n')

    assert ((), (), (), "") == (policy.seats, policy.links, policy.clocks, policy.note)


def test_a_mistake_in_rows_that_share_a_line_is_told_with_the_first_line() -> None:
    """TOML can be written so; its rows then have no line of their own."""
    with pytest.raises(PolicyError) as refused:
        parse_policy('name = "p"\nversion = 1\nclock = [{ levels = [] }, {}]\n', "p.toml")

    told = str(refused.value).split("\n")
    assert {"p.toml:1"} == {line.partition(": ")[0] for line in told}
    assert 2 == told.count("p.toml:1: this clock has no id")
    assert [] == [line for line in told if "twice" in line]


def test_a_policy_that_is_read_from_a_file_has_its_name(tmp_path: Path) -> None:
    """Whoever is told of a policy must find it, and its words as they were written."""
    path = tmp_path / "ours.toml"
    path.write_text(TEXT.replace("confirmed", "confirmed \N{EN DASH} Ynys Môn"), encoding="utf-8")

    policy = read_policy(path)

    assert ("ours.toml", "To be confirmed \N{EN DASH} Ynys Môn") == (policy.file, policy.note)


def test_a_mistake_in_one_kind_of_row_does_not_hide_those_of_the_next() -> None:
    """Who mends one mistake and is told of another loses a morning to each."""
    with pytest.raises(PolicyError) as refused:
        parse_policy(TEXT.replace("[[seat]]", "[seat]").replace('id = "L"\n', ""), "p.toml")

    assert [
        "p.toml:4: write each seat as a row of its own under [[seat]]",
        "p.toml:14: this link has no id",
    ] == str(refused.value).split("\n")


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    """A workbook is sometimes named a policy."""
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PolicyError, match="policy.toml: cannot be read as a UTF-8 text file"):
        read_policy(path)
