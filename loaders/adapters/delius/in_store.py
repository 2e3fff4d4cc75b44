"""What the store has of people by their CRN, and references for those whom it does not have."""

import hmac
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from graph.model import MODEL
from graph.records import EdgeState, NodeState
from graph.states import WHOLE_STORE_SECONDS, edge_states, node_states
from graph.store import Reader

REFERENCE_CHARACTERS = 16
"""64 bits: two of a million people get the same with a chance of one in 37 million."""
TYPES = ("AT_LEVEL", "IN_CATEGORY", "IN_AREA")


@dataclass
class Person:
    """One person of the source and what the store has of them.

    `offender` is empty for somebody new; `reference` is what a new offender or case is called.
    """

    reference: str
    offender: str = ""
    is_ambiguous: bool = False
    case: NodeState | None = None
    spells: dict[str, list[EdgeState]] = field(default_factory=lambda: defaultdict(list))

    @property
    def case_ref(self) -> str:
        """Return the key of the case, there or to be made."""
        return self.case.key if self.case else self.reference


def people_of(reader: Reader, crns: Iterable[str]) -> dict[str, Person]:
    """Find people by CRN; of several cases the open one, then the one opened last."""
    reference = _references(reader)
    found = {crn: Person(reference(crn)) for crn in crns}
    by_offender = _find_offenders(reader, found)
    rows = reader.read(
        "MATCH (matter:MappaCase)-[:CONCERNS]->(person:Offender)\nWHERE person.crn IS NOT NULL\n"
        "RETURN matter.ref AS matter, person.ref AS person",
        seconds=WHOLE_STORE_SECONDS,
    )
    of = {row["matter"]: row["person"] for row in rows if row["person"] in by_offender}
    for state in node_states(reader, MODEL.node_types["MappaCase"], sorted(of)):
        person = by_offender[of[state.key]]
        if person.case is None or _rank(state) > _rank(person.case):
            person.case = state
    by_case = {person.case.key: person for person in found.values() if person.case}
    for type_ in TYPES:
        for edge in edge_states(reader, MODEL.dated_edges[type_], sorted(by_case)):
            by_case[edge.from_key].spells[type_].append(edge)
    return found


def _find_offenders(reader: Reader, people: dict[str, Person]) -> dict[str, Person]:
    """Give people the offender that has their CRN, however it was typed."""
    found: dict[str, Person] = {}
    rows = reader.read(
        "MATCH (person:Offender)\nWHERE person.crn IS NOT NULL\n"
        "RETURN person.ref AS ref, person.crn AS crn ORDER BY ref",
        seconds=WHOLE_STORE_SECONDS,
    )
    for row in rows:
        person = people.get(row["crn"].strip().upper())
        if person:
            person.is_ambiguous = bool(person.offender)
            person.offender = row["ref"]
            found[row["ref"]] = person
    return found


def _rank(case: NodeState) -> tuple[bool, str, str]:
    opened = str(case.properties.get("opened_on") or "")
    return (case.properties.get("closed_on") is None, opened, case.key)


def _references(reader: Reader) -> Callable[[str], str]:
    """Return what makes a reference of a CRN: nobody without the store's key can make it again.

    A store that no load has made yet has no key: a dry run on it uses one that is thrown away.
    """
    rows = reader.read("MATCH (info:StoreInfo)\nRETURN info.key AS key")
    key = str(rows[0]["key"]) if rows and rows[0]["key"] else secrets.token_hex(32)

    def reference(crn: str) -> str:
        made = hmac.digest(key.encode(), crn.encode(), "sha256").hex()
        return f"R{made[:REFERENCE_CHARACTERS].upper()}"

    return reference
