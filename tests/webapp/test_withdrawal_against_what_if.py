"""What each agency's withdrawal would do, against withdrawing one after the other on trial."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Reader, Store, open_store
from graph.worlds import edge, node, put, world
from queries.analysis import Asked, run
from queries.coverage import examples
from queries.withdrawal_impact import TWO_TRUSTS, WITHDRAWAL_IMPACT
from tests.queries.plain import Country
from tests.queries.worlds import POLICY, START, by_chance
from webapp.effect import Question
from webapp.suppositions.agencies import Withdrawn
from webapp.what_if import suppose

Told = tuple[int, int, tuple[str, ...]]
"""Seats that open, seats at risk, cases."""
DAY = START + datetime.timedelta(days=100)
SEEDS = range(20)
MOST_DAYS = 5
NARROWED: Mapping[str, Mapping[str, str]] = {
    "everything": {}, "an area": {"area": "cheshire"}, "a level": {"level": "3"},
}  # fmt: skip
"""An area and a level narrow the cases, not the withdrawal."""


def tried(store: Store, agency: str, day: datetime.date) -> dict[str, Told]:
    """Return what `mappa what-if --withdraw` says, by what its cases are narrowed to."""
    question = Question(POLICY, day, day)
    effect = suppose(store, [Withdrawn(agency)], question, then=question)
    found = {}
    for name, narrowed in NARROWED.items():
        opened, at_risk = (
            [row for row in rows if all(row[part] == value for part, value in narrowed.items())]
            for rows in (effect.opened, effect.at_risk)
        )
        cases = tuple(sorted({row["case"] for row in (*opened, *at_risk)}))
        if cases:
            found[name] = (len(opened), len(at_risk), cases)
    return found


def told(reader: Reader, day: datetime.date) -> dict[str, dict[str, Told]]:
    """Return what the question says, by agency, and by what its cases are narrowed to."""
    found: dict[str, dict[str, Told]] = defaultdict(dict)
    for name, narrowed in NARROWED.items():
        asked = Asked(OPERATOR, day, day, POLICY, narrowed)
        for row in run(WITHDRAWAL_IMPACT, reader, asked).rows:
            found[row["agency"]][name] = (row["opens"], row["at_risk"], tuple(row["cases"]))
    return found


def days_of(country: Country) -> list[datetime.date]:
    """Return a day between, and those on which a chair could be empty at once."""
    held = {talk.day for one in country.matters for talk in one.talks if talk.state == "held"}
    return [DAY, *sorted(held)[-MOST_DAYS:]]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_agency_withdrawn_on_trial_does_what_was_foretold(embedded: Store, seed: int) -> None:
    """A ranking that another page of the same product contradicts ends the trust in both."""
    country, small = by_chance(seed)
    put(embedded, small)
    days = days_of(country)

    foretold = [told(embedded, day) for day in days]

    assert foretold == [
        {code: found for code in country.bodies if (found := tried(embedded, code, day))}
        for day in days
    ]


def test_the_trials_by_chance_hold_something_of_each_sort(tmp_path: Path) -> None:
    """Two programs that both find nothing would agree too."""
    counts: Counter[tuple[str, str]] = Counter()

    for seed in SEEDS:
        country, small = by_chance(seed)
        store = open_store(f"embedded:{tmp_path / str(seed)}")
        put(store, small)
        for impact in (one for day in days_of(country) for one in told(store, day).values()):
            for name, (opens, at_risk, _) in impact.items():
                counts[name, "opens"] += opens
                counts[name, "at risk"] += at_risk

    assert len(counts) == 2 * len(NARROWED)
    assert min(counts.values()) >= 2, counts


def test_a_whole_takes_its_parts_along(embedded: Store) -> None:
    """A council that closes closes its housing, and its social care, and all the rest."""
    put(
        embedded,
        world(
            TWO_TRUSTS,
            node("AgencyType", "COUNCIL", name="Council", standing="umbrella", reach="area"),
            node("Agency", "GROUP", {"OF_TYPE": ["COUNCIL"]}, name="Group"),
            node("Agency", "TRUST", {"OF_TYPE": ["NHST"], "PART_OF": ["GROUP"]}, name="Trust"),
            node("Agency", "OTHER", {"OF_TYPE": ["NHST"], "PART_OF": ["GROUP"]}, name="Other"),
        ),
    )
    asked = Asked(OPERATOR, examples.DAY, examples.DAY, examples.POLICY)

    rows = run(WITHDRAWAL_IMPACT, embedded, asked).rows

    assert [("GROUP", 1, 1)] == [(row["agency"], row["at_risk"], row["seats"]) for row in rows]


@pytest.mark.parametrize(("agency", "expected"), [("TRUST", ["TRUST"]), ("HOUSING", [])])
def test_a_contact_is_told_of_their_own_agency_alone(
    embedded: Store, agency: str, expected: list[str]
) -> None:
    """On whom else a case rests is for the panel's chair."""
    works = edge("INVOLVES", "C2", "HOUSING", role="core", valid_from=examples.OPENED)
    put(embedded, world(examples.PRESENT_TRUST, works))
    scope = Scope(frozenset(), EVERY_CATEGORY, agencies=frozenset({agency}))

    rows = run(
        WITHDRAWAL_IMPACT, embedded, Asked(scope, examples.DAY, examples.DAY, examples.POLICY)
    ).rows

    assert expected == [row["agency"] for row in rows]
