"""``vestnik alerts``: the outbox; what waits or failed is tried again, or given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, cast

import typer

from vestnik.commands.options import HIGHEST_ID, AsJson
from vestnik.deliveries import left_behind
from vestnik.errors import UsageError, UserError
from vestnik.nearest import nearest
from vestnik.state import State

if TYPE_CHECKING:
    from storage.records import AlertRow, AlertState

_group = typer.Typer(
    help="The outbox of alerts: list, retry, drop; test a channel, preview messages.", rich_markup_mode=None
)
_STATES = ("pending", "sending", "sent", "retry", "dead", "dropped")


def register(app: typer.Typer) -> None:
    """Put the group ``alerts`` on the application."""
    from vestnik.commands import alerts_try

    alerts_try.register(_group)
    app.add_typer(_group, name="alerts")


@_group.command("list")
def list_alerts(
    ctx: typer.Context,
    states: Annotated[
        list[str] | None, typer.Option("--state", help="Only pending, sending, sent, retry, dead or dropped.")
    ] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="Only this channel.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=HIGHEST_ID, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the alerts, newest first, with their state and the last error."""
    from vestnik.console import DAY, NUMBER, clean, headline, moment, note, out, print_json, table
    from vestnik.wiring import known_channels, stored

    state: State = ctx.obj
    _check_states(states or ())
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
            moment(row.next_attempt_at or row.not_before),
            row.kind,
            headline(row.title),
            clean(row.error or ""),
        )
    if rows:
        out().print(shown)
    totals = ", ".join(f"{name} {state}: {count}" for (name, state), count in sorted(counts.items()))
    note(totals or "the outbox is empty")
    for line in left_behind(counts, [one.name for one in state.config().channels]):
        note(line)


@_group.command("show")
def show(
    ctx: typer.Context,
    alert_id: Annotated[int, typer.Argument(metavar="ID", help="Number of `vestnik alerts list`.")],
    as_json: AsJson = False,
) -> None:
    """Show all that is known of one alert: what it says, its message's id, its tries and errors."""
    from vestnik.console import clean, out, print_json
    from vestnik.wiring import stored

    state: State = ctx.obj
    with stored(state.config(), create=False) as store:
        rows = store.alerts(ids=[alert_id], limit=1) if 0 < alert_id <= HIGHEST_ID else []
    if not rows:
        raise UserError(f"there is no alert {alert_id}; see `vestnik alerts list`")
    (row,) = rows
    if as_json:
        print_json(row)
        return
    for name, value in _facts(row):
        if value:
            out().print(f"{name + ':':<12} {clean(value, lines=True)}", markup=False, highlight=False)


def _facts(row: AlertRow) -> list[tuple[str, str]]:
    from vestnik.console import moment

    health = row.health
    return [
        ("alert", f"{row.id}, {row.kind}{f' ({health.state})' if health else ''}"),
        ("state", f"{row.state}{_after(row.attempts)}"),
        ("channel", row.channel),
        ("message", row.delivery_id or ""),
        ("created", moment(row.created_at)),
        ("next try", moment(row.next_attempt_at or row.not_before)),
        ("sent", moment(row.sent_at)),
        ("error", row.error or ""),
        ("title", row.title),
        ("source", f"{row.source_name} ({row.source_key}), {row.country}"),
        ("topic", f"{row.topic}, grade {row.grade}" if row.topic else ""),
        ("day", row.published_day or ""),
        ("found", moment(row.first_seen_at)),
        ("language", row.language or ""),
        ("address", row.url),
        ("article", f"{row.article_id} (version {row.version})" if row.article_id else ""),
        ("added", row.added if row.kind == "edit" else ""),
        ("removed", row.removed if row.kind == "edit" else ""),
        ("withdrawn", moment(row.gone_since)),
        ("since", moment(health.since) if health else ""),
        ("says", health.text if health else ""),
        ("also", "; ".join(f"{page.title} ({page.url})" for page in row.others)),
    ]


def _after(tries: int) -> str:
    return f" after {tries} {'try' if tries == 1 else 'tries'}" if tries else ""


def _check_states(states: Sequence[str], known: Sequence[str] = _STATES) -> None:
    for name in states:
        if name not in known:
            raise UsageError(f"--state: {name!r} is none of {', '.join(known)}; {nearest(name, known)}".rstrip("; "))


@_group.command("retry")
def retry(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", help="Numbers of `vestnik alerts list`.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that failed or wait for another try.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make alerts due now: failed ones, under the same id; named ones also out of a digest, or after a drop."""
    from vestnik.console import print_json, say
    from vestnik.wiring import stored

    state: State = ctx.obj
    if bool(ids) == everything:
        raise UsageError("name the alerts to retry (see `vestnik alerts list --state dead`), or all with --all")
    with stored(state.config(), create=False) as store:
        possible = [number for number in ids or () if 0 < number <= HIGHEST_ID]
        count = store.retry_alerts(None if everything else possible, now=datetime.now(UTC))
    if ids and not count:
        raise UserError("none of these alerts is dead, dropped or waiting")
    if as_json:
        print_json({"retried": count})
        return
    due = "1 alert is" if count == 1 else f"{count} alerts are"
    say(f"{due} due now; the next `vestnik crawl` or the running `vestnik watch` sends them")


@_group.command("drop")
def drop(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", help="Numbers of `vestnik alerts list`.")] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="All that waits for this channel.")] = None,
    states: Annotated[
        list[str] | None, typer.Option("--state", help="With --channel: only pending, retry or dead ones.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Give alerts up that were not sent. They stay in the list as "dropped"; `alerts retry ID` brings them back."""
    from storage.outbox_desk import DROPPABLE
    from vestnik.console import print_json, say
    from vestnik.wiring import known_channels, stored

    state: State = ctx.obj
    if bool(ids) == (channel is not None):
        raise UsageError("name the alerts to drop (see `vestnik alerts list`), or a channel with --channel")
    _check_states(states or (), DROPPABLE)
    now = datetime.now(UTC)
    possible = None if channel is not None else [number for number in ids or () if 0 < number <= HIGHEST_ID]
    wanted = cast("Sequence[AlertState]", tuple(states) if states else DROPPABLE)
    with stored(state.config(), create=False) as store:
        known = {one.name for one in state.config().channels} | {name for name, _ in store.alert_counts()}
        if channel is not None and channel not in known:
            raise UsageError(f"--channel: there is no channel {channel!r}; {known_channels(channel, sorted(known))}")
        count = store.drop_alerts(now=now, ids=possible, channel=channel, states=wanted, count_only=True)
        if not count:
            raise UserError("nothing to drop: none of these alerts waits, is tried again, or is dead")
        if not yes:
            _confirm(count)
        count = store.drop_alerts(now=now, ids=possible, channel=channel, states=wanted)
    if as_json:
        print_json({"dropped": count})
        return
    say("1 alert was dropped" if count == 1 else f"{count} alerts were dropped")


def _confirm(count: int) -> None:
    import sys

    if not sys.stdin.isatty():
        raise UsageError("nobody is there to agree to it; add --yes")
    typer.confirm(f"Drop {'1 alert' if count == 1 else f'{count} alerts'}?", abort=True, err=True)
