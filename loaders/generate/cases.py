"""Invented cases: a person, levels and categories with their history, circumstances, agencies."""

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.generate.agencies import Local
from loaders.generate.meetings import Managed, Panels
from loaders.generate.output import Tables

DAYS = datetime.timedelta
CATEGORIES = (("1", 0.77), ("2", 0.215), ("3", 0.004), ("4", 0.003), ("unknown", 0.008))
"""Shares of the published caseload (docs/decisions/0006)."""
AT_LEVEL_2, AT_LEVEL_3 = 0.0146, 0.0015
MORE_LEVEL_2, MORE_LEVEL_3 = 0.12, 0.025
"""Shares at Levels 2 and 3 in a demonstration."""
STEPPED_DOWN = 0.03
"""Share of Level 1 cases that were at Level 2 before."""

CIRCUMSTANCES: Mapping[str, tuple[float, str]] = {
    "in_custody": (0.22, "PRIS"),
    "recalled": (0.06, "PRIS"),
    "child_victim": (0.25, "LA_CSC"),
    "contact_with_children": (0.15, "LA_CSC"),
    "adult_care_needs": (0.08, "LA_ASC"),
    "no_fixed_abode": (0.2, "LHA"),
    "leaving_approved_premises": (0.1, "LHA"),
    "social_tenancy": (0.06, "RSL"),
    "mental_disorder": (0.22, "NHST"),
    "foreign_national": (0.05, "UKVI_IE"),
    "domestic_abuse": (0.2, "MARAC"),
    "victim_contact": (0.25, "VLO"),
    "tagged": (0.12, "EM"),
    "claims_benefits": (0.35, "DWP"),
    "under_supervision": (0.7, ""),
    "armed_forces": (0.03, "MOD"),
}
"""How often each is so, and which type of agency is asked for it."""
LINKED = {"EM": "contributing", "DWP": "informed", "MHCS": "informed", "LHA_HB": "informed"}
"""Types that are linked to a case and need not come."""
ASKED, UNKNOWN = 0.85, 0.05


