"""Fixtures of the audit's tests: the graph plays no part in them, so one kind of it is enough."""

import pytest

from graph.store import Store


@pytest.fixture
def store(embedded: Store) -> Store:
    """Give an embedded store to the site."""
    return embedded
