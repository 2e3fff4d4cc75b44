"""One case: who is round it, who is missing and why, what was promised."""

import datetime
from collections.abc import Collection
from typing import Any

from flask import render_template, request, url_for

from graph.errors import NotFound, TimeLimit
from queries.coverage.family import waived_until
from queries.coverage.judge import KINDS, STATES
from queries.coverage.policy import STATUSES, Clock, Link, Seat
from queries.coverage.words import rule_in_short, rule_in_words, types_in_words
from queries.explain_gap import EXPLAIN_GAP, PARTS
from queries.scene import CaseScene, Requirement, case_scene
from webapp.access import CASES, Route
from webapp.audit.seen import seen
from webapp.caller import caller
from webapp.case_pages import case_links
from webapp.clearing import Clearing, Tried, clearing
from webapp.lists import on_day
from webapp.pictures.case import case_picture
from webapp.pictures.picture import Picture
from webapp.rule_words import why_cell, words_of
from webapp.site import site
from webapp.waivers import WAIVABLE, open_waivers, waived_words

SHOWN_STATES = ("gap", "no_meeting", "unknown", "at_risk", "not_due", "met")


def shown(reference: str) -> str:
    """Show one case: identity, coverage checklist, picture, agencies, open actions."""
    scene, picture = _scene(reference)
    asked = [one for one in scene.requirements if one.verdict.state in SHOWN_STATES]
    unasked = [one for one in scene.requirements if one.verdict.state == "not_asked"]
    return render_template(
        "case.html",
        scene=scene,
        links=case_links(reference, "cases.shown"),
        identity=_identity(scene),
        checklist=[_requirement(one, scene) for one in asked],
        unasked=sorted({_who(one) for one in unasked}),
        picture=picture,
        picture_url=on_day("pictures.case_json", reference=reference),
        picture_page=on_day("pictures.case", reference=reference),
        nodes=[_node(node) for node in picture.nodes],
        actions=[_action(row, scene, site().asked().as_of) for row in scene.actions],
        own_alone=site().asked().scope.agencies is not None,
        waivers=_waivers(reference, {one.rule.id for one in asked}),
        sees_actions="actions" in site().asked().scope.sees,
    )


def why(reference: str) -> str:
    """Say why a rule flags a case, step by step, and what would clear it."""
    here = site()
    rule_id = request.args.get("rule", "")
    rule = here.policy.rule(rule_id)
    if rule is None:
        raise NotFound("The policy has no rule of that id")
    answer = here.answer(EXPLAIN_GAP, {"case": reference, "rule": rule_id})
    parts = {
        part: [row for row in answer.rows if row["part"] == part]
        for part in PARTS
        if part not in {"fact", "looked_for"}
    }
    facts = [row for row in answer.rows if row["part"] in {"fact", "looked_for"}]
    state = answer.rows[0]["state"] if answer.rows else "not_required"
    cleared = _cleared(reference, rule_id)
    return render_template(
        "why.html",
        reference=reference,
        rule=rule,
        parts=parts,
        facts=facts,
        state=state,
        state_text=STATES[state].capitalize(),
        in_words=rule_in_words(rule),
        in_short=rule_in_short(rule),
        cleared=cleared,
        tried=[_tried(one) for one in cleared.tried] if cleared else [],
        invited=[_contact(row) for row in cleared.invited] if cleared else [],
        waive_href=_waive_href(reference, rule, state),
        sees_names="names" in here.asked().scope.sees,
        case_href=on_day("cases.shown", reference=reference),
    )


def _waive_href(reference: str, rule: Seat | Link | Clock, state: str) -> str:
    """Return where the rule is waived for the case, for those who may, where it is worth it."""
    person = caller().person
    if state not in WAIVABLE or person is None or not person.may("waive"):
        return ""
    return url_for("waivers.made", case=reference, rule=rule.id)


def _cleared(reference: str, rule_id: str) -> Clearing | None:
    """Try what would clear it; None where the store is too busy for a trial."""
    here = site()
    try:
        return clearing(here.store, here.asked(), reference, rule_id)
    except TimeLimit:  # on a server a trial waits for a load; the explanation does not
        return None


def _scene(reference: str) -> tuple[CaseScene, Picture]:
    here = site()
    asked = here.asked()
    with here.store.snapshot() as reader:
        scene = case_scene(reader, reference, asked)
    seen().case(reference)
    return scene, case_picture(scene, asked.as_of)


