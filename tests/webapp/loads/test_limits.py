"""What a loader may not see is neither changed, nor shown, nor counted by what they load."""

from graph.store import Store
from graph.worlds import case, edge, node, put, world
from queries.coverage import examples
from tests.conftest import embedded_only
from tests.site import TODAY, WORLD
from tests.webapp.loads.desk import Desk, desk_of
from webapp.database.opening import Database
from webapp.settings import Settings

HIDDEN = world(
    case("K1", area="kent", level="2"),
    node("Discussion", "D-K1", {"AT_MEETING": ["M-D1"], "CONSIDERS": ["K1"]}, item=9),
    node("Action", "A-K1", {"RAISED_AT": ["D-K1"]}, text="An invented action", pillar="monitoring"),
)  # fmt: skip


def desk_of_cheshire(store: Store, settings: Settings, database: Database) -> Desk:
    """Return the desk of somebody who loads for one of two areas."""
    put(store, world(WORLD, node("Area", "kent", name="Kent")))
    put(store, HIDDEN)
    return desk_of(store, settings, database, area=("cheshire",))


def test_rows_about_cases_of_another_area_are_refused(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """Old values of a hidden case would tell of it; new ones would change what others see."""
    desk = desk_of_cheshire(store, settings, sqlite)
    rows = f"mappa_case,level,valid_from\nC1,2,{TODAY}\nK1,3,{TODAY}\n"

    page = desk.planned({"at_level.csv": rows, "discussion.csv": "code,item\nD-K1,3\n"})

    report = desk.report(page)
    refused = [(one["file"], one["row"], one["code"]) for one in report["problems"]]
    assert [
        ("at_level.csv", 3, "outside-your-scope"), ("discussion.csv", 2, "outside-your-scope")
    ] == sorted(refused)  # fmt: skip
    assert {"C1"} == {one["from_key"] for one in report["changes"]}
    assert "An invented" not in str(report)


@embedded_only
def test_a_new_case_of_another_area_is_refused_with_all_that_hangs_on_it(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """Nobody puts a case where they could not look at it afterwards."""
    desk = desk_of_cheshire(store, settings, sqlite)
    files = {
        "offender.csv": "ref,name\nO8,Invented Person\nO9,Invented Person\n",
        "mappa_case.csv": f"ref,opened_on,concerns\nC8,{TODAY},O8\nK9,{TODAY},O9\n",
        "in_area.csv": (
            f"mappa_case,area,valid_from,standing\nC8,cheshire,{TODAY},home\nK9,kent,{TODAY},home\n"
        ),
    }

    said = desk.apply(desk.planned(files))

    assert "offender 2 1 0 0 0 1" in said
    assert [{"ref": "C8"}] == store.read(
        "MATCH (c:MappaCase) WHERE c.ref IN ['C8', 'K9'] RETURN c.ref AS ref"
    )


def test_a_snapshot_ends_nothing_that_its_loader_may_not_see(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """A file of one area does not name the cases of another, and they go on."""
    desk = desk_of_cheshire(store, settings, sqlite)
    named = "\n".join(
        f"{row['ref']},{row['level']},{row['start']}"
        for row in store.read(
            "MATCH (c:MappaCase)-[e:AT_LEVEL]->(l:Level) WHERE c.ref <> 'K1' AND c.ref <> 'C1' "
            "RETURN c.ref AS ref, l.code AS level, e.valid_from AS start ORDER BY ref"
        )
    )
    rows = {"at_level.csv": f"mappa_case,level,valid_from\n{named}\n"}

    page = desk.planned(rows, source="world", snapshot="yes", insists="yes")

    ended = {one["from_key"] for one in desk.report(page)["changes"] if one["verb"] == "ended"}
    assert {"C1"} == ended


@embedded_only
def test_the_history_of_another_area_is_not_told(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """How much was loaded of cases tells how many there are."""
    desk = desk_of_cheshire(store, settings, sqlite)
    everywhere = desk_of(store, settings, sqlite, name="other")
    everywhere.apply(everywhere.planned({"area.csv": "code,name\nessex,Essex\n"}))
    other = everywhere.planned({"discussion.csv": "code,item\nD-K1,3\n"})
    everywhere.apply(other)
    number = store.version()

    history = desk.words("/directory/loads")

    assert f"Load {number - 1} area" in history
    assert f"Load {number} " not in history
    assert 404 == desk.browser.get(f"/directory/loads/{number}").status_code
    assert 404 == desk.post(f"/directory/loads/{number}/undo").status_code


@embedded_only
def test_a_load_of_hidden_cases_is_not_taken_back_by_who_cannot_see_them(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """What builds on a load may be hidden, too: it is not named."""
    desk = desk_of_cheshire(store, settings, sqlite)
    put(store, node("MappaCase", "C7", opened_on=examples.OPENED, restricted=True))
    desk.apply(desk.planned({"agency.csv": "code,name,of_type\nX,Invented,NHST\n"}))
    number = store.version()
    put(store, edge("LED_BY", "K1", "X", valid_from=examples.OPENED))

    page = desk.post(f"/directory/loads/{number}/undo").location

    text = desk.words(page)
    assert "refused, and nothing was written" in text
    assert "Something that you may not see builds on it" in text
    assert "K1" not in text
