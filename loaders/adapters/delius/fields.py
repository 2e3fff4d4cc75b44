"""Fields of one JSON object, read as what they must be; what is wrong is kept with its path."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from graph.schema import Kind, Property
from graph.values import Unusable, parse
from loaders.mapping_cells import Refused

DAY = Property(Kind.DATE, "A day.", unit="ISO 8601 date")
SHOWABLE = re.compile(r"[A-Z0-9]{1,6}")
"""A code that may be told; anything else in its place may be about a person."""


class Fields:
    """The fields of one object of an entry; `faults` has everything that was wrong with them."""

    def __init__(self, value: object, where: str) -> None:
        self.where = where
        self.faults: list[Refused] = []
        self._fields: Mapping[str, Any] = {}
        if isinstance(value, dict):
            self._fields = value
        else:
            self._fault("", "not-an-object", "it must be an object", "Export it again")

    def day(self, name: str, *, required: bool = False) -> datetime.date | None:
        """Return a day; null and nothing are the same."""
        value = self._fields.get(name)
        if value is None or value == "":
            if required:
                self._fault(name, "missing-value", "a registration needs this day", "Fill it in")
            return None
        try:
            found = parse(DAY, value) if isinstance(value, str) else None
        except Unusable as error:
            self._fault(name, error.code, error.message, error.fix)
            return None
        if isinstance(found, datetime.date):
            return found
        self._fault(name, "not-a-date", "is no date", "Write it as 2026-01-31 (year-month-day)")
        return None

    def yes_no(self, name: str) -> bool | None:
        """Return true, false, or None where nothing is said."""
        value = self._fields.get(name)
        if value is None or isinstance(value, bool):
            return value
        self._fault(name, "not-yes-or-no", "is neither true nor false", "Write true or false")
        return None

    def number(self, name: str, most: int) -> int:
        """Return a whole number from 0 on; 0 where nothing is said."""
        value = self._fields.get(name)
        if value is None:
            return 0
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        what = f"is no whole number from 0 to {most}"
        self._fault(name, "not-a-number", what, "Correct it; 0 and null mean not known")
        return 0

    def code(self, name: str, *, required: bool = False) -> str:
        """Return the code of a coded value such as {"code": "M1", "description": …}."""
        value = self._fields.get(name)
        if value is None and not required:
            return ""
        code = value.get("code") if isinstance(value, dict) else None
        if isinstance(code, str) and code.strip():
            return code.strip()
        if code is None and isinstance(value, dict) and not required:
            return ""
        self._fault(f"{name}.code", "no-code", "a code is missing here", "Export it again")
        return ""

    def column(self, name: str) -> str:
        """Return the path of a field within its entry."""
        return f"{self.where}.{name}" if self.where and name else self.where or name

    def _fault(self, name: str, code: str, message: str, fix: str) -> None:
        self.faults.append(Refused(code, message, fix, self.column(name), ""))


def shown(code: str) -> str:
    """Return a code if it looks like one, else nothing."""
    return code if SHOWABLE.fullmatch(code) else ""
