"""How far a long load has come is said: a bar on a terminal, a line now and then elsewhere."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

from graph.progress import advance, begin, is_watched, told_by, watched
from tests.loaders.bundles import folder
from webapp.progress import Lines, shown

ROOT = Path(__file__).parents[2]
AREAS = "code,name\nkent,Kent\n"


class Clock:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_a_plain_line_tells_what_is_done_how_fast_and_how_long_it_takes() -> None:
    """Who runs a load by night reads it in a log."""
    stream, clock = io.StringIO(), Clock()
    lines = Lines(stream, clock)
    lines.begin("reading at_level.csv", 100_000)

    for clock.now in (2.0, 4.0, 6.0, 8.0, 10.0, 12.0):
        lines.advance(10_000)

    assert [
        "reading at_level.csv: 30,000 of 100,000, 5,000 a second, about 14 s left",
        "reading at_level.csv: 60,000 of 100,000, 5,000 a second, about 8 s left",
    ] == stream.getvalue().splitlines()


def test_a_step_of_unknown_length_has_no_time_left() -> None:
    """A guess would be worse than nothing."""
    stream, clock = io.StringIO(), Clock()
    lines = Lines(stream, clock)
    lines.begin("reading registers", None)

    clock.now = 10.0
    lines.advance(500)
    clock.now = 16.0
    lines.begin("saving", None)

    assert ["reading registers: 500, 50 a second", "saving"] == stream.getvalue().splitlines()


def test_what_is_soon_done_is_not_spoken_of() -> None:
    """A load of a second needs no commentary."""
    stream = io.StringIO()

    with shown(stream):
        begin("reading", 10)
        advance(10)

    assert "" == stream.getvalue()


def test_nobody_watches_unless_somebody_does() -> None:
    """Counting lines beforehand is only worth it for somebody who looks."""
    heard: list[int] = []

    class Watcher:
        def begin(self, what: str, total: int | None) -> None:
            """Take no notice."""

        def advance(self, count: int) -> None:
            """Remember it."""
            heard.append(count)

    before = is_watched()
    with watched(Watcher()):
        inside = is_watched()
        list(told_by(3, range(7)))

    assert (False, True, False) == (before, inside, is_watched())
    assert [3, 3] == heard


def test_a_terminal_shows_a_bar_and_standard_output_holds_data_only(tmp_path: Path) -> None:
    """A script reads the counts; a person sees the bar beside them."""
    bundle = folder(tmp_path / "b", area=AREAS)
    leader, follower = pty.openpty()

    done = subprocess.run(
        [sys.executable, "-c", "from webapp.commands import main; main()", "load", str(bundle),
         "--store", f"embedded:{tmp_path / 'store'}", "--format", "csv"],
        stdout=subprocess.PIPE, stderr=follower, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
    )  # fmt: skip
    os.close(follower)
    said = os.read(leader, 100_000).decode()
    os.close(leader)

    assert ["type,rows,created,updated,unchanged,ended,refused", "area,1,1,0,0,0,0"] == (
        done.stdout.splitlines()
    )
    assert "reading area.csv" in said
