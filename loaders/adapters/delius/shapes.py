"""The shapes in which an entry may hold registrations, and whose it is."""

from collections.abc import Iterator
from typing import Any

from loaders.adapters.delius.entries import CRN, Entry
from loaders.adapters.delius.fields import Fields
from loaders.mapping_cells import Refused

CODED = frozenset({"type", "registerLevel", "registerCategory"})
"""What a registration with codes has and one with numbers has not."""
RESPONSE = frozenset({"supervisions", "communityManager", "dynamicRisks", "personStatus"})
"""What the answer about a person has, whether there is a registration or not."""


def whose(entry: Entry) -> str:
    """Return whose entry it is; raises Refused where nothing, or two things, say it."""
    if not isinstance(entry.value, dict):
        raise Refused("not-an-object", "an entry must be an object", "Export it again", "", "")
    said = entry.value.get("crn")
    if said is None and not entry.crn:
        what = "nothing says whose registration it is"
        raise Refused("no-crn", what, "Put the CRN beside it, or name its file by it", "crn", "")
    crn = entry.crn if said is None else str(said).strip().upper()
    if not CRN.fullmatch(crn):
        raise Refused("not-a-crn", "is no CRN: a letter and six digits", "Correct it", "crn", "")
    if entry.crn and entry.crn != crn:
        what = "is another CRN than the one that its file is named by"
        raise Refused("two-crns", what, "Correct the one that is wrong", "crn", "")
    return crn


def parts(value: Any) -> Iterator[tuple[Fields, bool]]:
    """Yield what may be a registration, and whether it is written with codes."""
    listed, detail = value.get("registrations"), value.get("mappaDetail")
    if listed is not None:
        if not isinstance(listed, list):
            what = "it must be a list"
            raise Refused("not-a-list", what, "Export it again", "registrations", "")
        for position, part in enumerate(listed):
            yield Fields(part, f"registrations[{position}]"), True
    if detail is not None:
        yield Fields(detail, "mappaDetail"), False
    if "registrations" in value or "mappaDetail" in value or RESPONSE & set(value):
        return
    if "startDate" not in value:
        what = "it is no registration in a shape that is known"
        raise Refused("not-a-registration", what, "docs/probation.md has the shapes", "", "")
    yield Fields(value, ""), bool(CODED & set(value))
