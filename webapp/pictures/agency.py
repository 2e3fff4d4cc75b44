"""The picture of an agency: panels that invite it, agencies that it meets, cases it works on."""

from collections import Counter
from dataclasses import replace

from graph.store import Reader, Row
from queries.agency_round import AgencyRound, agency_round
from queries.analysis import Asked
from queries.coverage.facts import AgencyFacts
from queries.coverage.words import day
from queries.neighbours import AGENCY, CASE, NO_LEVEL, PANEL, Neighbourhood, Work, level_of
from webapp.pictures.case import STANDING_WORDS
from webapp.pictures.choice import Choice
from webapp.pictures.opening import GROUPS, STANDINGS, opened, page_of, tied, work_line
from webapp.pictures.picture import Line, Node, Picture
from webapp.pictures.places import in_full_rings

GROUP = "group"
OFTEN, MOST = 5, 20
"""Times from which two agencies met often, and most often."""


def agency_drawn(reader: Reader, code: str, asked: Asked, choice: Choice) -> Picture:
    """Return the picture of an agency with what was opened in it. Raises NotFound."""
    found = agency_round(reader, code, asked)
    near = Neighbourhood(reader, asked)
    picture = tied(opened(_picture(found, asked, choice), near, choice), near)
    return replace(_with_the_rest(picture, f"agency:{code}"), hide=choice.hide)


def _picture(found: AgencyRound, asked: Asked, choice: Choice) -> Picture:
    centre = agency_as_node(found.agency, choice)
    panels = [
        Node(
            f"panel:{row['code']}", PANEL, row["name"], "panel", None,
            f"invited it to {_discussions(row['times'])} in the year",
            href=page_of(PANEL, row["code"], choice.as_of),
        )
        for row in found.panels
    ]  # fmt: skip
    met = [
        replace(agency_as_node(found.agencies[row["code"]], choice), detail=_met(row))
        for row in found.met
        if row["code"] in found.agencies
    ]
    cases = [_case(row, choice) for row in found.cases]
    rest = _rest(found)
    places, rings = in_full_rings(
        centre.id, [[node.id for node in nodes] for nodes in (panels, met, [*cases, *rest])]
    )
    nodes = [replace(node, ring=rings[node.id]) for node in (centre, *panels, *met, *cases, *rest)]
    names = {node.id: node.label for node in nodes}
    lines = [met_line(centre.id, f"agency:{row['code']}", row, names) for row in found.met]
    lines += [work_line(_work(row, found.agency.code), names) for row in found.cases]
    lines += [
        Line(
            centre.id, node.id, "works on", "involved", words=f"{centre.label} works on more cases"
        )
        for node in rest
    ]
    more = found.total - len(found.cases)
    return Picture(
        f"What stands round {centre.label}", _said(centre.label, found),
        nodes, [line for line in lines if line.target in places], places,
        len(nodes) - len(rest) + more, asked.as_of.isoformat(), aggregated=bool(rest),
        note="Lines to agencies count discussions of the year before the day to which both came.",
    )  # fmt: skip


def agency_as_node(agency: AgencyFacts, choice: Choice) -> Node:
    """Return an agency as the directory has it."""
    standing = STANDINGS.get(agency.kind, "invited")
    classes = "agency responsible" if standing == "responsible_authority" else "agency"
    return Node(
        f"agency:{agency.code}", AGENCY, agency.name, classes, None, "",
        STANDING_WORDS[standing], href=page_of(AGENCY, agency.code, choice.as_of),
    )  # fmt: skip


def met_line(one: str, other: str, row: Row, names: dict[str, str]) -> Line:
    """Return the line between two agencies that met; the thicker, the more often."""
    met = row["met"]
    words = (
        f"{names.get(one, one)} and {names.get(other, other)} both came to {_discussions(met)}, "
        f"the last on {day(row['last_on'])}"
    )
    kind = "met met_often met_most" if met >= MOST else "met met_often" if met >= OFTEN else "met"
    return Line(one, other, f"met at {_discussions(met)}", kind.split()[-1], words=words)


def _with_the_rest(picture: Picture, centre: str) -> Picture:
    """Write on what stands for many how many of them are not in the picture one by one."""
    hidden = next(node.hidden for node in picture.nodes if node.id == centre)
    nodes = []
    for node in picture.nodes:
        left = hidden.get(node.id.partition(":")[2], 0)
        if node.kind != GROUP:
            nodes.append(node)
        elif left:
            nodes.append(replace(node, label=f"{left:,} more {node.label}"))
    there = {node.id for node in nodes}
    lines = [line for line in picture.lines if {line.source, line.target} <= there]
    return replace(picture, nodes=nodes, lines=lines)


def _rest(found: AgencyRound) -> list[Node]:
    """Return what stands for the cases that are too many, one thing a level."""
    shown = Counter(level_of(row["levels"]) for row in found.cases)
    return [
        Node(f"{GROUP}:{group}", GROUP, called, "group", None, "not drawn one by one")
        for group, (_, called) in GROUPS.items()
        if (level := group.removeprefix("level ")) in found.counts
        and found.counts[level] > shown[level]
    ]


def _case(row: Row, choice: Choice) -> Node:
    level = level_of(row["levels"])
    detail = "No level" if level == NO_LEVEL else f"Level {level}"
    return Node(
        f"case:{row['reference']}", CASE, row["reference"], "case", None, detail,
        href=page_of(CASE, row["reference"], choice.as_of),
    )  # fmt: skip


def _work(row: Row, agency: str) -> Work:
    return Work(row["reference"], agency, tuple(sorted(row["roles"])), row["since"], row["until"])


def _said(called: str, found: AgencyRound) -> str:
    cases = "1 open case" if found.total == 1 else f"{found.total:,} open cases"
    panels = "1 panel" if len(found.panels) == 1 else f"{len(found.panels)} panels"
    return (
        f"{called} works on {cases} that you may see; {panels} invited it in the year; "
        f"{len(found.met)} agencies that it met most are drawn."
    )


def _met(row: Row) -> str:
    return f"met at {_discussions(row['met'])} in the year, last on {day(row['last_on'])}"


def _discussions(count: int) -> str:
    return "1 discussion" if count == 1 else f"{count:,} discussions"
