"""Routes with the access that each declares; there is no default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ANYBODY = "anybody on this machine"
"""There is no sign-in yet: the site listens on loopback alone, and whoever sits there sees all."""


@dataclass(frozen=True)
class Route:
    """One address of the site: who may open it, its view, its name in the navigation if any."""

    address: str
    name: str
    view: Callable[..., Any]
    access: str
    navigation: str = ""
