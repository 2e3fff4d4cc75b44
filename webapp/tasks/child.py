"""A process of its own for each step of a task: it outlives the page, and even the site."""

import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from graph.store import open_store
from webapp.database.opening import open_database
from webapp.settings import settings_from
from webapp.tasks.folder import Task
from webapp.tasks.work import STEPS

if TYPE_CHECKING:
    from webapp.site import Site

SECRETS = ("MAPPA_SECRET", "MAPPA_SECRET_FILE")
"""What the child has no need of."""


MODULE = "webapp.tasks.child"
BEHIND = 10
"""How far a load stands back, in steps of `nice`: somebody waits for a page, nobody for a load."""


def begin(site: "Site", task: Task, step: str, lock: int) -> None:
    """Start the work in a process of its own, which is given the lock of the task.

    No shell is asked. Addresses, which may hold passwords, go by the environment: arguments are
    shown to everybody on the machine.
    """
    policy = site.settings.policy_file
    environment = {
        **{name: value for name, value in os.environ.items() if name not in SECRETS},
        "MAPPA_STORE": site.settings.store,
        "MAPPA_DATABASE": site.database.engine.url.render_as_string(hide_password=False),
        **({"MAPPA_POLICY": str(policy.resolve())} if policy else {}),
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program, and arguments of ours
            [sys.executable, "-m", MODULE, step, str(task.folder.resolve()), str(lock)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment,
            pass_fds=(lock,), start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(lock)
    task.done_by(process.pid)
    threading.Thread(target=process.wait, daemon=True).start()  # or it would stay as a zombie


def main() -> None:
    """Do one step of the task in a folder, as `begin` asked."""
    os.nice(BEHIND)
    step, folder, lock = sys.argv[1:]
    settings = settings_from()
    with (
        closing(open_store(settings.store)) as store,
        closing(open_database(settings.database)) as database,
    ):
        try:
            STEPS[step](Task(Path(folder)), store, settings.policy(), database)
        finally:
            os.close(int(lock))  # before all else ends: somebody may be waiting to go on


if __name__ == "__main__":
    main()
