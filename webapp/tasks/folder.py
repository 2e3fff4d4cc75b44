"""The folder of a task: what was uploaded, what was asked, how far it has come, what came of it.

Whoever works on a task holds its lock, which the system lets go when they end, however they end:
so it can be told that somebody died. It is handed on to a child by its descriptor.
"""

import datetime
import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.tasks.order import Order, order_from

PRIVATE = 0o700
LETTING_GO = 5.0
"""Seconds that whoever has said how the work ended may take to let go of the task."""
NAME = re.compile(r"[0-9a-f]{16}")
PLANNING, APPLYING = "planning", "applying"
WORKING = (PLANNING, APPLYING)
PLANNED, REFUSED, FAILED, DONE = "planned", "refused", "failed", "done"
"""Where a task stands: under way, or waiting for a person, or over."""


@dataclass(frozen=True)
class Task:
    """One task, by its folder."""

    folder: Path

    @property
    def name(self) -> str:
        """Return the number by chance that the address of its page has."""
        return self.folder.name

    @property
    def files(self) -> Path:
        """Return the folder of what was uploaded."""
        return self.folder / "files"

    @property
    def refused(self) -> Path:
        """Return the folder of the refused rows."""
        return self.folder / "refused"

    @property
    def own_mapping(self) -> Path:
        """Return where a mapping lies that was uploaded with the files."""
        return self.folder / "mapping.toml"

    @property
    def what(self) -> Path:
        """Return what is to be loaded: the one file, or the folder of them."""
        found = sorted(self.files.iterdir())
        return found[0] if len(found) == 1 else self.files

    def order(self) -> Order:
        """Return what was asked for."""
        return order_from((self.folder / "order.json").read_text(encoding="utf-8"))

    def give(self, order: Order) -> None:
        """Keep what is asked for."""
        self._write("order.json", order.as_text())

    def state(self) -> dict[str, Any]:
        """Return where it stands."""
        return self._json("state.json")

    def put(self, state: str, **more: Any) -> None:
        """Say where it stands now, and what is known of it."""
        self._write("state.json", json.dumps({"state": state, **more}))

    def report(self) -> dict[str, Any]:
        """Return the report of its plan, or of what was done; empty where there is none yet."""
        return self._json("report.json")

    def tell(self, report: str) -> None:
        """Keep a report."""
        self._write("report.json", report)

    def progress(self) -> dict[str, Any]:
        """Return how far the work has come."""
        return self._json("progress.json")

    def advance(self, progress: Mapping[str, Any]) -> None:
        """Say how far the work has come."""
        self._write("progress.json", json.dumps(progress))

    def process(self) -> int:
        """Return the number of the process that worked on it last."""
        return int(self._json("process.json")["process"])

    def done_by(self, process: int) -> None:
        """Note which process works on it: for whoever must stop one."""
        self._write("process.json", json.dumps({"process": process}))

    def begun_at(self) -> datetime.datetime:
        """Return when it was made."""
        made = (self.folder / "order.json").stat().st_mtime
        return datetime.datetime.fromtimestamp(made, datetime.UTC)

    def lock_when_over(self, seconds: float = LETTING_GO) -> int | None:
        """Take the lock of a task whose work is over, and whose worker may be about to let go."""
        until = time.monotonic() + seconds
        while (lock := self.lock()) is None and time.monotonic() < until:
            if self.state().get("state") in WORKING:
                return None
            time.sleep(0.05)
        return lock

    def lock(self) -> int | None:
        """Take the lock; return its descriptor, or None where somebody is at work."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    @staticmethod
    def release(lock: int) -> None:
        """Let the lock go."""
        os.close(lock)

    def clear(self) -> None:
        """Take away what was uploaded; what came of it stays until the task is removed."""
        shutil.rmtree(self.files, ignore_errors=True)

    def remove(self) -> None:
        """Take away all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _json(self, name: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return found

    def _write(self, name: str, text: str) -> None:
        """Put a text in place in one step: whoever reads meanwhile has the one or the other."""
        new = self.folder / f".{name}.{secrets.token_hex(4)}"
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(self.folder / name)


def new_task(folder: Path, order: Order) -> Task:
    """Make a task in a folder of tasks, which nobody else on the machine may look into."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    task = Task(folder / secrets.token_hex(8))
    task.folder.mkdir(mode=PRIVATE)
    task.files.mkdir(mode=PRIVATE)
    task.give(order)
    return task


def find_task(folder: Path, name: str, who: str) -> Task | None:
    """Return a task of somebody; None where there is none, or it is another's."""
    task = Task(folder / name)
    if not NAME.fullmatch(name) or not task.folder.is_dir():
        return None
    with suppress(FileNotFoundError):
        return task if task.order().who == who else None
    return None


def tasks_of(folder: Path, who: str) -> list[Task]:
    """Return the tasks of somebody, the first first."""
    return [task for task in every_task(folder) if task.order().who == who]


def every_task(folder: Path) -> Iterator[Task]:
    """Yield the tasks of a folder, the first first."""
    found = [path for path in folder.glob("*") if NAME.fullmatch(path.name)]
    tasks = [Task(path) for path in found if (path / "order.json").exists()]
    yield from sorted(tasks, key=lambda task: (task.begun_at(), task.name))
