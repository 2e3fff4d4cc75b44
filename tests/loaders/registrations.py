"""Invented registrations for the tests of probation's adapter, and the loading of them."""

import datetime
import json
from pathlib import Path
from typing import Any

from graph.model import MODEL
from graph.reference import FOLDER
from graph.states import edge_states, node_states
from graph.store import Store
from loaders.adapters.delius import ADAPTER
from loaders.load import apply, prepare
from loaders.planned import Plan
from loaders.snapshot import Snapshot
from loaders.sources import Origin, Sources
from tests.loaders.bundles import AT
from tests.loaders.bundles import folder as bundle
from tests.loaders.bundles import load as load_bundle

CRN = "X000001"
OTHER = "X000002"
NOTES = "INVENTED NOTES"
DAY = datetime.date(2026, 1, 10)
START = "2024-02-01"


def detail(crn: str = CRN, **fields: Any) -> dict[str, Any]:
    """Return an answer about a person, in the newer shape."""
    said = {"level": 2, "category": 1, "startDate": START, "notes": NOTES, **fields}
    return {"crn": crn, "mappaDetail": said, "supervisions": [], "dynamicRisks": []}


def coded(level: str | None = "M2", category: str | None = "M1", **fields: Any) -> dict[str, Any]:
    """Return one registration in the older shape."""
    return {
        "registrationId": 1, "offenderId": 2, "type": {"code": "MAPP", "description": "MAPPA"},
        "riskColour": "Red", "startDate": START, "notes": NOTES, "active": True,
        "registerLevel": level and {"code": level, "description": "d"},
        "registerCategory": category and {"code": category, "description": "d"},
        "registeringOfficer": {"code": "N07A001", "forenames": "INVENTED", "surname": "INVENTED"},
        "deregisteringNotes": NOTES, **fields,
    }  # fmt: skip


def ended(end: str, **fields: Any) -> dict[str, Any]:
    """Return a registration that is over."""
    return coded(active=False, endDate=end, **fields)


def registered(*found: dict[str, Any], crn: str = CRN) -> dict[str, Any]:
    """Return an answer about a person, in the older shape."""
    return {"crn": crn, "registrations": list(found)}


def written(path: Path, *entries: object) -> Path:
    """Write JSON lines; a text is written as it is."""
    lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def prepared(store: Store, folder: Path) -> Store:
    """Load the reference tables, and two areas: one that is a region, one of several."""
    load_bundle(store, FOLDER, "reference")
    areas = "code,name\nlondon,London\ncheshire,Cheshire\n"
    load_bundle(store, bundle(folder / "areas", area=areas), "areas")
    return store


def load(
    store: Store, path: Path, day: datetime.date = DAY, *, snapshot: bool = False
) -> tuple[int | None, Plan, Sources]:
    """Load a file of registrations; return the load's number, its plan, what was read."""
    sources = Origin(path, ADAPTER.name).open(store, day)
    ending = Snapshot(day, 1.0) if snapshot else None
    made = prepare(sources, store, source=ADAPTER.name, snapshot=ending)
    return apply(store, made, by="a tester", at=AT, files=sources.files), made, sources


def load_entries(
    store: Store, folder: Path, *entries: object, day: datetime.date = DAY
) -> tuple[int | None, Plan, Sources]:
    """Write entries and load them."""
    return load(store, written(folder / "cases.jsonl", *entries), day)


def spells(store: Store, type_: str = "AT_LEVEL") -> list[tuple[str, str, str | None, str]]:
    """Return end, first day, last day and how sure it is, of each spell in order."""
    return sorted(
        (
            edge.to_key,
            str(edge.properties["valid_from"]),
            str(edge.properties["valid_to"]) if "valid_to" in edge.properties else None,
            str(edge.properties.get("dated", "")),
        )
        for edge in edge_states(store, MODEL.dated_edges[type_])
    )


def cases(store: Store) -> list[dict[str, str]]:
    """Return the properties of each case as text, in the order of their references."""
    found = node_states(store, MODEL.node_types["MappaCase"])
    return [{name: str(value) for name, value in case.properties.items()} for case in found]


def codes(sources: Sources) -> list[tuple[str, int | None, str]]:
    """Return code, row and path of each problem and warning."""
    return [(found.code, found.row, found.column) for found in sources.problems]


def bundle_of_a_case(folder: Path, **tables: str) -> Path:
    """Write a case of the person as somebody else keeps it."""
    return bundle(
        folder / "theirs", offender=f"ref,crn\nO1, {CRN.lower()}\n",
        mappa_case="ref,opened_on,concerns\nC1,2023-01-01,O1\n", **tables,
    )  # fmt: skip
