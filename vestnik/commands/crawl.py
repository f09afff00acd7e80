"""``vestnik crawl``: once, by hand or by cron."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson, Workers
from vestnik.errors import EXIT_ERROR, EXIT_SOME_SOURCES_FAILED, InterruptedByUserError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from alerts import Channel, DeliveryOutcome
    from scheduler.schedule import Schedule
    from sources import Catalogue, Source
    from vestnik.config import Config
    from vestnik.progress import CrawlProgress


def register(app: typer.Typer) -> None:
    """Put ``crawl`` on the application."""
    app.command("crawl")(crawl)


def crawl(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Keys of sources; default: all that are watched.")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only those that are due by their schedule: for cron, instead of `watch`.")
    ] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="Look at every stored article again, too.")] = False,
    no_alerts: Annotated[
        bool, typer.Option("--no-alerts", help="Send nothing now; the alerts stay in the outbox.")
    ] = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Crawl sources once, then deliver the alerts.

    Exit code 3 where some source failed; the others are stored all the same.
    """
    _set_heap()
    from vestnik.console import note, print_json
    from vestnik.deliveries import troubles
    from vestnik.logs import start_logging
    from vestnik.progress import CrawlProgress
    from vestnik.wiring import build_catalogue, build_channels, chosen_sources, hint_at_defaults

    state: State = ctx.obj
    config = state.config()
    catalogue = build_catalogue(config)
    chosen = chosen_sources(config, catalogue, sources or ())
    broken = [] if sources else catalogue.errors
    for error in broken:
        note(str(error))
    if not chosen:
        raise UserError("there is no source to crawl; `vestnik sources` lists them, [sources] in vestnik.toml chooses")
    channels = [] if no_alerts else build_channels(config)
    hint_at_defaults(config)
    schedule = _schedule(config)
    if due:
        chosen = _due(config, schedule, chosen)
    start_logging(config.log, least="warning", told=("alerts",))  # what became of the alerts is told at the end
    with CrawlProgress(len(chosen)) as progress:
        verdicts = _run(
            state, catalogue, chosen, progress, schedule=schedule, recheck=recheck, due=due, workers=workers
        )
        outcomes = _deliver(config, channels)
    if as_json:
        print_json({"sources": progress.as_json(), "deliveries": [asdict(outcome) for outcome in outcomes]})
    elif chosen:
        progress.print_summary()
    else:
        note("no source is due; `vestnik status` shows when each is")
    for trouble in troubles(outcomes):
        note(trouble)
    if (len(verdicts) < len(chosen) and not due) or "interrupted" in verdicts:
        raise InterruptedByUserError("interrupted; the next crawl goes on where this one was")
    if progress.failed or broken:
        raise typer.Exit(EXIT_SOME_SOURCES_FAILED)
    if any(outcome.state != "sent" for outcome in outcomes):
        raise typer.Exit(EXIT_ERROR)


def _set_heap() -> None:
    from crawler.heap import give_back

    give_back()  # before all that stays is loaded


def _schedule(config: Config) -> Schedule:
    from vestnik.config_schedule import build_schedule
    from vestnik.console import note

    schedule = build_schedule(config)
    for problem in schedule.problems:
        note(f"{problem}; the rule is left out")
    return schedule


def _due(config: Config, schedule: Schedule, chosen: Sequence[Source]) -> list[Source]:
    """Those of the sources that are due now, the most urgent first."""
    from vestnik.wiring import stored

    by_key, now = {source.key: source for source in chosen}, datetime.now(UTC)
    with stored(config, quiet=True) as store:
        store.register_sources(chosen)
        schedule.align(store, chosen, now)
        return [by_key[key] for key in schedule.due(store, by_key, now)]


def _run(
    state: State,
    catalogue: Catalogue,
    chosen: Sequence[Source],
    progress: CrawlProgress,
    *,
    schedule: Schedule,
    recheck: bool,
    due: bool,
    workers: int | None,
) -> list[str]:
    """Crawl them, in as many processes as are asked for; the verdicts of those that were begun."""
    from vestnik.crawling import crawl_here, living_sources

    config, living = state.config(), living_sources(catalogue, chosen)
    processes = min(workers or config.crawl.workers, len(chosen))
    if processes > 1:
        from vestnik.sharding import crawl_in_shards

        return crawl_in_shards(
            config, chosen, progress, workers=processes, living=living, recheck=recheck, due=due, debug=state.debug
        )
    return crawl_here(config, catalogue, chosen, progress, schedule=schedule, living=living, recheck=recheck, due=due)


def _deliver(config: Config, channels: Sequence[Channel]) -> list[DeliveryOutcome]:
    if not channels:
        return []  # before what sends is loaded
    from scheduler.deliver import deliver_due

    return deliver_due(config.database_url(), channels, clock=lambda: datetime.now(UTC))