@dataclass
class CaseMaker:
    """Makes the cases of one area."""

    area: str
    number: int
    local: Local
    panels: Panels
    rng: random.Random
    tables: Tables
    until: datetime.date

    def case(self, number: int, *, more_panels: bool) -> None:
        """Invent one case with everything that belongs to it."""
        rng, tables = self.rng, self.tables
        ref = f"C{self.number:02}-{number:05}"
        opened = self.until - DAYS(days=rng.randrange(60, 2600))
        category = self._draw(CATEGORIES)
        level = self._level(category, more_panels)
        person = self._person(ref, opened)
        closed = rng.random() < 0.01 and level == "1"
        release = self.until + DAYS(days=rng.randrange(-900, 500))
        review = self.until + DAYS(days=rng.randrange(-40, 300))
        dated = level != "1" or rng.random() < 0.3
        tables.add(
            "mappa_case",
            ref=ref,
            opened_on=opened,
            closed_on=self.until - DAYS(days=rng.randrange(1, 50)) if closed else None,
            release_on=release if dated and rng.random() < 0.95 else None,
            next_review_on=review if level == "1" else None,
            restricted=rng.random() < 0.01,
            concerns=person,
        )
        tables.add("in_area", mappa_case=ref, area=self.area, valid_from=opened, standing="home")
        tables.add(
            "in_category", mappa_case=ref, category=category, valid_from=opened, dated="exact",
            reason="decision" if category in {"3", "4"} else "automatic",
        )  # fmt: skip
        lead = "POL" if category == "1" and rng.random() < 0.7 else "PROB"
        tables.add(
            "led_by", mappa_case=ref, agency=self.local.pick(lead, number), valid_from=opened
        )
        self._levels(ref, number, level, opened)

    def _person(self, ref: str, opened: datetime.date) -> str:
        rng = self.rng
        key = f"O{ref[1:]}"
        years = rng.randrange(15, 18) if rng.random() < 0.01 else rng.randrange(19, 78)
        born = opened - DAYS(days=int(years * 365.25) + rng.randrange(360))
        self.tables.add(
            "offender",
            ref=key,
            name=f"Invented Person {ref[1:]}",
            date_of_birth=None if rng.random() < 0.02 else born,
            crn=f"INV{ref[1:].replace('-', '')}",
        )
        return key

    def _level(self, category: str, more_panels: bool) -> str:
        two, three = (MORE_LEVEL_2, MORE_LEVEL_3) if more_panels else (AT_LEVEL_2, AT_LEVEL_3)
        drawn = self.rng.random()
        if drawn < three:
            return "3"
        if drawn < three + two or category == "3":
            return "2"
        return "1"

    def _levels(self, ref: str, number: int, level: str, opened: datetime.date) -> None:
        """Write the levels that the case has had, and what belongs to meetings where it had any."""
        rng, add = self.rng, self.tables.add
        if level == "1" and rng.random() >= STEPPED_DOWN:
            add("at_level", mappa_case=ref, level="1", valid_from=opened, dated="exact",
                reason="screening")  # fmt: skip
            self._level_one(ref, number, opened)
            return
        raised = opened + DAYS(days=rng.randrange(0, max(1, (self.until - opened).days // 2)))
        raised = max(raised, self.until - DAYS(days=540))
        if raised > opened:
            add("at_level", mappa_case=ref, level="1", valid_from=opened, dated="exact",
                reason="screening")  # fmt: skip
        add("at_level", mappa_case=ref, level="2" if level == "1" else level, valid_from=raised,
            dated="exact", reason="referral")  # fmt: skip
        left = None
        if level == "1":
            left = raised + DAYS(days=rng.randrange(100, 330))
            left = min(left, self.until - DAYS(days=5))
        case = Managed(ref, number, "2" if level == "1" else level, raised, left)
        kinds = self._circumstances(ref, opened)
        seats = self._involved(case, kinds)
        last = self.panels.discuss(case, seats, rng)
        if left and left > raised:
            add("at_level", mappa_case=ref, level="1", valid_from=left, dated="exact",
                reason="risk_reduced", decided_at=last)  # fmt: skip
        self._referral(case, rng)
        band = rng.choice(("high", "very_high"))
        add("risk_assessment", code=f"RA-{ref}", tool="rosh", band=band,
            assessed_on=raised, of_case=ref)  # fmt: skip

    def _level_one(self, ref: str, number: int, opened: datetime.date) -> None:
        rng, add = self.rng, self.tables.add
        if rng.random() < 0.3:
            day = opened + DAYS(days=rng.randrange(max(1, (self.until - opened).days)))
            add("review", code=f"RV-{ref}", done_on=day, outcome="remain", of_case=ref,
                done_by=self.local.pick("POL", number))  # fmt: skip
        if rng.random() < 0.2:
            add("risk_assessment", code=f"RA-{ref}", tool="rosh",
                band=rng.choice(("low", "medium", "medium", "high")), assessed_on=opened,
                of_case=ref)  # fmt: skip

    def _circumstances(self, ref: str, opened: datetime.date) -> list[str]:
        """Write what was asked about the case; return the types of agency that follow."""
        rng = self.rng
        kinds: list[str] = []
        for code, (share, kind) in CIRCUMSTANCES.items():
            if rng.random() >= ASKED:
                continue
            drawn = rng.random()
            answer = "unknown" if drawn < UNKNOWN else "yes" if drawn < UNKNOWN + share else "no"
            self.tables.add(
                "has_circumstance", mappa_case=ref, circumstance=code, valid_from=opened,
                answer=answer, dated="exact",
            )  # fmt: skip
            if answer == "yes" and kind:
                kinds.append(kind)
        return list(dict.fromkeys(kinds))

    def _involved(self, case: Managed, kinds: Sequence[str]) -> list[str]:
        """Write the agencies round the case; return those that are invited each time."""
        seats = [self.local.pick("POL", case.number), self.local.pick("PROB", case.number)]
        for kind in kinds:
            agency = self.local.pick(kind, case.number)
            if not agency:
                continue
            linked = LINKED.get(kind)
            if linked and self.rng.random() < 0.12:
                continue
            self.tables.add(
                "involves", mappa_case=case.ref, agency=agency, valid_from=case.since,
                valid_to=case.until, role=linked or "core", reason="duty",
            )  # fmt: skip
            if not linked:
                seats.append(agency)
        return seats

    def _referral(self, case: Managed, rng: random.Random) -> None:
        waited = rng.randrange(2, 25)
        self.tables.add(
            "referral", code=f"RF-{case.ref}", received_on=case.since - DAYS(days=waited),
            decided_on=case.since, decision="accept", urgent=rng.random() < 0.1,
            level_asked=case.level, level_given=case.level, for_case=case.ref,
            referred_by=self.local.pick("PROB", case.number),
        )  # fmt: skip

    def _draw(self, shares: Sequence[tuple[str, float]]) -> str:
        drawn = self.rng.random() * sum(share for _, share in shares)
        for code, share in shares:
            drawn -= share
            if drawn < 0:
                return code
        return shares[-1][0]
