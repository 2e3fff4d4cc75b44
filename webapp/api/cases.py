"""Cases: the list, one with its checklist, and why a rule flags it."""

from collections.abc import Mapping
from typing import Any

from graph.errors import NotFound, TimeLimit
from graph.schema import Kind
from queries.analysis import AREA, Parameter
from queries.case_list import case_list
from queries.coverage.policy import Clock
from queries.coverage.words import rule_in_words
from queries.explain_gap import EXPLAIN_GAP
from queries.scene import CaseScene, EmptyChair, Requirement, Round, case_scene
from webapp.access import CASES
from webapp.api.endpoint import LIMIT, Endpoint, Told
from webapp.api.shapes import (
    DAY,
    NUMBER,
    OBJECT,
    TEXT,
    YES_NO,
    each,
    maybe,
    one,
    row_of,
)  # fmt: skip
from webapp.audit.seen import seen
from webapp.clearing import clearing
from webapp.site import site

MOST = 1000
"""Cases of one answer, unless it is asked for fewer."""
LEVEL = Parameter(Kind.TEXT, "Only cases at this level.", refers_to="Level")
RULE = Parameter(Kind.TEXT, "Id of a rule or clock of the policy.", required=True)


def listed(told: Told) -> dict[str, Any]:
    """Return the open cases that the caller may see, by reference."""
    here = site()
    limit = MOST if told["limit"] is None else min(told["limit"], MOST)
    with here.store.snapshot() as reader:
        rows, count = case_list(
            reader, here.asked(), area=told["area"], level=told["level"], limit=limit
        )
    seen().case(*(row["case"] for row in rows))
    seen().rows = len(rows)
    return {"rows": rows, "count": count, "truncated": len(rows) < count}


def shown(told: Told, reference: str) -> dict[str, Any]:
    """Return one case as its page shows it."""
    del told
    scene = _scene(reference)
    return {
        "case": dict(scene.case),
        "level": scene.level,
        "categories": list(scene.categories),
        "levels": [dict(row) for row in scene.levels],
        "places": [dict(row) for row in scene.places],
        "agencies": [_round(found) for found in scene.round],
        "empty_chairs": [_chair(chair) for chair in scene.chairs],
        "checklist": [requirement(found) for found in scene.requirements],
        "actions": [{name: row[name] for name in ACTION} for row in scene.actions],
        "last_discussed": scene.last.day if scene.last else None,
        "next_discussed": scene.next.day if scene.next else None,
    }


def why(told: Told, reference: str) -> dict[str, Any]:
    """Return why a rule flags a case, and what was tried that would clear it."""
    here = site()
    if here.policy.rule(told["rule"]) is None:
        raise NotFound("The policy has no rule of that id")
    answer = here.answer(EXPLAIN_GAP, {"case": reference, "rule": told["rule"]})
    try:
        cleared = clearing(here.store, here.asked(), reference, told["rule"]).as_json()
    except TimeLimit:  # on a server a trial waits for a load; the explanation does not
        cleared = None
    return {"rows": [dict(row) for row in answer.rows], "clearing": cleared}


def requirement(found: Requirement) -> dict[str, Any]:
    """Return what one rule says of a case, as pages show it."""
    rule, verdict = found.rule, found.verdict
    return {
        "rule": rule.id,
        "requires": [] if isinstance(rule, Clock) else list(rule.requires),
        "strength": found.strength,
        "state": verdict.state,
        "kind": verdict.kind,
        "since": verdict.since,
        "missed": verdict.missed,
        "report_only": verdict.report_only,
        "agency": verdict.agency,
        "next_on": found.coming.on,
        "invited_next": found.coming.invited,
        "basis": rule.basis,
        "status": rule.status,
        "in_words": rule_in_words(rule),
    }


ACTION = {
    "code": TEXT, "wording": maybe(TEXT), "pillar": maybe(TEXT), "due_on": maybe(DAY),
    "first_due_on": maybe(DAY), "owner": maybe(TEXT), "raised_at": maybe(TEXT),
}  # fmt: skip
"""The scene leaves the wording out for those who may not read it."""
REQUIREMENT = one(
    "What one rule of the policy says of the case",
    rule=TEXT, requires=each(TEXT), strength=TEXT, state=TEXT, kind=TEXT, since=maybe(DAY),
    missed=NUMBER, report_only=YES_NO, agency=TEXT, next_on=maybe(DAY), invited_next=TEXT,
    basis=TEXT, status=TEXT, in_words=TEXT,
)  # fmt: skip


def _scene(reference: str) -> CaseScene:
    here = site()
    with here.store.snapshot() as reader:
        scene = case_scene(reader, reference, here.asked())
    seen().case(reference)
    return scene


def _round(found: Round) -> dict[str, Any]:
    agency = found.agency
    return {
        "code": agency.code, "name": agency.name, "type": agency.kind, "roles": list(found.roles),
        "since": found.since, "state": found.state, "rules": list(found.rules),
    }  # fmt: skip


def _chair(chair: EmptyChair) -> Mapping[str, Any]:
    return {"types": list(chair.types), "state": chair.state, "rules": list(chair.rules)}


ENDPOINTS = (
    Endpoint(
        "/cases", "cases", "Open cases", CASES, listed,
        one(
            rows=each(one(
                case=TEXT, area=maybe(TEXT), level=maybe(TEXT), categories=each(TEXT),
                lead=each(TEXT), opened_on=maybe(DAY), next_review_on=maybe(DAY),
            )),
            count=NUMBER, truncated=YES_NO,
        ),
        {"area": AREA, "level": LEVEL, "limit": LIMIT},
    ),
    Endpoint(
        "/cases/<reference>", "case", "One case with its checklist", CASES, shown,
        one(
            case=one(
                reference=TEXT, opened_on=maybe(DAY), closed_on=maybe(DAY), release_on=maybe(DAY),
                next_review_on=maybe(DAY), restricted=maybe(YES_NO),
            ),
            level=TEXT, categories=each(TEXT),
            levels=each(one(kind=TEXT, code=TEXT, name=maybe(TEXT), since=maybe(DAY))),
            places=each(one(code=TEXT, name=maybe(TEXT), standing=maybe(TEXT))),
            agencies=each(one(
                code=TEXT, name=TEXT, type=TEXT, roles=each(TEXT), since=maybe(DAY), state=TEXT,
                rules=each(TEXT),
            )),
            empty_chairs=each(one(types=each(TEXT), state=TEXT, rules=each(TEXT))),
            checklist=each(REQUIREMENT),
            actions=each(one(**ACTION)),
            last_discussed=maybe(DAY), next_discussed=maybe(DAY),
        ),
    ),
    Endpoint(
        "/cases/<reference>/why", "case_why", "Why a rule flags a case, and what would clear it",
        CASES, why, one(rows=each(row_of(EXPLAIN_GAP)), clearing=maybe(OBJECT)), {"rule": RULE},
    ),
)  # fmt: skip
