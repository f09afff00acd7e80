"""Every operation of the API answers whatever is sent to it as its schema says, and never with a 500."""

from __future__ import annotations

from pathlib import Path

from bench.api import probe
from dashboard.auth import hash_password
from storage import Store
from tests.alerts.stored import crawl
from tests.dashboard.conftest import NOW

CASES = 3
"""Requests made from the schema, and requests that break it, for each operation; the measurement sends thousands."""


def test_every_operation_answers_as_its_schema_says(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.db'}"
    with Store.open(url) as store:
        crawl(store, [{"title": f"Tianjin {number}"} for number in range(3)], NOW)
        store.set_person("anna", "reader", hash_password("correct horse battery"), now=NOW)
        token = store.begin_login("anna", now=NOW)
    asked = probe(url, token, cases=CASES, now=NOW)
    assert {"GET /api/flags", "GET /api/search", "GET /feed.rss", "GET /healthz"} <= set(asked)
