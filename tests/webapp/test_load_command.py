"""`mappa load` for the administrator: what it reports, and what holds when it is disturbed."""

import csv
import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.errors import Conflict
from graph.store import Reader, Store, open_store
from graph.worlds import node, put
from loaders.sources import Origin, Sources
from queries.coverage.policy_file import default_policy
from tests.loaders.bundles import AT, folder
from tests.webapp.test_commands import mappa
from webapp.effect import Question
from webapp.loading import Wish, load

ROOT = Path(__file__).parents[2]
DAY = AT.date()
QUESTION = Question(default_policy(), DAY, DAY)
PEOPLE = 6_000
SECONDS_APART = 0.5


@pytest.mark.feature(6)
def test_the_report_lists_what_is_new_changed_and_renamed_without_what_is_sensitive(
    tmp_path: Path,
) -> None:
    """A plan that only counts cannot be judged; a report travels further than the data."""
    url = f"embedded:{tmp_path / 'store'}"
    offenders = "ref,name,crn\nO1,{},A000001\n"
    first = folder(tmp_path / "a", area="code,name\nkent,Kent\n", offender=offenders.format("x"))
    mappa("load", str(first), "--store", url)
    second = folder(
        tmp_path / "b", area="code,name\nkent,Kent Police Area\nessex,Essex\n",
        offender=offenders.format("y"),
    )  # fmt: skip

    done = mappa(
        "load", str(second), "--store", url, "--report", str(tmp_path / "r.json"), "--dry-run"
    )

    (report,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    changes = [
        (made["verb"], made["key"], made["before"], made["after"]) for made in report["changes"]
    ]
    assert [
        ("updated", "kent", {"name": "Kent"}, {"name": "Kent Police Area"}),
        ("updated", "O1", {}, {}),
        ("created", "essex", {}, {"name": "Essex"}),
    ] == changes
    assert [{"key": "kent", "before": "Kent", "after": "Kent Police Area"}] == report["renamed"]
    assert "renamed: Area kent, name: Kent -> Kent Police Area" in done.stderr
    assert "dry_run" == report["state"]


def test_a_report_that_cannot_be_written_stops_the_load_before_it_begins(tmp_path: Path) -> None:
    """A load whose report is lost cannot be checked any more."""
    url = f"embedded:{tmp_path / 'store'}"
    bundle = folder(tmp_path / "a", area="code,name\nkent,Kent\n")

    done = mappa("load", str(bundle), "--store", url, "--report", str(tmp_path / "no" / "r.json"))

    assert 2 == done.returncode
    assert "r.json: No such file or directory. Name another file" in done.stderr
    assert 0 == open_store(url).version()


@dataclass(frozen=True)
class Disturbed(Origin):
    """An origin during whose reading somebody else writes."""

    meanwhile: Callable[[], None] = lambda: None

    def open(self, reader: Reader, day: datetime.date) -> Sources:
        """Read it, and let the other write."""
        found = super().open(reader, day)
        self.meanwhile()
        return found


def test_a_plan_that_others_have_moved_away_from_is_made_anew(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    """Two administrators load at once: the second plans again, and nobody's rows are lost."""
    bundle = folder(tmp_path / "b", area="code,name\nkent,Kent\nessex,Essex\n")
    rivals = [node("Area", "kent", name="Kent of old"), node("Area", "surrey", name="Surrey")]

    def write() -> None:
        if rivals:
            with closing(open_store(store_url)) as rival:
                put(rival, rivals.pop(0))

    put(store, node("Area", "devon", name="Devon"))

    loading = load(store, Wish(Disturbed(bundle, meanwhile=write), "b", DAY), QUESTION, by="a")

    rows = store.read("MATCH (a:Area) RETURN a.name AS name ORDER BY name")
    fates = {verb: n for verb, n in loading.made.tables["area"].items() if n and verb != "rows"}
    assert ["Devon", "Essex", "Kent", "Surrey"] == [row["name"] for row in rows]
    assert (4, {"created": 1, "updated": 1}) == (loading.number, fates)


def test_a_load_gives_up_where_others_never_stop(embedded: Store, tmp_path: Path) -> None:
    """Planning for ever would look like a program that hangs."""
    bundle = folder(tmp_path / "b", area="code,name\nkent,Kent\n")

    def write() -> None:
        put(embedded, node("Area", f"a{embedded.version()}", name="x"))

    wish = Wish(Disturbed(bundle, meanwhile=write), "b", DAY)

    with pytest.raises(Conflict, match="plan it again"):
        load(embedded, wish, QUESTION, by="a tester")


@pytest.mark.parametrize("moment", range(6))
def test_a_load_that_is_stopped_by_hand_says_truly_what_the_store_holds(
    store_url: str, tmp_path: Path, moment: int
) -> None:
    """Ctrl-C is how people stop; what they are told must be so."""
    rows = "".join(f"O{n}\n" for n in range(PEOPLE))
    bundle = folder(tmp_path / "b", offender=f"ref\n{rows}")
    with closing(open_store(store_url)) as store:
        put(store, node("Area", "kent", name="Kent"))
    with subprocess.Popen(
        [sys.executable, "-c", "from webapp.commands import main; main()", "load", str(bundle),
         "--store", store_url],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        time.sleep(0.4 + moment * SECONDS_APART)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)

    with closing(open_store(store_url)) as after:
        people = after.read("MATCH (o:Offender) RETURN count(o) AS n")[0]["n"]
    assert people == (PEOPLE if "applied" in said else 0)
    # Stopped after all was said, Python ends by the signal itself.
    assert process.returncode in ((0, 1, -signal.SIGINT) if people else (1, -signal.SIGINT))


def test_refused_rows_are_written_so_that_no_spreadsheet_runs_them(tmp_path: Path) -> None:
    """They are opened in a spreadsheet to be mended: by the very person somebody may aim at."""
    url = f"embedded:{tmp_path / 'store'}"
    attack = "=cmd|' /C calc'!A0"
    bundle = folder(tmp_path / "b", area=f"code,name\nkent,Kent\nx,{attack}\n")

    mappa("load", str(bundle), "--store", url, "--refused", str(tmp_path / "refused"))

    text = (tmp_path / "refused" / "area.csv").read_text(encoding="utf-8")
    (row,) = csv.DictReader(text.splitlines())
    assert ("x", f"'{attack}", "formula") == (row["code"], row["name"], row["problem_code"])
