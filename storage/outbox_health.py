"""Alerts on the health of sources, written into the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, insert, select

from storage.errors import StoreError
from storage.records import HealthNews, HealthState, Route
from storage.routing import health_channels
from storage.schema import alert, source


def write_health_alerts(connection: Connection, news: HealthNews, *, routes: Sequence[Route], now: datetime) -> int:
    """Write one outbox row for each channel that a route of kind "health" leads to, its sources and countries
    allowing; topics, grades and languages are not asked. Returns the number of rows.

    What was told before is not looked at: who calls says each thing once. StoreError for an unknown source.
    """
    country = connection.scalar(select(source.c.country).where(source.c.key == news.source_key))
    if country is None:
        raise StoreError(f"{news.source_key}: no such source in the store")
    due = health_channels(routes, source_key=news.source_key, country=country, now=now, everywhere=news.everywhere)
    values = [
        {
            "channel": channel,
            "kind": "health",
            "source_key": news.source_key,
            "state": "pending",
            "created_at": now,
            "not_before": not_before,
            "payload": _payload(news),
        }
        for channel, not_before in due.items()
    ]
    if values:
        connection.execute(insert(alert), values)
    return len(values)


def _payload(news: HealthNews) -> dict[str, str]:
    return {"state": news.state, "title": news.title, "text": news.text, "since": news.since.isoformat()}


def health_of(source_key: str, payload: Mapping[str, Any] | None) -> HealthNews | None:
    """The news that a row of kind "health" was written with; None for a row of another kind."""
    if payload is None:
        return None
    state = cast("HealthState", payload["state"])
    return HealthNews(source_key, state, payload["title"], payload["text"], datetime.fromisoformat(payload["since"]))
