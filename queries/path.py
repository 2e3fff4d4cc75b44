"""How are two things connected, step by step?"""

import datetime
import time
from collections.abc import Iterable, Mapping, Sequence

from graph.errors import InputError, NotFound, TimeLimit
from graph.model import MODEL
from graph.schema import Kind
from graph.states import existing_keys
from graph.store import Reader, Row
from graph.worlds import agency, case, discussion, edge, node, reference, world
from queries.analysis import Analysis, Asked, Column, Example, Parameter, Source
from queries.path_search import Link, Read, Thing, seen_of, shortest
from queries.path_steps import EDGES, NOUNS, SEATS, SEEN, TEXTS, WALKED
from queries.predicates import OWN_AGENCIES

LONGEST = 6
"""Steps beyond which a connection tells nobody anything."""


def fetch_path(analysis: Analysis, reader: Reader, asked: Asked) -> list[Link]:
    """Search from both ends at once, each time from the side with fewer things to look at.

    A contact goes over the invitations of their own agencies, and over nobody's coming in person.
    Raises NotFound for an end that is not there or not to be seen, InputError for a parameter,
    TimeLimit when the time of the asking is over.
    """
    told = asked.parameters
    ends_at = time.monotonic() + asked.seconds

    def read(keys: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[Row]]:
        left = ends_at - time.monotonic()
        if left <= 0:
            raise TimeLimit(f"The path was not found within {asked.seconds:g} seconds")
        asks = {
            name: (analysis.texts[name], {**asked.values(), "keys": found})
            for name, found in keys.items()
        }
        return reader.read_each(asks, seconds=left)

    def told_of(keys: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[Row]]:
        return {
            name: [row for row in rows if row[SEATS[name]] in own]
            if own is not None and name in SEATS
            else rows
            for name, rows in read(keys).items()
        }

    is_contact = asked.scope.agencies is not None
    own = {row["code"] for row in read({"own": ()})["own"]} if is_contact else None
    start = _end(reader, read, told["one"], told.get("one_kind"))
    goal = _end(reader, read, told["other"], told.get("other_kind"))
    return [] if start == goal else shortest(told_of, start, goal, _longest(asked), _allowed(asked))


def _end(reader: Reader, read: Read, key: str, kind: str | None) -> Thing:
    labels = [kind] if kind else WALKED
    there = {label for label, _ in seen_of(read, {label: [key] for label in labels})}
    found = [
        label
        for label in labels
        if label in there
        and (label in SEEN or existing_keys(reader, MODEL.node_types[label], [key]))
    ]
    if not found:
        raise NotFound("There is nothing of that key, on that day, that you may see")
    if len(found) > 1:
        raise InputError(f"{key!r} is a key of {', '.join(found)}. Say which by its kind")
    return found[0], key


def _longest(asked: Asked) -> int:
    told = asked.parameters.get("steps")
    longest = LONGEST if told is None else int(told)
    if not 1 <= longest <= LONGEST:
        raise InputError(f"steps is a whole number from 1 to {LONGEST}, not {longest}")
    return longest


def _allowed(asked: Asked) -> frozenset[str]:
    by = asked.parameters.get("by")
    unknown = sorted(set(by or ()) - set(EDGES))
    if unknown:
        raise InputError(f"{', '.join(unknown)}: no path goes by this. Known: {', '.join(EDGES)}")
    untold = set() if "links" in asked.scope.sees else {"LINKED_TO"}
    untold |= set() if asked.scope.agencies is None else {"ATTENDED"}
    return frozenset(by or EDGES) - untold


def told_in_words(path: Iterable[Link], asked: Asked) -> list[Row]:
    """Return a row for each step."""
    del asked
    return [
        {
            "step": number,
            "kind": link.here[0],
            "key": link.here[1],
            "edge": link.edge,
            "other_kind": link.there[0],
            "other": link.there[1],
            "since": link.since,
            "words": _sentence(link),
        }
        for number, link in enumerate(path, start=1)
    ]


def _sentence(link: Link) -> str:
    words = f"{_called(link.here)} {link.words} {_called(link.there)}."
    return words[0].upper() + words[1:]


