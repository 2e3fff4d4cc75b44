"""Settings: read from the environment once, checked, and passed on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError
from queries.coverage.policy import Policy
from queries.coverage.policy_file import default_policy, read_policy

EXIT_KEYS = ("shift3", "escape", "none")
DEFAULT_STORE = "embedded:var/mappa"
DEFAULT_DATABASE = "sqlite:///var/mappa.db"
HARMLESS_PAGE = "https://www.bbc.co.uk/weather"
FEEDBACK = "/feedback"


@dataclass(frozen=True)
class Settings:
    """What a deployer can set; each has a name that begins with MAPPA_ in the environment."""

    store: str = DEFAULT_STORE
    database: str = DEFAULT_DATABASE
    policy_file: Path | None = None
    quick_exit_key: str = "shift3"
    quick_exit_url: str = HARMLESS_PAGE
    feedback_url: str = FEEDBACK
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")

    def policy(self) -> Policy:
        """Read the policy in force. Raises PolicyError."""
        return read_policy(self.policy_file) if self.policy_file else default_policy()


def policy_from(file: str | None) -> Policy:
    """Read the policy that a command was told, else the one in force. Raises PolicyError."""
    return read_policy(Path(file)) if file else settings_from().policy()


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises InputError for a value that cannot be used."""
    given = os.environ if environment is None else environment
    key = given.get("MAPPA_QUICK_EXIT_KEY", "shift3")
    if key not in EXIT_KEYS:
        raise InputError(
            f"MAPPA_QUICK_EXIT_KEY is {key!r}; set it to one of: {', '.join(EXIT_KEYS)}"
        )
    policy = given.get("MAPPA_POLICY", "")
    return Settings(
        store=given.get("MAPPA_STORE") or DEFAULT_STORE,
        database=given.get("MAPPA_DATABASE") or DEFAULT_DATABASE,
        policy_file=Path(policy) if policy else None,
        quick_exit_key=key,
        quick_exit_url=given.get("MAPPA_QUICK_EXIT_URL") or HARMLESS_PAGE,
        feedback_url=given.get("MAPPA_FEEDBACK_URL") or FEEDBACK,
    )
