"""A dashboard over a real SQLite store, asked as a browser on this machine asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from storage import Store
from tests.alerts.stored import crawl

NOW = datetime(2024, 7, 1, 9, 15, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(f"sqlite:///{tmp_path / 'news.db'}"), base_url="http://localhost") as asking:
        yield asking


@pytest.fixture
def crawled(store: Store) -> Callable[..., None]:
    """Store articles as one crawl: ``crawled({"title": …}, {…})``."""

    def save(*items: dict[str, Any]) -> None:
        crawl(store, items, NOW)

    return save
