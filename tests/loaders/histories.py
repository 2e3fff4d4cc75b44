"""Histories by chance: small bundles that create, update, end, withdraw, derive, one by one."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from graph.store import Store
from loaders.load import apply, prepare
from loaders.snapshot import Snapshot
from loaders.sources import bundle_sources
from tests.loaders.bundles import AT, folder

Tables = Mapping[str, str]

_GROUND: Tables = {
    "area": "code,name\nkent,Kent\ndevon,Devon\n",
    "agency_type": "code,name,standing,reach\nPOL,Police,responsible_authority,area\n",
    "level": "code,name\n1,Level 1\n2,Level 2\n3,Level 3\n",
    "circumstance": "code,name,derived_from,begins_after_months,ends_after_months\n"
    "under_18,under 18,date_of_birth,0,216\nrelease_near,release near,release_on,-6,0\n",
}
ORIGINS = ("one", "two")
DAYS = st.sampled_from(["2024-01-01", "2024-03-01", "2024-06-01"])
LATER_DAYS = st.sampled_from(["", "", "2024-09-01", "2025-01-01"])
PEOPLE = st.sampled_from(["O1", "O2"])
CASES = st.sampled_from(["C1", "C2", "C3"])
AGENCIES = st.sampled_from(["POL:1", "POL:2", "POL:3"])
LEVELS = st.sampled_from(["1", "2"])
NOTHING = st.just("")
ROWS: Mapping[str, tuple[st.SearchStrategy[str], ...]] = {
    "agency": (AGENCIES, st.sampled_from(["A", "B"]), st.just("POL"), NOTHING | AGENCIES,
               st.sampled_from(["", "x;y", "z"])),
    "operates_in": (AGENCIES, st.sampled_from(["kent", "devon"]), NOTHING | DAYS, LATER_DAYS,
                    st.sampled_from(["", "", "yes"])),
    "offender": (PEOPLE, NOTHING | st.sampled_from(["2010-02-28", "2001-01-01"])),
    "mappa_case": (CASES, st.just("2024-01-01"), PEOPLE, NOTHING | DAYS),
    "at_level": (CASES, LEVELS, DAYS, LATER_DAYS, st.sampled_from(["", "", "yes"]),
                 st.sampled_from(["", "", "D1"])),
    "panel": (st.just("P1"), st.just("A panel"), st.just("mappa"), st.just("kent")),
    "meeting": (st.just("M1"), DAYS, st.just("held"), st.just("P1")),
    "discussion": (st.just("D1"), st.just("1"), st.just("M1"), NOTHING | CASES),
    "linked_to": (CASES, CASES, st.sampled_from(["associate", "household"])),
}  # fmt: skip
COLUMNS: Mapping[str, str] = {
    "agency": "code,name,of_type,part_of,aliases",
    "operates_in": "agency,area,valid_from,valid_to,withdraw",
    "offender": "ref,date_of_birth",
    "mappa_case": "ref,opened_on,concerns,release_on",
    "at_level": "mappa_case,level,valid_from,valid_to,withdraw,decided_at",
    "panel": "code,name,kind,for_area",
    "meeting": "code,on,state,of_panel",
    "discussion": "code,item,at_meeting,considers",
    "linked_to": "mappa_case,other_mappa_case,kind",
}


@dataclass(frozen=True)
class Bundle:
    """One load of a history."""

    tables: Tables
    source: str = "ground"
    snapshot: bool = False


def table(name: str) -> st.SearchStrategy[str]:
    """Give a table of a few rows; some of them will be refused, as in life."""
    rows = st.lists(st.tuples(*ROWS[name]).map(",".join), min_size=1, max_size=3)
    return rows.map(lambda found: "\n".join((COLUMNS[name], *found)) + "\n")


BUNDLES = st.builds(
    Bundle,
    st.fixed_dictionaries({}, optional={name: table(name) for name in ROWS}).filter(bool),
    st.sampled_from(ORIGINS),
    st.sampled_from([False, False, True]),
)
GROUND = Bundle(_GROUND)
FULL = Bundle(
    {
        "agency": "code,name,of_type\nPOL:1,A,POL\nPOL:2,B,POL\n",
        "operates_in": "agency,area,valid_from\nPOL:1,kent,\n",
        "offender": "ref,date_of_birth\nO1,2010-02-28\nO2,\n",
        "mappa_case": "ref,opened_on,concerns\nC1,2024-01-01,O1\nC2,2024-01-01,O2\n",
        "at_level": "mappa_case,level,valid_from\nC1,1,2024-01-01\nC2,2,2024-01-01\n",
    },
    "one",
)
"""A load that most others build on."""


FIXED: Sequence[Bundle] = (
    Bundle({"agency": "code,name,of_type,aliases,part_of\nPOL:1,B,POL,x;y,POL:2\n"}, "two"),
    Bundle({"offender": "ref,date_of_birth\nO1,2001-01-01\nO2,2010-02-28\n"}, "two"),
    Bundle(
        {"at_level": "mappa_case,level,valid_from,valid_to\nC1,2,2024-06-01,\nC2,2,,2024-09-01\n"}
    ),
    Bundle({"at_level": "mappa_case,level,valid_from,withdraw\nC1,2,2024-06-01,yes\n"}),
    Bundle({"linked_to": "mappa_case,other_mappa_case,kind\nC2,C1,associate\n"}),
    Bundle(
        {"mappa_case": "ref,opened_on,concerns,release_on\nC1,2024-01-01,O2,2025-01-01\n"},
        "one",
        snapshot=True,
    ),
)
"""An update, dates of birth, spells that end, one taken back, a link, a snapshot."""


def load_bundle(store: Store, path: Path, bundle: Bundle) -> int | None:
    """Load a bundle of a history; return its number, or None where it changes nothing."""
    sources = bundle_sources(folder(path, **bundle.tables))
    ending = Snapshot(datetime.date(2025, 6, 1), 1.0) if bundle.snapshot else None
    made = prepare(sources, store, source=bundle.source, snapshot=ending)
    return apply(store, made, by="a tester", at=AT, files=sources.files)
