"""Coverage gaps as an analyst would write them: walk the graph, case by case.

A second reading of section 6 of the design, on purpose without anything of `queries`: it uses the
rows of the policy and a NetworkX graph that is in memory already, and nothing that it found last
time. It judges by no scope (everything may be seen) and writes fewer columns than the product.

It is one piece, longer than other files, so that it can be read beside docs/coverage.md.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from benchmarks.network import Network

Day = datetime.date
Thing = tuple[str, str]
Ties = list[tuple[Thing, dict[str, Any]]]
NEAREST = ("wrong_grade", "report_only", "apologies", "no_show")
SHOWN = ("gap", "no_meeting", "unknown", "at_risk")


@dataclass(frozen=True)
class Talk:
    """A discussion of a case with the invitations to it."""

    day: Day
    item: int
    code: str
    state: str
    invited: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Case:
    """What the edges round a case say on the day."""

    node: Thing
    opened: Day
    level: str
    area: str
    home: dict[str, Any]
    ties: dict[str, Ties]
    talks: list[Talk]

    def held(self, on: Day) -> list[Talk]:
        """Return the discussions that were held by a day."""
        return [talk for talk in self.talks if talk.state == "held" and talk.day <= on]


class Verdict(NamedTuple):
    """What one rule says of one case."""

    state: str
    kind: str = ""
    since: Day | None = None
    missed: int = 0


@dataclass(frozen=True)
class Found:
    """One row of the answer."""

    case: str
    rule: str
    state: str
    kind: str
    since: Day | None
    missed: int
    next_on: Day | None = None
    invited_next: str = "nothing planned"


def holds(tie: dict[str, Any], day: Day) -> bool:
    """Say whether an edge holds on a day."""
    first, last = tie.get("valid_from"), tie.get("valid_to")
    return (first is None or first <= day) and (last is None or day < last)


def run_start(ties: list[dict[str, Any]], day: Day) -> Day | None:
    """Return the first day of the run of edges that holds on a day."""
    now = [tie for tie in ties if holds(tie, day)]
    if not now or any(tie.get("valid_from") is None for tie in now):
        return None
    start: Day = min(tie["valid_from"] for tie in now)
    while True:
        earlier = [
            tie["valid_from"]
            for tie in ties
            if tie.get("valid_from") is not None
            and tie["valid_from"] < start
            and (tie.get("valid_to") is None or tie["valid_to"] >= start)
        ]
        if not earlier:
            return start
        start = min(earlier)


@dataclass
class Analyst:
    """One run over the graph; what it looked up about agencies it remembers for that run."""

    network: Network
    policy: Any
    day: Day
    _operating: dict[str, dict[str, Ties]] = field(default_factory=dict)
    _of_type: dict[str, list[str]] = field(default_factory=dict)
    _families: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _parts: dict[str, list[str]] = field(default_factory=dict)
    _replaced: dict[str, list[str]] = field(default_factory=dict)
    _people: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)

    # --- the walk ---------------------------------------------------------------------------

    def gaps(self, area: str | None = None) -> list[Found]:
        """Return the rows that somebody has to act on, of one area or of all."""
        found = [row for node in self.cases(area) for row in self.gaps_of(node)]
        order = {state: place for place, state in enumerate(SHOWN)}
        return sorted(found, key=lambda r: (order[r.state], r.since or Day.max, r.case, r.rule))

    def cases(self, area: str | None) -> list[Thing]:
        """Return the open cases at a level of the policy, of one area or of all."""
        cases = {
            start
            for level in self.policy.levels
            for start, _, tie in self.network.in_edges(("Level", level), data=True)
            if tie["type"] == "AT_LEVEL" and holds(tie, self.day)
        }
        if area:
            cases &= {
                start
                for start, _, tie in self.network.in_edges(("Area", area), data=True)
                if tie["type"] == "IN_AREA" and tie["standing"] == "home" and holds(tie, self.day)
            }
        return sorted(case for case in cases if self.is_open(case))

    def is_open(self, case: Thing) -> bool:
        """Say whether a case is open on the day."""
        about = self.network.nodes[case]
        closed = about.get("closed_on")
        return about["opened_on"] <= self.day and (closed is None or closed > self.day)

    def gaps_of(self, node: Thing) -> Iterator[Found]:
        """Judge one case by every rule and clock, and write what somebody has to act on."""
        case = self.case(node)
        if case is None:
            return
        for rule, verdict in self.verdicts(case):
            if verdict.state in SHOWN:
                yield self.row(case, rule, verdict)

    def verdicts(self, case: Case) -> Iterator[tuple[Any, Verdict]]:
        """Yield what every rule and clock in force says of a case."""
        for rule in self.policy.seats:
            if rule.in_force(self.day):
                yield rule, self.seat(case, rule)
        for rule in self.policy.links:
            if rule.in_force(self.day):
                yield rule, self.link(case, rule)
        clocks = [c for c in self.policy.clocks if c.of == "discussion" and c.in_force(self.day)]
        for clock in clocks:
            verdict = self.clock(case, clock, clocks)
            if verdict is not None:
                yield clock, verdict

    def case(self, node: Thing) -> Case | None:
        """Collect what is round a case; None where it is at no level of the policy."""
        ties: dict[str, Ties] = defaultdict(list)
        for _, end, tie in self.network.out_edges(node, data=True):
            ties[tie["type"]].append((end, tie))
        levels = sorted(end[1] for end, tie in ties["AT_LEVEL"] if holds(tie, self.day))
        if not any(level in self.policy.levels for level in levels):
            return None
        homes = sorted(
            (tie.get("valid_from") or Day.min, tie.get("valid_to") or Day.max, end[1])
            for end, tie in ties["IN_AREA"]
            if tie.get("standing") == "home" and holds(tie, self.day)
        )
        first, _, area = homes[-1] if homes else (Day.min, Day.max, "")
        home = {"valid_from": first} if first > Day.min else {}
        opened = self.network.nodes[node]["opened_on"]
        return Case(node, opened, levels[-1], area, home, ties, self.talks(node))

    def talks(self, node: Thing) -> list[Talk]:
        """Follow a case to its discussions, their meetings and who was invited."""
        talks = []
        for talk, _, tie in self.network.in_edges(node, data=True):
            if tie["type"] != "CONSIDERS":
                continue
            meeting: dict[str, Any] = {}
            invited = []
            for _, end, seat in self.network.out_edges(talk, data=True):
                if seat["type"] == "AT_MEETING":
                    meeting = self.network.nodes[end]
                elif seat["type"] == "INVITED":
                    invited.append((end[1], seat["outcome"], seat.get("grade") or ""))
            item = self.network.nodes[talk].get("item") or 0
            talks.append(Talk(meeting["on"], item, talk[1], meeting["state"], sorted(invited)))
        return sorted(talks, key=lambda talk: (talk.day, talk.item, talk.code))

    # --- does a rule apply, and since when --------------------------------------------------

    def applies(self, case: Case, rule: Any) -> tuple[str, str]:
        """Return state and kind where a rule does not apply."""
        if case.level not in rule.levels or self.yes(case, rule.unless):
            return "not_required", ""
        findings = [
            self.category(case, rule),
            self.circumstance(case, rule.circumstances),
            self.circumstance(case, rule.also),
        ]
        for state in ("not_required", "unknown", "not_asked"):
            for finding in findings:
                if finding[0] == state:
                    return finding
        return "", ""

    def yes(self, case: Case, codes: Sequence[str]) -> bool:
        """Say whether one of the circumstances holds."""
        return any(
            end[1] in codes and tie.get("answer") == "yes" and holds(tie, self.day)
            for end, tie in case.ties["HAS_CIRCUMSTANCE"]
        )

    def category(self, case: Case, rule: Any) -> tuple[str, str]:
        """Look at the categories of a rule."""
        if not rule.categories:
            return "", ""
        now = {end[1] for end, tie in case.ties["IN_CATEGORY"] if holds(tie, self.day)}
        if now & set(rule.categories):
            return "", ""
        if not now or "unknown" in now:
            return "unknown", "category_unknown"
        return "not_required", ""

    def circumstance(self, case: Case, codes: Sequence[str]) -> tuple[str, str]:
        """Look at the circumstances of a rule."""
        if not codes or self.yes(case, codes):
            return "", ""
        told = [tie for end, tie in case.ties["HAS_CIRCUMSTANCE"] if end[1] in codes]
        if any(tie["answer"] == "unknown" and holds(tie, self.day) for tie in told):
            return "unknown", "circumstance_unknown"
        if any(tie.get("valid_from") is None or tie["valid_from"] <= self.day for tie in told):
            return "not_required", ""
        return "not_asked", ""

    def duty(self, case: Case, rule: Any) -> Day:
        """Return the day from which a rule asks something of a case."""
        starts = [case.opened, rule.in_force_from]
        starts.append(self.since(case, "AT_LEVEL", rule.levels))
        if rule.categories:
            starts.append(self.since(case, "IN_CATEGORY", rule.categories))
        for codes in (rule.circumstances, rule.also):
            runs = [
                run_start(
                    [
                        tie
                        for end, tie in case.ties["HAS_CIRCUMSTANCE"]
                        if end[1] == code and tie["answer"] == "yes"
                    ],
                    self.day,
                )
                for code in codes
            ]
            starts.append(min((start for start in runs if start), default=None))
        if any(self.reach(kind) == "area" for kind in rule.requires):
            starts.append(case.home.get("valid_from"))
        latest: Day = max(start for start in starts if start is not None)
        return latest

    def since(self, case: Case, type_: str, codes: Sequence[str]) -> Day | None:
        """Return the start of the run of edges to any of several codes."""
        return run_start([tie for end, tie in case.ties[type_] if end[1] in codes], self.day)

    # --- agencies ---------------------------------------------------------------------------

    def reach(self, kind: str) -> str:
        """Say whether agencies of a type answer in an area or anywhere."""
        node = ("AgencyType", kind)
        return self.network.nodes[node].get("reach", "") if node in self.network else ""

    def kind(self, agency: str) -> str:
        """Return the type of an agency."""
        if agency not in self._kinds:
            edges = self.network.out_edges(("Agency", agency), data=True)
            self._kinds[agency] = next(
                (end[1] for _, end, tie in edges if tie["type"] == "OF_TYPE"), ""
            )
        return self._kinds[agency]

    def of_type(self, kind: str) -> list[str]:
        """Return the agencies of a type."""
        if kind not in self._of_type:
            edges = self.network.in_edges(("AgencyType", kind), data=True)
            self._of_type[kind] = [start[1] for start, _, tie in edges if tie["type"] == "OF_TYPE"]
        return self._of_type[kind]

    def operating(self, kind: str, area: str) -> Ties:
        """Return the edges by which agencies of a type operate in an area."""
        if kind not in self._operating:
            found = self._operating[kind] = defaultdict(list)
            for agency in self.of_type(kind):
                node = ("Agency", agency)
                for _, end, tie in self.network.out_edges(node, data=True):
                    if tie["type"] == "OPERATES_IN":
                        found[end[1]].append((node, tie))
        return self._operating[kind].get(area, [])

    def family(self, agency: str, rule: Any) -> set[str]:
        """Return an agency with what it is part of, what is part of it, and what they replaced."""
        if (agency, rule.id) not in self._families:
            answering = {
                code
                for code in self.reached({agency}, self.parts)
                if self.kind(code) in rule.requires or self.is_umbrella(self.kind(code))
            }
            self._families[agency, rule.id] = self.reached(answering, self.replaced)
        return self._families[agency, rule.id]

    def reached(self, start: set[str], steps: Callable[[str], list[str]]) -> set[str]:
        """Follow steps as far as they go."""
        found, ahead = set(start), list(start)
        while ahead:
            for code in steps(ahead.pop()):
                if code not in found:
                    found.add(code)
                    ahead.append(code)
        return found

    def parts(self, agency: str) -> list[str]:
        """Return what an agency is part of, and what is part of it."""
        if agency not in self._parts:
            node = ("Agency", agency)
            into = self.network.in_edges(node, data=True)
            out = self.network.out_edges(node, data=True)
            self._parts[agency] = [
                *(start[1] for start, _, tie in into if tie["type"] == "PART_OF"),
                *(end[1] for _, end, tie in out if tie["type"] == "PART_OF"),
            ]
        return self._parts[agency]

    def replaced(self, agency: str) -> list[str]:
        """Return what an agency replaced."""
        if agency not in self._replaced:
            into = self.network.in_edges(("Agency", agency), data=True)
            self._replaced[agency] = [
                start[1] for start, _, tie in into if tie["type"] == "REPLACED_BY"
            ]
        return self._replaced[agency]

    def is_umbrella(self, kind: str) -> bool:
        """Say whether a type only holds other agencies together."""
        return bool(self.network.nodes[("AgencyType", kind)].get("standing") == "umbrella")

    def core(self, case: Case, rule: Any) -> list[str]:
        """Return the core agencies of a required type."""
        return [
            end[1]
            for end, tie in case.ties["INVOLVES"]
            if tie["role"] == "core" and holds(tie, self.day) and self.kind(end[1]) in rule.requires
        ]

    def answering(self, case: Case, rule: Any, on: Day | None) -> set[str]:
        """Return who answers for a rule on a day; None = on whichever day."""
        core = self.core(case, rule)
        if core:
            return set().union(*(self.family(agency, rule) for agency in core))
        found: set[str] = set()
        for kind in rule.requires:
            if self.reach(kind) == "anywhere":
                found.update(self.of_type(kind))
            elif case.area:
                ties = self.operating(kind, case.area)
                found.update(a[1] for a, tie in ties if on is None or holds(tie, on))
        return found

    def is_active(self, agency: str) -> bool:
        """Say whether an agency is active on the day."""
        about = self.network.nodes["Agency", agency]
        return holds(
            {"valid_from": about.get("active_from"), "valid_to": about.get("active_to")}, self.day
        )

    def people(self, agency: str) -> list[dict[str, Any]]:
        """Return the edges by which people speak for an agency."""
        if agency not in self._people:
            edges = self.network.in_edges(("Agency", agency), data=True)
            self._people[agency] = [tie for _, _, tie in edges if tie["type"] == "REPRESENTS"]
        return self._people[agency]

    def is_there(self, agency: str, area: str) -> bool:
        """Say whether an agency is active and, where that matters, works in the area."""
        if not self.is_active(agency):
            return False
        kind = self.kind(agency)
        if self.reach(kind) != "area":
            return True
        return any(a[1] == agency and holds(tie, self.day) for a, tie in self.operating(kind, area))

    def threat(self, case: Case, rule: Any) -> tuple[str, Day | None]:
        """Say why nobody could come next time."""
        agencies = [
            code
            for code in self.answering(case, rule, None)
            if self.people(code) or not self.is_umbrella(self.kind(code))
        ]
        there = [code for code in agencies if self.is_there(code, case.area)]
        if not there:
            ends = [self.network.nodes["Agency", code].get("active_to") for code in agencies]
            ends += [
                tie.get("valid_to")
                for code in agencies
                for agency, tie in self.operating(self.kind(code), case.area)
                if agency[1] == code
            ]
            return "no_agency", self.latest(ends)
        serving = []
        for code in there:
            known = [p for p in self.people(code) if (p.get("valid_from") or Day.min) <= self.day]
            if not known:
                return "", None
            serving += [p for p in known if p.get("area") in {None, "", case.area}]
        if any(holds(person, self.day) for person in serving):
            return "", None
        return "no_contact", self.latest([person.get("valid_to") for person in serving])

    def latest(self, days: Sequence[Day | None]) -> Day | None:
        """Return the latest of the days that have come."""
        return max((day for day in days if day is not None and day <= self.day), default=None)

    # --- verdicts ---------------------------------------------------------------------------

    def seat(self, case: Case, rule: Any) -> Verdict:
        """Judge a seat at the table."""
        state, kind = self.applies(case, rule)
        if state:
            return Verdict(state, kind)
        duty = self.duty(case, rule)
        good = False
        run: list[tuple[str, Talk, set[str]]] = []
        for talk in case.held(self.day):
            if talk.day <= duty:
                continue
            answering = self.answering(case, rule, talk.day)
            made = self.hear(talk, rule, answering)
            if made == "good":
                good, run = True, []
            else:
                run.append((made, talk, answering))
        missed = [(talk, answering) for made, talk, answering in run if made == "missed"]
        if len(missed) > rule.may_miss:
            kind = self.why(rule, *missed[-1])
            return Verdict("gap", kind, missed[0][0].day, len(missed))
        if len(run) > rule.may_miss:
            return Verdict("unknown", "awaited", run[0][1].day, len(missed))
        kind, since = self.threat(case, rule)
        state = "at_risk" if kind else "met" if good else "not_due"
        return Verdict(state, kind, since, len(missed))

    def hear(self, talk: Talk, rule: Any, answering: set[str]) -> str:
        """Say whether a discussion was good, open or missed."""
        made = "missed"
        for agency, outcome, grade in talk.invited:
            if agency not in answering:
                continue
            came = outcome in rule.by
            if came and (not rule.grades or grade in rule.grades):
                return "good"
            if outcome == "awaited" or (came and not grade):
                made = "open"
        return made

    def why(self, rule: Any, talk: Talk, answering: set[str]) -> str:
        """Say what kind of absence a missed discussion was."""
        outcomes = {
            "wrong_grade" if outcome in rule.by else outcome
            for agency, outcome, _ in talk.invited
            if agency in answering
        }
        for kind in NEAREST:
            if kind in outcomes:
                return kind
        active = any(self.is_active(agency) for agency in answering)
        return "not_invited" if active else "nobody_to_invite"

    def link(self, case: Case, rule: Any) -> Verdict:
        """Judge a link to the case."""
        state, kind = self.applies(case, rule)
        if state:
            return Verdict(state, kind)
        ties = [
            tie
            for type_ in ("LED_BY", "INVOLVES")
            for end, tie in case.ties[type_]
            if tie.get("role", "lead") in rule.roles
            and self.kind(end[1]) in rule.requires
            and (tie.get("valid_from") or Day.min) <= self.day
        ]
        if any(holds(tie, self.day) for tie in ties):
            return Verdict("met")
        ended = [tie["valid_to"] for tie in ties if tie.get("valid_to") is not None]
        due = max([self.duty(case, rule), *ended]) + datetime.timedelta(days=rule.grace_days)
        return Verdict("gap", "not_linked", due) if due <= self.day else Verdict("not_due")

    def clock(self, case: Case, clock: Any, clocks: Sequence[Any]) -> Verdict | None:
        """Say whether a case was discussed in time."""
        if case.level not in clock.levels:
            return None
        timed = {level for one in clocks for level in one.levels}
        start = self.since(case, "AT_LEVEL", sorted(timed)) or case.opened
        last = max((talk.day for talk in case.held(self.day)), default=None)
        if last is not None and last >= start:
            start, days = last, clock.then_within_days
        else:
            days = clock.first_within_days
        if days is None:
            return None
        due = start + datetime.timedelta(days=days)
        if due >= self.day:
            return None
        next_day = due + datetime.timedelta(days=1)
        return Verdict("no_meeting", "meeting_overdue", next_day)

    def row(self, case: Case, rule: Any, verdict: Verdict) -> Found:
        """Write one row, with when the case is discussed next and whether anybody is invited."""
        planned = (t for t in case.talks if t.state == "planned" and t.day >= self.day)
        talk = next(planned, None)
        if talk is None:
            return Found(case.node[1], rule.id, *verdict)
        asked = ""
        if verdict.state != "no_meeting":
            answering = self.answering(case, rule, talk.day)
            asked = "yes" if any(agency in answering for agency, _, _ in talk.invited) else "no"
        return Found(case.node[1], rule.id, *verdict, talk.day, asked)


def caseload(network: Network, day: Day) -> dict[tuple[str, str, str], int]:
    """Count the open cases of each area, category and level."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for node, about in network.nodes(data=True):
        if node[0] != "MappaCase" or about["opened_on"] > day:
            continue
        if about.get("closed_on") is not None and about["closed_on"] <= day:
            continue
        now: dict[str, list[str]] = {"IN_AREA": [], "AT_LEVEL": [], "IN_CATEGORY": []}
        for _, end, tie in network.out_edges(node, data=True):
            wanted = tie["type"] != "IN_AREA" or tie.get("standing") == "home"
            if tie["type"] in now and wanted and holds(tie, day):
                now[tie["type"]].append(end[1])
        grounds = now["IN_CATEGORY"]
        category = next((code for code in ("4", "1", "2", "3") if code in grounds), "unknown")
        area, level = max(now["IN_AREA"], default=""), max(now["AT_LEVEL"], default="unknown")
        counts[area, category, level] += 1
    return dict(counts)