def _called(thing: Thing) -> str:
    return f"{NOUNS[thing[0]]} {thing[1]}"


DAY = datetime.date(2025, 6, 3)
TWO_CASES = world(
    reference([("POL", "area"), ("LHA", "area")]),
    agency("POLICE", "POL", "cheshire"),
    agency("HOUSING", "LHA", "cheshire"),
    case("C1"),
    case("C2"),
    edge("LED_BY", "C1", "POLICE", valid_from=DAY),
    edge("LED_BY", "C2", "POLICE", valid_from=DAY, valid_to=datetime.date(2025, 12, 1)),
    discussion("D1", "C2", DAY, {"HOUSING": "in_person"}),
    node("Representative", "R1"),
    edge("REPRESENTS", "R1", "HOUSING"),
)
"""Two cases of one area that the police led both, for a time; housing came for one of them."""

_KINDS = {label: NOUNS[label] for label in WALKED}
PATH = Analysis(
    slug="path",
    question="How are two things connected, step by step?",
    why="Two cases or agencies that seem apart may be one step from each other.",
    source=Source("A question of the product's own; it rests on no clause"),
    about="cases",
    parameters={
        "one": Parameter(Kind.TEXT, "Key of the one thing.", required=True),
        "other": Parameter(Kind.TEXT, "Key of the other.", required=True),
        "one_kind": Parameter(Kind.CHOICE, "What the one is, if keys do not say.", choices=_KINDS),
        "other_kind": Parameter(Kind.CHOICE, "What the other is.", choices=_KINDS),
        "by": Parameter(
            Kind.LIST, f"Only by these kinds of edge, split by ;. Known: {', '.join(EDGES)}."
        ),
        "steps": Parameter(Kind.INTEGER, f"Most steps, 1 to {LONGEST}; {LONGEST} if not given."),
    },
    columns={
        "step": Column("Place in the path.", unit="rank from 1", kind=Kind.INTEGER),
        "kind": Column("What the step starts from."),
        "key": Column("Its key."),
        "edge": Column("Kind of edge that is walked, in either direction."),
        "other_kind": Column("What the step comes to."),
        "other": Column("Its key."),
        "since": Column("Since when it holds.", unit="ISO 8601 date", kind=Kind.DATE),
        "words": Column("The step in words."),
    },
    texts={**TEXTS, "own": OWN_AGENCIES},
    facts=fetch_path,
    answer=told_in_words,
    limits=(
        "One shortest path, as of the day: of several the first by kind and key. It never goes "
        "through areas, levels, categories, circumstances or types of agency, which everything is "
        "tied to, nor through what the asker may not see, a closed case or a board. No row: no "
        "connection within the steps. An agency's contact goes over invitations of their own "
        "agencies alone."
    ),
    examples=(
        Example(
            "two cases that one agency leads",
            given=TWO_CASES,
            parameters={"one": "C1", "other": "C2"},
            as_of=datetime.date(2025, 11, 1),
            expect=[
                {
                    "step": 1,
                    "kind": "MappaCase",
                    "key": "C1",
                    "edge": "LED_BY",
                    "other_kind": "Agency",
                    "other": "POLICE",
                    "since": DAY,
                    "words": "Case C1 is led by agency POLICE.",
                },
                {"step": 2, "words": "Agency POLICE leads case C2.", "since": DAY},
            ],
        ),
        Example(
            "a case and the contact of an agency that came",
            given=TWO_CASES,
            parameters={
                "one": "C2",
                "other": "R1",
                "by": ["CONSIDERS", "INVITED", "REPRESENTS"],
            },
            expect=[
                {"words": "Case C2 was considered at discussion D1."},
                {"words": "Discussion D1 invited agency HOUSING."},
                {"words": "Agency HOUSING is spoken for by contact R1.", "since": None},
            ],
        ),
        Example(
            "when the lead has gone elsewhere, an area in common is no connection",
            given=TWO_CASES,
            parameters={"one": "C1", "other": "C2"},
            expect=[],
        ),
        Example(
            "not in so few steps",
            given=TWO_CASES,
            parameters={"one": "C1", "other": "R1", "steps": 3},
            as_of=datetime.date(2025, 11, 1),
            expect=[],
        ),
    ),
)
