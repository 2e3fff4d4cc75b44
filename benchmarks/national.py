"""The data that is measured: an invented bundle of national size, and the stores that hold it."""

import datetime
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.generate import Size, generate

FOLDER = Path("var/bench")
UNTIL = datetime.date(2026, 1, 31)
SEED = 1


@dataclass(frozen=True)
class National:
    """Where the data of one size lies."""

    size: Size
    folder: Path

    @property
    def bundle(self) -> Path:
        """Return the folder of the tables."""
        return self.folder / "bundle"

    @property
    def store(self) -> Path:
        """Return the folder of the embedded store."""
        return self.folder / "store"

    @property
    def store_url(self) -> str:
        """Return the address of the embedded store."""
        return f"embedded:{self.store}"


def national(cases: int, areas: int) -> National:
    """Make the bundle, once for each size."""
    size = Size(cases, areas, seed=SEED, until=UNTIL)
    found = National(size, FOLDER / f"{cases}-{areas}")
    if not (found.bundle / "NOTICE.txt").exists():
        shutil.rmtree(found.bundle, ignore_errors=True)
        generate(found.bundle, size)
    return found


def load_embedded(data: National) -> dict[str, Any]:
    """Load the bundle into a new embedded store and return what that took."""
    shutil.rmtree(data.store, ignore_errors=True)
    return apart("benchmarks.loading", str(data.bundle), store=data.store_url)


class Failed(Exception):
    """A process of its own ended badly; the text is the last line that it wrote."""


def apart(module: str, *arguments: str, store: str = "") -> dict[str, Any]:
    """Run a module in a process of its own, so that its memory is its own, and read its JSON."""
    environment = {**os.environ, "MAPPA_STORE": store} if store else dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    sys.stderr.write(done.stderr)
    if done.returncode:
        raise Failed(done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
