"""``vestnik crawl`` and ``vestnik watch``: once by hand, or as a service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import EXIT_ERROR, EXIT_SOME_SOURCES_FAILED, InterruptedByUserError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from alerts import Channel, DeliveryOutcome
    from crawler.verdict import CrawlReport
    from sources import Catalogue, Source
    from vestnik.config import Config
    from vestnik.progress import CrawlProgress


def register(app: typer.Typer) -> None:
    """Put ``crawl`` and ``watch`` on the application."""
    app.command("crawl")(crawl)
    app.command("watch")(watch)


def crawl(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Keys of sources; default: all that are watched.")
    ] = None,
    recheck: Annotated[bool, typer.Option("--recheck", help="Look at every stored article again, too.")] = False,
    no_alerts: Annotated[
        bool, typer.Option("--no-alerts", help="Send nothing now; the alerts stay in the outbox.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Crawl sources once, then deliver the alerts.

    Exit code 3 where some source failed; the others are stored all the same.
    """
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
    start_logging(config.log, least="warning", told=("alerts",))  # what became of the alerts is told at the end
    with CrawlProgress(len(chosen)) as progress:
        reports = _run(config, catalogue, chosen, recheck, progress)
        outcomes = _deliver(config, channels)
    if as_json:
        print_json({"sources": progress.as_json(), "deliveries": [asdict(outcome) for outcome in outcomes]})
    else:
        progress.print_summary()
    for trouble in troubles(outcomes):
        note(trouble)
    if len(reports) < len(chosen) or any(report.verdict == "interrupted" for report in reports):
        raise InterruptedByUserError("interrupted; the next crawl goes on where this one was")
    if progress.failed or broken:
        raise typer.Exit(EXIT_SOME_SOURCES_FAILED)
    if any(outcome.state != "sent" for outcome in outcomes):
        raise typer.Exit(EXIT_ERROR)


def _run(
    config: Config, catalogue: Catalogue, chosen: Sequence[Source], recheck: bool, progress: CrawlProgress
) -> list[CrawlReport]:
    from crawler.run import run
    from scheduler.crawl import crawl_once
    from vestnik.crawl_settings import crawl_settings
    from vestnik.wiring import build_health

    settings = crawl_settings(config, catalogue)
    living = {source.key for source in catalogue if source.enabled} | {source.key for source in chosen}
    return run(
        lambda: crawl_once(
            chosen,
            settings=settings,
            database_url=config.database_url(),
            concurrency=config.crawl.concurrency,
            after=[build_health(config)],
            recheck=recheck,
            progress=progress,
            living=None if catalogue.errors else living,
        )
    )


def _deliver(config: Config, channels: Sequence[Channel]) -> list[DeliveryOutcome]:
    from scheduler.deliver import deliver_due

    return deliver_due(config.database_url(), channels, clock=lambda: datetime.now(UTC))


def watch(ctx: typer.Context) -> None:
    """Crawl and alert for good: each source when it is due.

    Ctrl-C or SIGTERM stops it within ten seconds; the next start goes on where it was.
    """
    from crawler.run import run
    from scheduler.service import Service
    from sources import Catalogue
    from vestnik.console import note
    from vestnik.crawl_settings import crawl_settings
    from vestnik.logs import start_logging
    from vestnik.wiring import build_catalogue, build_channels, build_topics, chosen_sources, hint_at_defaults

    state: State = ctx.obj
    config = state.config()
    build_topics(config)  # a topic that cannot be read is said now, not by every crawl
    catalogue = build_catalogue(config)
    for error in catalogue.errors:
        note(str(error))
    chosen = chosen_sources(config, catalogue)
    hint_at_defaults(config)
    start_logging(config.log)
    service = Service(
        Catalogue({source.key: source for source in chosen}, catalogue.errors),
        build_channels(config),
        settings=crawl_settings(config, catalogue),
        database_url=config.database_url(),
        concurrency=config.crawl.concurrency,
        deliver_s=config.schedule.deliver_every,
    )
    run(service.run)
