"""The outbox page: what failed is sent again or given up, and the message is looked at."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from storage import Store
from tests.dashboard.conftest import NOW
from tests.dashboard.test_login import OWN, proof
from tests.dashboard.test_pages import HOSTILE, get


def _dead(store: Store) -> int:
    channel = store.alerts()[0].channel
    (row,) = store.claim_alerts(channel, now=NOW, owner="test", lease_s=60, limit=1)
    store.finish_delivery(row.delivery_id or "", state="dead", now=NOW, error="552 too big")
    return row.id


def _do(client: TestClient, number: int, action: str) -> int:
    fields = {"form_token": proof(client, "/alerts"), "next": "/alerts?state=dead"}
    return client.post(f"/alerts/{number}/{action}", data=fields, headers=OWN).status_code


def test_a_dead_alert_is_sent_again(client: TestClient, crawled: Callable[..., None], store: Store) -> None:
    crawled({})
    number = _dead(store)
    assert "Send now" in get(client, "/alerts?state=dead").text
    assert _do(client, number, "retry") == 200
    (row,) = store.alerts()
    assert (row.state, row.attempts) == ("retry", 0)
    assert [entry.action for _, entry in store.audit_trail()] == ["retry alert"]


def test_an_alert_is_given_up_and_stays_in_the_list(
    client: TestClient, crawled: Callable[..., None], store: Store
) -> None:
    crawled({})
    assert _do(client, _dead(store), "drop") == 200
    assert [row.state for row in store.alerts()] == ["dropped"]
    assert client.post("/alerts/1/drop", headers=OWN).status_code == 403


def test_the_message_is_looked_at_where_it_can_do_nothing(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({"title": HOSTILE.replace("\ud800", "")})
    answer = client.get("/alerts/1/message")
    assert "Institute of Shipbuilding" in answer.text
    assert "<script>" not in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert client.get("/alerts/99/message").status_code == 404
