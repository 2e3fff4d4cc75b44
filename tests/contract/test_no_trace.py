"""A hidden case leaves no trace: what a role is told is the same, byte for byte, without it.

Two stores are asked everything that can be asked, as each role. They differ only in records that
are hidden from that role. Questions and routes are discovered: a new one is asked too.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from werkzeug.test import TestResponse

from graph.scope import Scope
from graph.store import Reader, Store
from graph.worlds import World, case, edge, node, put, world
from queries.analysis import Analysis, Asked, run
from queries.catalogue import catalogue
from queries.coverage import examples
from queries.narrowing import Needs, narrowed
from tests.site import QUERIES, TODAY, WORLD, filled, signed_in, standing_site
from webapp.access import PARTLY, Route
from webapp.api.endpoint import ROOT
from webapp.output import json_text
from webapp.roles import ROLES
from webapp.routes import routes

ORDINARY = ("1", "2", "3", "unknown")
BASE = world(
    WORLD,
    node("Area", "kent", name="Kent", region="South East", jurisdiction="england"),
    node("Panel", "KENT", {"FOR_AREA": ["kent"]}, name="Kent", kind="mappa"),
    node("Representative", "R1", grade="manager", job="an invented post"),
    edge("REPRESENTS", "R1", "HOUSING", valid_from=examples.OPENED),
)


class Hidden(NamedTuple):
    """One case that a role may not see, and the agency that works on it."""

    reference: str
    agency: str
    area: str = "cheshire"
    category: str = "1"
    restricted: bool | None = None


OF_AREAS = (
    Hidden("K1", "TRUST", area="kent"),
    Hidden("R1", "TRUST", restricted=True),
    Hidden("T1", "TRUST", category="4"),
)
OF_A_CONTACT = (
    Hidden("H1", "HOUSING"),
    Hidden("R1", "TRUST", restricted=True),
    Hidden("T1", "TRUST", category="4"),
)


def records(hidden: Hidden) -> World:
    """Return all that can be on record of a case, at meetings that others are at too."""
    ref, agency = hidden.reference, hidden.agency
    held, planned = f"D-{ref}", f"P-{ref}"
    return world(
        case(
            ref, area=hidden.area, level="3", category=hidden.category,
            circumstances={"no_fixed_abode": "yes"}, restricted=hidden.restricted,
            release_on=TODAY + datetime.timedelta(days=20), next_review_on=TODAY,
        ),
        node("Offender", f"O-{ref}", name="Invented Person"),
        edge("IN_AREA", ref, "kent", valid_from=examples.FIRST, standing="receiving")
        if hidden.area == "kent" else world(),
        edge("LED_BY", ref, agency, valid_from=examples.OPENED),
        edge("INVOLVES", ref, agency, valid_from=examples.OPENED, role="core"),
        node("Discussion", held, {"AT_MEETING": ["M-D1"], "CONSIDERS": [ref]}, item=2),
        edge("INVITED", held, agency, outcome="remote"),
        edge("INVITED", held, "HOUSING", outcome="in_person") if agency == "TRUST" else world(),
        node("Discussion", planned, {"AT_MEETING": ["M-D6"], "CONSIDERS": [ref]}, item=2),
        edge("INVITED", planned, agency, outcome="awaited"),
        edge("ATTENDED", held, "R1", agency="HOUSING", mode="in_person"),
        node(
            "Action", f"A-{ref}", {"RAISED_AT": [held], "OWNED_BY": [agency]},
            text="An invented action", due_on=examples.SECOND, pillar="monitoring",
        ),
        node(
            "Referral", f"F-{ref}", {"FOR_CASE": [ref], "REFERRED_BY": [agency]},
            received_on=examples.FIRST,
        ),
        node(
            "Review", f"V-{ref}", {"OF_CASE": [ref], "DONE_BY": [agency]},
            done_on=examples.FIRST, outcome="remain",
        ),
        node("RiskAssessment", f"S-{ref}", {"OF_CASE": [ref]}, tool="rosh", band="very_high",
             assessed_on=examples.FIRST),
        edge("LINKED_TO", ref, "C1", kind="associate"),
    )  # fmt: skip


SCOPES: Mapping[str, tuple[Scope, tuple[Hidden, ...]]] = {
    "of an area": (
        Scope(frozenset({"cheshire"}), frozenset(ORDINARY), sees=frozenset({"names", "actions"})),
        OF_AREAS,
    ),
    "of an agency": (
        Scope(
            frozenset(), frozenset(ORDINARY), agencies=frozenset({"TRUST"}),
            sees=frozenset({"actions"}),
        ),
        OF_A_CONTACT,
    ),
}  # fmt: skip
"""Two sorts of asker, with what is hidden from each."""
BY_CHANCE = {"Set-Cookie", "Content-Length"}
"""Headers that hold, or measure, a number by chance; the text itself is compared."""
NEEDED = {
    "case": "C1", "rule": "HEALTH-L3", "from": str(examples.OPENED), "start": "C1", "to": "TRUST",
    "one": "C1", "other": "HOUSING",
}  # fmt: skip


def told(analysis: Analysis) -> dict[str, str]:
    """Return what a question must be told in this world."""
    return {name: NEEDED[name] for name, given in analysis.parameters.items() if given.required}


def answers(reader: Reader, scope: Scope) -> dict[str, str]:
    """Ask every question, for two days."""
    return {
        f"{slug} {day}": json_text(
            {**run(found, reader, Asked(scope, day, TODAY, examples.POLICY, told(found))).as_json(),
             "store": None}
        )
        for slug, found in catalogue().items()
        for day in (TODAY, TODAY + datetime.timedelta(days=8))
    }  # fmt: skip


@pytest.mark.feature(14)
@pytest.mark.parametrize("asker", SCOPES)
def test_no_question_tells_of_a_hidden_case(store: Store, asker: str) -> None:
    """Not in a row, not in a count, not in a rate, not in a path, not in an order."""
    scope, hidden = SCOPES[asker]
    put(store, BASE)
    with store.snapshot() as reader:
        without = answers(reader, scope)

    put(store, world(*map(records, hidden)))
    with store.snapshot() as reader:
        beside = answers(reader, scope)

    assert without == beside


LEAKS = ("caseload", "attendance", "actions-overdue", "co-attendance", "path")
"""Questions in which the proof must find a mistake: a list, a rate, an order, pairs, a path."""


@pytest.mark.parametrize("slug", LEAKS)
def test_a_question_without_its_predicate_is_found_out(embedded: Store, slug: str) -> None:
    """A proof that finds nothing must be shown to find something."""
    scope, hidden = SCOPES["of an area"]
    sound = catalogue()[slug]
    nothing = Needs(*[False] * 4)
    texts = {name: narrowed(text, nothing) for name, text in sound.texts.items()}
    leaking = replace(sound, texts=texts)
    asked = Asked(scope, TODAY, TODAY, examples.POLICY, told(sound))
    put(embedded, BASE)
    without = run(leaking, embedded, asked).rows

    put(embedded, world(*map(records, hidden)))

    assert without != run(leaking, embedded, asked).rows


HISTORY = {"api.loads", "api.load"}
"""Pages of those who load, which tell of every load: they are there to be told."""


def addresses(role: str) -> list[str]:
    """Return every address that can be asked by GET, with each question in each form."""
    found: list[str] = []
    for name, route in routes():
        elsewhere = route.demo_only or route.provider_only or name in HISTORY
        if "GET" in route.methods and not elsewhere and route.access is not PARTLY:
            found += all_filled(name, route)
    hidden = OF_A_CONTACT if role == "contact" else OF_AREAS
    return [*found, *(f"/cases/{one.reference}" for one in hidden), "/cases/NOBODY"]


def all_filled(name: str, route: Route) -> Iterator[str]:
    """Yield the addresses of a route in this world."""
    if "<slug>" in route.address:
        for slug, analysis in catalogue().items():
            address = filled(route.address, slug=slug)
            query = "&".join(f"{part}={value}" for part, value in told(analysis).items())
            yield f"{address}?{query}"
            shape = "" if address.startswith(ROOT) else "&format=csv"
            yield f"{address}?{query}&as_of=2026-02-08{shape}"
        return
    query = f"?{QUERIES[name]}" if name in QUERIES else ""
    for code in ("PANEL", "KENT") if "<code>" in route.address else ("PANEL",):
        for meeting in ("M-D6", "M-D1") if "<meeting>" in route.address else ("M-D6",):
            yield f"{filled(route.address, code=code, meeting=meeting)}{query}"


def pages(folder: Path, wanted: Path, role: str, *more: World) -> dict[str, str]:
    """Return every answer of a site to one role, over a store with these records."""
    with standing_site(folder, wanted, BASE, *more) as site:
        database = site.extensions["site"].database
        browser = signed_in(
            site, database, "invented", (role,), area=("cheshire",), agency=("TRUST",)
        )
        return {address: plain(browser.get(address)) for address in addresses(role)}


def words_of(answer: TestResponse) -> str:
    """Return the bytes of an answer as text; of a workbook or a PDF each byte."""
    return answer.get_data().decode("utf-8", "backslashreplace")


def plain(answer: TestResponse) -> str:
    """Return an answer without what is made by chance, and the number of the last load.

    That number is told to those who load alone: they see the history of loads as well.
    """
    text = re.sub(r'(name="csrf_token" value|data-token)="[^"]+"', "", words_of(answer))
    text = re.sub(r'>load \d+<|"store": ?\d+', "", text)
    headers = sorted(pair for pair in answer.headers if pair[0] not in BY_CHANCE)
    return f"{answer.status_code}\n{headers}\n{text}"


@pytest.mark.feature(14)
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"auditor"}))
def test_no_page_tells_a_role_of_a_hidden_case(tmp_path: Path, wanted: Path, role: str) -> None:
    """Status, headers and bytes; an auditor's pages are those of the audit, which has no cases."""
    hidden = OF_A_CONTACT if role == "contact" else OF_AREAS
    without = pages(tmp_path / "without", wanted, role)

    beside = pages(tmp_path / "beside", wanted, role, *map(records, hidden))

    assert [] == [address for address in without if without[address] != beside[address]]


def test_who_may_not_load_is_not_told_how_often_others_did(tmp_path: Path, wanted: Path) -> None:
    """A number that goes up on a quiet day tells that something was loaded that one may not see."""
    told_to = {
        role: pages(tmp_path / role, wanted, role)["/panels"] for role in ("chair", "administrator")
    }

    assert "Data version" not in told_to["chair"]
    assert "Data version" in told_to["administrator"]