def _identity(scene: CaseScene) -> list[dict[str, Any]]:
    """Return the identity line: never a name."""
    lead = next((found.agency.name for found in scene.round if "lead" in found.roles), "none")
    home = next((row["name"] for row in scene.places if row["standing"] == "home"), "not recorded")
    since = next((row["since"] for row in scene.levels if row["kind"] == "AT_LEVEL"), None)
    categories = ", ".join(scene.categories) or "not known"
    coming = on_day("meetings.shown", meeting=scene.next.meeting) if scene.next else ""
    return [
        {"name": "Level", "value": scene.level or "not known", "since": since},
        {"name": "Category", "value": categories, "since": None},
        {"name": "Area", "value": home, "since": None},
        {"name": "Lead agency", "value": lead, "since": None},
        {"name": "Last discussed", "value": "", "since": scene.last.day if scene.last else None},
        {
            "name": "Next discussed", "value": "", "since": scene.next.day if scene.next else None,
            "href": coming,
        },
    ]  # fmt: skip


def _waived(one: Requirement, level: str) -> str:
    asked, verdict = site().asked(), one.verdict
    if verdict.state not in WAIVABLE:
        return ""
    return waived_words(waived_until(asked.waivers, verdict, level, asked.as_of))


def _waivers(reference: str, shown: Collection[str]) -> list[list[Any]]:
    """Return what is waived for a case that is shown, of the rules that are shown."""
    here = site()
    return [
        [
            {"text": words_of(one.rule), "note": one.rule},
            f"Level {one.level}",
            {"text": one.why, "note": f"by {one.made_by}"},
            one.ends_on,
        ]
        for one in open_waivers(here.database, here.clock(), reference)
        if one.rule in shown
    ]


def _requirement(one: Requirement, scene: CaseScene) -> list[Any]:
    verdict, rule, reference = one.verdict, one.rule, scene.case["reference"]
    agency = scene.directory.agencies.get(verdict.agency)
    who = {"text": _who(one), "note": agency.name if agency else ""}
    note = KINDS[verdict.kind]
    if verdict.missed > 1:
        note += f", {verdict.missed} in a row"
    if verdict.report_only:
        note = "by a report only"
    note = "; ".join(filter(None, (note, _waived(one, scene.level))))
    return [
        who,
        {"state": verdict.state, "text": STATES[verdict.state].capitalize(), "note": note},
        verdict.since,
        _coming(one),
        why_cell(reference, rule.id, one.strength),
        {"text": rule.basis, "note": STATUSES[rule.status]},
    ]  # fmt: skip


def _coming(one: Requirement) -> Any:
    if one.coming.on is None:
        return "nothing planned"
    invited = {"yes": "invited", "no": "not invited", "": ""}[one.coming.invited]
    return {"date": one.coming.on, "note": invited}


def _node(node: Any) -> list[Any]:
    state: Any = ""
    if node.state in STATES:
        state = {"state": node.state, "text": STATES[node.state].capitalize()}
    elif node.state:
        state = node.state
    return [node.label, node.kind, node.standing, node.role or node.detail, state]


def _action(row: dict[str, Any], scene: CaseScene, as_of: datetime.date) -> list[Any]:
    owner = scene.directory.agencies.get(row["owner"])
    late = (as_of - row["due_on"]).days if row["due_on"] else 0
    due: Any = {"date": row["due_on"], "note": f"! {late} days overdue" if late > 0 else ""}
    return [
        {"text": row["code"], "note": row["wording"] or ""},
        owner.name if owner else "nobody",
        (row["pillar"] or "").replace("_", " "),
        due if row["due_on"] else "no date",
    ]


def _tried(one: Tried) -> list[Any]:
    told = "✓ Clears it" if one.clears else "✗ Does not clear it"
    words, leads_to = one.in_words(), one.leads_to()
    note = f"and then {', '.join(one.opens)} flags the case" if one.opens else ""
    return [
        words[0].upper() + words[1:],
        told,
        {"text": leads_to[0].upper() + leads_to[1:], "note": note},
    ]


def _contact(row: dict[str, Any]) -> list[Any]:
    """Return an agency, whom to ask there, and how; details only to those who may see them."""
    standing = "single point of contact" if row["single_point_of_contact"] else "contact"
    reached = [text for text in (row["email"], row["phone"]) if text]
    return [
        {"text": row["called"], "note": row["agency"]},
        {"text": row["name"] or row["contact"], "note": standing} if row["contact"]
        else "no contact on record",
        row["job"] or "",
        {"items": reached} if reached else "",
    ]  # fmt: skip


def _who(one: Requirement) -> str:
    return "A meeting in time" if isinstance(one.rule, Clock) else types_in_words(one.rule.requires)


ROUTES = (
    Route("/cases/<reference>", "shown", shown, CASES),
    Route("/cases/<reference>/why", "why", why, CASES),
)
