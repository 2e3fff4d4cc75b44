"""Fixtures of the tests of signing in."""

from tests.webapp.signing.visitors import empty_store, town

__all__ = ["empty_store", "town"]
