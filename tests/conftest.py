"""Fixtures that every test may use: stores, and the shelf of publishers' files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store import Store, open_store

SHELF = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.fixture(params=["embedded"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store of each kind."""
    opened = open_store(f"embedded:{tmp_path / 'store'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shelf() -> Path:
    """Give the folder of publishers' own files, or skip where it is not there."""
    if not SHELF.is_dir():
        pytest.skip("the publishers' files (../shared/data) are not on this machine")
    return SHELF
