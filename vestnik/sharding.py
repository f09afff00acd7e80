"""Several processes that share the sources, as one command: what they find is put together, what reaches the command
reaches them. They work as ``vestnik.shard`` says."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from scheduler.notify import Notifier
from scheduler.shard_processes import ShardProcesses, words_of
from scheduler.signals import listen
from vestnik.errors import UserError
from vestnik.own_processes import own_command, own_environment

if TYPE_CHECKING:
    from sources import Source
    from vestnik.config import Config
    from vestnik.metrics import Metrics
    from vestnik.progress import CrawlProgress

log = logging.getLogger("vestnik.watch")

_COMMAND = own_command("vestnik.shard")
_SILENT_S = 30.0
"""A process that gave no sign of life for so long is told as not alive."""
_ALIVE_EVERY_S = 2.0
_DIED = "the process that crawled it died ({}); the next crawl goes on where this one was"
_STOPPED = "stopped before its end; the next crawl goes on where it left"


class ShardError(UserError):
    """What one of the processes could not do, in its words and with its exit code."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.exit_code = code


class Shards:
    """Processes that share one crawl. They start with the block, and load what they need while it is found out what
    they are to crawl; those that are given nothing end with it."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._told = _Crawl()
        self._processes = ShardProcesses(_COMMAND, self._told.heard, relayed=True, environment=own_environment())
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        try:
            # More than there are processors, if there are sources for them, begin with their orders.
            self._runner.run(self._processes.begin(min(self._many, os.cpu_count() or 1)))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()
        self._runner.close()

    def dismiss(self) -> None:
        """End those that were given nothing to do."""
        self._runner.run(self._processes.dismiss())

    def crawl(
        self,
        config: Config,
        chosen: Sequence[Source],
        progress: CrawlProgress,
        *,
        living: Collection[str] | None,
        recheck: bool,
        due: bool,
        debug: bool,
    ) -> list[str]:
        """Crawl the chosen sources once; the verdicts of those that were begun. ShardError where a process could not do
        its share. A process that dies costs its own sources only: they have failed."""
        from scheduler.shards import shard_sources

        parts = [part for part in shard_sources(chosen, self._many) if part]
        common = {"kind": "crawl", **_common(config, debug=debug), "recheck": recheck, "due": due}
        keys = None if living is None else sorted(living)
        orders = [
            {**common, "keys": [source.key for source in part], "living": keys, "live": sys.stderr.isatty()}
            for part in parts
        ]
        told = self._told
        told.progress = progress
        codes = self._runner.run(self._run(orders))
        if told.problem is not None:
            raise told.problem
        verdicts = [verdict for of_one in told.verdicts.values() for verdict in of_one]
        for number, (part, code) in enumerate(zip(parts, codes, strict=True)):
            if number not in told.verdicts:
                verdicts += (
                    _end(part, progress, "interrupted", _STOPPED)
                    if self._processes.stopped
                    else _end(part, progress, "failed", _DIED.format(words_of(code)), unbegun=not due)
                )
        results = progress.results
        progress.results = {source.key: results[source.key] for source in chosen if source.key in results}
        return verdicts

    async def _run(self, orders: Sequence[Mapping[str, Any]]) -> list[int]:
        listening = listen(stop=self._processes.stop)
        try:
            return await self._processes.run(orders)
        finally:  # what follows in this command, such as alerts, is to be interrupted as ever
            for number in listening:
                asyncio.get_running_loop().remove_signal_handler(number)


def _end(
    part: Sequence[Source], progress: CrawlProgress, verdict: str, hint: str, *, unbegun: bool = True
) -> list[str]:
    """The verdicts of a share whose process did not tell them: ``verdict`` for what it had not told the end of, with
    ``unbegun`` also for what it had not told the beginning of."""
    for source in part:
        known = progress.results.get(source.key)
        if known is None and unbegun:
            progress.start(source.key, source.name)
            progress.finish(source.key, verdict, hint)
        elif known is not None and known.verdict is None:
            progress.finish(source.key, verdict, hint)
    told = (progress.results.get(source.key) for source in part)
    return [one.verdict or verdict for one in told if one is not None]


@dataclass(slots=True)
class _Crawl:
    """What the processes of a crawl have told."""

    progress: CrawlProgress = field(init=False)
    verdicts: dict[int, list[str]] = field(default_factory=dict)
    problem: ShardError | None = None

    def heard(self, number: int, told: Mapping[str, Any]) -> None:
        match told["about"]:
            case "start":
                self.progress.start(told["key"], told["name"])
            case "update":
                self.progress.update(told["key"], **told["counts"])
            case "finish":
                self.progress.finish(told["key"], told["verdict"], told["hint"])
            case "done":
                self.verdicts[number] = told["verdicts"]
            case "error":
                self.problem = self.problem or ShardError(told["text"], told["code"])


async def watch_in_shards(
    config: Config, workers: int, *, metrics: Metrics | None, notifier: Notifier, debug: bool
) -> None:
    """``vestnik watch`` in so many processes, until it is told to stop: each crawls its share, the first one sends the
    alerts. One that dies is begun again. ShardError where one cannot begin at all."""
    common = {"kind": "watch", **_common(config, debug=debug), "shards": workers}
    orders: list[dict[str, Any]] = [{**common, "number": number} for number in range(workers)]
    watch = _Watch(orders, notifier, metrics)
    processes = ShardProcesses(_COMMAND, watch.heard, watched=True, environment=own_environment())
    watch.processes = processes
    listen(stop=processes.stop, reload=watch.reload, bounded=True)
    async with AsyncExitStack() as stack:
        if metrics is not None and config.metrics.port is not None:
            from vestnik.metrics import serving_metrics

            host, port = config.metrics.host, config.metrics.port
            await stack.enter_async_context(
                serving_metrics(metrics, host, port, config.database_url(), trouble=watch.trouble)
            )
        alive = asyncio.create_task(watch.tell_alive())
        try:
            await processes.run(orders)
        finally:
            alive.cancel()
    if watch.problem is not None:
        raise watch.problem


class _Watch:
    """What the processes of a service have told, and systemd is told of them all. One that is begun again is ordered to
    crawl the sources it had: the files may have changed since, and the others go by what they have read."""

    processes: ShardProcesses

    def __init__(self, orders: Sequence[dict[str, Any]], notifier: Notifier, metrics: Metrics | None) -> None:
        self._orders, self._notifier, self._metrics = orders, notifier, metrics
        self._states: dict[int, str] = {}
        self.problem: ShardError | None = None

    def heard(self, number: int, told: Mapping[str, Any]) -> None:
        match told["about"]:
            case "ready":
                self._states[number] = told["status"]
                if len(self._states) == len(self._orders):
                    self._notifier.ready(self._status())
            case "status":
                self._states[number] = told["status"]
                self._notifier.status(self._status())
            case "share":
                self._orders[number]["keys"] = told["keys"]
            case "reloading":
                self._notifier.reloading()
            case "crawl":
                if self._metrics is not None:
                    from scheduler.shard_link import report_of

                    self._metrics.count(report_of(told))
            case "error":
                self._failed(number, ShardError(told["text"], told["code"]))

    def reload(self) -> None:
        """Have all read the configuration again, and one that is not running now as it begins."""
        for order in self._orders:
            order.pop("keys", None)
        self.processes.reload()

    def _failed(self, number: int, problem: ShardError) -> None:
        """A process that never worked will not do so either when it is begun again: that is said, and all end."""
        if number not in self._states:
            self.problem = self.problem or problem
            self.processes.stop()
        else:
            log.error("process %d: %s", number + 1, problem)

    def _status(self) -> str:
        return "; ".join(f"process {number + 1}: {words}" for number, words in sorted(self._states.items()))

    def trouble(self) -> str | None:
        """Why the service is not alive, None where it is."""
        silent = self.processes.silent_s()
        return f"a process has not answered for {silent:.0f} s" if silent > _SILENT_S else None

    async def tell_alive(self) -> None:
        """Tell systemd that this process lives, which looks after the others."""
        while True:
            await asyncio.sleep(_ALIVE_EVERY_S)
            self._notifier.alive()


def _common(config: Config, *, debug: bool) -> dict[str, Any]:
    return {"config": str(config.file.resolve()) if config.file is not None else None, "debug": debug}
