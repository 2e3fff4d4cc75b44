"""A load on the site: sent, looked at, applied or thrown away; on record at each step."""

import csv
import io
import json
from pathlib import Path

import pytest

from graph.errors import StoreError
from graph.store import Store
from graph.worlds import edge, node, put, world
from loaders.sources import Origin
from queries.coverage import examples
from tests.conftest import embedded_only
from tests.loaders.bundles import folder
from tests.site import TODAY, signed_in
from tests.webapp.audit.entries import latest
from tests.webapp.loads.desk import AREAS, Desk, desk, desk_of
from webapp.database.opening import Database
from webapp.effect import Question
from webapp.loading import Wish, dry_run
from webapp.output import json_text
from webapp.settings import Settings
from webapp.tasks.begin import begin
from webapp.tasks.folder import APPLYING, PLANNED

__all__ = ["desk"]


@embedded_only
def test_what_is_sent_changes_nothing_before_it_is_applied(desk: Desk) -> None:
    """The first press of a button must not be the one that cannot be taken back."""
    before = desk.store.digest()

    page = desk.planned({"area.csv": AREAS})

    text = desk.words(page)
    assert before == desk.store.digest()
    assert "Nothing has been written yet" in text
    assert "area 2 1 1 0 0 0" in text
    assert "Cheshire and the river" in text
    assert "essex Area" in text


def test_what_was_planned_is_done_and_can_be_found_and_taken_back(desk: Desk) -> None:
    """The whole way, as an administrator goes it each month."""
    before = desk.store.digest()
    said = desk.apply(desk.planned({"area.csv": AREAS}, source="areas of ours"))

    number = desk.store.version()
    history = desk.words("/directory/loads")
    undo = desk.post(f"/directory/loads/{number}/undo").location
    plan = desk.words(undo)
    undone = desk.apply(undo)

    assert f"load {number} of the history" in said
    assert f"Load {number} areas of ours invented (site)" in history
    assert "what taking it back would do" in plan
    assert "essex Area removed" in plan
    assert f"load {number + 1} of the history" in undone
    assert f"taken back by load {number + 1}" in desk.words("/directory/loads")
    assert before != desk.store.digest()  # the history has two more loads; the areas are as before
    assert [] == desk.store.read("MATCH (a:Area {code: 'essex'}) RETURN a.code AS code")


def test_the_page_shows_the_object_that_the_command_line_prints(
    desk: Desk, settings: Settings, tmp_path: Path
) -> None:
    """Two ways to one load must not differ by a number."""
    files = {"area": AREAS, "agency": "code,name,of_type\nX,Invented,\n,Lost,POL\n"}
    bundle = folder(tmp_path / "b", **files)
    question = Question(settings.policy(), TODAY, TODAY)
    printed = dry_run(desk.store, Wish(Origin(bundle), "s", TODAY), question).report()

    page = desk.planned({f"{name}.csv": text for name, text in files.items()}, source="s")

    assert json.loads(json_text(printed)) == desk.report(page)
    for table in printed["tables"]:
        counts = [str(number) for name, number in table.items() if name != "type"]
        assert f"{table['type']} {' '.join(counts)}" in desk.words(page)


@embedded_only
def test_a_refused_row_is_shown_with_its_place_and_given_back_to_be_mended(desk: Desk) -> None:
    """File, row, column, value, reason, and what to do: on the page and in the file."""
    page = desk.planned({"area.csv": "code,name\nessex,Essex\n,Nowhere\n"})
    downloaded = desk.browser.get(f"{page}/refused/area").text

    text = desk.words(page)
    (row,) = csv.DictReader(io.StringIO(downloaded))
    assert "area.csv row 3 code" in text
    assert ("Nowhere", "empty-key") == (row["name"], row["problem_code"])
    assert row["what_to_do"]


@embedded_only
def test_the_plan_says_what_it_does_to_coverage(desk: Desk) -> None:
    """A departure shows on the day it is loaded, not at the next empty chair."""
    put(desk.store, world(
        node("Representative", "R9"), edge("REPRESENTS", "R9", "TRUST", valid_from=examples.OPENED),
    ))  # fmt: skip
    leaving = f"representative,agency,valid_from,valid_to\nR9,TRUST,,{TODAY}\n"

    page = desk.planned({"represents.csv": leaving})

    report = desk.report(page)
    assert {"opened", "closed", "at_risk", "settled", "not_known_because"} == set(
        report["coverage"]
    )
    assert "What it would do to coverage" in desk.words(page)


@embedded_only
def test_what_is_thrown_away_is_gone(desk: Desk) -> None:
    """Rows about people must not lie about on a disk."""
    page = desk.planned({"area.csv": AREAS})

    answer = desk.post(f"{page}/throw-away")

    assert ("/directory/loads", []) == (answer.location, desk.tasks())
    assert "/directory/loads?gone=yes" == desk.browser.get(page).location


