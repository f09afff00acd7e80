"""The signed webhook, seen as its receiver sees it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.records import PermanentFailure, TemporaryFailure, Wording
from alerts.webhook import WebhookChannel, document
from storage.records import HealthNews
from tests.alerts.conftest import HOSTILE, MEETING, NOW, delivery
from tests.alerts.receiver import Received, Receiver

SECRET = "a secret of at least sixteen bytes"


def channel(receiver: Receiver, secret: str = SECRET) -> WebhookChannel:
    return WebhookChannel("office", f"{receiver.url}in?key=K3Y", secret, 5, allow_private=True)


def verify(secret: str, request: Received) -> bool:
    """The snippet of the manual."""
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest("v1," + expected, request.headers["webhook-signature"])


@pytest.mark.parametrize("secret", [SECRET, "whsec_" + base64.b64encode(b"\x00\xff" * 12).decode()])
def test_a_receiver_can_verify_who_sent_it_and_when(secret: str) -> None:
    with Receiver() as receiver:
        channel(receiver, secret).send(delivery(), NOW)
    (request,) = receiver.requests
    assert request.path == "/in?key=K3Y"
    assert verify(secret, request)
    assert not verify("another secret of sixteen bytes", request)
    assert not verify(secret, replace(request, body=request.body + b" "))
    assert int(request.headers["webhook-timestamp"]) == NOW.timestamp()


def test_a_retry_has_the_same_id_and_body_and_a_new_time() -> None:
    with Receiver() as receiver:
        receiver.answers.append((503, "busy", {"Retry-After": "120"}))
        with pytest.raises(TemporaryFailure) as failed:
            channel(receiver).send(delivery(), NOW)
        channel(receiver).send(delivery(), NOW + timedelta(minutes=2))
    assert failed.value.retry_after == timedelta(minutes=2)
    first, again = receiver.requests
    assert first.body == again.body
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] == MEETING.delivery_id
    assert first.headers["webhook-timestamp"] != again.headers["webhook-timestamp"]


def test_the_document_says_all_there_is() -> None:
    edit = replace(MEETING, id=2, kind="edit", change_kind="body", added="Tianjin", removed="it")
    gone = replace(MEETING, id=3, kind="withdrawn", gone_since=NOW)
    news = HealthNews("institute", "broken", "0 articles", "Expected about 8.", NOW)
    ill = replace(MEETING, id=4, kind="health", article_id=None, title="0 articles", health=news)
    told = document(delivery(MEETING, edit, gone, ill), "https://news.example.org/")
    new, edited, withdrawn, health = told["alerts"]
    assert (new["kind"], new["grade"], new["topic"], new["published_day"]) == ("new", 3, "china", "2024-06-28")
    assert new["dashboard"] == "https://news.example.org/article/1"
    assert new["evidence"][0]["entity"] == "Tianjin"
    assert edited["edit"] == {"kind": "body", "added": "Tianjin", "removed": "it"}
    assert withdrawn["withdrawn_since"] == NOW.isoformat()
    assert health["health"] == {"state": "broken", "text": "Expected about 8.", "since": NOW.isoformat()}
    assert "url" not in health


def test_hostile_text_is_one_clean_line_and_a_hostile_address_is_none() -> None:
    bad = replace(MEETING, title=HOSTILE, url="javascript:alert(1)", evidence=({"term": HOSTILE, "weight": "x"},))
    (told,) = document(delivery(bad))["alerts"]
    assert told["url"] == ""
    assert told["evidence"][0]["weight"] is None
    said = json.dumps(told, ensure_ascii=False)
    assert not {"\r", "\n", "\x00", "\u202e", "\ud800"} & set(said)


@pytest.mark.parametrize(
    ("status", "failure"),
    [(410, PermanentFailure), (400, PermanentFailure), (429, TemporaryFailure), (500, TemporaryFailure)],
)
def test_what_an_answer_means(status: int, failure: type[Exception]) -> None:
    with Receiver((status, "no")) as receiver, pytest.raises(failure):
        channel(receiver).send(delivery(), NOW)


def test_a_redirect_is_not_followed() -> None:
    with Receiver() as receiver:
        receiver.answers.append((302, "", {"Location": receiver.url}))
        with pytest.raises(TemporaryFailure, match="redirect"):
            channel(receiver).send(delivery(), NOW)
    assert len(receiver.requests) == 1


def test_private_addresses_and_weak_secrets_are_refused() -> None:
    with pytest.raises(ValueError, match="https"):
        WebhookChannel("office", "http://10.0.0.1/in", SECRET)
    with pytest.raises(TemporaryFailure, match="not on the open internet"):
        WebhookChannel("office", "https://127.0.0.1/in", SECRET, 1).send(delivery(), NOW)
    for weak in ("short", "whsec_AAAA", "whsec_not base64"):
        with pytest.raises(ValueError, match="secret"):
            WebhookChannel("office", "https://hooks.example.org/in", weak)


def test_no_secret_is_shown() -> None:
    shown = repr(WebhookChannel("office", "https://hooks.example.org/K3Y", SECRET, wording=Wording()))
    assert "K3Y" not in shown
    assert SECRET not in shown
