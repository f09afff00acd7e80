"""Sources: what is wrong, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from dashboard.sources_page import bars
from storage import Store
from tests.alerts.stored import SOURCE
from tests.dashboard.conftest import NOW
from tests.dashboard.test_login import OWN, proof
from tests.dashboard.test_pages import get


def _do(client: TestClient, action: str, key: str = SOURCE.key) -> int:
    fields = {"form_token": proof(client, "/sources"), "next": "/sources"}
    return client.post(f"/sources/{key}/{action}", data=fields, headers=OWN).status_code


def _paused(store: Store) -> list[str]:
    return [state.key for state in store.source_states() if state.paused]


def test_a_source_is_paused_resumed_and_asked_for(
    client: TestClient, crawled: Callable[..., None], store: Store
) -> None:
    crawled({})
    store.plan_sources({SOURCE.key: NOW.replace(year=2099)})
    assert _do(client, "pause") == 200
    assert _paused(store) == [SOURCE.key]
    assert "Resume" in get(client, "/sources").text
    assert _do(client, "resume") == 200
    assert _paused(store) == []
    assert _do(client, "crawl") == 200
    assert store.asked_for([SOURCE.key]) == {SOURCE.key}
    assert [entry.action for _, entry in store.audit_trail()] == ["crawl now", "resume", "pause"]


@pytest.mark.parametrize("key", ["nosuch", "..%2F..", "UPPER"])
def test_an_unknown_source_is_refused(client: TestClient, crawled: Callable[..., None], key: str) -> None:
    crawled({})
    assert _do(client, "pause", key) in (404, 422)


def test_a_form_without_proof_pauses_nothing(client: TestClient, crawled: Callable[..., None], store: Store) -> None:
    crawled({})
    assert client.post(f"/sources/{SOURCE.key}/pause", headers=OWN).status_code == 403
    assert _paused(store) == []


def test_bars_stand_on_one_line_the_highest_at_full_height() -> None:
    assert bars((0, 5, 10)) == [(0, 23, 1), (8, 12, 12), (16, 0, 24)]
    assert bars(()) == []
