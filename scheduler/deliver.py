"""Deliver what stands in the outbox, all that is due and no more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, MutableMapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, cast

from alerts.deliver import Outbox, deliver
from alerts.records import Channel, DeliveryOutcome
from storage.lease import process_owner
from storage.store import Store


class _Patient:
    """The outbox, asked again where its server was lost in the middle: what was sent is marked, whatever the server
    does. (What was claimed twice so waits for its lease, and is then sent for the first time.)"""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._store, name)
        return lambda *arguments, **options: self._store.patiently(partial(method, *arguments, **options))


def deliver_due(
    database: str | Store,
    channels: Sequence[Channel],
    *,
    clock: Callable[[], datetime],
    resting: MutableMapping[str, datetime] | None = None,
    stop: threading.Event | None = None,
) -> list[DeliveryOutcome]:
    """Send every delivery that is due now, each channel apart; returns what became of each. Blocking.

    ``database`` is an address, opened for this call, or an open store, which stays open: a service keeps one in a
    ``StoreThread`` and calls ``thread.call(deliver_due, channels, clock=…)``. ``resting`` and ``stop`` are those of
    ``alerts.deliver.deliver``; with ``stop`` set already nothing is begun.
    """
    if not channels or (stop is not None and stop.is_set()):
        return []
    if isinstance(database, Store):
        return deliver(
            cast(Outbox, _Patient(database)), channels, now=clock(), owner=process_owner(), resting=resting, stop=stop
        )
    with Store.open(database) as store:
        return deliver_due(store, channels, clock=clock, resting=resting, stop=stop)


def log_outcomes(log: logging.Logger, outcomes: Sequence[DeliveryOutcome]) -> None:
    """A line for each delivery."""
    for outcome in outcomes:
        log.log(
            logging.INFO if outcome.state == "sent" else logging.WARNING,
            "%s: %d alerts %s%s", outcome.channel, outcome.alerts, outcome.state,
            f": {outcome.error}" if outcome.error else "",
        )  # fmt: skip
