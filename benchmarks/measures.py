"""What is measured on one store, beside NetworkX and polars."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from flask.testing import FlaskClient

from benchmarks.baseline import Analyst, Found, caseload
from benchmarks.column_gaps import ColumnAnalyst
from benchmarks.columns import Columns
from benchmarks.ego import ego_picture
from benchmarks.network import Network
from benchmarks.questions import time_questions
from benchmarks.report import Report
from benchmarks.timing import Timed, in_turn, nothing, over
from benchmarks.trend import counts_of, trend
from benchmarks.waiting import agency_pages, moved, typed
from graph.scope import OPERATOR
from graph.store import Store
from queries.analysis import Analysis, Asked
from queries.caseload import CASELOAD
from queries.coverage.policy import Policy
from queries.coverage_gaps import COVERAGE_GAPS
from queries.coverage_trend import COVERAGE_TREND, MONTHS
from queries.scene import case_scene
from tests.databases import made
from tests.site import EVERYTHING, SECRET, signed_in
from webapp.app import create_app
from webapp.asking import ask
from webapp.database.opening import open_database
from webapp.pictures.case import case_picture
from webapp.settings import Settings
from webapp.warming import Warming

AREA = "cheshire"
PICTURES = 50
PANEL_CASES = """MATCH (matter:MappaCase)-[at:AT_LEVEL]->(level:Level)
WHERE level.code IN ['2', '3'] AND at.valid_from <= $as_of
  AND (at.valid_to IS NULL OR at.valid_to > $as_of)
  AND (matter.closed_on IS NULL OR matter.closed_on > $as_of)
  AND (matter.restricted IS NULL OR matter.restricted = false)
