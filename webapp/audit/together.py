"""Entries of requests that come at the same moment, written in one transaction.

A disk that promises to keep what it was given takes milliseconds for it, once for all who wait.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from webapp.audit.chain import Note, canonical


@dataclass(eq=False)
class _Waiting:
    notes: Sequence[Note]
    is_over: bool = False
    error: Exception | None = None


@dataclass(frozen=True)
class Together:
    """Writes notes, those of one request after the other, as many at once as are waiting."""

    write: Callable[[Sequence[Note]], None]
    """Writes notes all or not at all."""
    _line: list[_Waiting] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def put(self, notes: Sequence[Note]) -> None:
        """Come back when the notes are written. Raises what went wrong, with any of them.

        Raises ValueError or TypeError for a note that is no entry of ours.
        """
        for one in notes:  # what is wrong with one request is told to that one alone
            canonical(one.event.what(one.fields))
        mine = _Waiting(notes)
        self._line.append(mine)
        with self._turn:  # whoever has it writes for all who wait for it
            if not mine.is_over:
                self._write_all()
        if mine.error:
            raise mine.error

    def _write_all(self) -> None:
        waiting = [self._line.pop(0) for _ in range(len(self._line))]
        error: Exception | None = RuntimeError("the process was ended while it wrote")
        try:
            self.write([note for one in waiting for note in one.notes])
            error = None
        except Exception as caught:
            error = caught
        finally:  # whatever it was, nobody is answered who was not put on record
            for one in waiting:
                one.is_over, one.error = True, error
