"""``vestnik watch``: the service; ``vestnik reload``: its configuration, read again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.options import AsJson, Workers
from vestnik.errors import UserError
from vestnik.state import State

if TYPE_CHECKING:
    from scheduler.service import Service
    from storage import Store
    from storage.services import ServiceState
    from vestnik.config import Config
    from vestnik.metrics import Metrics

_PATIENCE_S = 30.0


def register(app: typer.Typer) -> None:
    """Put ``watch`` and ``reload`` on the application."""
    app.command("watch")(watch)
    app.command("reload")(reload)


def watch(
    ctx: typer.Context,
    defer: Annotated[
        bool, typer.Option("--defer", help="Crawl nothing here: put what is due into the queue of `vestnik worker`.")
    ] = False,
    workers: Workers = None,
) -> None:
    """Crawl and alert for good: each source when it is due.

    Ctrl-C or SIGTERM stops it within ten seconds; the next start goes on where it was. `vestnik reload` (or SIGHUP)
    has it read its configuration again. With `in_watch` of `[dashboard]` it serves the dashboard, too.
    """
    from vestnik.wiring import hint_at_defaults

    state: State = ctx.obj
    config = state.config()
    defer = defer or config.cluster.queue
    processes = workers or config.crawl.workers
    if processes > 1 and not defer:
        hint_at_defaults(config)
        _watch_in_shards(config, processes, debug=state.debug)
        return
    from crawler.run import run
    from scheduler.notify import Notifier
    from scheduler.service import Service
    from storage.queue_tables import queue_address
    from vestnik.console import note
    from vestnik.logs import start_logging
    from vestnik.metrics import Metrics
    from vestnik.watching import build_setup, read_setup

    if defer:
        queue_address(config.database_url())  # SQLite, or a missing extra, is said now
    metrics = Metrics() if config.metrics.port else None
    setup = build_setup(config, defer=defer, metrics=metrics)
    for error in setup.catalogue.errors:
        note(str(error))
    hint_at_defaults(config)
    start_logging(config.log)
    service = partial(
        Service,
        setup,
        load=partial(read_setup, config, defer=defer, metrics=metrics),
        notifier=Notifier(os.environ),
    )
    run(partial(_serve, service, config, metrics, defer=defer))


def _watch_in_shards(config: Config, workers: int, *, debug: bool) -> None:
    """The same in several processes; this one only looks after them."""
    import asyncio

    from scheduler.notify import Notifier
    from vestnik.logs import start_logging
    from vestnik.sharding import watch_in_shards

    metrics = None
    if config.metrics.port:
        from vestnik.metrics import Metrics

        metrics = Metrics()
    start_logging(config.log)

    async def serve() -> None:
        async with _dashboard(config):
            await watch_in_shards(config, workers, metrics=metrics, notifier=Notifier(os.environ), debug=debug)

    asyncio.run(serve())


def _dashboard(config: Config) -> AbstractAsyncContextManager[object]:
    """The dashboard, served for the time of the block where that is asked for."""
    if not config.dashboard.in_watch:
        return nullcontext()
    from vestnik.server import serving_dashboard

    return serving_dashboard(config)


async def _serve(service: Callable[..., Service], config: Config, metrics: Metrics | None, *, defer: bool) -> None:
    from scheduler.queue import open_queue
    from vestnik.metrics import serving_metrics

    url, port = config.database_url(), config.metrics.port
    async with AsyncExitStack() as stack:
        if metrics is not None and port is not None:
            await stack.enter_async_context(serving_metrics(metrics, config.metrics.host, port, url))
        await stack.enter_async_context(_dashboard(config))
        if defer:
            queue = await stack.enter_async_context(open_queue(url))
            await service(begin=queue.begin).run()
        else:
            await service().run()


def reload(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Have the running `vestnik watch` read its configuration again: sources, topics, channels, routes, schedule.

    No crawl is lost. A configuration that cannot be used changes nothing, and is said here and in the log.
    """
    from storage.lease import owner_lives
    from vestnik.console import print_json, say
    from vestnik.wiring import stored

    if not hasattr(signal, "SIGHUP"):
        raise UserError("this system has no SIGHUP; stop `vestnik watch` and start it again")
    state: State = ctx.obj
    told: list[dict[str, Any]] = []
    with stored(state.config(), create=False, quiet=True) as store:
        running = store.services()
        here = [service for service in running if owner_lives(service.owner)]
        if not here:
            raise UserError(_not_here(running, store.url))
        for service in here:
            pid = int(service.owner.split("/")[1])
            try:
                os.kill(pid, signal.SIGHUP)
            except PermissionError:
                raise UserError(f"process {pid} belongs to another user; run this command as that user") from None
            except ProcessLookupError:
                continue
            told.append({"pid": pid, "problem": _outcome(store, service)})
    if as_json:
        print_json(told)
    for one in told:
        if one["problem"] is not None:
            raise UserError(f"process {one['pid']} goes on with the configuration it had: {one['problem']}")
        if not as_json:
            say(f"process {one['pid']} works by the new configuration")


def _not_here(running: list[ServiceState], place: str) -> str:
    if running:
        hosts = ", ".join(sorted({service.owner.split("/")[0] for service in running}))
        return f"`vestnik watch` runs on another machine ({hosts}); run this command there"
    return f"no `vestnik watch` runs on {place}; the next one reads the configuration as it is then"


def _outcome(store: Store, before: ServiceState) -> str | None:
    """Wait until the service has read its configuration; why it was not taken, or None."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        now = next((service for service in store.services() if service.owner == before.owner), None)
        if now is None:
            return "it has ended"
        if now.loads > before.loads:
            return now.problem
        time.sleep(0.1)
    return f"it has not answered within {_PATIENCE_S:.0f} seconds; its log says more"
