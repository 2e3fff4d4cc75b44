"""What somebody asked for: kept beside what they uploaded, so that it outlives the process."""

import datetime
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from graph.scope import Scope

LOAD, UNDO = "load", "undo"


@dataclass(frozen=True)
class Order:
    """A load of uploaded files, or the undo of a load, with whoever asked and what they may see."""

    kind: str
    who: str
    scope: Scope
    today: datetime.date
    on: datetime.date
    source: str = ""
    mapping: str = ""
    """Name of a mapping that ships, or of one that was kept; empty: tables of ours."""
    encoding: str = ""
    delimiter: str = ""
    snapshot: bool = False
    insists: bool = False
    """Whether a snapshot may end more than a fifth of its source."""
    all_or_nothing: bool = False
    number: int = 0
    """Of the load that is to be taken back."""

    @property
    def by(self) -> str:
        """Return who did it as the history of loads has it: no user of the machine is called so."""
        return signed(self.who)

    def now(self, scope: Scope) -> "Order":
        """Return it as the same person asks today, who may see more or less."""
        return replace(self, scope=scope)

    def as_text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self), default=_plain)


def signed(who: str) -> str:
    """Return the name under which a user of the site loads."""
    return f"{who} (site)"


def order_from(text: str) -> Order:
    """Read an order that was kept."""
    told: dict[str, Any] = json.loads(text)
    for name in ("today", "on"):
        told[name] = datetime.date.fromisoformat(told[name])
    scope: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in told["scope"].items()
    }
    return Order(**{**told, "scope": Scope(**scope)})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Collection):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")
