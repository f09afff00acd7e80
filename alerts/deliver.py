"""The outbox emptied: claim, render, send, mark, each channel for itself.

A message is marked only after it was sent, so a crash in between sends it again, under the same delivery id. One
delivery is one message: a part of a split digest that fails is retried alone, and no part that arrived is repeated.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Literal, Protocol

from alerts.records import SENT, Channel, Delivery, DeliveryOutcome, PermanentFailure, Receipt, TemporaryFailure
from storage.records import AlertRow

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
LONGEST_REST = timedelta(minutes=5)
MAX_ATTEMPTS = 12
LEASE_MARGIN_S = 60.0
ERROR_LIMIT = 500
_STOP_POLL_S = 0.5
_HOUR = timedelta(hours=1)


class Outbox(Protocol):
    """What delivery needs of ``storage.Store``."""

    def claim_alerts(self, channel: str, *, now: datetime, owner: str, lease_s: float, limit: int) -> list[AlertRow]:
        """The rows of the next delivery that is due, or none."""

    def finish_delivery(
        self,
        delivery_id: str,
        *,
        state: Literal["sent", "retry", "dead"],
        now: datetime,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
        thread: str | None = None,
    ) -> None:
        """Mark a claimed delivery."""

    def messages_since(self, channel: str, since: datetime) -> int:
        """How many messages a channel sent after ``since``."""


def deliver(
    store: Outbox,
    channels: Sequence[Channel],
    *,
    now: datetime,
    owner: str,
    limit_per_message: int | None = None,
    resting: MutableMapping[str, datetime] | None = None,
    jitter: Callable[[], float] = random.random,
    clock: Callable[[], float] = time.monotonic,
    stop: threading.Event | None = None,
) -> list[DeliveryOutcome]:
    """Send what the outbox holds for ``channels``, until nothing more is due; what became of each delivery, in order.

    Each channel sends in a thread of its own, so that a slow or dead one keeps no other waiting; the store is used
    from the caller's thread only. A temporary failure ends a channel's turn (its next message would fare no better),
    a permanent one parks the message and goes on. Rows per message: the channel's own limit, or less. In a channel's
    quiet hours, and where it had its messages of the hour (``Channel.pace``), nothing is begun: what waits then goes
    as one message.

    ``resting`` may be one mapping kept between calls: a channel that failed is then left alone for up to five minutes,
    new messages included, or for as long as it asked (429, Retry-After). ``jitter`` gives numbers in [0, 1) for the
    back-off, ``clock`` the seconds that pass while sending. Setting ``stop`` ends the call within half a second: what
    is on its way then stays "sending" and goes out again, under its id, once this process is gone. Errors of the store
    are raised after the messages already on their way were marked as far as possible.
    """
    desk = _Desk(store, owner, now, limit_per_message, {} if resting is None else resting, jitter, clock)
    stop = stop or threading.Event()
    results: SimpleQueue[tuple[Channel, _Sent]] = SimpleQueue()
    running = sum(desk.start_next(channel, results) for channel in channels)
    while running and not stop.is_set():
        try:
            channel, sent = results.get(timeout=_STOP_POLL_S)
        except Empty:
            continue
        running -= 1
        if desk.finish(channel, sent) and not stop.is_set():
            running += desk.start_next(channel, results)
    if desk.broken is not None:
        raise desk.broken
    return desk.outcomes


def backoff(attempts: int, jitter: float) -> timedelta:
    """How long to wait after ``attempts`` failed ones: doubling from a minute to a day, then spread by ``jitter``
    (0..1) over the upper half, so that channels that failed together do not come back together."""
    full = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(max(attempts - 1, 0), 20))
    return full * (0.5 + 0.5 * jitter)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What one ``send`` came to."""

    delivery: Delivery
    receipt: Receipt = SENT
    failure: Exception | None = None


def _send(channel: Channel, delivery: Delivery, now: datetime) -> _Sent:
    try:
        return _Sent(delivery, channel.send(delivery, now))
    except Exception as failure:  # whatever a channel raises is that channel's failure, never another's
        if not isinstance(failure, PermanentFailure | TemporaryFailure):
            log.exception("channel %s failed in an unforeseen way on delivery %s", channel.name, delivery.id)
        return _Sent(delivery, failure=failure)


