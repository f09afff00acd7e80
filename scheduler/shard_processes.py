"""Processes that each crawl a share of the sources, as their parent sees them: started, listened to, begun again where
they die, stopped together."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

log = logging.getLogger("vestnik.watch")

Heard = Callable[[int, Mapping[str, Any]], None]
"""Called with the number of a process, from 0, and what it told (``scheduler.shard_link``)."""

_MOST_LINE = 1 << 20
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
_STEADY_S = 300.0
"""A process that lived so long is begun again at once."""
_HANGS_S = 300.0
"""A process that was silent for so long hangs: it is killed, and begun again."""
_LOOK_S = 5.0


class ShardProcesses:
    """One process an order. ``watched``: one that ends by itself is begun again, and one that hangs is killed."""

    def __init__(
        self,
        command: Sequence[str],
        orders: Sequence[Mapping[str, Any]],
        heard: Heard,
        *,
        watched: bool = False,
        relayed: bool = False,
        first_pause_s: float = _FIRST_PAUSE_S,
    ) -> None:
        """``command`` reads its order, a line of JSON, from standard input, and stops when that is closed. With
        ``relayed`` what it says on standard error is printed here, line by line, for a display may be running."""
        self._command, self._orders, self._heard = command, orders, heard
        self._watched, self._relayed, self._first_pause_s = watched, relayed, first_pause_s
        self._running: dict[int, Process] = {}
        self._heard_at: dict[int, float] = {}
        self._beginning: dict[int, bool] = {}
        self._stop = asyncio.Event()

    async def run(self) -> list[int]:
        """Until all have ended; their exit codes in order, those of signals negative. None outlives this call."""
        looking = asyncio.create_task(self._look()) if self._watched else None
        try:
            return list(await asyncio.gather(*(self._keep(number) for number in range(len(self._orders)))))
        finally:
            if looking is not None:
                looking.cancel()
            for process in self._running.values():
                with suppress(ProcessLookupError):
                    process.kill()

    def stop(self) -> None:
        """Have them stop in order: their life lines are cut."""
        self._stop.set()
        for process in self._running.values():
            _cut(process)

    def reload(self) -> None:
        """Have them read their configuration again; one that only begins, once it has told that it is ready."""
        for number in self._running:
            if number in self._beginning:
                self._beginning[number] = True
            else:
                self._reload(number)

    def _reload(self, number: int) -> None:
        with suppress(ProcessLookupError):
            self._running[number].send_signal(signal.SIGHUP)

    def silent_s(self) -> float:
        """For how long the most silent of those that run has told nothing."""
        now = time.monotonic()
        return max((now - self._heard_at[number] for number in self._running), default=0.0)

    async def _keep(self, number: int) -> int:
        """Run one process, again and again where it is watched; its last exit code."""
        pause = self._first_pause_s
        while True:
            began = time.monotonic()
            code = await self._once(number)
            if self._stop.is_set() or not self._watched:
                return code
            pause = self._first_pause_s if time.monotonic() - began > _STEADY_S else pause
            log.error("process %d ended by itself (%s); it begins again in %.0f s", number + 1, words_of(code), pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
                return code
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _once(self, number: int) -> int:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE if self._relayed else None,
            limit=_MOST_LINE,
            env=_environment(),
        )
        self._running[number], self._heard_at[number] = process, time.monotonic()
        self._beginning[number] = False
        try:
            if process.stdin is not None:
                process.stdin.write(json.dumps(self._orders[number]).encode() + b"\n")
            if self._stop.is_set():
                _cut(process)
            await asyncio.gather(self._listen(number, process.stdout), _relay(process.stderr))
            return await process.wait()
        finally:
            if process.returncode is not None:
                del self._running[number]

    async def _listen(self, number: int, lines: asyncio.StreamReader | None) -> None:
        while lines is not None and (line := await lines.readline()):
            self._heard_at[number] = time.monotonic()
            told = json.loads(line)
            if told["about"] == "ready" and self._beginning.pop(number, False):
                self._reload(number)
            self._heard(number, told)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            for number, process in list(self._running.items()):
                silent = time.monotonic() - self._heard_at[number]
                if silent > _HANGS_S and not self._stop.is_set():
                    log.error("process %d has been silent for %.0f s; it is killed", number + 1, silent)
                    with suppress(ProcessLookupError):
                        process.kill()


def words_of(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _cut(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()


async def _relay(said: asyncio.StreamReader | None) -> None:
    while said is not None and (line := await said.readline()):
        sys.stderr.write(line.decode("utf-8", "replace"))


def _environment() -> dict[str, str]:
    """This process's own, without what systemd hands to it alone."""
    return {name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "WATCHDOG_USEC")}
