"""The directory: areas, agencies, and one agency with its branches and contacts."""

from typing import Any

from graph.schema import Kind
from queries.agency_list import agency_list, one_agency
from queries.analysis import Parameter
from queries.choices import choices
from webapp.access import any_of
from webapp.api.endpoint import Endpoint, Told
from webapp.api.shapes import DAY, NUMBER, TEXT, YES_NO, each, maybe, one
from webapp.site import site

DIRECTORY = any_of("directory")
WORKS_IN = Parameter(Kind.TEXT, "Only agencies that work in this area.", refers_to="Area")
OF_TYPE = Parameter(Kind.TEXT, "Only agencies of this type.", refers_to="AgencyType")
AGENCY = {
    "code": TEXT, "name": maybe(TEXT), "type": TEXT, "active_from": maybe(DAY),
    "active_to": maybe(DAY), "part_of": maybe(TEXT), "areas": each(TEXT),
}  # fmt: skip


def areas(told: Told) -> dict[str, Any]:
    """Return the areas."""
    del told
    here = site()
    with here.store.snapshot() as reader:
        found = choices(reader, here.asked()).areas
    rows = [{"code": code, "name": name} for code, name in found.items()]
    return {"rows": rows, "count": len(rows)}


def agencies(told: Told) -> dict[str, Any]:
    """Return the agencies with the areas that they work in on the day."""
    here = site()
    with here.store.snapshot() as reader:
        rows = agency_list(reader, here.asked(), area=told["area"], kind=told["type"])
    return {"rows": rows, "count": len(rows)}


def shown(told: Told, agency: str) -> dict[str, Any]:
    """Return one agency; its people by name only to those who may see names."""
    del told
    here = site()
    with here.store.snapshot() as reader:
        return one_agency(reader, agency, here.asked())


ENDPOINTS = (
    Endpoint(
        "/areas", "areas", "Areas", DIRECTORY, areas,
        one(rows=each(one(code=TEXT, name=maybe(TEXT))), count=NUMBER),
    ),
    Endpoint(
        "/agencies", "agencies", "Agencies", DIRECTORY, agencies,
        one(rows=each(one(**AGENCY)), count=NUMBER),
        {"area": WORKS_IN, "type": OF_TYPE},
    ),
    Endpoint(
        "/agencies/<agency>", "agency", "One agency with its contacts", DIRECTORY, shown,
        one(
            **AGENCY,
            branches=each(TEXT),
            contacts=each(one(
                contact=TEXT, job=maybe(TEXT), grade=maybe(TEXT), area=maybe(TEXT),
                single_point_of_contact=YES_NO, since=maybe(DAY), name=maybe(TEXT),
                email=maybe(TEXT), phone=maybe(TEXT),
            )),
        ),
    ),
)  # fmt: skip