RETURN matter.ref AS reference, max(level.code) AS level
ORDER BY reference"""
FEW = 3
"""Runs of what takes many seconds."""
COLUMNS = ("case", "rule", "state", "kind", "since", "missed", "next_on", "invited_next")


class Differs(Exception):
    """Product and baseline do not say the same."""


@dataclass(frozen=True)
class Bench:
    """One store under measurement, with the graph that the baseline walks."""

    name: str
    store: Store
    network: Network
    columns: Columns
    policy: Policy
    day: datetime.date
    report: Report
    runs: int

    def run(self) -> None:
        """Measure everything."""
        self.coverage(AREA, "one area", 0.5)
        self.coverage(None, "national", 1.0)
        self.trend()
        self.caseload()
        cases = self.of_note()
        self.waits(cases)
        self.scenes(cases)
        self.pages(cases)
        self.catalogue(cases)

    def ask(self, analysis: Analysis, **parameters: Any) -> list[dict[str, Any]]:
        """Ask the product."""
        answer = ask(
            analysis,
            self.store,
            scope=OPERATOR,
            policy=self.policy,
            as_of=self.day,
            today=self.day,
            parameters=parameters,
        )
        return list(answer.rows)

    def forget(self) -> None:
        """Let the product forget the facts that it keeps."""
        with self.store.snapshot() as reader:
            reader.kept.clear()

    def forget_answers(self) -> None:
        """Let the product forget whole answers, and keep the facts under them."""
        with self.store.snapshot() as reader:
            reader.kept.pop("answers", None)

    def gaps(self, area: str | None) -> list[dict[str, Any]]:
        """Ask for gaps."""
        return self.ask(COVERAGE_GAPS, area=area)

    def analyst(self) -> Analyst:
        """Return a baseline that knows nothing yet."""
        return Analyst(self.network, self.policy, self.day)

    def of_columns(self, area: str | None) -> list[Found]:
        """Ask the program of polars, which knows nothing yet."""
        return ColumnAnalyst(self.columns, self.policy, self.day).gaps(area)

    def coverage(self, area: str | None, where: str, most_first: float) -> None:
        """Time coverage gaps: first time, kept, and the baseline."""
        count = same(self.gaps(area), self.analyst().gaps(area))
        same(self.gaps(area), self.of_columns(area))

        def product() -> object:
            return self.gaps(area)

        def baseline() -> object:
            return self.analyst().gaps(area)

        first, plain = self.pair(product, baseline, self.forget)
        kept, beside = self.pair(product, baseline, self.forget_answers)
        again, _ = self.pair(product, baseline, nothing)
        frames, once_more = self.pair(lambda: self.of_columns(area), baseline, nothing)
        targets = (most_first, 0.2) if self.name == "embedded" else (None, None)
        what = f"coverage gaps, {where}"
        self.versus(f"{what}, first time", first, plain, targets[0], f"{count:,} rows")
        self.versus(f"{what}, facts kept", kept, beside, targets[1], f"{count:,} rows")
        self.versus(
            f"{what}, polars instead of the product", frames, once_more, None, "whole frames"
        )
        self.report.ratio(
            self.name,
            f"{what}: the same answer again / the first time",
            again.median / first.median,
            0.02,
            f"{again.median:.1f} / {first.median:.1f} ms",
        )

    def trend(self) -> None:
        """Time the trend of a year, nation-wide, with nothing kept."""

        def product() -> list[dict[str, Any]]:
            return self.ask(COVERAGE_TREND)

        def baseline() -> object:
            return trend(self.network, self.policy, self.day, MONTHS)

        rows = product()
        if counts_of(rows) != baseline():
            raise Differs("the trend of product and baseline differ")
        found, plain = in_turn(
            [product, baseline], runs=FEW, warm_ups=0, before=(self.forget, nothing)
        )
        what = f"coverage trend, {MONTHS} months, national, first time"
        most = 0.25 if self.name == "embedded" else None
        self.versus(what, found, plain, most, f"{len(rows):,} rows")

    def waits(self, cases: Sequence[str]) -> None:
        """Time what somebody waits for at a key, and the trial of a case at another level."""
        asked = Asked(OPERATOR, self.day, self.day, self.policy)
        self.wait("type-ahead, nation-wide", typed(self.store, cases, asked), 100, "beginnings")
        found = moved(self.store, self.policy, self.day, cases)
        most = 50 if self.name == "embedded" else None
        self.wait("what-if: one case at another level", found, most, "cases")

    def wait(self, what: str, found: Timed, most: float | None, counted: str) -> None:
        """Note what 95 of 100 waits do not exceed."""
        detail = f"{len(found.runs)} {counted}; median {found.median:.1f} ms"
        self.report.time(self.name, f"{what}, p95", found.p95, most, "ms", detail)

    def caseload(self) -> None:
        """Time the caseload of the nation."""
        rows = self.ask(CASELOAD)
        product = {(row["area"], row["category"], row["level"]): row["cases"] for row in rows}
        if product != caseload(self.network, self.day):
            raise Differs("the caseload of product and baseline differ")
        found, plain = self.pair(
            lambda: self.ask(CASELOAD), lambda: caseload(self.network, self.day), self.forget
        )
        self.versus("caseload, national", found, plain, None, f"{len(rows):,} rows")

    def of_note(self) -> Sequence[str]:
        """Return cases of the highest level that there is, from the whole country."""
        rows = self.store.read(PANEL_CASES, {"as_of": self.day})
        highest = max(row["level"] for row in rows)
        cases = [row["reference"] for row in rows if row["level"] == highest]
        self.report.notes.append(f"Case scenes on {self.name} are of cases at Level {highest}.")
        return cases[:: max(1, len(cases) // PICTURES)][:PICTURES]

    def scenes(self, cases: Sequence[str]) -> None:
        """Time the picture of a case, over different cases, one after the other."""
        asked = Asked(OPERATOR, self.day, self.day, self.policy)

        def product(reference: str) -> object:
            with self.store.snapshot() as reader:
                scene = case_scene(reader, reference, asked)
            return case_picture(scene, self.day).as_json()

        def plain(reference: str) -> object:
            return ego_picture(self.network, reference, self.analyst())

        product(cases[0])
        self.forget()
        product(cases[0])
        plain(cases[0])
        found, again, beside = over(product, cases), over(product, cases), over(plain, cases)
        most = 150 if self.name == "embedded" else 250
        detail = f"{len(cases)} cases; median {found.median:.1f} ms"
        self.report.time(
            self.name, "case scene, facts not kept, p95", found.p95, most, "ms", detail
        )
        detail = f"median {again.median:.1f} ms"
        self.report.time(self.name, "case scene, facts kept, p95", again.p95, most, "ms", detail)
        self.versus("case scene, facts not kept", found, beside, None, f"{len(cases)} cases")

    def pages(self, cases: Sequence[str]) -> None:
        """Time the page of a case, as a browser gets it."""
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/mappa.db"
            made(url)
            settings, database = Settings(secret=SECRET), open_database(url)
            app = create_app(settings, self.store, database, clock=lambda: self.day)
            site = app.extensions["site"]
            ready = Warming(site.store, site.policy, site.clock)  # as `mappa serve` has it
            client = signed_in(app, database, "measured", EVERYTHING, category="4")
            self.page_of(cases, client, ready.look)
            database.close()

    def page_of(
        self, cases: Sequence[str], client: FlaskClient, ready: Callable[[], object]
    ) -> None:
        """Time the page of a case with nothing kept, and those of agencies once all is ready."""

        def get(address: str) -> None:
            status = client.get(address, headers={"Host": "localhost"}).status_code
            if status != 200:
                raise Differs(f"{address} answers {status}")

        get(f"/cases/{cases[0]}")
        self.forget()
        found = over(get, [f"/cases/{case}" for case in cases])
        most = 150 if self.name == "embedded" else 250
        self.wait("case page", found, most, "cases")
        ready()
        self.wait("agency page", agency_pages(self.store, get), most, "agencies")

    def catalogue(self, cases: Sequence[str]) -> None:
        """Time each question of the catalogue."""
        gap = next(row for row in self.gaps(None) if row["state"] == "gap")
        told = {"case": gap["case"], "rule": gap["rule"], "one": cases[0], "other": cases[-1]}
        time_questions(self.name, self.ask, told, self.forget, self.forget_answers, self.report)

    def pair(
        self, product: Callable[[], Any], plain: Callable[[], Any], before: Callable[[], Any]
    ) -> tuple[Timed, Timed]:
        """Run product and baseline in turn; `before` puts the product in order each time."""
        found, beside = in_turn([product, plain], runs=self.runs, before=(before, nothing))
        return found, beside

    def versus(
        self, what: str, found: Timed, plain: Timed, most: float | None, detail: str
    ) -> None:
        """Note the ratio of two medians."""
        times = f"{found.median:.1f} / {plain.median:.1f} ms; {detail}"
        self.report.ratio(self.name, what, found.median / plain.median, most, times)


def same(product: list[dict[str, Any]], baseline: list[Found]) -> int:
    """Raise Differs unless both say the same; return how many rows there are."""
    ours = {tuple(row[name] for name in COLUMNS) for row in product}
    theirs = {
        (
            row.case, row.rule, row.state, row.kind, row.since, row.missed, row.next_on,
            row.invited_next,
        )
        for row in baseline
    }  # fmt: skip
    if ours != theirs:
        only_ours, only_theirs = sorted(ours - theirs, key=str), sorted(theirs - ours, key=str)
        raise Differs(
            f"{len(only_ours)} rows only of the product, {len(only_theirs)} only of the baseline; "
            f"first {only_ours[:2]} and {only_theirs[:2]}"
        )
    return len(ours)
