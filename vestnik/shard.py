"""``python -m vestnik.shard``: a process that crawls a share of the sources, started by ``vestnik crawl`` and ``vestnik
watch`` (``vestnik.sharding``), which tell it what to do on its standard input."""

from __future__ import annotations

import gc
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vestnik.errors import EXIT_INTERRUPTED, EXIT_OK

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.records import Setup
    from scheduler.shard_link import Link


def main() -> int:
    """Do what is ordered; the exit code. What goes wrong is told to the parent, not printed."""
    _ignore_signals()
    gc.disable()  # until all is loaded (``vestnik.crawling``)
    from scheduler.shard_link import Link

    link, fault = Link.take(), _load()
    order = link.order()
    if order is None:
        return EXIT_INTERRUPTED
    link.follow()
    try:
        if fault is not None:
            raise fault
        {"crawl": _crawl, "watch": _watch}[order["kind"]](link, order)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:
        from vestnik.root import explain_error, print_traceback

        code, text = explain_error(error)
        if order["debug"]:
            print_traceback(error)
        link.send("error", text=text, code=code)
        return code
    return EXIT_OK


def _ignore_signals() -> None:
    """Until this process listens. Ctrl-C at a terminal reaches every process of the command, but the life line tells
    of it, too; so it is held back (``scheduler.shard_processes``) until it is ignored here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _load() -> Exception | None:
    """Load what every order needs, while the parent finds out what to order; what went wrong, to be told with it."""
    try:
        from crawler.heap import give_back

        give_back()  # before all that stays is loaded
        import crawler.run  # noqa: F401 (for the functions below, as the next two)
        import vestnik.config_load
        import vestnik.wiring  # noqa: F401
    except Exception as error:
        return error
    return None


def _crawl(link: Link, order: dict[str, Any]) -> None:
    from scheduler.shard_link import LinkProgress
    from vestnik.config_load import load_config
    from vestnik.config_schedule import build_schedule
    from vestnik.crawling import crawl_here
    from vestnik.logs import start_logging
    from vestnik.wiring import build_catalogue

    config = load_config(_path(order))
    catalogue = build_catalogue(config)
    start_logging(config.log, least="warning")
    verdicts = crawl_here(
        config,
        catalogue,
        [catalogue.get(key) for key in order["keys"]],
        LinkProgress(link, live=order["live"]),
        schedule=build_schedule(config),
        living=order["living"],
        recheck=order["recheck"],
        due=order["due"],
    )
    link.send("done", verdicts=verdicts)


def _watch(link: Link, order: dict[str, Any]) -> None:
    from crawler.run import run
    from scheduler.shard_link import LinkCrawls
    from vestnik.config_load import load_config
    from vestnik.logs import start_logging
    from vestnik.watching import build_setup, read_setup

    config = load_config(_path(order))
    crawls, share = LinkCrawls(link), (int(order["number"]), int(order["shards"]))
    keys = order.get("keys")  # of one begun again
    setup = build_setup(config, metrics=crawls, share=share, keys=None if keys is None else frozenset(keys))
    start_logging(config.log)
    load = partial(read_setup, config, metrics=crawls, share=share)
    gc.enable()
    run(partial(_serve, link, setup, load))


async def _serve(link: Link, setup: Setup, load: Callable[[], Setup]) -> None:
    from scheduler.service import Service
    from scheduler.shard_link import LinkNotifier

    def keys() -> list[str]:
        return list(service.setup.catalogue.sources)

    service = Service(setup, load=load, notifier=LinkNotifier(link, keys))
    await service.run()


def _path(order: dict[str, Any]) -> Path | None:
    return Path(order["config"]) if order["config"] is not None else None


if __name__ == "__main__":
    sys.exit(main())
