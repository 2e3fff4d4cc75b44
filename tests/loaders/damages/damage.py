"""What a damage is: files that are loaded together, and what is to be said of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Content = str | bytes
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Damage:
    """Files that are loaded together, and what is to be said of them.

    `whole`: nothing of it can be used. Otherwise one row (or sheet) is wrong and others are good.
    """

    code: str
    files: Mapping[str, Content]
    row: int | None = None
    column: str = ""
    whole: bool = False
    words: tuple[str, ...] = ()
    severity: str = "problem"

    def write(self, folder: Path) -> Path:
        """Write the files; return what is to be loaded: the one file, or the folder."""
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        alone = len(self.files) == 1
        return folder / next(iter(self.files)) if alone else folder


Damages = Iterator[tuple[str, Damage]]
