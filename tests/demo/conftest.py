from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo.server import ReplicaServer

# A day in January: the articles of the site that counts back from today lie on both sides of the New Year.
NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer(clock=lambda: NOW) as running:
        yield running


@pytest.fixture(scope="module")
def calm_server() -> Iterator[ReplicaServer]:
    """One server for tests that only read."""
    with ReplicaServer(clock=lambda: NOW) as running:
        yield running
