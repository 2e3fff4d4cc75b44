"""Loads one after the other, for the tests of undo and history."""

from pathlib import Path

from graph.store import Store
from loaders.undo import apply_undo, plan_undo
from tests.loaders.bundles import AT, CASES, LEVELS, OFFENDERS, TYPES, folder, load

UNDER_18 = "code,name,derived_from,begins_after_months,ends_after_months\n"
UNDER_18 += "under_18,under 18,date_of_birth,0,216\n"
CASE = {"offender": OFFENDERS, "mappa_case": CASES}
TALK = {
    "panel": "code,name,kind,for_area\nP1,A panel,mappa,kent\n",
    "meeting": "code,on,state,of_panel\nM1,2024-01-01,held,P1\n",
    "discussion": "code,item,at_meeting\nD1,1,M1\n",
}
AGENCY = "code,name,of_type\nPOL:1,First,POL\n"
OTHER_CASE = {
    "offender": "ref\nO2\n",
    "mappa_case": "ref,opened_on,concerns\nC2,2024-01-01,O2\n",
}


def step(store: Store, path: Path, **tables: str) -> int:
    """Load tables as one load and return its number."""
    number, made = load(store, folder(path / str(store.version()), **tables))
    assert number, made.problems
    return number


def ground(store: Store, path: Path) -> None:
    """Load what every bundle here stands on, as load 1."""
    step(
        store, path, agency_type=TYPES, level=LEVELS, area="code,name\nkent,Kent\n",
        circumstance=UNDER_18,
    )  # fmt: skip


def take_back(store: Store, number: int) -> int:
    """Undo a load."""
    return apply_undo(store, plan_undo(store, number), by="a tester", at=AT)
