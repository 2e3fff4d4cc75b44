"""Attendance and late promises, worked out plainly from records, without a graph.

Written from what the questions say of themselves; it knows nothing of their texts.
"""

from collections import Counter
from collections.abc import Collection, Container

from tests.queries.plain import Day, Matter, home_of
from tests.queries.plain_scope import EVERYBODY, upwards
from tests.queries.scenes import PANELS, Scene

Row = tuple[object, ...]


def attendance(
    scene: Scene,
    seen: Collection[str],
    day: Day,
    first: Day | None,
    area: str | None,
    level: str | None,
    own: Container[str] = EVERYBODY,
) -> list[Row]:
    """Return agency, invited, attended, reported, apologies, absent, not recorded, rate, extra.

    A contact is told of their own agencies.
    """
    asked: dict[str, Counter[str]] = {}
    extra: Counter[str] = Counter()
    for matter in scene.country.matters:
        for talk in matter.talks if matter.ref in seen else ():
            panel = PANELS[scene.panels[talk.code]]
            wrong_panel = area not in {None, panel[0]} or level not in {None, panel[1]}
            out_of_time = talk.day > day or (first is not None and talk.day < first)
            if talk.state != "held" or wrong_panel or out_of_time:
                continue
            for agency, (outcome, _) in talk.seats.items():
                counted = asked.setdefault(agency, Counter())
                if (talk.code, agency) in scene.uninvited:
                    extra[agency] += outcome in {"in_person", "remote"}
                else:
                    counted[outcome] += 1
    return [
        _attended(agency, asked[agency], extra[agency]) for agency in sorted(asked) if agency in own
    ]


def _attended(agency: str, told: Counter[str], extra: int) -> Row:
    came = told["in_person"] + told["remote"]
    known = told.total() - told["awaited"]
    rate = int(100 * came / known + 0.5) if known else None
    return (
        agency, told.total(), came, told["report_only"], told["apologies"], told["no_show"],
        told["awaited"], rate, extra,
    )  # fmt: skip


def overdue(
    scene: Scene, seen: Collection[str], day: Day, area: str | None, agency: str | None
) -> list[Row]:
    """Return action, case, owner, due, days late, first due, whether it is carried on."""
    matters = {matter.ref: matter for matter in scene.country.matters if matter.ref in seen}
    raised = [one for one in scene.promises if one.ref in matters and one.talk.day <= day]
    rows = []
    for promise in raised:
        is_open = promise.closed is None or promise.closed > day
        if promise.due is None or promise.due >= day or not is_open:
            continue
        if area is not None and _home(matters[promise.ref], day) != area:
            continue
        if agency and (not promise.owner or agency not in upwards(scene, promise.owner)):
            continue
        carried = any(other.follows == promise.code for other in raised)
        late = (day - promise.due).days
        rows.append(
            (promise.code, promise.ref, promise.owner, promise.due, late, promise.first_due,
             carried)
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row[3], row[0]))


def _home(matter: Matter, day: Day) -> str:
    home = home_of(matter, day)
    return home.code if home else ""
