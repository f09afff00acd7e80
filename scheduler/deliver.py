"""Deliver what stands in the outbox, all that is due and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from alerts.deliver import deliver
from alerts.records import Channel, DeliveryOutcome
from storage.lease import process_owner
from storage.store import Store

_MAX_ROUNDS = 1000


def deliver_due(
    database_url: str, channels: Sequence[Channel], *, clock: Callable[[], datetime]
) -> list[DeliveryOutcome]:
    """Send every delivery that is due now, each channel apart; returns what became of each. Blocking: a service calls
    it in a thread of its own."""
    outcomes: list[DeliveryOutcome] = []
    if not channels:
        return outcomes
    store = Store.open(database_url)
    try:
        for _ in range(_MAX_ROUNDS):
            done = deliver(store, channels, now=clock(), owner=process_owner())
            outcomes += done
            if not any(outcome.state == "sent" for outcome in done):
                break
    finally:
        store.close()
    return outcomes
