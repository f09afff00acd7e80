"""Delivery from an address or from a store that stays open."""

from __future__ import annotations

import threading
from datetime import datetime

from alerts.records import ANY_TIME, SENT, Delivery, Receipt
from scheduler.deliver import deliver_due
from storage import Store
from tests.scheduler.conftest import alert
from tests.storage.builders import NOW


class Kept:
    """A channel that keeps what it is given."""

    name, max_rows, time_limit_s, pace = "mail", 50, 5.0, ANY_TIME

    def __init__(self) -> None:
        self.sent: list[int] = []

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        self.sent.append(len(delivery.rows))
        return SENT


def test_a_store_handed_in_stays_open(database: str) -> None:
    channel = Kept()
    with Store.open(database) as store:
        assert [outcome.state for outcome in deliver_due(store, [channel], clock=lambda: NOW)] == ["sent"]
        alert(store, 2)
        assert [outcome.state for outcome in deliver_due(database, [channel], clock=lambda: NOW)] == ["sent"]
        assert store.alert_counts() == {("mail", "sent"): 2}
    assert channel.sent == [1, 1]


def test_told_to_stop_it_begins_nothing(database: str) -> None:
    stop, channel = threading.Event(), Kept()
    stop.set()
    assert deliver_due(database, [channel], clock=lambda: NOW, stop=stop) == []
    with Store.open(database) as store:
        assert store.alert_counts() == {("mail", "pending"): 1}
    assert channel.sent == []
