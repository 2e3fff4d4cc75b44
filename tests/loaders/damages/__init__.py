"""Damaged files, each with its verdict: what people send by mistake, and what is sent on purpose.

Every damage is made by these scripts; nothing of it was ever anybody's data.
"""

from collections.abc import Mapping

from tests.loaders.damages.damage import Damage
from tests.loaders.damages.files import headers, no_tables, texts
from tests.loaders.damages.packed import json_lines, sheets, zips
from tests.loaders.damages.rows import cells, keys, references, spells

GROUND: Mapping[str, str] = {
    "area": "code,name\nkent,Kent\nessex,Essex\n",
    "agency": "code,name,of_type\nPOL:1,Police of Kent,POL\nPROB:1,Probation in Kent,PROB\n",
    "offender": "ref,name\nO0,invented person\nO1,invented person\n",
    "mappa_case": "ref,opened_on,concerns\nC0,2024-01-01,O0\n",
    "at_level": "mappa_case,level,valid_from\nC0,2,2024-01-01\n",
    "in_area": "mappa_case,area,valid_from,standing\nC0,kent,2024-01-01,home\n",
    "panel": "code,name,kind,for_area\nP0,Panel of Kent,mappa,kent\n",
    "meeting": "code,on,state,of_panel\nM0,2024-02-01,held,P0\n",
    "discussion": "code,item,at_meeting,considers\nD0,1,M0,C0\n",
}
"""What the store holds before: a case of an invented person, and what stands round it."""


def every_damage() -> dict[str, Damage]:
    """Return all of them by name."""
    makers = (no_tables, headers, texts, cells, keys, references, spells, sheets, zips, json_lines)
    found: dict[str, Damage] = {}
    for maker in makers:
        for name, damage in maker():
            full = f"{maker.__name__}: {name}"
            if full in found:
                raise ValueError(f"two damages are called {full}")
            found[full] = damage
    return found
