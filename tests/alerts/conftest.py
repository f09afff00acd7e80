"""Outbox rows to send, an outbox to send them from, and servers to send them to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.records import Delivery
from demo.inbox import Mailbox, SlackEndpoint
from storage.records import AlertRow

NOW = datetime(2024, 7, 1, 9, 15, tzinfo=UTC)

MEETING = AlertRow(
    id=1,
    delivery_id="5b1f6c1e-0000-4000-8000-000000000001",
    channel="office",
    kind="new",
    state="sending",
    attempts=0,
    created_at=NOW,
    next_attempt_at=None,
    error=None,
    article_id=1,
    version=1,
    topic="china",
    grade=3,
    title="A delegation of Tianjin at the polytechnic",
    url="https://institute.example/en/news/tianjin/?a=1&b=2",
    source_key="institute",
    source_name="Institute of Shipbuilding",
    country="RU",
    language="en",
    published_day="2024-06-28",
    first_seen_at=NOW - timedelta(hours=1),
    evidence=(
        {
            "term": "Tianjin",
            "entity": "Tianjin",
            "kind": "city",
            "field": "body",
            "offset": 24,
            "weight": 3.0,
            "sentence": "A delegation headed by the mayor of Tianjin visited the yards.",
        },
        {
            "term": "Shenzhen",
            "entity": "Shenzhen",
            "kind": "city",
            "field": "body",
            "offset": 90,
            "weight": 1.0,
            "sentence": "A firm from Shenzhen joins them.",
        },
    ),
)

HOSTILE = (
    "<script>alert(1)</script> <!channel> <@U1> <https://evil.example|bank> *bold* _it_ ~no~ `code` :skull: "
    "{{ 7*7 }} {% raw %} &amp; \r\nBcc: victim@example.org\r\n\r\nbody\x00\x1b[31m \u202eabc\ud800 =cmd()"
)


def rows(count: int, **changes: object) -> tuple[AlertRow, ...]:
    """``count`` different articles' rows of one delivery."""
    return tuple(
        replace(MEETING, id=n, article_id=n, title=f"Article {n}", **changes)  # type: ignore[arg-type] # free-form fields
        for n in range(1, count + 1)
    )


def delivery(*alert_rows: AlertRow) -> Delivery:
    return Delivery.of(alert_rows or (MEETING,))


class MemoryOutbox:
    """The calls that delivery makes of a store, over rows in memory; each delivery is claimed once at a time."""

    def __init__(self, alert_rows: tuple[AlertRow, ...]) -> None:
        self.rows = {row.id: replace(row, delivery_id=None, state="pending") for row in alert_rows}
        self._made = 0

    def claim_alerts(self, channel: str, *, now: datetime, owner: str, lease_s: float, limit: int) -> list[AlertRow]:
        mine = [row for row in self.rows.values() if row.channel == channel]
        due = [r for r in mine if r.state == "retry" and (r.next_attempt_at is None or r.next_attempt_at <= now)]
        if due:
            claimed = [r for r in due if r.delivery_id == due[0].delivery_id]
        else:
            claimed = [r for r in mine if r.state == "pending"][:limit]
            self._made += bool(claimed)
        for row in claimed:
            made = row.delivery_id or f"{channel}-{self._made}"
            self.rows[row.id] = replace(row, state="sending", delivery_id=made, attempts=row.attempts + 1)
        return [self.rows[row.id] for row in claimed]

    def finish_delivery(
        self,
        delivery_id: str,
        *,
        state: str,
        now: datetime,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
        thread: str | None = None,
    ) -> None:
        for row in list(self.rows.values()):
            if row.delivery_id == delivery_id:
                self.rows[row.id] = replace(
                    row,
                    state=state,  # type: ignore[arg-type] # a plain str here, checked by the tests
                    error=error,
                    next_attempt_at=next_attempt_at,
                    sent_at=now if state == "sent" else None,
                    thread=thread,
                )

    def messages_since(self, channel: str, since: datetime) -> int:
        mine = [row for row in self.rows.values() if row.channel == channel]
        return len({row.delivery_id for row in mine if row.sent_at is not None and row.sent_at > since})

    def states(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for row in self.rows.values():
            counts[row.state] = counts.get(row.state, 0) + 1
        return counts


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


@pytest.fixture
def slack() -> Iterator[SlackEndpoint]:
    with SlackEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def outbox() -> Callable[..., MemoryOutbox]:
    return lambda *alert_rows: MemoryOutbox(alert_rows)
