"""Entries of requests that come at the same moment: written at once, each answered after it is."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.webapp.audit.entries import asked, latest
from webapp.audit.chain import Note
from webapp.audit.together import Together
from webapp.audit.verify import verify
from webapp.database.opening import Database

PATIENCE = 30


class Slow:
    """A database whose first write takes as long as the test wants, and which can be broken."""

    def __init__(self) -> None:
        self.begun, self.may_go_on = threading.Event(), threading.Event()
        self.written: list[list[str]] = []
        self.broken: BaseException | None = None
        self.together = Together(self.write)
        self.ended: list[str] = []

    def write(self, notes: Sequence[Note]) -> None:
        """Write notes, the first time when it is told to."""
        self.begun.set()
        assert self.may_go_on.wait(PATIENCE)
        if self.broken:
            raise self.broken
        self.written.append([one.who for one in notes])

    def ask(self, who: str) -> threading.Thread:
        """Begin a request that puts itself on record, and wait until it stands in the line."""

        def request() -> None:
            try:
                self.together.put([asked(1, who=who)])
            except BaseException as error:
                self.ended.append(f"{who} is told: {error}")
            else:
                self.ended.append(who)

        thread = threading.Thread(target=request)
        thread.start()
        return thread


def all_at_once(slow: Slow) -> None:
    """Have three requests come while the first is being written, and let all go on."""
    threads = [slow.ask("first")]
    assert slow.begun.wait(PATIENCE)
    threads += [slow.ask(who) for who in ("ann", "bob", "cid")]
    while len(slow.together._line) < 3:
        threads[0].join(0.001)
    assert [] == slow.ended
    slow.may_go_on.set()
    for thread in threads:
        thread.join(PATIENCE)


def test_who_waits_is_written_with_the_others() -> None:
    """Thirty people who read at once would else wait for thirty promises of the disk."""
    slow = Slow()

    all_at_once(slow)

    assert [["first"], ["ann", "bob", "cid"]] == [slow.written[0], sorted(slow.written[1])]
    assert {"first", "ann", "bob", "cid"} == set(slow.ended)


def test_nobody_is_answered_whose_entry_was_not_written() -> None:
    """One of them wrote for all, and all of them are told."""
    slow = Slow()
    slow.broken = OSError("the disk is full")

    all_at_once(slow)

    assert {f"{who} is told: the disk is full" for who in ("first", "ann", "bob", "cid")} == set(
        slow.ended
    )
    slow.broken = None
    slow.together.put([asked(1, who="later")])
    assert [["later"]] == slow.written


def test_a_process_that_is_ended_while_it_writes_answers_nobody() -> None:
    """Whoever waited for the one that wrote must not be taken for written."""
    slow = Slow()
    slow.broken = KeyboardInterrupt("the end")

    all_at_once(slow)

    told = sorted(one.partition(" is told: ")[2] for one in slow.ended)
    assert ["the end", "the end", *["the process was ended while it wrote"] * 2] == told


def test_a_note_that_is_no_entry_of_ours_is_refused_before_anybody_waits() -> None:
    """What is wrong with one request must not spoil those that are written with it."""
    slow = Slow()
    good = asked(1)

    with pytest.raises(ValueError, match="lacking or too many: as_of, page, parameters, question"):
        slow.together.put([good, replace(good, fields={})])
    with pytest.raises(TypeError):
        slow.together.put([replace(good, fields={**good.fields, "as_of": object()})])

    assert [] == slow.together._line


def test_what_was_written_together_is_one_chain(database: Database) -> None:
    """Each is checked by the one before it, as if they had come one by one."""
    database.put_on_record([asked(1), asked(2, who="ann")])
    database.put_on_record([asked(3)])

    with database.reading() as session:
        found = verify(session)
    assert ("", 3) == (found.problem, found.entries)
    assert ["invented.user", "ann", "invented.user"] == [one.who for one in latest(database, 3)]
