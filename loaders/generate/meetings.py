"""Invented panels, their meetings, and what happened there to each case."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.generate.agencies import Local
from loaders.generate.output import Tables

DAYS = datetime.timedelta
RHYTHM = {"2": 14, "3": 14}
"""Days between the meetings of a panel."""
BETWEEN = {"2": (77, 105), "3": (35, 49)}
"""Days between two discussions of a case."""
FIRST_WITHIN = {"2": 24, "3": 10}
AHEAD_DAYS = 56
LATE, FORGOTTEN = 0.04, 0.03
"""Share of discussions that come far too late, and of invitations that nobody sends."""
PILLARS = ("supervision", "monitoring", "interventions", "victim_safety")


@dataclass(frozen=True)
class Managed:
    """One case's time at a level that has meetings."""

    ref: str
    number: int
    level: str
    since: datetime.date
    until: datetime.date | None


class Panels:
    """The panels of one area: one a level, and the board."""

    def __init__(
        self, area: str, number: int, local: Local, until: datetime.date, tables: Tables
    ) -> None:
        self._number, self._local, self._until, self._tables = number, local, until, tables
        self._meetings: dict[tuple[str, datetime.date], int] = {}
        self._actions = 0
        called = area.replace("-", " ").title()
        for level in RHYTHM:
            tables.add(
                "panel", code=self._panel(level), name=f"Level {level} panel, {called}",
                kind="mappa", for_area=area, for_level=level,
            )  # fmt: skip
        tables.add(
            "panel", code=f"P{number:02}-SMB", name=f"Strategic Management Board, {called}",
            kind="smb", for_area=area,
        )  # fmt: skip

    def discuss(self, case: Managed, seats: Sequence[str], rng: random.Random) -> str:
        """Invent the discussions of a case; return the code of the last that was held."""
        last = ""
        target = case.since + DAYS(days=rng.randrange(3, FIRST_WITHIN[case.level]))
        while target <= self._until + DAYS(days=AHEAD_DAYS):
            on = self._meeting_day(case.level, target)
            if case.until is not None and on >= case.until:
                break
            if on > case.since:
                code = self._discussion(case, on, seats, rng)
                last = code if on <= self._until else last
            shortest, longest = BETWEEN[case.level]
            late = 100 if rng.random() < LATE else 0
            target = on + DAYS(days=rng.randrange(shortest, longest) + late)
        return last

    def write(self) -> None:
        """Write the meetings that took place or are planned, and those of the board."""
        for (level, on), _ in sorted(self._meetings.items(), key=lambda item: item[0]):
            self._tables.add(
                "meeting", code=self._meeting(level, on), on=on, kind="regular",
                state="held" if on <= self._until else "planned", of_panel=self._panel(level),
            )  # fmt: skip
        for quarter in range(-5, 1):
            on = self._until + DAYS(days=91 * quarter + 30)
            code = f"M{self._number:02}-SMB-{on:%Y%m%d}"
            self._tables.add(
                "meeting", code=code, on=on, kind="board",
                state="held" if on <= self._until else "planned",
                of_panel=f"P{self._number:02}-SMB",
            )  # fmt: skip

    def _discussion(
        self, case: Managed, on: datetime.date, seats: Sequence[str], rng: random.Random
    ) -> str:
        item = self._meetings.get((case.level, on), 0) + 1
        self._meetings[case.level, on] = item
        meeting = self._meeting(case.level, on)
        code = f"D-{meeting[1:]}-{item}"
        held = on <= self._until
        self._tables.add(
            "discussion", code=code, item=item, at_meeting=meeting, considers=case.ref,
            decision="remain" if held else None,
            disclosure=rng.choice(("made", "not_made", "not_made", "deferred")) if held else None,
            minutes_sent_on=on + DAYS(days=rng.randrange(3, 18)) if held else None,
        )  # fmt: skip
        for agency in seats:
            if rng.random() >= FORGOTTEN:
                self._invitation(case, code, on, agency, rng)
        if held:
            self._promise(code, on, seats, rng)
        return code

    def _invitation(
        self, case: Managed, code: str, on: datetime.date, agency: str, rng: random.Random
    ) -> None:
        outcome = self._outcome(on, agency, rng)
        came = outcome in {"in_person", "remote"}
        senior = case.level == "3" and rng.random() < 0.9
        self._tables.add(
            "invited", discussion=code, agency=agency, outcome=outcome,
            grade=("senior" if senior else "manager") if came else None,
            report_on=on - DAYS(days=2) if outcome == "report_only" else None,
        )  # fmt: skip
        people = self._local.contacts.get(agency)
        if came and people:
            self._tables.add(
                "attended", discussion=code, representative=people[case.number % len(people)],
                agency=agency, mode=outcome,
            )  # fmt: skip

    def _outcome(self, on: datetime.date, agency: str, rng: random.Random) -> str:
        days_ago = (self._until - on).days
        if days_ago < 0 or (days_ago < 5 and rng.random() < 0.5):
            return "awaited"
        drawn = rng.random()
        if days_ago < self._local.absent_since.get(agency, 0):
            return "no_show" if drawn < 0.7 else "apologies"
        if agency in self._local.apologetic and drawn < 0.2:
            return "apologies"
        for outcome, share in (
            ("in_person", 0.58), ("remote", 0.86), ("report_only", 0.94), ("apologies", 0.98),
        ):  # fmt: skip
            if drawn < share:
                return outcome
        return "no_show"

    def _promise(
        self, code: str, on: datetime.date, seats: Sequence[str], rng: random.Random
    ) -> None:
        for _ in range(rng.choice((1, 2, 2, 3, 4))):
            self._actions += 1
            due = on + DAYS(days=rng.randrange(14, 70))
            done = rng.random() < (0.9 if due < self._until - DAYS(days=60) else 0.7)
            closed = min(due - DAYS(days=rng.randrange(-10, 12)), self._until) if done else None
            pillar = rng.choice(PILLARS)
            self._tables.add(
                "action", code=f"A{self._number:02}-{self._actions:06}",
                text=f"Invented action on {pillar.replace('_', ' ')}", pillar=pillar, due_on=due,
                first_due_on=due - DAYS(days=28) if rng.random() < 0.1 else None,
                closed_on=max(closed, on) if closed else None, outcome="done" if closed else None,
                raised_at=code, owned_by=rng.choice(list(seats)),
            )  # fmt: skip

    def _meeting_day(self, level: str, target: datetime.date) -> datetime.date:
        """Return the first day of the panel's rhythm on or after a day."""
        rhythm = RHYTHM[level]
        start = datetime.date(2020, 1, 6 + int(level))
        waited = (start - target).days % rhythm
        return target + DAYS(days=waited)

    def _panel(self, level: str) -> str:
        return f"P{self._number:02}-L{level}"

    def _meeting(self, level: str, on: datetime.date) -> str:
        return f"M{self._number:02}-L{level}-{on:%Y%m%d}"
