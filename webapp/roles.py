"""The roles that a person can have, and what each may open, do and see: declared here alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.errors import InputError

PERMISSIONS: Mapping[str, str] = {
    "totals": "Questions that answer in totals only",
    "cases": "Cases: their pages, lists, pictures and every question about them",
    "panels": "Panels and their meetings",
    "directory": "The directory of agencies and contacts",
    "agency": "What is asked of their own agencies, and the letter about it",
    "load": "Load data, and undo a load",
    "grant": "Open a restricted case to somebody, for a reason and with an end",
    "waive": "Waive a rule of the policy for a case, for a reason and until a day",
    "audit": "The audit trail",
    "people": "Users and what they were given",
}
"""What a page or an action can ask for; what each opens is said where the page is declared."""

SENSITIVE: Mapping[str, str] = {
    "names": "Names of people and how to reach them",
    "identifiers": "Dates of birth and national identifiers",
    "actions": "Wording of actions",
    "links": "Links between cases",
}
"""What the model calls sensitive, and which permission shows it."""

BY_AREA, BY_AGENCY, NO_CASES = "area", "agency", "none"


@dataclass(frozen=True)
class Role:
    """One role: what it may, what it sees of what is sensitive, and what limits its cases."""

    title: str
    help: str
    may: frozenset[str]
    sees: frozenset[str] = frozenset()
    limited_by: str = BY_AREA
    home: tuple[str, ...] = ()
    """Addresses where its work begins, the best first; one that is not there is passed over."""


ROLES: Mapping[str, Role] = {
    "chair": Role(
        "Panel chair",
        "Prepares and runs panels: who is round each case, who is missing, what was promised.",
        frozenset({"totals", "cases", "panels", "directory", "grant", "waive"}),
        frozenset({"names", "identifiers", "actions", "links"}),
        home=("/panels/next", "/panels"),
    ),
    "analyst": Role(
        "Analyst",
        "Asks where coverage fails, why and since when; sees no names and no wording of actions.",
        frozenset({"totals", "cases", "panels", "directory"}),
        home=("/coverage", "/coverage/gaps"),
    ),
    "administrator": Role(
        "Directory administrator",
        "Keeps agencies, contacts and cases loaded and right.",
        frozenset({"totals", "cases", "panels", "directory", "load"}),
        frozenset({"names", "identifiers"}),
        home=("/directory", "/agencies", "/panels"),
    ),
    "contact": Role(
        "Agency contact",
        "Sees what is asked of their own agencies, and the cases that those are part of.",
        frozenset({"cases", "panels", "directory", "agency"}),
        frozenset({"actions"}),
        BY_AGENCY,
        ("/my-agency",),
    ),
    "auditor": Role(
        "Auditor",
        "Looks into who used the product for what; sees no case.",
        frozenset({"audit"}),
        limited_by=NO_CASES,
        home=("/audit",),
    ),
    "adviser": Role(
        "Lay adviser",
        "Asks how the area does: totals only, no case.",
        frozenset({"totals"}),
        home=("/totals",),
    ),
    "people": Role(
        "User administrator",
        "Adds users and says what each may; sees no case.",
        frozenset({"people"}),
        limited_by=NO_CASES,
        home=("/people",),
    ),
}
"""By the name that is stored and typed. A person may have several: what they may adds up."""


def known(name: str) -> str:
    """Return the name of a role. Raises InputError with the roles that there are."""
    if name not in ROLES:
        raise InputError(f"There is no role {name[:40]!r}. There are: {', '.join(ROLES)}")
    return name


def roles_of(names: Iterable[str]) -> list[Role]:
    """Return the roles of that name; one that the program no longer knows gives nothing."""
    return [ROLES[name] for name in sorted(names) if name in ROLES]
