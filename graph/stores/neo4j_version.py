"""What reads a server at one version of the data, as far as a server can promise it."""

from typing import Any

from graph.store import Reader


class OneVersion:
    """Reads with what was kept of one version, which is not asked for again."""

    def __init__(self, store: Reader, version: int, kept: dict[str, Any]) -> None:
        self.kept = kept
        self._number = version
        self.read = store.read
        self.read_each = store.read_each

    def version(self) -> int:
        """Return the number of the load that was the last when the reading began."""
        return self._number
