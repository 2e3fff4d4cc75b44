"""`mappa graph`: the pictures of the pages, as data and as drawings."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.errors import InputError
from graph.store import open_store
from graph.worlds import put
from queries.coverage import examples
from webapp.commands import mappa


@pytest.fixture
def told(tmp_path: Path) -> tuple[str, ...]:
    """Give what a command is told of a small store and a day."""
    url = f"embedded:{tmp_path / 'store'}"
    store = open_store(url)
    put(store, examples.PLANNED)
    store.close()
    return ("--store", url, "--as-of", "2026-01-31")


def test_a_picture_is_drawn_into_a_file_as_its_page_draws_it(
    told: tuple[str, ...], tmp_path: Path
) -> None:
    """A script that makes a pack needs no browser, and no person to press a link."""
    file = tmp_path / "picture.svg"

    drawn = CliRunner().invoke(
        mappa, ["graph", "case", "C1", *told, "--format", "svg", "-o", str(file)]
    )
    data = CliRunner().invoke(mappa, ["graph", "path", "C1", "HOUSING", *told, "--hide", "agency"])
    others = [
        CliRunner().invoke(mappa, ["graph", *words, *told, "--format", "graphml"])
        for words in (["agency", "TRUST"], ["panel", "PANEL"], ["co-attendance"])
    ]

    assert (0, "") == (drawn.exit_code, drawn.stdout), drawn.exception
    assert "Every person and case here is invented." in file.read_text(encoding="utf-8")
    made = json.loads(data.stdout)
    assert made["counts"]["nodes"] == len(made["elements"]["nodes"])
    assert [0, 0, 0] == [one.exit_code for one in others]
    assert all("<graphml" in one.stdout for one in others)


def test_bytes_are_not_written_to_a_terminal(told: tuple[str, ...]) -> None:
    """A terminal full of signs helps nobody."""
    done = CliRunner().invoke(mappa, ["graph", "agency", "TRUST", *told, "--format", "pdf"])

    assert isinstance(done.exception, InputError)
    assert "A pdf is no text. Say where to write it: -o picture.pdf" in str(done.exception)
