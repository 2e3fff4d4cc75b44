"""Who can be at the table in an area: the directory's bodies, and invented ones beside them."""

import csv
import datetime
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.reference import names
from loaders.generate.output import Tables
from loaders.public_directory import Part

INVENTED = {
    "LHA": 3, "LA_CSC": 3, "LA_ASC": 3, "LA_EDU": 3, "LA_PH": 3, "NHST": 3, "PRIS": 2, "YOT": 2,
    "DWP": 2, "ICB": 1, "VLO": 1, "MARAC": 1, "RSL": 2, "LHA_HB": 3, "PROB": 3,
}  # fmt: skip
"""How many invented bodies of a type an area has where the directory names none."""
LEFT_DAYS = 20
"""How long ago the last contact of one agency left, so that its seats are at risk."""


@dataclass
class Local:
    """The agencies of one area by type, and how each of them behaves."""

    area: str
    by_type: Mapping[str, Sequence[str]]
    absent_since: dict[str, int] = field(default_factory=dict)
    """Agencies that stopped coming, and so many days before the end."""
    apologetic: frozenset[str] = frozenset()
    without_contact: str = ""
    contacts: dict[str, list[str]] = field(default_factory=dict)

    def pick(self, kind: str, number: int) -> str:
        """Return the agency of a type that serves the case of a number; empty if there is none."""
        found = self.by_type.get(kind, ())
        return found[number % len(found)] if found else ""

    def write_contacts(self, rng: random.Random, tables: Tables, until: datetime.date) -> None:
        """Invent a contact or two for each agency; those of one have left."""
        for agency in sorted({code for codes in self.by_type.values() for code in codes}):
            people = 1 + (rng.random() < 0.5)
            for place in range(people):
                code = f"R-{self.area}-{agency}-{place + 1}".replace(":", "-")
                grade = rng.choice(("practitioner", "manager", "senior"))
                tables.add(
                    "representative",
                    code=code,
                    name=f"Invented Contact {code}",
                    job="single point of contact" if place == 0 else "deputy",
                    grade=grade,
                    email=f"{code.lower()}@example.invalid",
                    vetting_until=until + datetime.timedelta(days=rng.randrange(-60, 900)),
                )
                left = agency == self.without_contact
                tables.add(
                    "represents",
                    representative=code,
                    agency=agency,
                    valid_from=until - datetime.timedelta(days=rng.randrange(400, 1500)),
                    valid_to=until - datetime.timedelta(days=LEFT_DAYS) if left else None,
                    single_point_of_contact=place == 0,
                    deputy=place > 0,
                    area=self.area,
                )
                self.contacts.setdefault(agency, []).append(code)


@dataclass(frozen=True)
class Agencies:
    """What the directory says: areas, and which agencies of which type act in each."""

    areas: Sequence[str]
    local: Mapping[str, Mapping[str, Sequence[str]]]
    anywhere: Mapping[str, Sequence[str]]

    def number(self, area: str) -> int:
        """Return the place of an area in the order of codes, from 1."""
        return self.areas.index(area) + 1

    def in_area(self, area: str, rng: random.Random, tables: Tables) -> Local:
        """Return who can be at the table there; invents what the directory lacks outside Cheshire.

        Cheshire's bodies are all in the directory: what it lacks there is a finding.
        """
        found = {kind: list(codes) for kind, codes in self.local.get(area, {}).items()}
        if area != "cheshire":
            for kind, wanted in INVENTED.items():
                if kind in found and kind != "PROB":
                    continue
                codes = found.setdefault(kind, [])
                codes.extend(_invent(area, kind, place, tables) for place in range(1, wanted + 1))
        by_type = {**self.anywhere, **found}
        housing, health, children = (by_type.get(kind, [""]) for kind in ("LHA", "NHST", "LA_CSC"))
        return Local(
            area,
            by_type,
            absent_since={housing[0]: rng.randrange(150, 210)},
            apologetic=frozenset({health[0]}),
            without_contact=children[-1],
        )


def _invent(area: str, kind: str, place: int, tables: Tables) -> str:
    code = f"{kind}:INV-{area}-{place}"
    name = f"Invented {names('agency_type')[kind].lower()} {place}, {area}"
    tables.add("agency", code=code, name=name, of_type=kind)
    tables.add("operates_in", agency=code, area=area)
    return code


def read_agencies(parts: Iterable[Part]) -> Agencies:
    """Read the directory's bundles."""
    kinds: dict[str, str] = {}
    areas: set[str] = set()
    places: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        rows = _rows(part, "agency")
        kinds.update({row["code"]: row["of_type"] for row in rows if row.get("of_type")})
        areas |= {row["code"] for row in _rows(part, "area")}
        for row in _rows(part, "operates_in"):
            places[row["area"]].append(row["agency"])
    local = {
        area: _by_type({code: kinds[code] for code in sorted(codes, key=_units_first)})
        for area, codes in places.items()
    }
    placed = {code for codes in places.values() for code in codes}
    everywhere = {
        code: kind
        for code, kind in sorted(kinds.items())
        if kind == "CTP" or (code.endswith(":national") and code not in placed)
    }
    return Agencies(sorted(areas), local, _by_type(everywhere))


def _by_type(kinds: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, kind in kinds.items():
        if kind != "COUNCIL":
            found[kind].append(code)
    return dict(found)


def _units_first(code: str) -> tuple[bool, str]:
    """Put a probation region and a prison service behind their own units: those come to panels."""
    return (code.count("-") == 0 and code.startswith("PROB:")) or code.endswith("-west"), code


def _rows(part: Part, table: str) -> list[dict[str, str]]:
    path = part.folder / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
