"""The service's heartbeat: it finds a loop that hangs, and a clock that was set."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

log = logging.getLogger("vestnik.watch")

BEAT_S = 2.0
STALLED_S = 20.0
STEP = timedelta(seconds=30)
"""A difference between the wall's clock and the running time that is no drift."""


class Heart:
    """Beats in the loop every two seconds. ``on_beat`` is called with each beat, ``on_step`` with how far the wall's
    clock has been set (negative: back). Beside the loop a thread watches: where no beat comes for ``stalled_s``
    seconds it logs where every thread stands, once a stall."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        on_beat: Callable[[], None],
        on_step: Callable[[timedelta], Coroutine[Any, Any, None]],
        stalled_s: float = STALLED_S,
        beat_s: float = BEAT_S,
    ) -> None:
        self._clock = clock
        self._on_beat, self._on_step = on_beat, on_step
        self._stalled_s, self._beat_s = stalled_s, beat_s
        self._last = time.monotonic()
        self._over = threading.Event()

    async def run(self) -> None:
        """Beat until cancelled."""
        watcher = threading.Thread(target=self._watch, args=(threading.get_ident(),), name="watchdog", daemon=True)
        watcher.start()
        wall, running = self._clock(), time.monotonic()
        try:
            while True:
                await asyncio.sleep(self._beat_s)
                self._last = time.monotonic()
                now = self._clock()
                step = now - wall - timedelta(seconds=self._last - running)
                wall, running = now, self._last
                self._on_beat()
                if abs(step) > STEP:
                    await self._on_step(step)
        finally:
            self._over.set()

    def _watch(self, loop_thread: int) -> None:
        told = False
        while not self._over.wait(min(self._stalled_s / 4, 5.0)):
            silent = time.monotonic() - self._last
            if silent > self._stalled_s and not told:
                told = True
                log.error("the loop has hung for %.0f s; it stands here:\n%s", silent, stacks(loop_thread))
            elif silent <= self._stalled_s and told:
                told = False
                log.warning("the loop goes on")


def stacks(first: int | None = None) -> str:
    """Where every thread of the process stands, that of the number ``first`` above the others."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    frames = sorted(sys._current_frames().items(), key=lambda item: item[0] != first)
    own = threading.get_ident()
    return "\n".join(
        f"thread {names.get(number, number)}:\n{''.join(traceback.format_stack(frame)[-12:])}"
        for number, frame in frames
        if number != own
    )
