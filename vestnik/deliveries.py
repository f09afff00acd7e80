"""What became of the alerts of one crawl, in one line a channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alerts.records import DeliveryOutcome

_WORDS = {
    "sent": "{count} sent, but",
    "retry": "{count} not sent yet",
    "dead": "{count} refused",
}
_WHAT_TO_DO = {
    "sent": "",
    "retry": "; the next `vestnik crawl` or the running `vestnik watch` tries again",
    "dead": "; mend that, then run `vestnik alerts retry --all`",
}


def troubles(outcomes: Iterable[DeliveryOutcome]) -> list[str]:
    """One line for each channel with something to tell: how many alerts, what happened, what to do."""
    channels: dict[str, dict[str, list[DeliveryOutcome]]] = {}
    for outcome in outcomes:
        if outcome.error:
            channels.setdefault(outcome.channel, {}).setdefault(outcome.state, []).append(outcome)
    return [
        f"channel {name!r}: " + "; ".join(_trouble(state, of_state) for state, of_state in by_state.items())
        for name, by_state in channels.items()
    ]


def left_behind(counts: Mapping[tuple[str, str], int], channels: Collection[str]) -> list[str]:
    """One line for each channel that alerts wait for and that the configuration names no more. ``counts`` are
    ``Store.alert_counts()``, ``channels`` the names that are configured."""
    waiting: dict[str, int] = {}
    for (channel, state), number in sorted(counts.items()):
        if channel not in channels and state in ("pending", "sending", "retry", "dead"):
            waiting[channel] = waiting.get(channel, 0) + number
    return [
        f"channel {name!r} is no longer in the configuration, alerts that wait for it: {number}; "
        f"name it again, or `vestnik alerts drop --channel {name}`"
        for name, number in waiting.items()
    ]


def _trouble(state: str, outcomes: Sequence[DeliveryOutcome]) -> str:
    alerts = sum(outcome.alerts for outcome in outcomes)
    count = "1 alert" if alerts == 1 else f"{alerts} alerts"
    reasons = list(dict.fromkeys((outcome.error or "").rstrip(".") for outcome in outcomes))
    more = f" (and {len(reasons) - 1} more: `vestnik alerts list`)" if len(reasons) > 1 else ""
    return f"{_WORDS[state].format(count=count)}: {reasons[0]}{more}{_WHAT_TO_DO[state]}"
