"""The page that teaches mappings, taken apart: its files, and its commands with what they print."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "mappings.md"
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of the page: its language, the file that it is, its text."""

    language: str
    file: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order."""
    for language, file, text in BLOCK.findall(page):
        yield Block(language, file, text)


def played(console: str, folder: Path) -> str:
    """Run the commands of a console in a folder; return it with what they print now."""
    lines = [line for line in console.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{_said(line[2:], folder)}" for line in lines)


def _said(command: str, folder: Path) -> str:
    words = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-c", "from webapp.commands import main; main()", *words[1:]],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MAPPA_STORE": "embedded:var/mappa"},
    )  # fmt: skip
    return done.stdout
