"""A webhook of the user's own: each delivery as one signed JSON document.

The signature is that of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body, so
that a receiver can use any of its libraries, and refuse what is forged or replayed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alerts.guard import AddressRefusedError, check_url, post
from alerts.records import ANY_TIME, PLAIN_WORDING, SENT, Delivery, Pace, Receipt, Wording
from alerts.render import dashboard_page
from alerts.replies import asking, judge
from alerts.text import clean, web_link
from storage.records import AlertRow

MAX_ROWS = 100
TIME_LIMIT_FACTOR = 4
SECRET_LEAST = 16
EVIDENCE_TOLD = 20
OTHERS_TOLD = 20
_PASSAGE = 4000


class WebhookChannel:
    """One address that takes JSON. ``secret`` signs it: any text of 16 characters or more, or ``whsec_`` and base64.

    ``timeout`` bounds one step in seconds, four times that a whole message. ``allow_private`` lets the address be on
    this machine or network, and speak plain http. Raises ValueError for settings that could never work.
    """

    def __init__(
        self,
        name: str,
        url: str,
        secret: str,
        timeout: float = 30.0,
        *,
        allow_private: bool = False,
        pace: Pace = ANY_TIME,
        wording: Wording = PLAIN_WORDING,
    ) -> None:
        self.name, self.max_rows, self.pace = name, MAX_ROWS, pace
        self.time_limit_s = timeout * TIME_LIMIT_FACTOR
        try:
            parts = check_url(url, allow_private=allow_private)
            self._key = signing_key(secret)
        except (AddressRefusedError, ValueError) as error:
            raise ValueError(f"channel {name}: {error}") from error
        self._url, self._host, self._timeout, self._allow_private = url, parts.hostname or "", timeout, allow_private
        self._dashboard = wording.dashboard

    def __repr__(self) -> str:
        return f"WebhookChannel({self.name!r}, {self._host})"  # a path or query may be a secret

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        """Post one delivery. The body is the same at each retry; time and signature are those of the try."""
        body = json.dumps(document(delivery, self._dashboard), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Vestnik",
            "Idempotency-Key": delivery.id,
            **signed(body, delivery.id, now, self._key),
        }
        with asking(self._host):
            reply = post(
                self._url,
                body,
                headers,
                timeout=self._timeout,
                limit_s=self.time_limit_s,
                allow_private=self._allow_private,
            )
        judge(self._host, reply.status, reply.body, reply.headers, now)
        return SENT


def signing_key(secret: str) -> bytes:
    """The bytes that sign. ValueError where the secret is too short or no base64 after ``whsec_``."""
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("the secret is no base64 after whsec_") from None
    else:
        key = secret.encode()
    if len(key) < SECRET_LEAST:
        raise ValueError(f"the secret is shorter than {SECRET_LEAST} bytes; make one with: openssl rand -hex 32")
    return key


def signed(body: bytes, message_id: str, now: datetime, key: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks for one try."""
    timestamp = str(int(now.timestamp()))
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def document(delivery: Delivery, dashboard: str = "") -> dict[str, Any]:
    """A delivery as JSON: texts are single clean lines of bounded length, addresses open pages or are ""."""
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "created_at": delivery.created_at.isoformat(),
        "alerts": [_alert(row, dashboard) for row in delivery.rows],
    }


def _alert(row: AlertRow, dashboard: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": row.id,
        "kind": row.kind,
        "created_at": row.created_at.isoformat(),
        "source": {"key": row.source_key, "name": clean(row.source_name), "country": clean(row.country, 40)},
        "title": clean(row.title, 500),
    }
    if row.health is not None:
        news = row.health
        told["health"] = {"state": news.state, "text": clean(news.text, _PASSAGE), "since": news.since.isoformat()}
        return told | {"dashboard": dashboard_page(dashboard, "sources")}
    told |= {
        "url": web_link(row.url),
        "dashboard": dashboard_page(dashboard, f"article/{row.article_id}"),
        "article_id": row.article_id,
        "version": row.version,
        "story_id": row.story_id,
        "topic": clean(row.topic, 60) or None,
        "grade": row.grade,
        "language": clean(row.language, 20) or None,
        "published_day": row.published_day,
        "found_at": row.first_seen_at.isoformat() if row.first_seen_at else None,
        "evidence": [_evidence(entry) for entry in row.evidence[:EVIDENCE_TOLD]],
        "others": [
            {
                "title": clean(page.title, 500),
                "url": web_link(page.url),
                "language": clean(page.language, 20) or None,
                "source": {"key": page.source_key, "name": clean(page.source_name)},
            }
            for page in row.others[:OTHERS_TOLD]
        ],
    }
    if row.kind == "edit":
        told["edit"] = {
            "kind": row.change_kind,
            "added": clean(row.added, _PASSAGE),
            "removed": clean(row.removed, _PASSAGE),
        }
    if row.kind == "withdrawn":
        told["withdrawn_since"] = row.gone_since.isoformat() if row.gone_since else None
    return told


def _evidence(entry: Mapping[str, object]) -> dict[str, object]:
    weight = entry.get("weight")
    return {
        "term": clean(entry.get("term"), 200),
        "entity": clean(entry.get("entity"), 200),
        "kind": clean(entry.get("kind"), 40),
        "field": clean(entry.get("field"), 40),
        "sentence": clean(entry.get("sentence"), 1000),
        "weight": weight if isinstance(weight, int | float) else None,
    }
