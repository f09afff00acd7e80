"""``vestnik worker``: one of many machines that crawl for one archive; ``vestnik queue``: how they fare."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import UserError
from vestnik.state import State

if TYPE_CHECKING:
    from scheduler.records import Setup
    from storage.queue_state import QueueState
    from vestnik.config import Config
    from vestnik.metrics import Metrics

_SILENT_S = 60.0


def register(app: typer.Typer) -> None:
    """Put ``worker`` and ``queue`` on the application."""
    app.command("worker")(worker)
    app.command("queue")(queue)


def worker(
    ctx: typer.Context,
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", min=1, max=64, help="Sources crawled at once; default: crawl.concurrency."),
    ] = None,
    metrics: Annotated[
        int | None,
        typer.Option("--metrics", min=1, max=65535, help="Port for Prometheus metrics, on metrics.host."),
    ] = None,
) -> None:
    """Crawl what `vestnik watch` puts into the queue, on as many machines as there are.

    All of them need the same PostgreSQL ([database] url), the same sources and the same topics; alerts are sent by
    `vestnik watch`. Ctrl-C or SIGTERM stops it within ten seconds, and what it had begun goes back into the queue.
    """
    from dataclasses import replace

    from storage.queue_tables import queue_address
    from vestnik.console import note
    from vestnik.logs import start_logging
    from vestnik.watching import build_setup
    from vestnik.wiring import hint_at_defaults

    state: State = ctx.obj
    config = state.config()
    queue_address(config.database_url())  # SQLite, or a missing extra, is said before what needs the extra is loaded
    from crawler.run import run

    counted = None
    if metrics is not None:
        from vestnik.metrics import Metrics

        counted = Metrics()
    setup = build_setup(config, sends=False, metrics=counted)
    for error in setup.catalogue.errors:
        note(str(error))
    hint_at_defaults(config)
    start_logging(config.log)
    setup = replace(setup, concurrency=concurrency or setup.concurrency)
    run(partial(_work, setup, config, counted, metrics))


async def _work(setup: Setup, config: Config, metrics: Metrics | None, port: int | None) -> None:
    from scheduler.worker import QueueWorker
    from vestnik.metrics import serving_metrics

    async with AsyncExitStack() as stack:
        if metrics is not None and port is not None:
            serving = serving_metrics(metrics, config.metrics.host, port, config.database_url())
            await stack.enter_async_context(serving)
        await QueueWorker(setup, keep_s=config.cluster.keep_jobs).run()


def queue(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Exit code 1 unless a worker of this machine is alive: for health checks.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the workers and what waits for them."""
    import socket

    from storage.queue_state import queue_state
    from storage.queue_tables import queue_address
    from vestnik.console import print_json
    from vestnik.wiring import stored

    state: State = ctx.obj
    with stored(state.config(), create=False, quiet=True) as store:
        found = queue_state(store)
        if found is None:
            queue_address(state.config().database_url())  # on SQLite there can be none: it says what to do
            raise UserError(f"{store.url}: there is no queue; `vestnik watch --defer` or `vestnik worker` makes it")
    now = datetime.now(UTC)
    if as_json:
        print_json(asdict(found))
    elif not check:
        _print(found, now)
    host = socket.gethostname().replace("/", "-")
    ours = [one for one in found.workers if one.owner.split("/")[0] == host]
    if check and not any((now - one.seen_at).total_seconds() < _SILENT_S for one in ours):
        raise UserError(f"no worker of {host} has given a sign of life for {_SILENT_S:.0f} s")


def _print(found: QueueState, now: datetime) -> None:
    from vestnik.console import clean, out, say, table

    workers = table(None, ["worker", "version", ("crawls", {"justify": "right"}), ("seen", {"justify": "right"})])
    for one in found.workers:
        age = (now - one.seen_at).total_seconds()
        name = clean(one.owner.rpartition("/")[0])
        workers.add_row(name, clean(one.version or "–"), f"{one.jobs} of {one.places}", f"{age:.0f} s ago")
    if found.workers:
        out().print(workers)
    else:
        say("no worker is here")
    since = found.waiting_since
    oldest = f", the oldest for {(now - since).total_seconds():.0f} s" if since else ""
    jobs = found.jobs
    say(
        f"{jobs.get('todo', 0)} jobs wait{oldest}; {jobs.get('doing', 0)} are being done, "
        f"{jobs.get('succeeded', 0)} were done, {jobs.get('failed', 0)} failed"
    )
