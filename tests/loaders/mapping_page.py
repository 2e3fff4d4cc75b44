"""The page that teaches mappings, taken apart: its files, and its commands with what they print.

`python -m tests.loaders.mapping_page` writes into the page what its commands print now.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
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


def put(block: Block, folder: Path) -> None:
    """Write the file that a block is."""
    path = folder / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


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


def renewed(page: str, folder: Path) -> str:
    """Return the page with what its commands print now."""
    for block in blocks(page):
        if block.file:
            put(block, folder)
        else:
            now = played(block.text, folder)
            page = page.replace(f"```console\n{block.text}```", f"```console\n{now}```")
    return page


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as somewhere:
        PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), Path(somewhere)), "utf-8")
