"""Suppositions as a form: the fields of each sort, and how they are written in an address.

An address names them as the options of `mappa what-if` do, so that page, command and JSON
interface are told the same words.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import InputError, Problem
from webapp.spoken import SPOKEN

MOST = 20
"""Things that are supposed at once: more is a plan of its own, and is loaded and tried as one."""
LONGEST = 300
"""Characters of one of them."""


@dataclass(frozen=True)
class Blank:
    """One field of a sort: its label, what it offers, and the sign that stands before its value."""

    name: str
    label: str
    sign: str = ""
    offers: str = ""
    """Which list it is chosen from; nothing: it is typed."""
    needed: bool = True
    hint: str = ""
    times: int = 1
    """How many boxes it has: more than one are written with commas."""


CASE = Blank("case", "Case", hint="Its reference")
AGENCY = Blank("agency", "Agency", offers="agencies", hint="Begin to type its name or code")
AREA = Blank("area", "Area", "@", "areas", needed=False, hint="Leave empty for all areas")
CAME = Blank("agency", "Agency that comes", "=", "agencies", False, "Leave empty to change nobody")
GRADE = Blank("grade", "Grade", "/", "grades", needed=False)


@dataclass(frozen=True)
class Sort:
    """One sort of supposition as a form."""

    title: str
    blanks: Sequence[Blank]

    def write(self, values: Mapping[str, Sequence[str]]) -> str:
        """Return what the option of the command is told. Raises InputError for each empty field."""
        told = {
            blank.name: [text.strip() for text in values.get(blank.name, ()) if text.strip()]
            for blank in self.blanks
        }
        last = max((place for place, one in enumerate(self.blanks) if told[one.name]), default=-1)
        problems = [
            Problem("empty", f"{blank.label} is empty", "Fill it in", column=blank.name)
            for place, blank in enumerate(self.blanks)
            if not told[blank.name] and (blank.needed or place < last)
        ]
        if problems:
            raise InputError("\n".join(map(str, problems)), problems)
        return "".join(
            f"{blank.sign}{','.join(told[blank.name])}" for blank in self.blanks if told[blank.name]
        )[:LONGEST]


SORTS: Mapping[str, Sort] = {
    "withdraw": Sort(
        "An agency, with its branches, no longer works in an area, or anywhere", (AGENCY, AREA)
    ),
    "works": Sort(
        "An agency is active, and works in an area",
        (AGENCY, Blank("area", "Area", "@", "areas", needed=False)),
    ),
    "new_agency": Sort(
        "There is one more agency of a type",
        (
            Blank("type", "Type of agency", offers="types"),
            Blank("area", "Area", "@", "areas", needed=False),
        ),
    ),
    "leaves": Sort(
        "A contact leaves",
        (Blank("contact", "Contact", offers="contacts", hint="Begin to type a post or a code"),),
    ),
    "appoint": Sort("An agency has a new contact", (AGENCY, AREA)),
    "level": Sort("A case is at another level", (CASE, Blank("level", "Level", "=", "levels"))),
    "category": Sort(
        "A case is in another category", (CASE, Blank("category", "Category", "=", "categories"))
    ),
    "home": Sort(
        "A case has its home in another area", (CASE, Blank("area", "Area", "=", "areas"))
    ),
    "answer": Sort(
        "A circumstance of a case is known",
        (
            CASE,
            Blank("circumstance", "Circumstance", "=", "circumstances"),
            Blank("answer", "Answer", "@", "answers"),
        ),
    ),
    "link": Sort(
        "An agency works on a case, or leads it",
        (
            CASE,
            Blank("agency", "Agency", "=", "agencies"),
            Blank("role", "Role", "@", "roles"),
        ),
    ),
    "meeting": Sort(
        "A case is to be discussed, with agencies invited",
        (
            CASE,
            Blank("on", "Day of the meeting", "=", "days"),
            Blank("agency", "Agency invited", ":", "agencies", needed=False, times=4),
        ),
    ),
    "attend": Sort(
        "A case is discussed on the day as it was the last time, and an agency comes",
        (CASE, CAME, Blank("way", "How it comes", "@", "outcomes", needed=False), GRADE),
    ),
    "outcome": Sort(
        "What came of an invitation is recorded, where it was left open",
        (
            CASE,
            Blank("agency", "Agency", "=", "agencies"),
            Blank("outcome", "What came of it", "@", "outcomes"),
            GRADE,
        ),
    ),
}
"""By option of the command, in the same order."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Agencies and their people": ("withdraw", "works", "new_agency", "leaves", "appoint"),
    "A case": ("level", "category", "home", "answer", "link"),
    "A case at the table": ("meeting", "attend", "outcome"),
}


def told_in(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what an address or a body supposes, by option. Raises InputError for too much."""
    told = {
        name: [text.strip() for text in values.get(name, ()) if text.strip()] for name in SPOKEN
    }
    if sum(map(len, told.values())) > MOST:
        raise InputError(f"At most {MOST} things can be supposed at once. Leave some out")
    for texts in told.values():
        if any(len(text) > LONGEST for text in texts):
            raise InputError(f"A supposition has at most {LONGEST} characters")
    return told


def command_for(told: Mapping[str, Sequence[str]], day: str = "") -> str:
    """Return the command that supposes the same."""
    words = [
        f"--{name.replace('_', '-')} {shlex.quote(text)}"
        for name, texts in told.items()
        for text in texts
    ]
    return " ".join(["mappa what-if", *words, *([f"--as-of {shlex.quote(day)}"] if day else [])])
