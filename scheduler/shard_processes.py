"""Processes that each crawl a share of the sources, as their parent sees them: started, ordered, listened to, begun
again where they die, stopped together."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

log = logging.getLogger("vestnik.watch")

Heard = Callable[[int, Mapping[str, Any]], None]
"""Called with the number of a process, from 0, and what it told (``scheduler.shard_link``)."""

_MOST_LINE = 1 << 20
_MOST_SAID = 1 << 16
"""What is longer on standard error is printed in pieces (bytes)."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
_STEADY_S = 300.0
"""A process that lived so long is begun again at once."""
_HANGS_S = 300.0
"""A process that was silent for so long hangs: it is killed, and begun again."""
_LOOK_S = 5.0
_LAST_S = 8.5
"""What has not ended so long after its life line was cut is killed: a crawl's own end may take 8 s, and a service has
left after 9 s (``scheduler.signals``)."""


class ShardProcesses:
    """One process an order. ``watched``: one that ends by itself is begun again, and one that hangs is killed.

    All methods are for one loop, which may rest between ``begin`` and ``run`` (``asyncio.Runner``).
    """

    def __init__(
        self,
        command: Sequence[str],
        heard: Heard,
        *,
        watched: bool = False,
        relayed: bool = False,
        environment: Mapping[str, str] | None = None,
        first_pause_s: float = _FIRST_PAUSE_S,
        last_s: float = _LAST_S,
    ) -> None:
        """``command`` reads its order, a line of JSON, from standard input, and stops when that is closed. With
        ``relayed`` what it says on standard error is printed here, line by line, for a display may be running. Its
        ``environment`` is this process's own where none is given."""
        self._command, self._heard = command, heard
        self._orders: Sequence[Mapping[str, Any]] = ()
        self._begun: list[Process] = []
        self._watched, self._relayed, self._environment = watched, relayed, environment
        self._first_pause_s, self._last_s = first_pause_s, last_s
        self._running: dict[int, Process] = {}
        self._heard_at: dict[int, float] = {}
        self._beginning: dict[int, bool] = {}
        self._stop = asyncio.Event()

    async def begin(self, many: int) -> None:
        """Start so many processes, which load what they need while their orders are written. ``run`` or ``dismiss`` is
        to follow."""
        while len(self._begun) < many:
            self._begun.append(await self._start())

    async def dismiss(self) -> None:
        """End those that were begun and got no order."""
        await self._keep_begun(0)

    async def _keep_begun(self, many: int) -> None:
        while len(self._begun) > many:
            process = self._begun.pop()
            _kill(process)
            await process.communicate()

    async def run(self, orders: Sequence[Mapping[str, Any]]) -> list[int]:
        """Until all have ended; their exit codes in order, those of signals negative. None outlives this call."""
        self._orders = orders
        await self._keep_begun(len(orders))
        beside = [asyncio.create_task(self._end())]
        if self._watched:
            beside.append(asyncio.create_task(self._look()))
        try:
            return list(await asyncio.gather(*(self._keep(number) for number in range(len(orders)))))
        finally:
            for task in beside:
                task.cancel()
            for process in self._running.values():
                _kill(process)

    def stop(self) -> None:
        """Have them stop in order: their life lines are cut."""
        self._stop.set()
        for process in self._running.values():
            _cut(process)

    @property
    def stopped(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stop.is_set()

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
        """For how long the most silent of those that run has told nothing. From any thread."""
        now = time.monotonic()
        return max((now - self._heard_at.get(number, now) for number in list(self._running)), default=0.0)

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

    async def _start(self) -> Process:
        with _interrupts_held():
            return await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE if self._relayed else None,
                limit=_MOST_LINE,
                env=self._environment,
            )

    async def _once(self, number: int) -> int:
        process = self._begun.pop() if self._begun else await self._start()
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
        """What one process tells. A line that cannot be used is said and passed over: the others work on."""
        while lines is not None:
            try:
                line = await lines.readline()
            except ValueError:
                log.error("process %d told a line that is too long; it is passed over", number + 1)
                continue
            if not line.endswith(b"\n"):  # its end; death tears a line apart
                return
            self._heard_at[number] = time.monotonic()
            try:
                self._hear(number, json.loads(line))
            except Exception:
                log.exception("what process %d told cannot be used; it is passed over", number + 1)

    def _hear(self, number: int, told: Mapping[str, Any]) -> None:
        if told["about"] == "ready" and self._beginning.pop(number, False):
            self._reload(number)
        self._heard(number, told)

    async def _end(self) -> None:
        """Kill what still runs some time after it was told to stop."""
        await self._stop.wait()
        await asyncio.sleep(self._last_s)
        for number, process in list(self._running.items()):
            log.error("process %d does not end; it is killed", number + 1)
            _kill(process)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            for number, process in list(self._running.items()):
                silent = time.monotonic() - self._heard_at[number]
                if silent > _HANGS_S and not self._stop.is_set():
                    log.error("process %d has been silent for %.0f s; it is killed", number + 1, silent)
                    _kill(process)


def words_of(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process begun in this block is given no SIGINT until it asks for it: one that only begins cannot treat it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _cut(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()


async def _relay(said: asyncio.StreamReader | None) -> None:
    rest = b""
    while said is not None and (piece := await said.read(_MOST_SAID)):
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _MOST_SAID:
            lines, rest = [*lines, rest], b""
        for line in lines:
            sys.stderr.write(line.decode("utf-8", "replace") + "\n")
    if rest:
        sys.stderr.write(rest.decode("utf-8", "replace") + "\n")
