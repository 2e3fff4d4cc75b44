"""What was searched for, kept in memory alone: it may be a name, and is written nowhere.

The address of the results holds a number by chance in its place, good for the session that made
it. A restart of the site forgets every search, and the page then says so.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from webapp.signing.sessions import hash_of

MOST = 2_000
"""Searches that are kept; the oldest is forgotten first."""
MOST_EACH = 50
"""Of one session, so that nobody can drive out what others look for."""
LONGEST = 200
"""Letters of a text that are looked for."""


@dataclass
class Searches:
    """The searches of every session, a bounded number of them."""

    _kept: OrderedDict[str, tuple[str, str]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, session: str, text: str) -> str:
        """Keep what a session looks for; return the number by which its page is asked for."""
        token, owner = secrets.token_urlsafe(16), hash_of(session)
        with self._lock:
            mine = [name for name, (found, _) in self._kept.items() if found == owner]
            for name in mine[: max(0, len(mine) - MOST_EACH + 1)]:
                del self._kept[name]
            self._kept[token] = (owner, text[:LONGEST])
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return token

    def find(self, session: str, token: str) -> str | None:
        """Return what was looked for; None for another session's search and one not kept."""
        with self._lock:
            owner, text = self._kept.get(token, ("", ""))
        return text if owner == hash_of(session) else None
