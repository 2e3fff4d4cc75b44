"""Suppositions as they are written on the command line, one sort of option each."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.errors import InputError
from webapp.suppositions.agencies import Appointed, Founded, Left, Withdrawn, Working
from webapp.suppositions.cases import Answered, Categorised, Linked, Moved, Placed
from webapp.suppositions.meetings import Came, Discussed, Planned, Recorded
from webapp.suppositions.supposed import Supposition


@dataclass(frozen=True)
class Spoken:
    """How one sort of supposition is written, and how it is read."""

    metavar: str
    help: str
    read: Callable[[Sequence[str]], Iterable[Supposition]]


def read_all(told: Mapping[str, Sequence[str]]) -> list[Supposition]:
    """Read what every option was told, in the order of the options. Raises InputError."""
    return [one for name, spoken in SPOKEN.items() for one in spoken.read(told[name])]


def _each(read: Callable[[str], Supposition]) -> Callable[[Sequence[str]], Iterable[Supposition]]:
    return lambda texts: [read(text) for text in texts]


def _attend(texts: Sequence[str]) -> Iterator[Supposition]:
    """Read CASE[=AGENCY[@WAY[/GRADE]]]; what is told of one case is one discussion."""
    by_case: dict[str, list[Came]] = {}
    for text in texts:
        case, *agency = _cut(text, "=", optional=True)
        came = by_case.setdefault(case, [])
        if agency[0]:
            came.append(_came(agency[0]))
    for case, found in by_case.items():
        yield Discussed(case, tuple(found))


def _came(text: str) -> Came:
    """Read AGENCY[@WAY[/GRADE]]; an agency's own code has a colon."""
    agency, how = _cut(text, "@", optional=True)
    way, grade = _cut(how, "/", optional=True) if how else ("in_person", "")
    return Came(agency, way, grade)


def _outcome(text: str) -> Supposition:
    case, told = _cut(text, "=")
    agency, outcome = _cut(told, "@")
    return Recorded(case, _came(f"{agency}@{outcome}"))


def _answer(text: str) -> Supposition:
    case, told = _cut(text, "=")
    return Answered(case, *_cut(told, "@"))


def _link(text: str) -> Supposition:
    case, told = _cut(text, "=")
    return Linked(case, *_cut(told, "@"))


def _planned(text: str) -> Supposition:
    """Read CASE=DATE[:AGENCY,AGENCY]; an agency's own code has a colon too."""
    case, told = _cut(text, "=")
    day, _, agencies = told.partition(":")
    try:
        on = datetime.date.fromisoformat(day)
    except ValueError as error:
        raise InputError(
            f"{day!r} is no day. Write --meeting CASE=2026-01-31:AGENCY,AGENCY"
        ) from error
    return Planned(case, on, tuple(filter(None, agencies.split(","))))


def _cut(text: str, sign: str, *, optional: bool = False) -> tuple[str, str]:
    """Return what stands before and after a sign. Raises InputError where there is nothing."""
    before, found, after = text.partition(sign)
    if not before or (not after and (found or not optional)):
        raise InputError(f"{text!r} lacks what stands beside {sign!r}. See --help")
    return before, after


SPOKEN: Mapping[str, Spoken] = {
    "withdraw": Spoken(
        "AGENCY[@AREA]",
        "The agency, with its branches, no longer works in an area, or anywhere.",
        _each(lambda text: Withdrawn(*_cut(text, "@", optional=True))),
    ),
    "works": Spoken(
        "AGENCY[@AREA]",
        "The agency is active, and works in an area.",
        _each(lambda text: Working(*_cut(text, "@", optional=True))),
    ),
    "new_agency": Spoken(
        "TYPE[@AREA]",
        "There is one more agency of the type, in an area.",
        _each(lambda text: Founded(*_cut(text, "@", optional=True))),
    ),
    "leaves": Spoken("CONTACT", "The contact leaves.", _each(Left)),
    "appoint": Spoken(
        "AGENCY[@AREA]",
        "The agency has a new contact, in an area or wherever it works.",
        _each(lambda text: Appointed(*_cut(text, "@", optional=True))),
    ),
    "level": Spoken("CASE=LEVEL", "The case moves.", _each(lambda text: Moved(*_cut(text, "=")))),
    "category": Spoken(
        "CASE=CATEGORY",
        "The case is in another category.",
        _each(lambda text: Categorised(*_cut(text, "="))),
    ),
    "home": Spoken(
        "CASE=AREA", "The case has its home there.", _each(lambda text: Placed(*_cut(text, "=")))
    ),
    "answer": Spoken(
        "CASE=CIRCUMSTANCE@ANSWER", "A circumstance is known: yes or no.", _each(_answer)
    ),
    "link": Spoken(
        "CASE=AGENCY@ROLE",
        "The agency is lead, core, contributing or informed.",
        _each(_link),
    ),
    "meeting": Spoken(
        "CASE=DATE[:AGENCY,AGENCY]",
        "The case is to be discussed on a day, with agencies invited.",
        _each(_planned),
    ),
    "attend": Spoken(
        "CASE[=AGENCY[@WAY[/GRADE]]]",
        "The case is discussed on the day as it was the last time, and the agency comes "
        "(in_person, remote, report_only …).",
        _attend,
    ),
    "outcome": Spoken(
        "CASE=AGENCY@OUTCOME[/GRADE]",
        "What came of an invitation is recorded, where it was left open.",
        _each(_outcome),
    ),
}
"""By option, in the order in which they are told."""
