"""``vestnik status``: how every source is doing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import UsageError
from vestnik.state import State

if TYPE_CHECKING:
    from storage.health_board import BoardLine

_STYLES = {"ok": "green", "suspect": "yellow", "temporary": "yellow", "broken": "red", "paused": "dim"}
_VERDICTS = {"ok": "green", "partial": "yellow", "stopped": "yellow", "interrupted": "yellow"}
_TROUBLED = ("broken", "temporary", "suspect")
_BARS = "▁▂▃▄▅▆▇█"


def register(app: typer.Typer) -> None:
    """Put ``status`` on the application."""
    app.command("status")(status)


def status(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Only these sources.")] = None,
    broken: Annotated[bool, typer.Option("--broken", help="Only sources that are broken, or may be.")] = False,
    countries: Annotated[
        list[str] | None, typer.Option("--country", help="Only this country (RU, CN ...); may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how each source is doing.

    Health, articles a week for twelve weeks, last success, next crawl, last verdict, and what to do where something is
    wrong.
    """
    import gc

    gc.disable()  # collecting garbage while libraries load is a tenth of the time this takes
    try:
        _show(ctx.obj, sources or (), broken=broken, countries=countries or (), as_json=as_json)
    finally:
        gc.enable()


def _show(state: State, sources: Sequence[str], *, broken: bool, countries: Sequence[str], as_json: bool) -> None:
    from storage.health_board import open_board
    from vestnik.console import note, print_json
    from vestnik.wiring import hint_at_defaults

    config = state.config()
    with open_board(config.database_url()) as board:
        lines, machine = board.lines(), board.machine()
    _check_keys(sources, lines)
    hint_at_defaults(config)
    wanted = {country.upper() for country in countries}
    chosen = [
        line
        for line in lines
        if (not sources or line.key in sources)
        and (not wanted or line.country in wanted)
        and (not broken or line.state in _TROUBLED)
    ]
    if machine is not None:
        note(f"{machine.reason} {machine.advice}")
    if as_json:
        print_json(chosen)
        return
    if chosen:
        _print(chosen)
    if broken and not chosen:
        note("no source is broken")


def _check_keys(keys: Sequence[str], lines: Sequence[BoardLine]) -> None:
    from vestnik.nearest import nearest

    known = [line.key for line in lines]
    for key in keys:
        if key not in known:
            hint = nearest(key, known) or "`vestnik status` lists those that were crawled"
            raise UsageError(f"nothing is known of a source {key!r}; {hint}")


def _print(lines: Sequence[BoardLine]) -> None:
    from rich.text import Text

    from vestnik.console import DAY, NUMBER, clean, moment, out, table

    shown = table(
        None,
        [
            "source",
            ("country", {"no_wrap": True, "least": 140}),
            ("health", {"min_width": 6}),
            ("articles a week", {"no_wrap": True, "least": 75}),
            ("last", {**NUMBER, "least": 75}),
            ("last success", {**DAY, "least": 55}),
            ("next due", {**DAY, "least": 130}),
            ("last verdict", {"least": 110}),
            ("hint", {"min_width": 10}),
        ],
    )
    for line in lines:
        weeks = line.articles_a_week
        verdict = "running" if line.crawling else line.verdict or ""
        shown.add_row(
            clean(line.key),
            line.country,
            Text(line.state, style=_STYLES.get(line.state, "")),
            sparkline(weeks),
            str(weeks[-1]) if weeks else "",
            moment(line.last_success_at),
            moment(line.next_due_at),
            Text(clean(verdict), style=_VERDICTS.get(verdict, "red" if line.verdict else "")),
            clean(_hint(line)),
        )
    out().print(shown)


def _hint(line: BoardLine) -> str:
    """What is wrong, and what to do; else the last crawl's own hint."""
    if line.reason is None:
        return line.hint or ""
    since = f" (since {line.since:%Y-%m-%d})" if line.since else ""
    return f"{line.reason}{since}. {line.advice or ''}".rstrip()


def sparkline(values: Sequence[int]) -> str:
    """Numbers as a row of bars, the largest the highest; a dot is a 0."""
    most = max(values, default=0)
    return "".join("·" if value == 0 else _BARS[(value * len(_BARS) - 1) // most] for value in values)
