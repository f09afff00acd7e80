"""``vestnik alerts``: the outbox, a second try for what failed, and a test message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from vestnik.commands.options import HIGHEST_ID, AsJson
from vestnik.errors import UsageError, UserError
from vestnik.nearest import nearest
from vestnik.state import State

if TYPE_CHECKING:
    from alerts import Delivery
    from storage.records import AlertState

_group = typer.Typer(help="The outbox of alerts: list, retry, test a channel.", rich_markup_mode=None)
_STATES = ("pending", "sending", "sent", "retry", "dead")


def register(app: typer.Typer) -> None:
    """Put the group ``alerts`` on the application."""
    app.add_typer(_group, name="alerts")


@_group.command("list")
def list_alerts(
    ctx: typer.Context,
    states: Annotated[
        list[str] | None, typer.Option("--state", help="Only pending, sending, sent, retry or dead; may be repeated.")
    ] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="Only this channel.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=HIGHEST_ID, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the alerts, newest first, with their state and the last error."""
    from vestnik.console import DAY, NUMBER, clean, moment, note, out, print_json, table
    from vestnik.wiring import known_channels, stored

    state: State = ctx.obj
    for name in states or ():
        if name not in _STATES:
            raise UsageError(
                f"--state: {name!r} is none of {', '.join(_STATES)}; {nearest(name, _STATES)}".rstrip("; ")
            )
    with stored(state.config(), create=False) as store:
        rows = store.alerts(states=cast("list[AlertState] | None", states or None), channel=channel, limit=limit)
        counts = store.alert_counts()
    known = {one.name for one in state.config().channels} | {name for name, _ in counts}
    if channel is not None and channel not in known:
        raise UsageError(f"--channel: there is no channel {channel!r}; {known_channels(channel, sorted(known))}")
    if as_json:
        print_json(rows)
        return
    shown = table(
        None,
        [
            ("id", NUMBER),
            ("channel", {"least": 55}),
            ("state", {"no_wrap": True}),
            ("tries", {**NUMBER, "least": 75}),
            ("created", {**DAY, "least": 75}),
            ("next try", {**DAY, "least": 100}),
            ("kind", {"no_wrap": True, "least": 100}),
            ("title", {"min_width": 10}),
            ("error", {"min_width": 10}),
        ],
    )
    for row in rows:
        shown.add_row(
            str(row.id),
            clean(row.channel),
            row.state,
            str(row.attempts),
            moment(row.created_at),
            moment(row.next_attempt_at),
            row.kind,
            clean(row.title),
            clean(row.error or ""),
        )
    if rows:
        out().print(shown)
    totals = ", ".join(f"{name} {state}: {count}" for (name, state), count in sorted(counts.items()))
    note(totals or "the outbox is empty")


@_group.command("retry")
def retry(
    ctx: typer.Context,
    ids: Annotated[
        list[int] | None, typer.Argument(metavar="[ID...]", help="Numbers of `vestnik alerts list`.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that failed or wait for another try.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make failed alerts due now; the next delivery sends them under the same id."""
    from vestnik.console import print_json, say
    from vestnik.wiring import stored

    state: State = ctx.obj
    if bool(ids) == everything:
        raise UsageError("name the alerts to retry (see `vestnik alerts list --state dead`), or all with --all")
    with stored(state.config(), create=False) as store:
        possible = [number for number in ids or () if 0 < number <= HIGHEST_ID]
        count = store.retry_alerts(None if everything else possible, now=datetime.now(UTC))
    if ids and not count:
        raise UserError("none of these alerts is dead or waiting for another try")
    if as_json:
        print_json({"retried": count})
        return
    due = "1 alert is" if count == 1 else f"{count} alerts are"
    say(f"{due} due now; the next `vestnik crawl` or the running `vestnik watch` sends them")


@_group.command("test")
def send_test(
    ctx: typer.Context,
    channel: Annotated[str, typer.Argument(help="Name of a channel of the configuration.")],
    as_json: AsJson = False,
) -> None:
    """Send one test message through a channel, now and past the outbox."""
    from alerts.records import DeliveryError
    from vestnik.console import print_json, say
    from vestnik.wiring import build_channels

    state: State = ctx.obj
    (target,) = build_channels(state.config(), [channel])
    now = datetime.now(UTC)
    delivery = sample_delivery(channel, now)
    try:
        remark = target.send(delivery, now)
    except DeliveryError as error:
        raise UserError(f"channel {channel!r}: {error}") from None
    if as_json:
        print_json({"channel": channel, "delivery_id": delivery.id, "sent": True, "remark": remark})
        return
    say(f"channel {channel!r}: the test message was accepted{': ' + remark if remark else ''}")


def sample_delivery(channel: str, now: datetime) -> Delivery:
    """A delivery with one invented article, to see that a channel works and how its messages look."""
    from uuid import uuid4

    from alerts import Delivery
    from storage.records import AlertRow

    identity = str(uuid4())
    kind: Literal["new"] = "new"
    row = AlertRow(
        id=0,
        delivery_id=identity,
        channel=channel,
        kind=kind,
        state="sending",
        attempts=0,
        created_at=now,
        next_attempt_at=None,
        error=None,
        article_id=None,
        version=None,
        topic="china",
        grade=3,
        title="Test of this channel: a delegation from Tianjin visits the university",
        url="https://example.org/test-of-this-channel",
        source_key="test",
        source_name="Vestnik test",
        country="RU",
        language="en",
        published_day=now.date().isoformat(),
        first_seen_at=now,
        evidence=(
            {
                "term": "Tianjin",
                "entity": "Tianjin",
                "kind": "place",
                "field": "title",
                "offset": 41,
                "weight": 1.0,
                "sentence": "Test of this channel: a delegation from Tianjin visits the university",
            },
        ),
    )
    return Delivery(identity, channel, (row,), now)
