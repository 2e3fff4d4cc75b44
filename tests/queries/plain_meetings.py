"""Attendance, late promises and reviews ahead, worked out plainly from records, without a graph.

Written from what the questions say of themselves; it knows nothing of their texts.
"""

import datetime
from collections import Counter
from collections.abc import Collection

from tests.queries.meetings_by_chance import AGENCIES, Country, Matter

Day = datetime.date
DAYS_BY_BAND = {"low": 120, "medium": 120, "high": 60, "very_high": 60}
"""The clocks of the policy in the tests, for Level 1."""


def may_see(matter: Matter, areas: Collection[str] | None, today: Day) -> bool:
    """Whether an asker of some areas (None = all of them) may see a case."""
    if areas is None:
        return True
    for area, standing, first, last in matter.areas:
        if area not in areas:
            continue
        if matter.closed is None or today < matter.closed:
            if first <= today and (last is None or today < last):
                return True
        elif standing == "home" and (last is None or matter.closed <= last):
            return True
    return False


def attendance(
    country: Country,
    day: Day,
    first: Day | None,
    area: str | None,
    level: str | None,
    areas: Collection[str] | None,
) -> list[tuple[object, ...]]:
    """Return agency, invited, attended, reported, apologies, absent, not recorded, rate, extra."""
    asked: dict[str, Counter[str]] = {}
    extra: Counter[str] = Counter()
    for talk in country.talks:
        sitting, panel = talk.sitting, country.panels[talk.sitting.panel]
        wrong_panel = area not in {None, panel[0]} or level not in {None, panel[1]}
        out_of_time = sitting.on > day or (first is not None and sitting.on < first)
        if sitting.state != "held" or wrong_panel or out_of_time:
            continue
        if talk.matter is None or not may_see(talk.matter, areas, day):
            continue
        for agency, (outcome, uninvited) in talk.seats.items():
            counted = asked.setdefault(agency, Counter())
            if uninvited:
                extra[agency] += outcome in {"in_person", "remote"}
            else:
                counted[outcome] += 1
    rows = []
    for agency in sorted(asked):
        told = asked[agency]
        came = told["in_person"] + told["remote"]
        known = told.total() - told["awaited"]
        rate = int(100 * came / known + 0.5) if known else None
        rows.append(
            (agency, told.total(), came, told["report_only"], told["apologies"], told["no_show"],
             told["awaited"], rate, extra[agency])
        )  # fmt: skip
    return list(rows)


def overdue(
    country: Country,
    day: Day,
    area: str | None,
    agency: str | None,
    areas: Collection[str] | None,
) -> list[tuple[object, ...]]:
    """Return action, case, owner, due, days late, first due, whether it is carried on."""
    raised = [
        promise
        for promise in country.promises
        if promise.talk.matter
        and promise.talk.sitting.on <= day
        and may_see(promise.talk.matter, areas, day)
    ]
    rows = []
    for promise in raised:
        matter, owner = promise.talk.matter, promise.owner
        is_open = promise.closed is None or promise.closed > day
        if matter is None or promise.due is None or promise.due >= day or not is_open:
            continue
        if area is not None and home(matter, day) != area:
            continue
        if agency is not None and agency not in {owner, AGENCIES.get(owner, ("", ""))[1]}:
            continue
        carried = any(other.follows == promise.code for other in raised)
        late = (day - promise.due).days
        rows.append(
            (promise.code, matter.ref, owner, promise.due, late, promise.first_due, carried)
        )
    return sorted(rows, key=lambda row: (row[3], row[0]))


def home(matter: Matter, day: Day) -> str:
    """Return the home area on a day."""
    for area, standing, first, last in matter.areas:
        if standing == "home" and first <= day and (last is None or day < last):
            return area
    return ""


def reviews_ahead(country: Country, day: Day, weeks: int) -> list[tuple[object, ...]]:
    """Return the day that comes, case, state, day by the clock and planned day of each review."""
    rows = []
    for matter in country.matters:
        if matter.opened > day or (matter.closed is not None and matter.closed <= day):
            continue
        due = review_due(matter, day)
        planned = matter.next_review
        if planned is not None and planned < day:
            planned = None
        comes = due if due is not None and due >= day else planned
        if comes is None or comes >= day + datetime.timedelta(days=7 * weeks):
            continue
        state = "not_planned"
        if planned is not None:
            state = "planned" if due is None or planned <= due else "planned_late"
        rows.append((comes, matter.ref, state, due, planned))
    return sorted(rows, key=lambda row: row[:2])


def review_due(matter: Matter, day: Day) -> Day | None:
    """Return the day on which the clock of Level 1 runs out."""
    now = [
        (c, first)
        for c, first, last in matter.levels
        if first <= day and (last is None or day < last)
    ]
    bands = [(on, place, band) for place, (on, band) in enumerate(matter.bands) if on <= day]
    if not now or now[0][0] != "1" or not bands:
        return None
    done = [on for on in matter.reviews if now[0][1] <= on <= day]
    return max([now[0][1], *done]) + datetime.timedelta(days=DAYS_BY_BAND[max(bands)[2]])
