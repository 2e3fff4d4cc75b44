"""Another policy tried over today's cases before it is adopted: read, compared, never kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import FileStorage

from graph.errors import InputError
from graph.records import Changes
from queries.coverage.differences import differences, in_words
from queries.coverage.policy import Policy
from queries.coverage.policy_file import parse_policy
from webapp.effect import Effect, Question, by_rule_and_area, effect_of
from webapp.site import site

MOST_BYTES = 56 * 1024
"""Of a policy; what is sent with it must fit beside it into a form."""
MOST_RULES = 300
CALLED = "policy"
"""How mistakes name the text: an uploaded file's own name is somebody else's text."""


@dataclass(frozen=True)
class Tried:
    """What another policy says otherwise, and what it would do to coverage."""

    differences: Sequence[str]
    effect: Effect

    @property
    def by_rule_and_area(self) -> list[dict[str, Any]]:
        """Return how many gaps open and close, by rule and area."""
        return by_rule_and_area(self.effect)


def read_given(text: str, file: FileStorage | None = None, offered: str = "") -> Policy:
    """Read what was pasted or uploaded; the text that the form offered itself is neither.

    Raises InputError, and PolicyError with every mistake.
    """
    if file is not None and file.filename:
        if _same(text) not in {"", _same(offered)}:
            raise InputError("Paste a policy or choose a file, and not both")
        try:
            text = file.read(MOST_BYTES + 1).decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError("The file is no UTF-8 text. Save it as UTF-8") from error
    return read_text(text)


def _same(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def read_text(text: str) -> Policy:
    """Read the text of a policy. Raises InputError, and PolicyError with every mistake, by line."""
    if not text.strip():
        raise InputError("Paste the text of a policy, or choose its file")
    if len(text.encode()) > MOST_BYTES:
        raise InputError(f"A policy has at most {MOST_BYTES // 1024} KB. Leave remarks out")
    policy = parse_policy(text.replace("\r\n", "\n"), CALLED)
    if len(policy.rules) + len(policy.clocks) > MOST_RULES:
        raise InputError(f"A policy that is tried has at most {MOST_RULES} rules")
    return policy


def tried(policy: Policy, before: Policy, question: Question) -> Tried:
    """Judge by one policy, then by another; writes nothing. Raises TimeLimit."""
    effect = effect_of(site().store, Changes(), question, replace(question, policy=policy))
    found = [in_words(one, before, policy) for one in differences(before, policy)]
    return Tried(found, effect)
