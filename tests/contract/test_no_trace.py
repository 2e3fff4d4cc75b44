"""A hidden case leaves no trace: what a role is told is the same, byte for byte, without it.

Two stores are asked everything that can be asked, as each role. They differ only in records that
are hidden from that role. Questions and routes are discovered: a new one is asked too.

Of a server, which takes its time, two sorts of asker ask every question, and three roles the pages
that could differ there. With `NO_TRACE=whole` in the environment every role asks it for every page
but those of the questions, once each: some ten minutes more. It is run with `-k "neo4j or server"`.
"""

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.scope import Scope
from graph.store import Reader, Store
from graph.stores import neo4j as adapter
from graph.worlds import World, case, edge, node, put, world
from queries import narrowing
from queries.analysis import Asked, run
from queries.catalogue import catalogue
from queries.coverage import examples
from queries.narrowing import Needs, narrowed
from tests.conftest import wipe
from tests.contract.every_answer import addresses, every_answer, told, visitor
from tests.site import TODAY, WORLD, standing_site
from webapp.api.endpoint import ROOT
from webapp.output import json_text
from webapp.roles import ROLES

TOLD_OF_CASES = sorted(set(ROLES) - {"auditor"})
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


NOTHING = Needs(*[False] * 4)
"""What may keep a case from somebody, where it was forgotten to ask: no part of it."""
LEAKS = ("caseload", "attendance", "actions-overdue", "co-attendance", "path")
"""Questions in which the proof must find a mistake: a list, a rate, an order, pairs, a path."""


@pytest.mark.parametrize("slug", LEAKS)
def test_a_question_without_its_predicate_is_found_out(embedded: Store, slug: str) -> None:
    """A proof that finds nothing must be shown to find something."""
    scope, hidden = SCOPES["of an area"]
    sound = catalogue()[slug]
    texts = {name: narrowed(text, NOTHING) for name, text in sound.texts.items()}
    leaking = replace(sound, texts=texts)
    asked = Asked(scope, TODAY, TODAY, examples.POLICY, told(sound))
    put(embedded, BASE)
    without = run(leaking, embedded, asked).rows

    put(embedded, world(*map(records, hidden)))

    assert without != run(leaking, embedded, asked).rows


def pages(folder: Path, wanted: Path, role: str, *more: World) -> dict[str, str]:
    """Return every answer of a site to one role, over a store with these records."""
    hidden = hidden_from(role)
    asked = [*addresses(), *(f"/cases/{one.reference}" for one in hidden), "/cases/NOBODY"]
    with standing_site(folder, wanted, BASE, *more) as site:
        return every_answer(visitor(site, role), asked, looked_for(hidden))


def hidden_from(role: str) -> tuple[Hidden, ...]:
    """Return what is hidden from the visitor of a role."""
    return OF_A_CONTACT if role == "contact" else OF_AREAS


def looked_for(hidden: Sequence[Hidden]) -> list[str]:
    """Return beginnings of words by which a hidden case would be found."""
    return [*(one.reference.lower() for one in hidden), "inv", "an"]


@pytest.mark.feature(14)
@pytest.mark.parametrize("role", TOLD_OF_CASES)
def test_no_page_tells_a_role_of_a_hidden_case(tmp_path: Path, wanted: Path, role: str) -> None:
    """Status, headers and bytes; an auditor's pages are those of the audit, which has no cases."""
    without = pages(tmp_path / "without", wanted, role)

    beside = pages(tmp_path / "beside", wanted, role, *map(records, hidden_from(role)))

    assert [] == [address for address in without if without[address] != beside[address]]


OF_CASES = tuple(
    f"{root}/{pages}"
    for root in ("", ROOT)
    for pages in ("cases", "panels", "meetings", "my-agency")
)
ON_A_SERVER: Mapping[str, tuple[str, ...]] = (
    dict.fromkeys(TOLD_OF_CASES, ("/",))
    if os.environ.get("NO_TRACE") == "whole"
    else {"adviser": ("/",), "chair": OF_CASES, "contact": OF_CASES}
)
"""A role each for what limits it, with what it asks of a server beside what it searches for: pages
of cases and meetings, with their pictures, files and JSON. Questions are asked of both stores
above; a server plans each text anew, so the rest of the pages is asked of the embedded one."""
PATIENT_SECONDS = 600.0
"""Longest that a trial may take here: a page that gives one up says less, and that is no leak."""


def served_pages(url: str, folder: Path, wanted: Path, role: str, *more: World) -> dict[str, str]:
    """Return what a site over a server answers one role, by every page but the questions."""
    wipe(url)
    hidden = hidden_from(role)
    asked = [
        address
        for address in addresses(questions=False, role=role)
        if address.startswith(ON_A_SERVER[role])
    ]
    asked += [f"/cases/{one.reference}" for one in hidden]
    with standing_site(folder, wanted, BASE, *more, url=url) as site:
        return every_answer(visitor(site, role), asked, looked_for(hidden))


@pytest.mark.feature(14)
@pytest.mark.parametrize("role", ON_A_SERVER)
def test_no_page_over_a_server_tells_a_role_of_a_hidden_case(
    neo4j_url: str, tmp_path: Path, wanted: Path, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embedded store keeps its order and its caches in its own way; a server has others."""
    monkeypatch.setattr(adapter, "TRIAL_SECONDS", PATIENT_SECONDS)
    without = served_pages(neo4j_url, tmp_path / "without", wanted, role)

    hidden = map(records, hidden_from(role))
    beside = served_pages(neo4j_url, tmp_path / "beside", wanted, role, *hidden)

    answers_of_both = (*without.items(), *beside.items())
    # Two answers that a server took too long for are alike, and prove nothing.
    assert [] == [address for address, answer in answers_of_both if answer.startswith("50")]
    assert [] == [address for address in without if without[address] != beside[address]]


LEAKING = (
    "/panels/PANEL", "/meetings/M-D6", "/cases/C1/picture.json", "/api/v1/actions", "/cases/K1",
)  # fmt: skip
"""Pages, a picture, an endpoint and a case in which the proof must find a mistake."""


def test_a_page_without_its_predicate_is_found_out(
    store_url: str, tmp_path: Path, wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison of pages must be shown to find something, too, whatever the store."""
    monkeypatch.setattr(narrowing, "needs_of", lambda scope: NOTHING)
    server = store_url if store_url.startswith("bolt") else ""
    answered = []

    for folder, more in (("without", ()), ("beside", tuple(map(records, OF_AREAS)))):
        if server:
            wipe(server)
        with standing_site(tmp_path / folder, wanted, BASE, *more, url=server) as site:
            answered.append(every_answer(visitor(site, "chair"), LEAKING, ["k1"]))

    without, beside = answered
    assert list(without) == [one for one in without if without[one] != beside[one]]


def test_who_may_not_load_is_not_told_how_often_others_did(tmp_path: Path, wanted: Path) -> None:
    """A number that goes up on a quiet day tells that something was loaded that one may not see."""
    told_to = {
        role: pages(tmp_path / role, wanted, role)["/panels"] for role in ("chair", "administrator")
    }

    assert "Data version" not in told_to["chair"]
    assert "Data version" in told_to["administrator"]