@embedded_only
def test_what_was_uploaded_is_removed_when_it_is_applied(desk: Desk) -> None:
    """The store has it now, with the load it came by."""
    desk.apply(desk.planned({"area.csv": AREAS}))

    (task,) = desk.tasks()
    assert not task.files.exists()
    assert 0o700 == task.folder.stat().st_mode & 0o777
    assert 0o700 == task.folder.parent.stat().st_mode & 0o777


@embedded_only
def test_the_same_files_again_change_nothing(desk: Desk) -> None:
    """Loading twice is loading once."""
    desk.apply(desk.planned({"area.csv": AREAS}))
    version = desk.store.version()

    said = desk.apply(desk.planned({"area.csv": AREAS}))

    assert "There was nothing to change" in said
    assert version == desk.store.version()


def test_a_plan_from_which_the_store_has_moved_is_shown_anew_and_not_applied(desk: Desk) -> None:
    """What somebody agreed to is what they saw."""
    page = desk.planned({"area.csv": AREAS})
    put(desk.store, node("Area", "essex", name="Essex of old"))

    text = desk.apply(page)

    assert "The store has changed since this was planned. Nothing was done" in text
    assert "essex Area updated name Essex of old → Essex" in text
    assert "of the history" in desk.apply(page)


@embedded_only
def test_two_tabs_apply_one_plan_once(desk: Desk) -> None:
    """People press twice, and leave pages open."""
    page = desk.planned({"area.csv": AREAS})
    digest = desk.browser.get(page).text.split('name="digest" value="')[1].split('"')[0]
    before = desk.store.version()

    answers = [desk.post(f"{page}/apply", digest=digest) for _ in range(2)]

    assert [303, 303] == [answer.status_code for answer in answers]
    assert before + 1 == desk.store.version()


@embedded_only
def test_a_second_writer_is_told_who_and_since_when(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """Somebody who is refused without a name goes round the office asking."""
    from filelock import FileLock

    place = Path(store.info()["address"].partition(":")[2])
    desk = desk_of(store, settings, sqlite)
    page = desk.planned({"area.csv": AREAS})

    with FileLock(place / "writer.lock"):
        note = {"by": "ann", "source": "contacts", "since": "2026-01-31T09:00", "process": 1}
        (place / "writer.json").write_text(json.dumps(note), encoding="utf-8")
        text = desk.apply(page)

    assert "Another load is running: ann is loading contacts since 2026-01-31T09:00" in text
    assert "of the history" in desk.apply(page)


@embedded_only
def test_nobody_opens_what_another_has_uploaded(desk: Desk, sqlite: Database) -> None:
    """The files of another area are none of theirs; the page is as if it were not there."""
    page = desk.planned({"area.csv": AREAS})
    other = signed_in(desk.app, sqlite, "other", ("administrator",))

    answers = [other.get(f"{page}{more}") for more in ("", "/report.json", "/refused/area")]

    nobody = other.get("/directory/loads/tasks/0000000000000000")
    assert {(303, nobody.location)} == {(one.status_code, one.location) for one in answers}


@embedded_only
def test_the_store_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that breaks is no reason to send the files again."""

    def away(*_: object, **__: object) -> None:
        raise StoreError("The store does not answer")

    monkeypatch.setattr(type(desk.store), "trial", away)
    page = desk.planned({"area.csv": AREAS})
    text = desk.words(page)
    monkeypatch.undo()
    desk.post(f"{page}/again")

    assert "could not be checked" in text
    assert "The store does not answer" in text
    assert "Nothing has been written yet" in desk.words(page)


STEPS = ("uploaded", "load_tried", "task_agreed", "load_applied", "task_removed")


@embedded_only
def test_every_step_is_on_record(desk: Desk, sqlite: Database) -> None:
    """Sent, planned, looked at, agreed to, applied: who did it is asked years later."""
    page = desk.planned({"area.csv": AREAS})
    desk.apply(page)
    desk.post(f"{desk.planned({'area.csv': AREAS})}/throw-away")

    told = [(one.event, json.loads(one.what)) for one in latest(sqlite, 60)]
    name = page.rpartition("/")[2]
    sent = next(what for event, what in told if event == "uploaded" and what["task"] == name)
    assert (1, len(AREAS), "area") == (sent["files"], sent["bytes"], sent["source"])
    assert set(STEPS) <= {event for event, _ in told}
    looked = {"page": "load_tasks.shown", "parts": {"task": name}, "method": "GET", "status": 200}
    assert ("page_read", looked) in told
    assert {"invented"} == {one.who for one in latest(sqlite, 60) if one.event in STEPS}


@embedded_only
def test_what_died_is_noticed_and_can_be_done_again(desk: Desk) -> None:
    """A page that says 'applying' for ever is worse than one that says what happened."""
    page = desk.planned({"area.csv": AREAS})
    (task,) = desk.tasks()
    site = desk.app.extensions["site"]
    state = task.state()
    task.put(APPLYING, made_on=state["made_on"], digest=state["digest"])

    text = desk.words(page)

    assert PLANNED == task.state()["state"]
    assert "ended before it was done. Nothing of it is in the store" in text
    assert begin(site, task, APPLYING)