class _Desk:
    """One call of ``deliver``: the store side of it, all in the caller's thread."""

    def __init__(
        self,
        store: Outbox,
        owner: str,
        now: datetime,
        limit: int | None,
        resting: MutableMapping[str, datetime],
        jitter: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self.store, self.owner, self.limit, self.resting, self.jitter = store, owner, limit, resting, jitter
        self.outcomes: list[DeliveryOutcome] = []
        self.broken: Exception | None = None
        self._seen: set[str] = set()
        self._began, self._clock, self._now = clock(), clock, now

    def moment(self) -> datetime:
        """Now, as it moved on since the call: leases and next attempts count from here."""
        return self._now + timedelta(seconds=self._clock() - self._began)

    def start_next(self, channel: Channel, results: SimpleQueue[tuple[Channel, _Sent]]) -> bool:
        """Claim the channel's next delivery and begin to send it; False if there is none or the channel rests."""
        now = self.moment()
        rests = self.resting.get(channel.name, now) - now
        if self.broken is not None or timedelta(0) < rests <= LONGEST_WAIT:  # else by a clock that has been set back
            return False
        self.resting.pop(channel.name, None)
        delivery = None if self._must_wait(channel, now) else self._claim(channel, now)
        if delivery is None:
            return False
        # A daemon: a process that is told to end need not wait for a slow server. The outbox remembers.
        threading.Thread(
            target=lambda: results.put((channel, _send(channel, delivery, now))),
            name=f"alerts-{channel.name}",
            daemon=True,
        ).start()
        return True

    def _must_wait(self, channel: Channel, now: datetime) -> bool:
        """Whether the channel's quiet hours, or its bound of messages an hour, allow nothing now."""
        pace = channel.pace
        if pace.is_quiet(now):
            return True
        try:
            return pace.per_hour is not None and self.store.messages_since(channel.name, now - _HOUR) >= pace.per_hour
        except Exception as error:
            self.broken = self.broken or error
            return True

    def _claim(self, channel: Channel, now: datetime) -> Delivery | None:
        limit = channel.max_rows if self.limit is None else max(1, min(self.limit, channel.max_rows))
        lease_s = channel.time_limit_s + LEASE_MARGIN_S
        try:
            while rows := self.store.claim_alerts(
                channel.name, now=now, owner=self.owner, lease_s=lease_s, limit=limit
            ):
                delivery = Delivery.of(rows)
                if delivery.id in self._seen:
                    # A store that hands out what was just marked would keep us sending for ever.
                    raise RuntimeError(f"delivery {delivery.id} was claimed twice in one round")
                self._seen.add(delivery.id)
                if delivery.attempts <= MAX_ATTEMPTS:
                    return delivery
                # Only a process that died while sending leaves no mark: this message may be what kills it.
                self._mark(channel, delivery, "dead", f"given up: never finished in {MAX_ATTEMPTS} attempts", None)
        except Exception as error:
            self.broken = self.broken or error
        return None

    def finish(self, channel: Channel, sent: _Sent) -> bool:
        """Mark what became of a delivery; True if the channel should go on with its next."""
        now, delivery, failure = self.moment(), sent.delivery, sent.failure
        attempt = delivery.attempts
        state: Literal["sent", "retry", "dead"] = "sent"
        error, next_attempt_at = sent.receipt.remark, None
        if failure is not None:
            error = (str(failure) or type(failure).__name__)[:ERROR_LIMIT]
            if isinstance(failure, PermanentFailure):
                state = "dead"
            elif attempt >= MAX_ATTEMPTS:
                state, error = "dead", f"given up after {attempt} attempts: {error}"[:ERROR_LIMIT]
            else:
                state, next_attempt_at = "retry", now + self._wait(channel, failure, attempt, now)
        try:
            self._mark(channel, delivery, state, error, next_attempt_at, sent.receipt.thread)
        except Exception as broken:
            self.broken = self.broken or broken
            return False
        return failure is None or isinstance(failure, PermanentFailure)

    def _mark(
        self,
        channel: Channel,
        delivery: Delivery,
        state: Literal["sent", "retry", "dead"],
        error: str | None,
        next_attempt_at: datetime | None,
        thread: str | None = None,
    ) -> None:
        self.store.finish_delivery(
            delivery.id, state=state, now=self.moment(), error=error, next_attempt_at=next_attempt_at, thread=thread
        )
        log.log(
            logging.INFO if state == "sent" else logging.WARNING,
            "channel %s: delivery %s of %d alerts: %s%s",
            channel.name, delivery.id, len(delivery.rows), state, f" ({error})" if error else "",
        )  # fmt: skip
        self.outcomes.append(DeliveryOutcome(delivery.id, channel.name, state, len(delivery.rows), error))

    def _wait(self, channel: Channel, failure: Exception, attempt: int, now: datetime) -> timedelta:
        pause = backoff(attempt, self.jitter())
        asked = failure.retry_after if isinstance(failure, TemporaryFailure) else None
        if asked is not None:
            asked = min(max(asked, timedelta(0)), LONGEST_WAIT)
        # New messages would meet the same trouble: they wait too, but not for hours, one of them must find out.
        self.resting[channel.name] = now + (min(pause, LONGEST_REST) if asked is None else asked)
        return pause if asked is None else max(pause, asked)
