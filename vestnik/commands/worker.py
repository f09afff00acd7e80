"""``vestnik worker``: one of many machines that crawl for one archive."""

from __future__ import annotations

from typing import Annotated

import typer

from vestnik.state import State


def register(app: typer.Typer) -> None:
    """Put ``worker`` on the application."""
    app.command("worker")(worker)


def worker(
    ctx: typer.Context,
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", min=1, max=64, help="Sources crawled at once; default: crawl.concurrency."),
    ] = None,
) -> None:
    """Crawl what `vestnik watch` puts into the queue, on as many machines as there are.

    All of them need the same PostgreSQL ([database] url), the same sources and the same topics; alerts are sent by
    `vestnik watch`. Ctrl-C or SIGTERM stops it within ten seconds, and what it had begun goes back into the queue.
    """
    from storage.queue_tables import queue_address
    from vestnik.console import note
    from vestnik.crawl_settings import crawl_settings
    from vestnik.logs import start_logging
    from vestnik.wiring import build_catalogue, build_topics, chosen_sources, hint_at_defaults

    state: State = ctx.obj
    config = state.config()
    queue_address(config.database_url())  # SQLite, or a missing extra, is said before anything else is loaded
    from crawler.run import run
    from scheduler.worker import QueueWorker
    from sources import Catalogue

    build_topics(config)
    catalogue = build_catalogue(config)
    for error in catalogue.errors:
        note(str(error))
    hint_at_defaults(config)
    start_logging(config.log)
    serving = QueueWorker(
        Catalogue({source.key: source for source in chosen_sources(config, catalogue)}, catalogue.errors),
        settings=crawl_settings(config, catalogue),
        database_url=config.database_url(),
        concurrency=concurrency or config.crawl.concurrency,
        keep_s=config.cluster.keep_jobs,
    )
    run(serving.run)
