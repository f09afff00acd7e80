"""The records of this room: one message to one channel, what became of it, and what a channel must be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from storage.records import AlertRow


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outbox rows that travel together as one message. ``id`` stays the same however often it is tried."""

    id: str
    channel: str
    rows: tuple[AlertRow, ...]
    created_at: datetime

    @classmethod
    def of(cls, rows: Sequence[AlertRow]) -> Delivery:
        """The delivery that ``Store.claim_alerts`` handed out as ``rows`` (at least one, all of one delivery).

        Raises ValueError where the rows carry no delivery id or more than one: sending them could not be repeated
        under the same id.
        """
        ids = {row.delivery_id for row in rows}
        first = rows[0].delivery_id if rows else None
        if len(ids) != 1 or not first:
            raise ValueError("rows of one delivery must all carry the same delivery id")
        return cls(first, rows[0].channel, tuple(rows), min(row.created_at for row in rows))

    @property
    def attempts(self) -> int:
        """How often this delivery has been tried, this time included: claiming counts."""
        return max(row.attempts for row in self.rows)


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What became of one delivery. ``alerts`` counts its rows; ``error`` says what went wrong, or, with state
    "sent", what went less than well (one recipient of several refused)."""

    delivery_id: str
    channel: str
    state: Literal["sent", "retry", "dead"]
    alerts: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a message that was sent: ``remark``, a sentence on what went less than well (a recipient
    refused, a template that could not be used); ``thread``, the channel's own name of the place where more on the
    same story belongs, if the message told of one story."""

    remark: str | None = None
    thread: str | None = None


SENT = Receipt()


class QuietHours(Protocol):
    """Hours of a day or week in which nobody wants to hear anything."""

    def end(self, moment: datetime) -> datetime | None:
        """When the quiet hours that cover ``moment`` are over: ``moment`` itself where none do."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When a channel may be sent to. In ``quiet`` hours nothing goes out. ``per_hour`` messages an hour at most:
    what comes beyond is collected, and goes as one message as soon as the hour allows another."""

    quiet: QuietHours | None = None
    per_hour: int | None = None

    def is_quiet(self, now: datetime) -> bool:
        """Whether it is quiet now."""
        if self.quiet is None:
            return False
        end = self.quiet.end(now)
        return end is None or end > now


ANY_TIME = Pace()


@dataclass(frozen=True, slots=True)
class Wording:
    """What the user says of messages: the address of the ``dashboard`` ("" without one) and the folder of own
    ``templates``."""

    dashboard: str = ""
    templates: Path | None = None


PLAIN_WORDING = Wording()


class DeliveryError(Exception):
    """A message did not get out; the text says why and what can be done. Carries no secret."""


class PermanentFailure(DeliveryError):  # noqa: N818 - a failure is the term of the field
    """This message will never be accepted as it is: park it and go on with the next."""


class TemporaryFailure(DeliveryError):  # noqa: N818 - as above
    """Nothing is known to be wrong with the message: try again, not before ``retry_after`` where the other end named
    a time."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Channel(Protocol):
    """Where messages go. One instance sends from one thread at a time."""

    @property
    def name(self) -> str:
        """The name that routes and outbox rows use."""

    @property
    def max_rows(self) -> int:
        """How many outbox rows fit one message of this channel."""

    @property
    def pace(self) -> Pace:
        """When and how often it may be sent to."""

    @property
    def time_limit_s(self) -> float:
        """The longest one ``send`` can take, in seconds: the lease of a claimed delivery outlasts it."""

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        """Send one message. Raises PermanentFailure or TemporaryFailure."""
