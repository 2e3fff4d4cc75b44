"""Every exception that the product raises on purpose, drawn once.

ExplorerError
+- SchemaError          a declaration is wrong         -> developer, at import
+- PolicyError          a policy file is wrong         -> administrator, names file and line
+- InputError           a value cannot be used         -> person at the form (carries problems)
+- NotFound             no such node or analysis       -> person, 404
+- Conflict             changed since it was read      -> person, offers both versions
+- StoreError           the store cannot answer        -> operator (retryable or not)
   +- WriterBusy        somebody else is writing       -> person, names who and since when
   +- TimeLimit         a question took too long       -> person, narrows the question
"""

from collections.abc import Sequence
from dataclasses import dataclass


class ExplorerError(Exception):
    """What every exception of the product is; its text is for the person who can mend it."""


class SchemaError(ExplorerError):
    """A declaration of the model, of an analysis or of a mapping is wrong."""


class PolicyError(ExplorerError):
    """A policy file is wrong; the text names the file and the line of each mistake."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was given: where it is and what to do about it."""

    code: str
    message: str
    fix: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: str = "problem"

    def as_json(self) -> dict[str, str | int | None]:
        """Return it as reports have it."""
        return {name: getattr(self, name) for name in REPORTED}

    def __str__(self) -> str:
        """Say it in one line: where, what, what to do."""
        where = ", ".join(
            part
            for part in (
                self.file,
                f"sheet {self.sheet}" if self.sheet else "",
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        value = f" ({self.value!r})" if self.value else ""
        return (
            f"{where}: {self.message}{value}. {self.fix}"
            if where
            else f"{self.message}{value}. {self.fix}"
        )


REPORTED = (
    "file", "sheet", "row", "column", "value", "code", "message", "fix", "severity",
)  # fmt: skip
"""What a report says of a problem, in this order."""


class InputError(ExplorerError):
    """A value that a person gave cannot be used; `problems` says each one."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class NotFound(ExplorerError):
    """Nothing of that name is there, or nothing that the asker may see."""


class Conflict(ExplorerError):
    """The store changed since it was read."""


class StoreError(ExplorerError):
    """The store cannot answer; `retryable` says whether asking again may help."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class WriterBusy(StoreError):
    """Another load holds the writer; the text names who and since when."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retryable=True)


class TimeLimit(StoreError):
    """A question was stopped at its time limit."""
