"""Whom to ask: the agencies that answer for a rule, and who speaks for each of them."""

import datetime
from collections.abc import Sequence

from graph.scope import Scope
from graph.store import SECONDS, Reader, Row
from queries.predicates import current

CONTACTS = f"""UNWIND $agencies AS wanted
MATCH (agency:Agency {{code: wanted}})<-[contact:REPRESENTS]-(person:Representative)
WHERE {current("contact")}
  AND (contact.area IS NULL OR contact.area = $area)
RETURN agency.code AS agency, person.code AS contact, person.job AS job,
       coalesce(contact.single_point_of_contact, false) AS single_point_of_contact,
       CASE WHEN $names THEN person.name END AS name,
       CASE WHEN $names THEN person.email END AS email,
       CASE WHEN $names THEN person.phone END AS phone
ORDER BY agency, contact"""
"""People by agency; what is known of a person only to those who may see names."""

DETAILS = ("name", "email", "phone")


def whom_to_ask(
    reader: Reader,
    agencies: Sequence[str],
    area: str,
    as_of: datetime.date,
    scope: Scope,
    *,
    seconds: float = SECONDS,
) -> list[Row]:
    """Return the single points of contact of agencies, in that order.

    Where an agency has none, whoever else speaks for it in the area; where nobody does, a row
    without a contact. A name, an address and a number are None for those who may not see names.
    """
    told = {
        "agencies": list(agencies), "area": area, "as_of": as_of, "names": "names" in scope.sees,
    }  # fmt: skip
    rows = reader.read(CONTACTS, told, seconds=seconds)
    found: list[Row] = []
    for agency in agencies:
        people = [row for row in rows if row["agency"] == agency]
        first = [row for row in people if row["single_point_of_contact"]]
        found.extend(first or people or [_nobody(agency)])
    return found


def _nobody(agency: str) -> Row:
    empty = dict.fromkeys(DETAILS)
    return {
        "agency": agency, "contact": "", "job": None, "single_point_of_contact": False, **empty,
    }  # fmt: skip
