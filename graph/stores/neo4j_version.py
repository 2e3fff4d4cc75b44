"""What reads a server at one version of the data, as far as a server can promise it."""

from typing import Any

from graph.store import Reader


class OneVersion:
    """Reads with what was kept of one version.

    Its version is the server's of the moment: whoever must know asks before and after.
    """

    def __init__(self, store: Reader, kept: dict[str, Any]) -> None:
        self.kept = kept
        self.read = store.read
        self.read_each = store.read_each
        self.version = store.version
