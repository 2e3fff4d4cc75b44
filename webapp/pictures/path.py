"""The picture of a path: the things that lead from one to the other, in the order of walking."""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.store import Row
from queries.analysis import Asked
from queries.neighbours import AGENCY, CASE, PANEL, Neighbourhood
from queries.path_steps import NOUNS
from webapp.pictures.agency import agency_as_node
from webapp.pictures.choice import Choice
from webapp.pictures.opening import opened, page_of, tied
from webapp.pictures.picture import Line, Node, Picture
from webapp.pictures.places import in_a_chain

KINDS = {"MappaCase": CASE, "Agency": AGENCY, "Panel": PANEL}
CLASSES = {"Offender": "offender", "Referral": "record", "Review": "record",
           "RiskAssessment": "record"}  # fmt: skip
"""Looks of what is not called in a picture as it is in the model."""


def path_drawn(
    steps: Sequence[Row], start: str, to: str, near: Neighbourhood, asked: Asked, choice: Choice
) -> Picture:
    """Return the picture of a path that was found; no steps: nothing to draw."""
    things = [(row["kind"], row["key"]) for row in steps[:1]]
    things += [(row["other_kind"], row["other"]) for row in steps]
    nodes = [_node(label, key, near, choice) for label, key in things]
    lines = [
        Line(
            before.id, after.id, "leads to", "step",
            row["since"].isoformat() if row["since"] else "",
            words=named(row["words"], near).rstrip("."),
        )
        for before, after, row in zip(nodes, nodes[1:], steps, strict=False)
    ]  # fmt: skip
    count = f"{len(steps)} {'step' if len(steps) == 1 else 'steps'}"
    picture = Picture(
        f"How {start} is connected with {to}",
        f"A shortest path has {count}." if steps else "No connection within the steps.",
        nodes, lines, in_a_chain([node.id for node in nodes]), len(nodes),
        asked.as_of.isoformat(),
    )  # fmt: skip
    return replace(tied(opened(picture, near, choice), near), hide=choice.hide)


def named(words: str, near: Neighbourhood) -> str:
    """Return the words of a step with agencies called as people call them."""

    def called(found: re.Match[str]) -> str:
        code = found[1]
        return near.agencies[code].name if code in near.agencies else found[0]

    return re.sub(r"\b[Aa]gency (\S+?)(?=\.?(?:\s|$))", called, words)


def _node(label: str, key: str, near: Neighbourhood, choice: Choice) -> Node:
    kind = KINDS.get(label, label.lower())
    if kind == AGENCY and key in near.agencies:
        return agency_as_node(near.agencies[key], choice)
    classes = CLASSES.get(label, label.lower() if label not in KINDS else kind)
    return Node(
        f"{kind}:{key}", NOUNS[label], key, classes, None, "", href=page_of(kind, key, choice.as_of)
    )
