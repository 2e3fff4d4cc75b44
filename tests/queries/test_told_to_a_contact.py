"""Every question that names coverage or attendance, as an agency's contact may hear its answer."""

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from graph.scope import EVERY_CATEGORY, OPERATOR, Scope
from graph.store import Row, Store
from graph.worlds import LONG_AGO, World, agency, case, discussion, edge, node, put, world
from queries.analysis import Asked, run
from queries.catalogue import analysis, catalogue
from queries.coverage import examples
from queries.panel_record import panel_record
from tests.queries.plain import DAY as A_DAY

BOTH = ("TRUST", "HOUSING")
WORDS = {
    "TRUST": {"TRUST", "NHST", "HEALTH-L3", "R-TRUST"},
    "HOUSING": {"HOUSING", "LHA", "HOUSING-NFA", "R-HOUSING"},
}
"""What names the one agency or the other in an answer: its code, its type, its rule, its person."""
HOMELESS: Mapping[str, Any] = {"circumstances": {"no_fixed_abode": "yes"}}
FALL = datetime.date(2026, 1, 10)
WORLD: World = world(
    examples.GROUND,
    agency("OUTSIDE", "NHST", "cheshire"),
    case("C1", level="3", opened_on=examples.OPENED, **HOMELESS),
    case("C2", level="3", opened_on=examples.OPENED, **HOMELESS),
    case("C5", level=None, opened_on=LONG_AGO),
    edge("AT_LEVEL", "C5", "2", valid_from=LONG_AGO, valid_to=FALL),
    edge("AT_LEVEL", "C5", "1", valid_from=FALL, decided_at="D9"),
    *(
        edge("INVOLVES", ref, code, role="core", valid_from=examples.OPENED)
        for ref in ("C1", "C2", "C5")
        for code in BOTH
    ),
    *(node("Representative", f"R-{code}") for code in BOTH),
    *(edge("REPRESENTS", f"R-{code}", code, valid_from=examples.OPENED) for code in BOTH),
    discussion("D1", "C1", examples.FIRST, dict.fromkeys(BOTH, "in_person")),
    discussion("D2", "C1", examples.FIRST + 7 * A_DAY, dict.fromkeys(BOTH, "apologies")),
    discussion("D3", "C1", examples.SECOND, dict.fromkeys(BOTH, "no_show")),
    discussion("D4", "C1", examples.DAY + 7 * A_DAY, {}, state="planned"),
    discussion("D5", "C2", examples.SECOND, dict.fromkeys((*BOTH, "OUTSIDE"), "in_person")),
    discussion("D6", "C2", examples.DAY + 8 * A_DAY, {"OUTSIDE": "awaited"}, state="planned"),
    discussion("D9", "C5", FALL - A_DAY, {"TRUST": "in_person", "HOUSING": "no_show"}),
)
"""Two agencies core to the same cases, that came once, stayed away, and have one person each."""
WAIVER = {
    "case": "C1", "rule": "HEALTH-L3", "level": "3", "until": examples.DAY + 20 * A_DAY,
}  # fmt: skip
NAMING: Mapping[str, Mapping[str, Any]] = {
    "attendance": {},
    "coverage-gaps": {},
    "coverage-matrix": {},
    "coverage-totals": {},
    "coverage-trend": {},
    "invitation-check": {},
    "meeting-coverage": {"from": LONG_AGO},
    "repeat-absence": {},
    "silent-core": {},
    "single-points-lost": {},
    "stepped-down-watch": {"n": 100},
    "thin-coverage": {},
    "withdrawal-impact": {},
}
"""Questions whose rows name an agency's seat, with what they are told."""
ELSEWHERE = {
    "board-indicators", "co-attendance", "connecting-agencies", "expiring", "explain-gap",
}  # fmt: skip
"""Those that are asked below, or (explain-gap) in test_own_agencies.py."""
OF_NO_SEAT = {
    "actions-carried-forward", "actions-open", "actions-overdue", "caseload", "data-quality",
    "directory-health", "discussion-without-action", "empty-pillar", "forward-look",
    "looks-under-levelled", "no-lead-agency", "path", "referrals-undecided", "review-overdue",
    "transfers-in-progress",
}  # fmt: skip
"""Those that name no seat: promises, dates, the directory, and who leads or works on a case, which
is known round the table."""


