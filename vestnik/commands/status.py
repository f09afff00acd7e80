"""``vestnik status``: how every source is doing."""

from __future__ import annotations

import typer

from vestnik.commands.options import AsJson
from vestnik.state import State

_STYLES = {"ok": "green", "partial": "yellow", "stopped": "yellow", "interrupted": "yellow"}


def register(app: typer.Typer) -> None:
    """Put ``status`` on the application."""
    app.command("status")(status)


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show how each source is doing.

    Last success, next crawl, verdict and hint.
    """
    from rich.text import Text

    from vestnik.console import DAY, NUMBER, clean, moment, note, out, print_json, table
    from vestnik.wiring import stored

    state: State = ctx.obj
    with stored(state.config(), create=False) as store:
        states = store.source_states()
        services = store.services()
    for service in services:
        if service.problem is not None:
            note(f"`vestnik watch` works by the configuration of {moment(service.loaded_at)}: {service.problem}")
    if as_json:
        print_json(states)
        return
    shown = table(
        None,
        [
            "source",
            ("health", {"min_width": 6}),
            ("failures", {**NUMBER, "least": 130}),
            ("last success", {**DAY, "least": 55}),
            ("next due", {**DAY, "least": 130}),
            ("articles", {**NUMBER, "least": 75}),
            ("flagged", {**NUMBER, "least": 75}),
            ("last verdict", {"least": 130}),
            ("hint", {"min_width": 10}),
        ],
    )
    for known in states:
        run = known.last_run
        health = "paused" if known.paused else known.health or "never crawled"
        shown.add_row(
            clean(known.key),
            Text(clean(health), style=_STYLES.get(health, "" if known.health is None else "red")),
            str(known.failures),
            moment(known.last_success_at),
            moment(known.next_due_at),
            str(known.articles),
            str(known.flagged),
            clean((run.verdict or "running") if run else ""),
            clean((run.hint or "") if run else ""),
        )
    out().print(shown)
