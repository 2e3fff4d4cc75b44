"""The damaged-file suite, through the site: never a fault, always words that help."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.store import open_store
from loaders.load import apply, prepare
from loaders.sources import bundle_sources
from queries.coverage import examples
from tests.loaders.bundles import AT, folder
from tests.loaders.damages import GROUND, every_damage
from tests.loaders.damages.damage import Damage
from tests.site import SECRET
from tests.webapp.loads.desk import Desk, desk_of
from webapp.database.opening import open_database
from webapp.loading import load_reference
from webapp.settings import LIMITS, Settings

DAMAGES = {name: damage for name, damage in every_damage().items() if not damage.words}
"""Without those in which the command line is told of an encoding that is none: a form offers some.
"""
FEWEST = 150


@dataclass(frozen=True)
class Ground:
    """A desk over a store that holds a little, with the digest of it."""

    desk: Desk
    digest: str


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, wanted: Path) -> Iterator[Ground]:
    """Give the desk at which every damaged file is sent in."""
    path = tmp_path_factory.mktemp("damaged")
    shutil.copy(wanted, path / "mappa.db")
    (path / "policy.toml").write_text(examples.POLICY_TEXT, encoding="utf-8")
    with (
        closing(open_store(f"embedded:{path / 'store'}")) as store,
        closing(open_database(f"sqlite:///{path / 'mappa.db'}")) as database,
    ):
        load_reference(store, "ground", by="a test")
        tables = bundle_sources(folder(path / "bundle", **GROUND))
        made = prepare(tables, store, source="ground")
        apply(store, made, by="a test", at=AT, files=tables.files)
        settings = Settings(
            policy_file=path / "policy.toml", secret=SECRET, upload_megabytes=80,
            limits={**LIMITS, "upload": "off"},  # nobody sends so many by hand
        )  # fmt: skip
        yield Ground(desk_of(store, settings, database, category=("4",)), store.digest())


def test_every_damaged_file_ends_in_words_that_help(ground: Ground, tmp_path: Path) -> None:
    """Whoever sends a broken file must learn why, and must not break anything."""
    desk = ground.desk
    wrong = {}

    for number, (name, damage) in enumerate(DAMAGES.items()):
        page = desk.send(_files(damage, tmp_path / str(number)), source="damaged")
        shown = desk.browser.get(page.location or "")
        found = desk.tasks()[0].report()
        said = [(one["code"], one["row"], one["column"]) for one in found.get("problems", ())]
        named = (damage.code, damage.row, damage.column) in said
        if (page.status_code, shown.status_code, named) != (303, 200, True):
            wrong[name] = (page.status_code, shown.status_code, said[:3])
        for task in desk.tasks():
            task.remove()

    assert {} == wrong
    assert len(DAMAGES) >= FEWEST
    assert ground.digest == desk.store.digest()


def _files(damage: Damage, path: Path) -> dict[str, str | bytes]:
    damage.write(path)
    return {found.name: found.read_bytes() for found in sorted(path.iterdir())}