def contact(*agencies: str) -> Scope:
    """Return the scope of a contact of agencies."""
    return Scope(frozenset(), EVERY_CATEGORY, agencies=frozenset(agencies))


def rows(store: Store, slug: str, who: Scope, **told: Any) -> list[Row]:
    """Return what somebody is told."""
    asked = Asked(who, examples.DAY, examples.DAY, examples.POLICY, told, waivers=[WAIVER])
    return list(run(analysis(slug), store, asked).rows)


def named(found: object) -> set[str]:
    """Return which of the two agencies an answer names, by any of their words."""
    text = str(found)
    return {code for code, words in WORDS.items() if any(f"{one}'" in text for one in words)}


def test_every_question_was_thought_of() -> None:
    """A new question may tell of seats."""
    assert set(catalogue()) == NAMING.keys() | ELSEWHERE | OF_NO_SEAT


@pytest.mark.parametrize("slug", NAMING)
def test_a_contact_is_told_of_no_other_agencys_seat(embedded: Store, slug: str) -> None:
    """Two agencies sit at the same tables; each is told of its own chair, the operator of both."""
    put(embedded, WORLD)
    told = NAMING[slug]

    every = rows(embedded, slug, OPERATOR, **told)
    own = {code: rows(embedded, slug, contact(code), **told) for code in BOTH}
    together = rows(embedded, slug, contact(*BOTH), **told)

    assert set(BOTH) == named(every) == named(together)
    assert {code: {code} for code in BOTH} == {code: named(own[code]) for code in BOTH}


def test_indicators_of_a_contact_count_their_own_seats(store: Store) -> None:
    """K4 and K11 would else tell how often everybody else came."""
    put(store, WORLD)

    counts = {
        who: {
            (row["indicator"], row["agency"]): row["denominator"]
            for row in rows(store, "board-indicators", scope, **{"from": LONG_AGO})
            if row["indicator"] in {"K3", "K4", "K5", "K9", "K11"}
        }
        for who, scope in (
            ("everybody", OPERATOR), *((code, contact(code)) for code in (*BOTH, "OUTSIDE")),
        )
    }  # fmt: skip

    assert {("K11", ""): 2} == {
        key: count for key, count in counts["TRUST"].items() if key[0] == "K11"
    }
    for code in (*BOTH, "OUTSIDE"):
        assert {key[1] for key in counts[code]} <= {code, ""}
    assert not any(key[0] == "K11" for key in counts["HOUSING"])
    assert counts["everybody"][("K11", "")] == 2


def test_a_contact_is_told_whom_they_met_and_of_no_table_without_them(store: Store) -> None:
    """Who else met whom is not theirs; of a part of the tables nothing is said to hold together."""
    put(store, WORLD)

    met = {
        code: [
            (row["agency"], row["other"], row["met"], row["other_came"])
            for row in rows(store, "co-attendance", contact(code))
        ]
        for code in (*BOTH, "OUTSIDE")
    }

    assert [("HOUSING", "TRUST", 2, 2), ("HOUSING", "OUTSIDE", 1, 1)] == met["HOUSING"]
    assert {"OUTSIDE"} == {
        code for pair in met["OUTSIDE"] for code in pair[:2]
    } - {"HOUSING", "TRUST"}  # fmt: skip
    assert rows(store, "connecting-agencies", OPERATOR)
    assert [] == rows(store, "connecting-agencies", contact("HOUSING"))


def test_a_waiver_is_not_told_to_a_contact(store: Store) -> None:
    """It says that there is a gap, and whose rule is waived; their own stands in their gap list."""
    put(store, WORLD)

    told = {
        name: [row["kind"] for row in rows(store, "expiring", scope, kind="waiver", n=90)]
        for name, scope in (("operator", OPERATOR), ("contact", contact("HOUSING")))
    }

    assert {"operator": ["waiver"], "contact": []} == told


def test_the_panel_tells_a_contact_of_their_own_attendance(store: Store) -> None:
    """The page of a panel has a table of who came."""
    put(store, WORLD)

    with store.snapshot() as reader:
        came = {
            code: [
                one.code
                for one in panel_record(
                    reader, "PANEL",
                    Asked(contact(code), examples.DAY, examples.DAY, examples.POLICY),
                ).attendance
            ]
            for code in BOTH
        }  # fmt: skip

    assert {code: [code] for code in BOTH} == came
