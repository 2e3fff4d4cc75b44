"""Fixtures of the attacks."""

from tests.attacks.fortress import fortress
from tests.webapp.signing.visitors import empty_store, town

__all__ = ["empty_store", "fortress", "town"]
