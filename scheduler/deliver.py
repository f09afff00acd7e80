"""Deliver what stands in the outbox, all that is due and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from alerts.deliver import deliver
from alerts.records import Channel, DeliveryOutcome
from storage.lease import process_owner
from storage.store import Store


def deliver_due(
    database_url: str, channels: Sequence[Channel], *, clock: Callable[[], datetime]
) -> list[DeliveryOutcome]:
    """Send every delivery that is due now, each channel apart; returns what became of each. Blocking: a service calls
    it in a thread of its own."""
    if not channels:
        return []
    with Store.open(database_url) as store:
        return deliver(store, channels, now=clock(), owner=process_owner())
