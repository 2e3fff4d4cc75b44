"""What is sent to be loaded: by whom, how much, and what is wrong in the form."""

import io

from graph.store import Store
from tests.conftest import embedded_only
from tests.site import signed_in
from tests.webapp.loads.desk import ADDRESS, AREAS, Desk, desk, desk_of
from webapp.database.opening import Database
from webapp.settings import Settings
from webapp.tasks.folder import new_task
from webapp.views.load_new import MOST_WAITING

__all__ = ["desk"]


@embedded_only
def test_a_person_who_may_not_load_is_refused(desk: Desk, sqlite: Database) -> None:
    """A chair may look at the directory, and change nothing."""
    chair = signed_in(desk.app, sqlite, "chair", ("chair",))

    assert 403 == chair.get(ADDRESS).status_code
    assert 403 == chair.get("/directory/loads").status_code


@embedded_only
def test_too_much_is_refused_with_the_limit(
    store: Store, settings: Settings, sqlite: Database
) -> None:
    """A disk that is full stops the audit, and with it the site."""
    desk = desk_of(store, Settings(settings.store, policy_file=settings.policy_file,
                                   secret=settings.secret, upload_megabytes=1), sqlite)  # fmt: skip

    body = b"x" * (1 << 20) + b"x"
    answer = desk.browser.post(ADDRESS, data=body, content_type="multipart/form-data; boundary=b")

    assert 413 == answer.status_code
    assert "Nothing was done. Send less: 1 MB at most at once." in answer.text
    assert [] == desk.tasks()


@embedded_only
def test_an_upload_is_larger_than_a_form_may_be_for_those_who_load_alone(
    desk: Desk, sqlite: Database
) -> None:
    """Anybody else can make the site read no more than a form."""
    rows = "".join(f"a{number},Invented area {number}\n" for number in range(6_000))
    chair = signed_in(desk.app, sqlite, "chair", ("chair",))

    own = desk.send({"area.csv": f"code,name\n{rows}"})
    others = chair.post(ADDRESS, data={"files": (io.BytesIO(rows.encode()), "area.csv")})

    assert (303, 413) == (own.status_code, others.status_code)


WRONG = (
    ({"mapping": "nobody-knows"}, "Choose how the files are to be read"),
    ({"source": "<script>"}, "Name the source in letters"),
    ({"on": "31/01/2026"}, "is no day of the calendar"),
    ({"mapping": "own"}, "Send the mapping as a file, or paste it"),
    ({"mapping": "own", "own_mapping_text": "x ="}, "it is no TOML"),
)


@embedded_only
def test_what_is_wrong_in_the_form_is_said_at_its_field(desk: Desk) -> None:
    """Nothing is kept of what was sent with it."""
    answers = [(desk.send({"area.csv": AREAS}, **told), said) for told, said in WRONG]

    assert [] == [said for answer, said in answers if said not in answer.text]
    assert {400} == {answer.status_code for answer, _ in answers}
    assert [] == desk.tasks()


@embedded_only
def test_nobody_fills_the_disk_with_uploads(desk: Desk) -> None:
    """What is sent and forgotten stays for a day."""
    desk.planned({"area.csv": AREAS})
    (task,) = desk.tasks()
    for _ in range(MOST_WAITING - 1):
        new_task(task.folder.parent, task.order())

    answer = desk.send({"area.csv": AREAS})

    assert 400 == answer.status_code
    assert "of your uploads are still here" in answer.text
    assert MOST_WAITING == len(desk.tasks())
