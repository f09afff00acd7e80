"""From outbox rows to messages: digests, email, Slack."""

from alerts.deliver import deliver
from alerts.records import Channel, Delivery, DeliveryOutcome, PermanentFailure, TemporaryFailure

__all__ = ["Channel", "Delivery", "DeliveryOutcome", "PermanentFailure", "TemporaryFailure", "deliver"]
