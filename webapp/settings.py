"""Settings: read from the environment once, checked, and passed on."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputError
from queries.coverage.policy import Policy
from queries.coverage.policy_file import DEFAULT, default_policy, read_policy
from webapp.marking import checked
from webapp.provider import Provider

EXIT_KEYS = ("shift3", "escape", "none")
DEFAULT_STORE = "embedded:var/mappa"
DEFAULT_DATABASE = "sqlite:///var/mappa.db"
HARMLESS_PAGE = "https://www.bbc.co.uk/weather"
FEEDBACK = "/feedback"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
LIMIT = re.compile(r"off|[1-9][0-9]{0,5} per (?:[1-9][0-9]{0,2} minutes|minute|hour|day)")
SECOND_FACTOR = ("required", "optional")
LIMITS = {
    "sign-in": "300 per 10 minutes",
    "search": "1200 per 10 minutes",
    "export": "600 per 10 minutes",
    "upload": "60 per 10 minutes",
}
"""By person, else by address; webapp/limits.py says why these numbers."""
SWITCH = ("on", "off")


@dataclass(frozen=True)
class Settings:
    """What a deployer can set; each has a name that begins with MAPPA_ in the environment."""

    store: str = field(default=DEFAULT_STORE, repr=False)
    database: str = field(default=DEFAULT_DATABASE, repr=False)
    policy_file: Path | None = None
    quick_exit_key: str = "shift3"
    quick_exit_url: str = HARMLESS_PAGE
    feedback_url: str = FEEDBACK
    trusted_hosts: tuple[str, ...] = LOOPBACK
    secret: str = field(default="", repr=False)
    second_factor: str = "required"
    idle_minutes: int = 30
    session_hours: int = 10
    proxy_hops: int = 0
    break_glass: str = ""
    """on or off; empty: off, but for the demonstration."""
    break_glass_hours: int = 72
    grant_days: int = 92
    waiver_days: int = 183
    marking: str = ""
    """Empty: the usual one; `none`: no marking. See `webapp/marking.py`."""
    provider: Provider | None = None
    limits: Mapping[str, str] = field(default_factory=lambda: dict(LIMITS))
    limit_storage: str = field(default="memory://", repr=False)
    data: Path | None = None
    """Folder for what is uploaded and for mappings that are kept; None = beside the database."""
    upload_megabytes: int = 100
    upload_hours: int = 24

    def policy(self) -> Policy:
        """Read the policy in force. Raises PolicyError."""
        return read_policy(self.policy_file) if self.policy_file else default_policy()

    def policy_text(self) -> str:
        """Return the text of the policy's file; empty where it cannot be read any more."""
        try:
            return (self.policy_file or DEFAULT).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""


def policy_from(file: str | None) -> Policy:
    """Read the policy that a command was told, else the one in force. Raises PolicyError."""
    return read_policy(Path(file)) if file else settings_from().policy()


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises InputError for a value that cannot be used."""
    given = os.environ if environment is None else environment
    policy = given.get("MAPPA_POLICY", "")
    return Settings(
        store=given.get("MAPPA_STORE") or DEFAULT_STORE,
        database=given.get("MAPPA_DATABASE") or DEFAULT_DATABASE,
        policy_file=Path(policy) if policy else None,
        quick_exit_key=_one_of(given, "MAPPA_QUICK_EXIT_KEY", "shift3", EXIT_KEYS),
        quick_exit_url=given.get("MAPPA_QUICK_EXIT_URL") or HARMLESS_PAGE,
        feedback_url=given.get("MAPPA_FEEDBACK_URL") or FEEDBACK,
        trusted_hosts=_hosts(given.get("MAPPA_TRUSTED_HOSTS", "")),
        second_factor=_one_of(given, "MAPPA_SECOND_FACTOR", "required", SECOND_FACTOR),
        idle_minutes=_number(given, "MAPPA_IDLE_MINUTES", 30, range(1, 121)),
        session_hours=_number(given, "MAPPA_SESSION_HOURS", 10, range(1, 25)),
        proxy_hops=_number(given, "MAPPA_PROXY_HOPS", 0, range(6)),
        break_glass=_one_of(given, "MAPPA_BREAK_GLASS", "", SWITCH),
        break_glass_hours=_number(given, "MAPPA_BREAK_GLASS_HOURS", 72, range(1, 169)),
        grant_days=_number(given, "MAPPA_GRANT_DAYS", 92, range(1, 367)),
        waiver_days=_number(given, "MAPPA_WAIVER_DAYS", 183, range(1, 367)),
        marking=checked(given.get("MAPPA_MARKING", "")),
        limits=_limits(given),
        limit_storage=given.get("MAPPA_LIMIT_STORAGE") or "memory://",
        data=Path(given["MAPPA_DATA"]) if given.get("MAPPA_DATA") else None,
        upload_megabytes=_number(given, "MAPPA_UPLOAD_MB", 100, range(1, 4097)),
        upload_hours=_number(given, "MAPPA_UPLOAD_HOURS", 24, range(1, 721)),
    )


def _hosts(text: str) -> tuple[str, ...]:
    """Read the names under which the site is reached; whoever uses another gets nothing."""
    hosts = tuple(name.strip() for name in text.split(",") if name.strip())
    odd = [name for name in hosts if "*" in name or "/" in name or name.startswith(".")]
    if odd:
        raise InputError(
            f"MAPPA_TRUSTED_HOSTS has {odd[0]!r}: write whole host names, separated by commas"
        )
    return hosts or LOOPBACK


def _limits(given: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for kind, otherwise in LIMITS.items():
        name = f"MAPPA_LIMIT_{kind.replace('-', '_').upper()}"
        text = given.get(name) or otherwise
        if not LIMIT.fullmatch(text):
            raise InputError(f"{name} is {text[:40]!r}; write it as 300 per 10 minutes, or off")
        found[kind] = text
    return found


def _one_of(given: Mapping[str, str], name: str, otherwise: str, allowed: tuple[str, ...]) -> str:
    text = given.get(name) or otherwise
    if text and text not in allowed:
        raise InputError(f"{name} is {text[:20]!r}; set it to one of: {', '.join(allowed)}")
    return text


def _number(given: Mapping[str, str], name: str, otherwise: int, allowed: range) -> int:
    text = given.get(name, "")
    if not text:
        return otherwise
    if not text.isascii() or not text.isdecimal() or int(text) not in allowed:
        raise InputError(
            f"{name} is {text[:20]!r}; set it to a whole number from {allowed[0]} to {allowed[-1]}"
        )
    return int(text)
